/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sys.h - the parts of the CPU that only purgatory's frame touches: control
 * registers, CPUID and the ways to stop.  The target's version;
 * tests/fake/sys.h has the same names.
 */
#ifndef KDP_NATIVE_SYS_H
#define KDP_NATIVE_SYS_H

#include <stdint.h>

struct kdp_cpuid {
	uint32_t eax;
	uint32_t ebx;
	uint32_t ecx;
	uint32_t edx;
};

static inline struct kdp_cpuid kdp_sys_cpuid_sub(uint32_t leaf, uint32_t sub)
{
	struct kdp_cpuid id;

	__asm__ volatile("cpuid"
			 : "=a"(id.eax), "=b"(id.ebx), "=c"(id.ecx),
			   "=d"(id.edx)
			 : "a"(leaf), "c"(sub));
	return id;
}

static inline struct kdp_cpuid kdp_sys_cpuid(uint32_t leaf)
{
	return kdp_sys_cpuid_sub(leaf, 0);
}

static inline uint64_t kdp_sys_cr0(void)
{
	uint64_t value;

	__asm__ volatile("mov %%cr0, %0" : "=r"(value));
	return value;
}

static inline uint64_t kdp_sys_cr4(void)
{
	uint64_t value;

	__asm__ volatile("mov %%cr4, %0" : "=r"(value));
	return value;
}

static inline uint64_t kdp_sys_cr2(void)
{
	uint64_t value;

	__asm__ volatile("mov %%cr2, %0" : "=r"(value));
	return value;
}

static inline void kdp_sys_set_cr3(uint64_t value)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

static inline void kdp_sys_set_cr4(uint64_t value)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(value) : "memory");
}

static inline void kdp_sys_halt(void)
{
	__asm__ volatile("cli; hlt" : : : "memory");
}

/* An exception without an IDT: the CPU shuts down and the board resets. */
static inline void kdp_sys_triple_fault(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) none;

	__asm__ volatile("lidt %0; ud2" : : "m"(none));
}

#endif
