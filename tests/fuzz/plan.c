// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parser of the text form of a plan.  Properties: what it reads it
 * writes and reads again the same; encoding and check end.
 */
#include "kdump-prep/plan_text.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static void encode(const struct kdp_plan_model *plan)
{
	const struct kdp_plan_image image = { 0 };
	size_t size = kdp_plan_encoded_size(plan, &image);
	void *buffer = calloc(1, size);

	FUZZ_CHECK(buffer);
	if (fuzz_ok(kdp_plan_encode(plan, &image, buffer, size)))
		fuzz_ok(kdp_plan_check(buffer, size));
	free(buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_plan_model plan = { 0 };
	struct kdp_plan_model back = { 0 };
	char *again;
	char *text;

	if (!fuzz_ok(kdp_plan_parse("plan", (const char *)data, size, &plan)))
		return 0;
	FUZZ_CHECK(fuzz_ok(kdp_plan_format(&plan, &text)));
	FUZZ_CHECK(fuzz_ok(kdp_plan_parse("text", text, strlen(text), &back)));
	FUZZ_CHECK(fuzz_ok(kdp_plan_format(&back, &again)));
	FUZZ_CHECK(strcmp(again, text) == 0);
	encode(&plan);
	free(again);
	free(text);
	kdp_plan_deinit(&back);
	kdp_plan_deinit(&plan);
	return 0;
}
