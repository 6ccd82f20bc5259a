// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parser of PCI configuration space.  Property: capabilities lie
 * behind the header, inside the first 256 bytes, at 4-byte offsets.
 */
#include "kdump-prep/pci.h"
#include "kdump-prep/watchdog.h"

#include "tests/fuzz/fuzz.h"

static int is_capability(uint16_t offset)
{
	return !offset || (offset >= KDP_PCI_HEADER_SIZE && offset < 256 &&
			   offset % 4 == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_topology_function function = { 0 };
	struct kdp_watchdog watchdog;

	if (!fuzz_ok(kdp_pci_parse(data, size, &function)))
		return 0;
	(void)kdp_watchdog_parse(&function.pci, data, size, &watchdog);
	FUZZ_CHECK(is_capability(function.pci.msi));
	FUZZ_CHECK(is_capability(function.pci.msix));
	return 0;
}
