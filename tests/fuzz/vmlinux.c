// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the reader of ELF kernels.  Property: what is laid out fits into what
 * the kernel is said to occupy, and the entry lies in it.
 */
#include "kdump-prep/vmlinux.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_vmlinux v;
	uint64_t extent;

	if (fuzz_ok(kdp_vmlinux_extent(data, size, &extent)))
		FUZZ_CHECK(extent >= size);
	if (fuzz_ok(kdp_vmlinux_parse(data, size, &v))) {
		FUZZ_CHECK(v.mem_size <= KDP_VMLINUX_SIZE_MAX);
		FUZZ_CHECK(v.data_size <= v.mem_size);
		FUZZ_CHECK(v.entry < v.mem_size);
		FUZZ_CHECK(v.paddr % KDP_VMLINUX_ALIGN == 0);
		FUZZ_CHECK(v.data_size == 0 || v.data[v.data_size - 1] != 0);
	}
	kdp_vmlinux_deinit(&v);
	return 0;
}
