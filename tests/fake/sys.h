/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sys.h - the CPU's control registers.  The host's version of
 * purgatory/native/sys.h: what was written is kept, what is read is set by
 * the test, and a way to stop aborts the test.
 */
#ifndef KDP_FAKE_SYS_H
#define KDP_FAKE_SYS_H

#include <stdint.h>
#include <string.h>

#include "tests/fake/bus.h"

struct kdp_cpuid {
	uint32_t eax;
	uint32_t ebx;
	uint32_t ecx;
	uint32_t edx;
};

/* As fake_reset() leaves it: an Intel CPU without features. */
extern struct fake_sys {
	uint32_t cpuid_max;	/* leaf 0 */
	uint32_t cpuid_ecx;	/* of leaf 1 */
	uint32_t cpuid_edx;	/* of leaf 1 */
	uint32_t cpuid_ext_max;	/* highest extended leaf */
	uint32_t cpuid_ext_ecx;	/* of leaf 0x80000001 */
	const char *vendor;	/* 12 characters */
	uint32_t cpuid_7_ebx;	/* of leaf 7 */
	uint32_t cpuid_7_1_eax;	/* of its subleaf 1 */
	const char *cpuid_21;	/* 12 characters; NULL: zeros */
	uint32_t cpuid_encryption; /* of leaf 0x8000001f, EAX */
	unsigned int cpuids;	/* times that CPUID was asked */
	uint64_t cr0;
	uint64_t cr2;
	uint64_t cr4;
	uint64_t cr4_seen;	/* all bits that were ever set */
} fake_sys;

static inline void fake_sys_name(struct kdp_cpuid *id, const char *name)
{
	memcpy(&id->ebx, name, 4);
	memcpy(&id->edx, name + 4, 4);
	memcpy(&id->ecx, name + 8, 4);
}

static inline struct kdp_cpuid kdp_sys_cpuid(uint32_t leaf)
{
	struct kdp_cpuid id = { 0 };

	fake_sys.cpuids++;
	if (leaf == 0) {
		id.eax = fake_sys.cpuid_max;
		fake_sys_name(&id, fake_sys.vendor);
	} else if (leaf == 0x21 && fake_sys.cpuid_21) {
		fake_sys_name(&id, fake_sys.cpuid_21);
	} else if (leaf == 0x8000001f) {
		id.eax = fake_sys.cpuid_encryption;
	} else if (leaf == 1) {
		id.ecx = fake_sys.cpuid_ecx;
		id.edx = fake_sys.cpuid_edx;
	} else if (leaf == 7) {
		id.ebx = fake_sys.cpuid_7_ebx;
	} else if (leaf == 0x80000000) {
		id.eax = fake_sys.cpuid_ext_max;
	} else if (leaf == 0x80000001) {
		id.ecx = fake_sys.cpuid_ext_ecx;
	}
	return id;
}

static inline struct kdp_cpuid kdp_sys_cpuid_sub(uint32_t leaf, uint32_t sub)
{
	struct kdp_cpuid id = { 0 };

	if (!sub)
		return kdp_sys_cpuid(leaf);
	fake_sys.cpuids++;
	if (leaf == 7 && sub == 1)
		id.eax = fake_sys.cpuid_7_1_eax;
	return id;
}

static inline uint64_t kdp_sys_cr0(void)
{
	return fake_sys.cr0;
}

static inline uint64_t kdp_sys_cr4(void)
{
	return fake_sys.cr4;
}

static inline void kdp_sys_set_cr4(uint64_t value)
{
	fake_sys.cr4 = value;
	fake_sys.cr4_seen |= value;
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
