/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpu.h - the CPU itself.  The host's version of purgatory/native/cpu.h.
 */
#ifndef KDP_FAKE_CPU_H
#define KDP_FAKE_CPU_H

#include <stdint.h>

#include "tests/fake/bus.h"

static inline uint64_t kdp_cpu_tsc(void)
{
	return fake_cpu_tsc();
}

static inline void kdp_cpu_pause(void)
{
}

static inline void kdp_cpu_irq_window(void)
{
	fake_cpu_irq_window();
}

static inline void kdp_cpu_iret(void)
{
	fake_cpu_iret();
}

static inline void *kdp_phys_ptr(uint64_t addr, uint64_t size)
{
	return fake_ram_ptr(addr, size);
}

#endif
