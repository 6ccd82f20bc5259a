/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * madt.h - the ACPI table that lists the interrupt controllers ("APIC").
 */
#ifndef KDP_KDUMP_PREP_MADT_H
#define KDP_KDUMP_PREP_MADT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"

struct kdp_madt {
	uint64_t lapic_addr;	/* the 64-bit override where there is one */
	bool pcat_compat;	/* there is an 8259 pair too */
	struct kdp_ioapic *ioapic; /* malloc'd */
	size_t ioapic_count;
};

/**
 * kdp_madt_parse() - read a MADT
 * @ret: written on success; the caller frees ret->ioapic
 *
 * IO-APICs at address 0, which the kernel ignores, and repeated entries for
 * the same address are left out.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_madt_parse(const uint8_t *data, size_t size,
				 struct kdp_madt *ret);

#endif
