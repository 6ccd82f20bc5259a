/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib.h - what stub and payload share: printing, exceptions, local APIC,
 * IO-APIC and PCI configuration.  Freestanding; physical addresses.
 */
#ifndef KDP_TESTS_BARE_LIB_H
#define KDP_TESTS_BARE_LIB_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/bare/bare.h"

#define BARE_LAPIC 0xfee00000u
#define BARE_IOAPIC 0xfec00000u
#define BARE_HPET 0xfed00000u
#define BARE_HPET_CONFIG 0x10u	/* IA-PC HPET 1.0a, 2.3.2 */

/* Local APIC registers, Intel SDM Vol. 3A, table 11-1. */
#define BARE_LAPIC_ID 0x20u
#define BARE_LAPIC_TPR 0x80u
#define BARE_LAPIC_EOI 0xb0u
#define BARE_LAPIC_SVR 0xf0u
#define BARE_LAPIC_ISR 0x100u
#define BARE_LAPIC_IRR 0x200u
#define BARE_LAPIC_ICR 0x300u
#define BARE_LAPIC_ICR2 0x310u
#define BARE_LAPIC_LVTT 0x320u
#define BARE_LAPIC_LVTTHMR 0x330u
#define BARE_LAPIC_LVTPC 0x340u
#define BARE_LAPIC_LVT0 0x350u
#define BARE_LAPIC_LVT1 0x360u
#define BARE_LAPIC_LVTERR 0x370u
#define BARE_LAPIC_TIMER 0x380u
#define BARE_LAPIC_DIVIDE 0x3e0u
#define BARE_LAPIC_DIVIDE_BY_1 0xbu

#define BARE_LVT_MASKED (1u << 16)
#define BARE_RTE_MASKED (1ull << 16)
#define BARE_RTE_LEVEL (1ull << 15)
#define BARE_RTE_RIRR (1ull << 14)
#define BARE_RTE_SMI (2ull << 8)

/* Registers as bare_trap_common in trap.S pushes them. */
struct bare_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss;
};

/* Called for every exception and interrupt; each image has its own. */
void bare_trap(struct bare_frame *frame);

/* Loads an IDT whose 256 gates lead to bare_trap(). */
void bare_idt_load(void);

void bare_puts(const char *text);
void bare_hex(uint64_t value);
/* Ends QEMU with status 2 * value + 1. */
_Noreturn void bare_exit(uint8_t value);

uint32_t bare_lapic_read(uint32_t reg);
void bare_lapic_write(uint32_t reg, uint32_t value);
/* Sends an interrupt command to one CPU. */
void bare_lapic_send(uint32_t apic_id, uint32_t command);
/* Whether a vector is set in ISR or IRR. */
bool bare_lapic_bit(uint32_t base, uint32_t vector);

uint32_t bare_ioapic_pins(void);
uint64_t bare_ioapic_read(uint32_t pin);
void bare_ioapic_write(uint32_t pin, uint64_t rte);

uint32_t bare_pci_read(const struct bare_function *f, uint32_t offset);
uint16_t bare_pci_read16(const struct bare_function *f, uint32_t offset);
void bare_pci_write16(const struct bare_function *f, uint32_t offset,
		      uint16_t value);
void bare_pci_write(const struct bare_function *f, uint32_t offset,
		    uint32_t value);
/* The case's function with these ids, or NULL. */
const struct bare_function *bare_pci_find(uint16_t vendor, uint16_t device);

/* Makes edu or e1000e raise its interrupt, however it is configured. */
void bare_edu_raise(const struct bare_function *edu);
void bare_e1000e_raise(const struct bare_function *nic);

#define BARE_EDU 0x1234u, 0x11e8u
#define BARE_E1000E 0x8086u, 0x10d3u

#endif
