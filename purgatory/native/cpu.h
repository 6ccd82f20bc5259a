/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpu.h - the CPU itself.  The target's version; tests/fake/cpu.h has the
 * same names.
 */
#ifndef KDP_NATIVE_CPU_H
#define KDP_NATIVE_CPU_H

#include <stdint.h>

static inline uint64_t kdp_cpu_tsc(void)
{
	uint32_t low;
	uint32_t high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static inline void kdp_cpu_pause(void)
{
	__asm__ volatile("pause");
}

/*
 * Lets pending interrupts in for a few instructions.  sti takes effect after
 * the instruction that follows it, so one nop is not enough.
 */
static inline void kdp_cpu_irq_window(void)
{
	__asm__ volatile("sti; nop; nop; nop; nop; cli" : : : "memory");
}

/*
 * One IRET to the next instruction: ends the blocking of NMIs that lasts
 * since the panicking CPU entered its NMI handler, if it did.
 */
static inline void kdp_cpu_iret(void)
{
	uint64_t scratch;

	__asm__ volatile("mov %%ss, %0\n\t"
			 "push %0\n\t"
			 "lea 8(%%rsp), %0\n\t"
			 "push %0\n\t"
			 "pushfq\n\t"
			 "mov %%cs, %0\n\t"
			 "push %0\n\t"
			 "lea 1f(%%rip), %0\n\t"
			 "push %0\n\t"
			 "iretq\n"
			 "1:"
			 : "=&r"(scratch)
			 :
			 : "memory", "cc");
}

/* Memory, as opposed to devices: physical is virtual here. */
static inline void *kdp_phys_ptr(uint64_t addr, uint64_t size)
{
	(void)size;
	return (void *)addr;
}

#endif
