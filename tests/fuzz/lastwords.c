// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what reads and prints last words.  Property: all that is printed is
 * ASCII text.
 */
#include "kdump-prep/lastwords.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_object *json;
	struct kdp_words words;
	char *text = NULL;
	size_t length;
	FILE *out;

	if (!fuzz_ok(kdp_words_parse((const char *)data, size, &words)))
		return 0;
	out = open_memstream(&text, &length);
	FUZZ_CHECK(out);
	kdp_words_write(&words, out);
	fclose(out);
	for (size_t i = 0; i < length; i++)
		FUZZ_CHECK(text[i] == '\n' ||
			   (text[i] >= ' ' && text[i] <= '~'));
	free(text);
	json = kdp_words_json(&words);
	FUZZ_CHECK(json);
	json_object_put(json);
	kdp_words_deinit(&words);
	return 0;
}
