// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parser of /proc/iomem.  Property: ranges are sorted and none
 * ends before it starts.
 */
#include "kdump-prep/iomem.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_iomem iomem = { 0 };
	const struct kdp_range *range;
	size_t i;

	fuzz_ok(kdp_iomem_parse((const char *)data, size, &iomem));
	range = iomem.memory.range;
	for (i = 0; i < iomem.memory.count; i++) {
		FUZZ_CHECK(range[i].start <= range[i].end);
		FUZZ_CHECK(!i || range[i - 1].start <= range[i].start);
	}
	kdp_iomem_deinit(&iomem);
	return 0;
}
