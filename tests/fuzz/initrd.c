// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what measures an initrd: the archives and what they are packed with.
 * Property: each entry costs its inode, and pages for no more than the input
 * could hold.
 */
#include "kdump-prep/initrd.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_initrd found = { 0 };

	if (!fuzz_ok(kdp_initrd_measure(data, size, &found)))
		return 0;
	FUZZ_CHECK(found.bytes >= found.files * 1024);
	FUZZ_CHECK((found.bytes - found.files * 1024) % 4096 == 0);
	return 0;
}
