/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmio.h - device memory.  The target's version; tests/fake/mmio.h has the
 * same names.  Addresses are physical: purgatory maps them one to one.
 *
 * Configuration space in memory may be accessed by MOV from and to EAX, AX and
 * AL alone, says AMD (BIOS and Kernel Developer's Guide for Family 10h, order
 * no. 31116, 2.11.1): in any other form the result is undefined.  So the
 * instructions are not left to the compiler; nor is their place among accesses
 * to memory, as the record says what is done before it is done.
 */
#ifndef KDP_NATIVE_MMIO_H
#define KDP_NATIVE_MMIO_H

#include <stdint.h>

/* kdp_mmio_read8() and kdp_mmio_write8(), and so on. */
#define KDP_MMIO_ACCESS(bits, mov)					\
static inline uint##bits##_t kdp_mmio_read##bits(uint64_t addr)		\
{									\
	uint##bits##_t value;						\
									\
	__asm__ volatile(mov " %1, %0"					\
			 : "=a"(value)					\
			 : "m"(*(volatile uint##bits##_t *)addr)	\
			 : "memory");					\
	return value;							\
}									\
									\
static inline void kdp_mmio_write##bits(uint64_t addr,			\
					uint##bits##_t value)		\
{									\
	__asm__ volatile(mov " %1, %0"					\
			 : "=m"(*(volatile uint##bits##_t *)addr)	\
			 : "a"(value)					\
			 : "memory");					\
}

KDP_MMIO_ACCESS(8, "movb")
KDP_MMIO_ACCESS(16, "movw")
KDP_MMIO_ACCESS(32, "movl")

#endif
