/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcicfg.h - the one way to PCI configuration space.
 */
#ifndef KDP_PURGATORY_PCICFG_H
#define KDP_PURGATORY_PCICFG_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/* How to reach one function; made by kdp_pcicfg_open(). */
struct kdp_pcicfg {
	uint64_t ecam;		/* its 4 KiB in a window; 0: by CF8/CFC */
	uint32_t address;	/* for CF8, register 0 */
};

/**
 * kdp_pcicfg_open() - find the way to a function
 * @windows: ECAM windows of the plan
 * @count: their number
 * @cfg: written only on success
 *
 * Touches nothing.  CF8/CFC stands in where no window holds the bus, and
 * reaches segment 0 alone.
 *
 * Return: false when the plan names no way to the function.
 */
bool kdp_pcicfg_open(const struct kdp_ecam *windows, uint64_t count,
		     uint16_t segment, uint8_t bus, uint8_t devfn,
		     struct kdp_pcicfg *cfg);

/*
 * Accesses.  The register must be aligned to the size of the access; past the
 * space that the way reaches, reads return all ones and writes do nothing.
 */
uint8_t kdp_pcicfg_read8(const struct kdp_pcicfg *cfg, uint16_t reg);
uint16_t kdp_pcicfg_read16(const struct kdp_pcicfg *cfg, uint16_t reg);
uint32_t kdp_pcicfg_read32(const struct kdp_pcicfg *cfg, uint16_t reg);
void kdp_pcicfg_write8(const struct kdp_pcicfg *cfg, uint16_t reg,
		       uint8_t value);
void kdp_pcicfg_write16(const struct kdp_pcicfg *cfg, uint16_t reg,
			uint16_t value);
void kdp_pcicfg_write32(const struct kdp_pcicfg *cfg, uint16_t reg,
			uint32_t value);

#endif
