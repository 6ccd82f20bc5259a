/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sys.h - the CPU's control registers.  The host's version of
 * purgatory/native/sys.h: what was written is kept, what is read is set by
 * the test, and a way to stop aborts the test.
 */
#ifndef KDP_FAKE_SYS_H
#define KDP_FAKE_SYS_H

#include <stdint.h>

#include "tests/fake/bus.h"

struct kdp_cpuid {
	uint32_t eax;
	uint32_t ebx;
	uint32_t ecx;
	uint32_t edx;
};

/* Defined by the test that includes code which uses it. */
extern struct fake_sys {
	uint32_t cpuid_edx;	/* of leaf 1 */
	uint64_t cr2;
} fake_sys;

static inline struct kdp_cpuid kdp_sys_cpuid(uint32_t leaf)
{
	struct kdp_cpuid id = { 0 };

	if (leaf == 1)
		id.edx = fake_sys.cpuid_edx;
	return id;
}

/* The ways to stop; defined by the test of code which uses them. */
void fake_sys_triple_fault(void);
void fake_sys_halt(void);

static inline void kdp_sys_triple_fault(void)
{
	fake_sys_triple_fault();
}

static inline void kdp_sys_halt(void)
{
	fake_sys_halt();
}

static inline uint64_t kdp_sys_cr2(void)
{
	return fake_sys.cr2;
}

#endif
