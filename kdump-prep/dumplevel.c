// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dumplevel.c - compares makedumpfile with a kernel; see dumplevel.h.
 */
#include "kdump-prep/dumplevel.h"

#include <stdio.h>
#include <string.h>

#include "kdump-prep/text.h"

/* Facts by which pages are told from each other begin with these. */
static const char *const prefixes[] = {
	"OFFSET(page.", "OFFSET(folio.", "OFFSET(slab.", "NUMBER(PG_",
	"NUMBER(PAGE_",
};

/* Where a page has its head: without it no page behind a head is known. */
#define HEAD "OFFSET(page.compound_"

/* Tells of more pages to leave out, and of none to keep. */
#define HARMLESS "NUMBER(PAGE_UNACCEPTED_MAPCOUNT_VALUE)="

/* Every makedumpfile looks this up. */
#define ALWAYS "OFFSET(page.flags)="

static bool starts(struct kdp_word line, const char *prefix)
{
	size_t size = strlen(prefix);

	return line.size >= size && memcmp(line.start, prefix, size) == 0;
}

static bool is_of_pages(struct kdp_word line)
{
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (starts(line, prefixes[i]))
			return !starts(line, HARMLESS);
	return false;
}

/* The name of a fact, with the "=" behind it as makedumpfile looks it up. */
static bool take_name(struct kdp_word line, struct kdp_word *ret)
{
	const char *sign = memchr(line.start, '=', line.size);

	if (!sign)
		return false;
	ret->start = line.start;
	ret->size = (size_t)(sign - line.start) + 1;
	return true;
}

bool kdp_dumplevel_unknown(const uint8_t *info, size_t info_size,
			   const uint8_t *program, size_t program_size,
			   char ret[KDP_DUMP_FACT])
{
	bool head = false;
	struct kdp_text text;
	struct kdp_word name;

	if (!memmem(program, program_size, ALWAYS, strlen(ALWAYS)))
		return false;
	kdp_text_init(&text, "vmcoreinfo", (const char *)info, info_size);
	while (kdp_text_next(&text)) {
		if (!is_of_pages(text.rest) || !take_name(text.rest, &name))
			continue;
		if (!memmem(program, program_size, name.start, name.size)) {
			snprintf(ret, KDP_DUMP_FACT, "%.*s",
				 (int)(name.size - 1), name.start);
			return true;
		}
		head |= starts(name, HEAD);
	}
	if (!head)
		snprintf(ret, KDP_DUMP_FACT, "where a page has its head");
	return !head;
}
