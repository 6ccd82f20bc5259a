/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pio.h - I/O ports.  The host's version of
 * purgatory/native/pio.h.
 */
#ifndef KDP_FAKE_PIO_H
#define KDP_FAKE_PIO_H

#include <stdint.h>

#include "tests/fake/bus.h"

static inline uint8_t kdp_pio_in8(uint16_t port)
{
	return (uint8_t)fake_read(FAKE_PIO, port, 1);
}

static inline uint16_t kdp_pio_in16(uint16_t port)
{
	return (uint16_t)fake_read(FAKE_PIO, port, 2);
}

static inline uint32_t kdp_pio_in32(uint16_t port)
{
	return (uint32_t)fake_read(FAKE_PIO, port, 4);
}

static inline void kdp_pio_out8(uint16_t port, uint8_t value)
{
	fake_write(FAKE_PIO, port, 1, value);
}

static inline void kdp_pio_out16(uint16_t port, uint16_t value)
{
	fake_write(FAKE_PIO, port, 2, value);
}

static inline void kdp_pio_out32(uint16_t port, uint32_t value)
{
	fake_write(FAKE_PIO, port, 4, value);
}

#endif
