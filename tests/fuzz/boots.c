// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what "status --last" reads of its own and of a capture: what was kept
 * of the boots, which is written and read again as the same, and the result of
 * a capture.  Property: all that is taken is printable and fits.
 */
#include "kdump-prep/boots.h"

#include <stdio.h>
#include <string.h>

#include "kdump-prep/capture_result.h"
#include "tests/fuzz/fuzz.h"

#define TEXT_MAX 65536u

static void check_text(const char *text, size_t size)
{
	size_t i, length = strnlen(text, size);

	FUZZ_CHECK(length < size);
	for (i = 0; i < length; i++)
		FUZZ_CHECK(text[i] >= ' ' && text[i] <= '~');
}

static void boots(const char *data, size_t size)
{
	static struct kdp_boots first, second;
	static char text[TEXT_MAX];
	FILE *file;
	long end;
	size_t i;

	if (!fuzz_ok(kdp_boots_parse(data, size, &first)))
		return;
	for (i = 0; i < first.count; i++) {
		check_text(first.boot[i].id, sizeof(first.boot[i].id));
		check_text(first.boot[i].release,
			   sizeof(first.boot[i].release));
		/* A way is written behind a load. */
		if (!first.boot[i].loaded)
			first.boot[i].way = KDP_WAY_PURGATORY;
	}
	file = fmemopen(text, sizeof(text), "w");
	FUZZ_CHECK(file);
	kdp_boots_write(&first, file);
	end = ftell(file);
	FUZZ_CHECK(fclose(file) == 0 && end > 0);
	FUZZ_CHECK(fuzz_ok(kdp_boots_parse(text, (size_t)end, &second)));
	FUZZ_CHECK(first.count == second.count);
	for (i = 0; i < first.count; i++) {
		FUZZ_CHECK(!strcmp(first.boot[i].id, second.boot[i].id));
		FUZZ_CHECK(!strcmp(first.boot[i].release,
				   second.boot[i].release));
		FUZZ_CHECK(first.boot[i].began == second.boot[i].began);
		FUZZ_CHECK(first.boot[i].loaded == second.boot[i].loaded);
		FUZZ_CHECK(first.boot[i].unloaded == second.boot[i].unloaded);
		FUZZ_CHECK(first.boot[i].ended == second.boot[i].ended);
		FUZZ_CHECK(first.boot[i].way == second.boot[i].way);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct kdp_capture_result result;
	const char *text = (const char *)data;
	size_t i;

	boots(text, size);
	if (!fuzz_ok(kdp_capture_result_parse(text, size, &result)))
		return 0;
	FUZZ_CHECK(result.status[0]);
	check_text(result.status, sizeof(result.status));
	check_text(result.release, sizeof(result.release));
	check_text(result.modules, sizeof(result.modules));
	FUZZ_CHECK(result.attempt_count <= KDP_CAPTURE_ATTEMPTS);
	for (i = 0; i < result.attempt_count; i++)
		check_text(result.attempt[i], sizeof(result.attempt[i]));
	return 0;
}
