/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lapic.h - this CPU's local APIC, in whichever mode the dying kernel left
 * it.  For lapic.c and drain.c.
 */
#ifndef KDP_PURGATORY_LAPIC_H
#define KDP_PURGATORY_LAPIC_H

#include <stdbool.h>
#include <stdint.h>

/* The spurious vector while purgatory runs and when it leaves. */
#define KDP_LAPIC_SPURIOUS 0xffu

/* The register accesses of one mode, by offset in the xAPIC's page. */
struct kdp_lapic {
	uint32_t (*read)(const struct kdp_lapic *lapic, uint32_t reg);
	void (*write)(const struct kdp_lapic *lapic, uint32_t reg,
		      uint32_t value);
	uint64_t addr;		/* physical page, xAPIC only */
	bool is_x2apic;
};

/**
 * kdp_lapic_find() - look up the mode in IA32_APIC_BASE
 * @lapic: how to access it, written only on success
 *
 * Return: false when the local APIC is disabled there, or does not answer.
 */
bool kdp_lapic_find(struct kdp_lapic *lapic);

#endif
