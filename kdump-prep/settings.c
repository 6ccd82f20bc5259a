// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * settings.c - finds settings and versions in texts; see settings.h.
 */
#include "kdump-prep/settings.h"

#include <string.h>

#include "kdump-prep/text.h"

/* A value as far as it is printable; quotes around it are dropped. */
static void take_value(struct kdp_word value, char *ret, size_t ret_size)
{
	char quote = '\0';
	size_t i, at = 0;

	if (value.size && (value.start[0] == '"' || value.start[0] == '\''))
		quote = value.start[0];
	for (i = quote != '\0'; i < value.size && at + 1 < ret_size; i++) {
		if (value.start[i] == quote || value.start[i] < ' ' ||
		    value.start[i] > '~')
			break;
		ret[at++] = value.start[i];
	}
	ret[at] = '\0';
}

bool kdp_setting_find(const char *text, size_t size, const char *name,
		      char *ret, size_t ret_size)
{
	const size_t length = strlen(name);
	struct kdp_text walk;
	struct kdp_word word;
	bool found = false;

	kdp_text_init(&walk, "", text, size);
	while (kdp_text_next_fact(&walk)) {
		if (!kdp_text_word(&walk, &word) || word.size < length ||
		    memcmp(word.start, name, length) != 0)
			continue;
		if (word.size > length && word.start[length] != '=')
			continue;
		if (word.size > length) {
			/* With the blanks that are in quotes. */
			word.start += length + 1;
			word.size = (size_t)(walk.rest.start + walk.rest.size -
					     word.start);
		} else if (!kdp_text_word(&walk, &word)) {
			continue;
		}
		take_value(word, ret, ret_size);
		found = true;
	}
	return found;
}

/* The words of a line but -F, with one blank between. */
static void take_options(struct kdp_text *line, char *ret, size_t ret_size)
{
	struct kdp_word word;
	size_t at = 0, i;

	ret[0] = '\0';
	while (kdp_text_word(line, &word)) {
		if (kdp_word_is(word, "-F") || at + word.size + 2 > ret_size)
			continue;
		if (at)
			ret[at++] = ' ';
		for (i = 0; i < word.size; i++)
			ret[at++] = word.start[i] < ' ' || word.start[i] > '~'
					    ? '?'
					    : word.start[i];
		ret[at] = '\0';
	}
}

bool kdp_setting_filter(const char *text, size_t size, char *ret,
			size_t ret_size)
{
	char value[256] = "";
	struct kdp_text walk;
	struct kdp_word word;

	if (kdp_setting_find(text, size, "MAKEDUMP_ARGS", value,
			     sizeof(value)) && value[0]) {
		kdp_text_init(&walk, "", value, strlen(value));
		if (!kdp_text_next(&walk))
			return false;
		take_options(&walk, ret, ret_size);
		return true;
	}
	kdp_text_init(&walk, "", text, size);
	while (kdp_text_next_fact(&walk)) {
		if (!kdp_text_word(&walk, &word) ||
		    !kdp_word_is(word, "core_collector") ||
		    !kdp_text_word(&walk, &word) ||
		    !kdp_word_is(word, "makedumpfile"))
			continue;
		take_options(&walk, ret, ret_size);
		return true;
	}
	return false;
}

bool kdp_package_version(const char *text, size_t size, const char *package,
			 char *ret, size_t ret_size)
{
	bool here = false, installed = false;
	struct kdp_word name, value;
	struct kdp_text walk;

	kdp_text_init(&walk, "", text, size);
	while (kdp_text_next(&walk)) {
		/* Lines of a paragraph begin without a blank. */
		if (!walk.rest.size || walk.rest.start[0] == ' ' ||
		    !kdp_text_word(&walk, &name))
			continue;
		if (kdp_word_is(name, "Package:")) {
			here = kdp_text_word(&walk, &value) &&
			       kdp_word_is(value, package);
			installed = false;
		} else if (here && kdp_word_is(name, "Status:")) {
			while (kdp_text_word(&walk, &value))
				installed = kdp_word_is(value, "installed");
		} else if (here && installed && kdp_word_is(name, "Version:") &&
			   kdp_text_word(&walk, &value)) {
			take_value(value, ret, ret_size);
			return true;
		}
	}
	return false;
}

uint64_t kdp_meminfo(const char *text, size_t size, const char *name)
{
	struct kdp_word word, number;
	struct kdp_text walk;
	uint64_t kib;

	kdp_text_init(&walk, "", text, size);
	while (kdp_text_next(&walk))
		if (kdp_text_word(&walk, &word) && kdp_word_is(word, name) &&
		    kdp_text_word(&walk, &number) &&
		    kdp_word_u64(number, 10, &kib) && kib <= UINT64_MAX >> 10)
			return kib << 10;
	return 0;
}
