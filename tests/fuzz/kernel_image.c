// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what is done with a file that is given as the crash kernel, whatever
 * it is and however it is packed.  Property: what comes out can be loaded.
 */
#include "kdump-prep/kernel_image.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static void check(const uint8_t *data, size_t size,
		  const struct kdp_topology *topology)
{
	static const struct kdp_kernel_policy policy;
	struct kdp_kernel_image kernel = { 0 };
	char text[KDP_KERNEL_ENTRY_TEXT];

	if (fuzz_ok(kdp_kernel_image_parse(data, size, &kernel)) &&
	    fuzz_ok(kdp_kernel_image_choose(&kernel, topology, &policy))) {
		FUZZ_CHECK(kernel.data_size <= kernel.mem_size);
		FUZZ_CHECK(kernel.entry < kernel.mem_size);
		FUZZ_CHECK(kernel.align &&
			   !(kernel.align & (kernel.align - 1)));
		FUZZ_CHECK(kernel.as_vmlinux == (kernel.why_not[0] == '\0'));
		FUZZ_CHECK(kernel.header_size <= KDP_SETUP_HEADER_MAX);
		kdp_kernel_image_describe(&kernel, text, sizeof(text));
		FUZZ_CHECK(strncmp(text, "as vmlinux", 10) == 0 ||
			   strncmp(text, "by its decompressor", 19) == 0);
	}
	kdp_kernel_image_deinit(&kernel);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct kdp_topology plain;
	static const struct kdp_topology five = { .la57 = true };

	check(data, size, &plain);
	check(data, size, &five);
	return 0;
}
