/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmio.h - device memory.  The host's version of
 * purgatory/native/mmio.h.
 */
#ifndef KDP_FAKE_MMIO_H
#define KDP_FAKE_MMIO_H

#include <stdint.h>

#include "tests/fake/bus.h"

static inline uint8_t kdp_mmio_read8(uint64_t addr)
{
	return (uint8_t)fake_read(FAKE_MMIO, addr, 1);
}

static inline uint16_t kdp_mmio_read16(uint64_t addr)
{
	return (uint16_t)fake_read(FAKE_MMIO, addr, 2);
}

static inline uint32_t kdp_mmio_read32(uint64_t addr)
{
	return (uint32_t)fake_read(FAKE_MMIO, addr, 4);
}

static inline void kdp_mmio_write8(uint64_t addr, uint8_t value)
{
	fake_write(FAKE_MMIO, addr, 1, value);
}

static inline void kdp_mmio_write16(uint64_t addr, uint16_t value)
{
	fake_write(FAKE_MMIO, addr, 2, value);
}

static inline void kdp_mmio_write32(uint64_t addr, uint32_t value)
{
	fake_write(FAKE_MMIO, addr, 4, value);
}

#endif
