// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmcoreinfo.c - finds facts in a kernel's vmcoreinfo; see vmcoreinfo.h.
 */
#include "kdump-prep/vmcoreinfo.h"

#include <string.h>

#include "kdump-prep/text.h"

bool kdp_vmcoreinfo_find(const uint8_t *info, size_t info_size,
			 const char *name, char *ret, size_t size)
{
	size_t length = strlen(name);
	struct kdp_text text;
	struct kdp_word word;

	kdp_text_init(&text, "vmcoreinfo", (const char *)info, info_size);
	while (kdp_text_next(&text)) {
		if (!kdp_text_word(&text, &word) || word.size <= length ||
		    memcmp(word.start, name, length) != 0)
			continue;
		if (word.size - length >= size)
			return false;
		memcpy(ret, word.start + length, word.size - length);
		ret[word.size - length] = 0;
		return true;
	}
	return false;
}

bool kdp_vmcoreinfo_number(const uint8_t *info, size_t info_size,
			   const char *name, unsigned int base, uint64_t *ret)
{
	struct kdp_word word;
	uint64_t number;
	bool minus;
	char text[32];

	if (!kdp_vmcoreinfo_find(info, info_size, name, text, sizeof(text)))
		return false;
	minus = base == 10 && text[0] == '-';
	word.start = text + minus;
	word.size = strlen(word.start);
	if (!kdp_word_u64(word, base, &number))
		return false;
	*ret = minus ? -number : number;
	return true;
}
