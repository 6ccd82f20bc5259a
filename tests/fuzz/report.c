// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what prints a record, for people and as JSON.
 */
#include "kdump-prep/report.h"

#include <stdio.h>

#include "kdump-prep/record_json.h"
#include "kdump-prep/timeline.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct kdp_timeline timeline;
	struct kdp_record_model model;
	FILE *out;

	if (!fuzz_ok(kdp_record_decode(data, size, &model)))
		return 0;
	out = fopen("/dev/null", "w");
	FUZZ_CHECK(out);
	FUZZ_CHECK(fuzz_ok(kdp_report_write(&model, out)));
	FUZZ_CHECK(fuzz_ok(kdp_record_json_write(&model, out)));
	kdp_timeline_make(&model, &timeline);
	kdp_timeline_svg(&timeline, out);
	fclose(out);
	kdp_record_model_deinit(&model);
	return 0;
}
