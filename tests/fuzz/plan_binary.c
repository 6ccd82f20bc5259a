// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the checks of a plan in binary form, the loader's and purgatory's.
 * Property: purgatory takes every plan that passes the loader's.  The plan's
 * checksum is put right first, or nothing but it would be tested.
 */
#include <string.h>
#include <zlib.h>

#include "kdump-prep/plan.h"
#include "purgatory/plancheck.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_plan *plan;

	if (size < sizeof(*plan) || size > UINT32_MAX)
		return 0;
	plan = malloc(size);
	FUZZ_CHECK(plan);
	memcpy(plan, data, size);
	plan->crc = 0;
	plan->crc = (uint32_t)crc32(0, (const Bytef *)plan, (uInt)size);
	if (fuzz_ok(kdp_plan_check(plan, size)))
		FUZZ_CHECK(kdp_plan_valid(plan, (uint32_t)size));
	free(plan);
	return 0;
}
