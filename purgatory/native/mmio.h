/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmio.h - device memory.  The target's version; tests/fake/mmio.h has the
 * same names.  Addresses are physical: purgatory maps them one to one.
 */
#ifndef KDP_NATIVE_MMIO_H
#define KDP_NATIVE_MMIO_H

#include <stdint.h>

static inline uint8_t kdp_mmio_read8(uint64_t addr)
{
	return *(volatile uint8_t *)addr;
}

static inline uint16_t kdp_mmio_read16(uint64_t addr)
{
	return *(volatile uint16_t *)addr;
}

static inline uint32_t kdp_mmio_read32(uint64_t addr)
{
	return *(volatile uint32_t *)addr;
}

static inline void kdp_mmio_write8(uint64_t addr, uint8_t value)
{
	*(volatile uint8_t *)addr = value;
}

static inline void kdp_mmio_write16(uint64_t addr, uint16_t value)
{
	*(volatile uint16_t *)addr = value;
}

static inline void kdp_mmio_write32(uint64_t addr, uint32_t value)
{
	*(volatile uint32_t *)addr = value;
}

#endif
