// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmdline.c - composes the command line of the second kernel; see cmdline.h.
 */
#include "kdump-prep/cmdline.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"

#define BLANKS " \t\n"

/* RAM that is not worth a word. */
#define MEMMAP_MIN ((uint64_t)100 << 10)

/* The word at @from, which is no blank; up to the next one or the end. */
static size_t word_length(const char *from)
{
	bool quoted = false;
	size_t length;

	for (length = 0; from[length] != '\0'; length++) {
		if (from[length] == '"')
			quoted = !quoted;
		else if (!quoted && strchr(BLANKS, from[length]))
			break;
	}
	return length;
}

/* Where the word "--" is, or the end. */
static size_t kernel_part(const char *line)
{
	const char *word = line + strspn(line, BLANKS);
	size_t length;

	for (; *word != '\0'; word += length + strspn(word + length, BLANKS)) {
		length = word_length(word);
		if (length == 2 && memcmp(word, "--", 2) == 0)
			break;
	}
	return (size_t)(word - line);
}

struct kdp_error *kdp_cmdline_insert(const char *line, const char *words,
				     char **ret)
{
	size_t head = kernel_part(line);
	const char *tail = line + head;

	while (head > 0 && strchr(BLANKS, line[head - 1]))
		head--;
	if (asprintf(ret, "%.*s%s%s%s%s", (int)head, line,
		     head && *words ? " " : "", words,
		     *tail && (head || *words) ? " " : "", tail) < 0) {
		*ret = NULL;
		return &kdp_enomem;
	}
	return NULL;
}

/* The letter of memmap=, or 0 for what is not told. */
static char memmap_letter(const struct kdp_range *range)
{
	switch (range->type) {
	case KDP_RANGE_RAM:
		return range->end - range->start < MEMMAP_MIN - 1 ? 0 : '@';
	case KDP_RANGE_ACPI:
	case KDP_RANGE_NVS:
		return '#';
	default:
		return 0;
	}
}

struct kdp_error *kdp_cmdline_memmap(const struct kdp_ranges *e820,
				     char **ret)
{
	KDP_AUTO_FREE char *text = strdup("memmap=exactmap");
	uint64_t start, end;
	char *longer;
	char letter;
	size_t i;

	for (i = 0; text && i < e820->count; i++) {
		letter = memmap_letter(&e820->range[i]);
		if (!letter)
			continue;
		/* Whole KiB: of RAM the inner ones, of tables the outer. */
		start = e820->range[i].start;
		end = e820->range[i].end;
		if (letter == '@') {
			start = start / 1024 + (start % 1024 != 0);
			end = end / 1024 + (end % 1024 == 1023);
		} else {
			start = start / 1024;
			end = end / 1024 + 1;
		}
		if (asprintf(&longer,
			     "%s memmap=%" PRIu64 "K%c%" PRIu64 "K", text,
			     end - start, letter, start) < 0)
			return &kdp_enomem;
		free(text);
		text = longer;
	}
	*ret = KDP_TAKE(text);
	return *ret ? NULL : &kdp_enomem;
}
