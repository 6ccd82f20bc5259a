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

static inline uint8_t kdp_mmio_read8(uint64_t addr)
{
	uint8_t value;

	__asm__ volatile("movb %1, %0"
			 : "=a"(value)
			 : "m"(*(volatile uint8_t *)addr)
			 : "memory");
	return value;
}

static inline uint16_t kdp_mmio_read16(uint64_t addr)
{
	uint16_t value;

	__asm__ volatile("movw %1, %0"
			 : "=a"(value)
			 : "m"(*(volatile uint16_t *)addr)
			 : "memory");
	return value;
}

static inline uint32_t kdp_mmio_read32(uint64_t addr)
{
	uint32_t value;

	__asm__ volatile("movl %1, %0"
			 : "=a"(value)
			 : "m"(*(volatile uint32_t *)addr)
			 : "memory");
	return value;
}

static inline void kdp_mmio_write8(uint64_t addr, uint8_t value)
{
	__asm__ volatile("movb %1, %0"
			 : "=m"(*(volatile uint8_t *)addr)
			 : "a"(value)
			 : "memory");
}

static inline void kdp_mmio_write16(uint64_t addr, uint16_t value)
{
	__asm__ volatile("movw %1, %0"
			 : "=m"(*(volatile uint16_t *)addr)
			 : "a"(value)
			 : "memory");
}

static inline void kdp_mmio_write32(uint64_t addr, uint32_t value)
{
	__asm__ volatile("movl %1, %0"
			 : "=m"(*(volatile uint32_t *)addr)
			 : "a"(value)
			 : "memory");
}

#endif
