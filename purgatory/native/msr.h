/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msr.h - model-specific registers.  The target's version; tests/fake/msr.h
 * has the same names.  An MSR that is not there raises #GP, which abandons
 * the step.
 */
#ifndef KDP_NATIVE_MSR_H
#define KDP_NATIVE_MSR_H

#include <stdint.h>

static inline uint64_t kdp_msr_read(uint32_t msr)
{
	uint32_t low;
	uint32_t high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static inline void kdp_msr_write(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((uint32_t)value),
			   "d"((uint32_t)(value >> 32))
			 : "memory");
}

#endif
