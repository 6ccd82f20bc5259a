// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the stage's reader of ACPI tables.  The input is all the memory that
 * there is, from FIRST on; checksums are those of the input.  Property: every
 * address that is found is one where such a device can be.
 */
#include <string.h>

#include "purgatory/acpi.h"
#include "purgatory/record.h"
#include "tests/fuzz/fuzz.h"

#define FIRST 0x1000u

static const uint8_t *memory;
static size_t memory_size;

static const uint8_t *reach(uint64_t addr, uint64_t size)
{
	if (addr < FIRST || addr - FIRST > memory_size ||
	    size > memory_size - (addr - FIRST))
		return NULL;
	return memory + (addr - FIRST);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_acpi acpi;
	uint32_t i;

	memory = data;
	memory_size = size;
	kdp_record_init(0, 0);
	kdp_acpi_read(FIRST, reach, &acpi);
	FUZZ_CHECK(acpi.ioapic_count <= KDP_ACPI_IOAPICS_MAX);
	for (i = 0; i < acpi.ioapic_count; i++)
		FUZZ_CHECK(acpi.ioapic[i].addr >= 0xfec00000 &&
			   acpi.ioapic[i].addr <= 0xfecfff00);
	FUZZ_CHECK(!acpi.hpet || (acpi.hpet >= 0xfed00000 &&
				  acpi.hpet <= 0xfed0fc00));
	return 0;
}
