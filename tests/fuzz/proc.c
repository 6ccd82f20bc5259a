// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parsers of the small files of /proc and /sys.
 */
#include "kdump-prep/cpus.h"
#include "kdump-prep/kernel_info.h"
#include "kdump-prep/pci.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_pci_function function = { 0 };
	const char *text = (const char *)data;
	struct kdp_cpuinfo cpuinfo;
	uint64_t addr;
	uint64_t bytes;

	fuzz_ok(kdp_vmcoreinfo_parse(text, size, &addr, &bytes));
	kdp_systab_rsdp(text, size);
	kdp_lockdown_is_on(text, size);
	fuzz_ok(kdp_cpuinfo_parse(text, size, &cpuinfo));
	kdp_pci_parse_address(text, size, &function);
	return 0;
}
