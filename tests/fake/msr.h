/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msr.h - model-specific registers.  The host's version of
 * purgatory/native/msr.h.
 */
#ifndef KDP_FAKE_MSR_H
#define KDP_FAKE_MSR_H

#include <stdint.h>

#include "tests/fake/bus.h"

/* In FAKE_MSR an address is the number of an MSR, and each has size 1. */
static inline uint64_t kdp_msr_read(uint32_t msr)
{
	return fake_read(FAKE_MSR, msr, 1);
}

static inline void kdp_msr_write(uint32_t msr, uint64_t value)
{
	fake_write(FAKE_MSR, msr, 1, value);
}

#endif
