// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parsers of ACPI tables.  The table's checksum is put right
 * first, or nothing but it would be tested.
 */
#include <stdbool.h>
#include <string.h>

#include "kdump-prep/acpi.h"
#include "kdump-prep/dmar.h"
#include "kdump-prep/fadt.h"
#include "kdump-prep/hpet.h"
#include "kdump-prep/madt.h"
#include "kdump-prep/mcfg.h"
#include "kdump-prep/reset_register.h"
#include "tests/fuzz/fuzz.h"

#define LENGTH_AT   4
#define CHECKSUM_AT 9

static void set_checksum(uint8_t *table, size_t size)
{
	uint8_t sum = 0;
	uint32_t length;
	size_t i;

	if (size <= CHECKSUM_AT)
		return;
	memcpy(&length, table + LENGTH_AT, sizeof(length));
	for (i = 0; i < size && i < length; i++)
		sum = (uint8_t)(sum + table[i]);
	table[CHECKSUM_AT] = (uint8_t)(table[CHECKSUM_AT] - sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *table = malloc(size ? size : 1);
	struct kdp_ecam *ecam;
	struct kdp_reset_register reset;
	struct kdp_madt madt;
	struct kdp_hpet hpet;
	bool intr_remap;
	bool cmos_rtc;
	size_t count, length;

	FUZZ_CHECK(table);
	if (size)
		memcpy(table, data, size);
	set_checksum(table, size);
	if (fuzz_ok(kdp_madt_parse(table, size, &madt)))
		free(madt.ioapic);
	if (fuzz_ok(kdp_mcfg_parse(table, size, &ecam, &count)))
		free(ecam);
	fuzz_ok(kdp_reset_parse(table, size, &reset));
	fuzz_ok(kdp_dmar_parse(table, size, &intr_remap));
	if (fuzz_ok(kdp_acpi_check(table, size, "IVRS", KDP_ACPI_HEADER_SIZE,
				   &length)))
		FUZZ_CHECK(length <= size);
	fuzz_ok(kdp_hpet_parse(table, size, &hpet));
	fuzz_ok(kdp_fadt_parse(table, size, &cmos_rtc));
	free(table);
	return 0;
}
