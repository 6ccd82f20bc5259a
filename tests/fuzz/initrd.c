// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what measures an initrd: the archives and what they are packed with.
 * Property: each entry costs its inode, and pages for no more than the input
 * could hold; a file that is found is a small one.
 */
#include "kdump-prep/initrd.h"

#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_initrd found = { 0 };
	char *file = NULL;
	size_t file_size;

	if (fuzz_ok(kdp_initrd_find(data, size, "capture.conf", &file,
				    &file_size)))
		FUZZ_CHECK(file_size <= KDP_INITRD_FIND_MAX);
	free(file);
	if (!fuzz_ok(kdp_initrd_measure(data, size, &found)))
		return 0;
	FUZZ_CHECK(found.bytes >= found.files * 1024);
	FUZZ_CHECK((found.bytes - found.files * 1024) % 4096 == 0);
	return 0;
}
