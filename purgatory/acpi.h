/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * acpi.h - what the stage of a wrapped kernel takes from the firmware's
 * tables: where the interrupt controllers are.
 */
#ifndef KDP_PURGATORY_ACPI_H
#define KDP_PURGATORY_ACPI_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

#define KDP_ACPI_IOAPICS_MAX 16u

struct kdp_acpi {
	struct kdp_ioapic ioapic[KDP_ACPI_IOAPICS_MAX];
	uint32_t ioapic_count;
	bool pcat_compat;	/* MADT: has an 8259 pair */
	bool cmos_rtc;		/* FADT: may have a PC's real-time clock */
	bool remapping;		/* a table of an IOMMU is there */
	uint64_t hpet;		/* physical base; 0: none */
};

/*
 * Makes a range of memory readable.  Returns NULL where it is not to be read.
 */
typedef const uint8_t *kdp_acpi_reach(uint64_t addr, uint64_t size);

/**
 * kdp_acpi_read() - read the tables
 * @rsdp: physical address of the root pointer
 * @ret: what was found; complete only for KDP_STATUS_OK
 *
 * Addresses of devices are taken only where such devices are on every PC:
 * IO-APICs from 0xfec00000 to 0xfecfffff, a HPET in the 64 KiB from
 * 0xfed00000.  What is refused is recorded.
 *
 * Return: KDP_STATUS_OK; KDP_STATUS_SKIPPED without an MADT;
 * KDP_STATUS_MISMATCH when a table is damaged.
 */
enum kdp_status kdp_acpi_read(uint64_t rsdp, kdp_acpi_reach *reach,
			      struct kdp_acpi *ret);

#endif
