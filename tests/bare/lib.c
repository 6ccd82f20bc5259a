// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib.c - freestanding helpers of the bare tests' stub and payload.
 */
#include "tests/bare/lib.h"

#include "purgatory/kdp_abi.h"
#include "purgatory/native/mmio.h"
#include "purgatory/native/pio.h"

#define STUB_STRIDE 16u
#define PCI_BAR0 0x10u

/* edu: docs/specs/edu.txt of QEMU. */
#define EDU_RAISE 0x60u
#define EDU_ACK 0x64u
/* e1000e: Intel 82574 datasheet, 10.2.4. */
#define E1000E_ICR 0xc0u
#define E1000E_ICS 0xc8u
#define E1000E_IMS 0xd0u
#define E1000E_RXQ0 (1u << 20)

struct idt_gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t ist;
	uint8_t type;
	uint16_t offset_mid;
	uint32_t offset_high;
	uint32_t reserved;
};

struct __attribute__((packed)) idt_register {
	uint16_t limit;
	uint64_t base;
};

extern const uint8_t bare_trap_stubs[];
static struct idt_gate idt[256] __attribute__((aligned(16)));

/* The compiler calls it; a loop in C could become a call of itself. */
void *memset(void *to, int value, size_t size);
void *memset(void *to, int value, size_t size)
{
	void *start = to;

	__asm__ volatile("rep stosb"
			 : "+D"(to), "+c"(size)
			 : "a"(value)
			 : "memory");
	return start;
}

void bare_idt_load(void)
{
	uint64_t stub = (uint64_t)bare_trap_stubs;
	struct idt_register reg;

	/* Filled once: another CPU may take interrupts through it already. */
	for (unsigned int i = 0; i < 256 && !idt[255].type;
	     i++, stub += STUB_STRIDE) {
		idt[i] = (struct idt_gate){
			.offset_low = (uint16_t)stub,
			.selector = KDP_SEL_CODE,
			.type = 0x8e, /* present, 64-bit interrupt gate */
			.offset_mid = (uint16_t)(stub >> 16),
			.offset_high = (uint32_t)(stub >> 32),
		};
	}
	/* An initialiser would become a constant with an address in it. */
	reg.limit = sizeof(idt) - 1;
	reg.base = (uint64_t)idt;
	__asm__ volatile("lidt %0" : : "m"(reg), "m"(idt));
}

void bare_puts(const char *text)
{
	while (*text)
		kdp_pio_out8(BARE_PORT_DEBUG, (uint8_t)*text++);
}

void bare_hex(uint64_t value)
{
	bare_puts("0x");
	for (int shift = 60; shift >= 0; shift -= 4) {
		uint8_t digit = value >> shift & 0xf;

		if (value >> shift || !shift)
			kdp_pio_out8(BARE_PORT_DEBUG,
				     digit + (digit < 10 ? '0' : 'a' - 10));
	}
}

_Noreturn void bare_exit(uint8_t value)
{
	kdp_pio_out8(BARE_PORT_EXIT, value);
	for (;;)
		__asm__ volatile("cli; hlt");
}

uint32_t bare_lapic_read(uint32_t reg)
{
	return kdp_mmio_read32(BARE_LAPIC + reg);
}

void bare_lapic_write(uint32_t reg, uint32_t value)
{
	kdp_mmio_write32(BARE_LAPIC + reg, value);
}

void bare_lapic_send(uint32_t apic_id, uint32_t command)
{
	bare_lapic_write(BARE_LAPIC_ICR2, apic_id << 24);
	bare_lapic_write(BARE_LAPIC_ICR, command);
}

bool bare_lapic_bit(uint32_t base, uint32_t vector)
{
	uint32_t word = bare_lapic_read(base + vector / 32 * 0x10);

	return word >> vector % 32 & 1;
}

static uint32_t ioapic_reg(uint32_t reg)
{
	kdp_mmio_write32(BARE_IOAPIC, reg);
	return kdp_mmio_read32(BARE_IOAPIC + 0x10);
}

uint32_t bare_ioapic_pins(void)
{
	return (ioapic_reg(1) >> 16 & 0xff) + 1;
}

uint64_t bare_ioapic_read(uint32_t pin)
{
	uint64_t low = ioapic_reg(0x10 + 2 * pin);

	return (uint64_t)ioapic_reg(0x11 + 2 * pin) << 32 | low;
}

/* High word first: the entry may become live with the low word. */
void bare_ioapic_write(uint32_t pin, uint64_t rte)
{
	kdp_mmio_write32(BARE_IOAPIC, 0x11 + 2 * pin);
	kdp_mmio_write32(BARE_IOAPIC + 0x10, (uint32_t)(rte >> 32));
	kdp_mmio_write32(BARE_IOAPIC, 0x10 + 2 * pin);
	kdp_mmio_write32(BARE_IOAPIC + 0x10, (uint32_t)rte);
}

static void pci_select(const struct bare_function *f, uint32_t offset)
{
	kdp_pio_out32(0xcf8, 1u << 31 | (uint32_t)f->bus << 16 |
				     (uint32_t)f->devfn << 8 | (offset & 0xfc));
}

uint32_t bare_pci_read(const struct bare_function *f, uint32_t offset)
{
	pci_select(f, offset);
	return kdp_pio_in32(0xcfc);
}

void bare_pci_write(const struct bare_function *f, uint32_t offset,
		    uint32_t value)
{
	pci_select(f, offset);
	kdp_pio_out32(0xcfc, value);
}

uint16_t bare_pci_read16(const struct bare_function *f, uint32_t offset)
{
	pci_select(f, offset);
	return kdp_pio_in16((uint16_t)(0xcfc + (offset & 2)));
}

void bare_pci_write16(const struct bare_function *f, uint32_t offset,
		      uint16_t value)
{
	pci_select(f, offset);
	kdp_pio_out16((uint16_t)(0xcfc + (offset & 2)), value);
}

const struct bare_function *bare_pci_find(uint16_t vendor, uint16_t device)
{
	const struct bare_params *p = bare_params();

	for (uint32_t i = 0; i < p->function_count; i++)
		if (p->function[i].vendor == vendor &&
		    p->function[i].device == device)
			return &p->function[i];
	return NULL;
}

void bare_edu_raise(const struct bare_function *edu)
{
	uint64_t bar = bare_pci_read(edu, PCI_BAR0) & ~0xfull;

	kdp_mmio_write32(bar + EDU_ACK, 1);
	kdp_mmio_write32(bar + EDU_RAISE, 1);
}

void bare_e1000e_raise(const struct bare_function *nic)
{
	uint64_t bar = bare_pci_read(nic, PCI_BAR0) & ~0xfull;

	/* A cause that is already pending raises nothing. */
	kdp_mmio_write32(bar + E1000E_ICR, E1000E_RXQ0);
	kdp_mmio_write32(bar + E1000E_IMS, E1000E_RXQ0);
	kdp_mmio_write32(bar + E1000E_ICS, E1000E_RXQ0);
}
