// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the search for the sections of a unified kernel image.  Property: what
 * it returns lies in the file.
 */
#include "kdump-prep/uki.h"

#include "tests/fuzz/fuzz.h"

static void check_inside(const uint8_t *data, size_t size,
			 const struct kdp_uki_part *part)
{
	if (!part->data)
		return;
	FUZZ_CHECK(part->data >= data &&
		   (size_t)(part->data - data) <= size &&
		   part->size <= size - (size_t)(part->data - data));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_uki uki;

	if (!fuzz_ok(kdp_uki_parse(data, size, &uki)))
		return 0;
	check_inside(data, size, &uki.linux_image);
	check_inside(data, size, &uki.initrd);
	check_inside(data, size, &uki.cmdline);
	return 0;
}
