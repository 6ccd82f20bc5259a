// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parser of the text form of a record.
 */
#include "kdump-prep/record_text.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_record_model model;
	size_t record_size;
	uint8_t *record;

	if (!fuzz_ok(kdp_record_text_parse((const char *)data, size, &record,
					   &record_size)))
		return 0;
	FUZZ_CHECK(record_size <= KDP_NOTE_SIZE_MAX);
	if (fuzz_ok(kdp_record_decode(record, record_size, &model)))
		kdp_record_model_deinit(&model);
	free(record);
	return 0;
}
