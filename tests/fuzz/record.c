// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the decoder of records.  Property: the text form of what was decoded
 * gives, parsed and decoded again, the same text.
 */
#include "kdump-prep/record.h"

#include <stdio.h>
#include <string.h>

#include "kdump-prep/record_text.h"
#include "tests/fuzz/fuzz.h"

/* The caller frees the text. */
static char *record_text(const uint8_t *data, size_t size, size_t *text_size)
{
	struct kdp_record_model model;
	char *text = NULL;
	FILE *out;

	if (!fuzz_ok(kdp_record_decode(data, size, &model)))
		return NULL;
	out = open_memstream(&text, text_size);
	FUZZ_CHECK(out);
	kdp_record_text_write(&model, out);
	fclose(out);
	kdp_record_model_deinit(&model);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t again_size;
	size_t back_size;
	size_t text_size;
	uint8_t *back;
	char *again;
	char *text = record_text(data, size, &text_size);

	if (!text)
		return 0;
	FUZZ_CHECK(fuzz_ok(kdp_record_text_parse(text, text_size, &back,
						 &back_size)));
	again = record_text(back, back_size, &again_size);
	FUZZ_CHECK(again && strcmp(again, text) == 0);
	free(again);
	free(back);
	free(text);
	return 0;
}
