// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * payload.c - the second kernel of a bare test: looks at what it was handed.
 *
 * It has no idea of the case: every property is checked in every case and
 * printed as "ok NAME" or "not ok NAME: found"; the runner knows which ones
 * a control must lose.
 */
#include "purgatory/kdp_abi.h"
#include "purgatory/native/cpu.h"
#include "purgatory/native/mmio.h"
#include "purgatory/native/msr.h"
#include "purgatory/native/pio.h"
#include "tests/bare/lib.h"

#define RFLAGS_IF (1u << 9)
#define RFLAGS_DF (1u << 10)
#define CR4_MCE (1u << 6)
#define GATES_LIMIT (KDP_GATE_COUNT * KDP_GATE_SIZE - 1)
#define GDT_CODE64 0x00af9b000000ffffull
#define GDT_DATA 0x00cf93000000ffffull
#define GDT_ACCESSED (1ull << 40)

#define PCI_COMMAND 0x04u
#define PCI_COMMAND_INTX_OFF (1u << 10)
#define MSI_ENABLE 1u
#define MSIX_ENABLE (1u << 15)
#define MSIX_MASK (1u << 14)

/* Long enough for any device of QEMU to deliver what it still holds. */
#define QUIET_TICKS 20000000u
#define QUIET_TICKS_PER_LOOP 1000u
#define IRQS_MAX 1000u

struct payload_state {
	uint64_t rsi, rsp, rflags, cr0, cr3, cr4;
	uint16_t cs, ds, es, ss;
	uint16_t gdt_limit;
	uint8_t gdt_base[8];
	uint16_t idt_limit;
	uint8_t idt_base[8];
};

_Static_assert(offsetof(struct payload_state, gdt_limit) == 56, "entry.S");
_Static_assert(offsetof(struct payload_state, idt_limit) == 66, "entry.S");

struct payload_state payload_state;
void payload_main(void);
void payload_load_gdt(void);
void payload_reload_segments(void);

static volatile uint32_t nmis;
static volatile uint32_t irqs;
static volatile uint32_t last_irq;

static void report(bool good, const char *name, uint64_t found)
{
	bare_puts(good ? "ok " : "not ok ");
	bare_puts(name);
	if (!good) {
		bare_puts(" found ");
		bare_hex(found);
	}
	bare_puts("\n");
}

static void check_equal(const char *name, uint64_t found, uint64_t expected)
{
	report(found == expected, name, found);
}

void bare_trap(struct bare_frame *frame)
{
	if (frame->vector == 2) {
		nmis++;
		return;
	}
	if (frame->vector >= 32) {
		irqs++;
		last_irq = (uint32_t)frame->vector;
		/* A line that stays high comes back with each EOI. */
		if (irqs < IRQS_MAX &&
		    bare_lapic_bit(BARE_LAPIC_ISR, (uint32_t)frame->vector))
			bare_lapic_write(BARE_LAPIC_EOI, 0);
		return;
	}
	report(false, "no_exception", frame->vector);
	bare_exit(BARE_EXIT_DONE);
}

static uint64_t unaligned64(const uint8_t *at)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | at[i];
	return value;
}

/* Runs on the tables handed over: nothing of the old kernel is used. */
static void check_cpu(const struct bare_params *p)
{
	const struct payload_state *s = &payload_state;
	const uint64_t *gdt = (void *)unaligned64(s->gdt_base);

	check_equal("rsi_is_boot_params", s->rsi, p->boot_params);
	check_equal("cr0_is_restored", s->cr0, p->entry_cr0);
	check_equal("cr3_is_restored", s->cr3, p->entry_cr3);
	check_equal("cr4_is_restored", s->cr4, p->entry_cr4);
	check_equal("mce_is_off", s->cr4 & CR4_MCE, 0);
	check_equal("irqs_are_off", s->rflags & RFLAGS_IF, 0);
	check_equal("direction_is_up", s->rflags & RFLAGS_DF, 0);
	check_equal("cs_is_right", s->cs, KDP_SEL_CODE);
	report(s->ds == KDP_SEL_DATA && s->es == KDP_SEL_DATA &&
		       s->ss == KDP_SEL_DATA,
	       "data_selectors_are_right", s->ds);
	if (s->gdt_limit >= KDP_SEL_DATA + 7) {
		check_equal("gdt_has_code",
			    gdt[KDP_SEL_CODE / 8] | GDT_ACCESSED, GDT_CODE64);
		check_equal("gdt_has_data",
			    gdt[KDP_SEL_DATA / 8] | GDT_ACCESSED, GDT_DATA);
		payload_reload_segments();
	} else {
		report(false, "gdt_has_code", s->gdt_limit);
		report(false, "gdt_has_data", s->gdt_limit);
	}
	check_equal("idt_is_loaded", s->idt_limit, GATES_LIMIT);
	/* NMIs between the jump and the kernel's first IDT. */
	if (s->idt_limit == GATES_LIMIT)
		__asm__ volatile("int $2" : : : "memory");
	report(s->idt_limit == GATES_LIMIT, "late_nmi_is_survived", 0);
}

static void check_lapic(const struct bare_params *p)
{
	uint32_t svr = bare_lapic_read(BARE_LAPIC_SVR);
	uint32_t pending = 0;
	uint32_t service = 0;
	uint32_t unmasked = 0;

	for (uint32_t vector = 0; vector < 256; vector++) {
		pending += bare_lapic_bit(BARE_LAPIC_IRR, vector);
		service += bare_lapic_bit(BARE_LAPIC_ISR, vector);
	}
	for (uint32_t reg = BARE_LAPIC_LVTT; reg <= BARE_LAPIC_LVTERR;
	     reg += 0x10) {
		if (p->virtual_wire &&
		    (reg == BARE_LAPIC_LVT0 || reg == BARE_LAPIC_LVT1))
			continue;
		unmasked += !(bare_lapic_read(reg) & BARE_LVT_MASKED);
	}
	check_equal("lvts_are_masked", unmasked, 0);
	report(!(svr & 0x100) == !p->virtual_wire, "lapic_is_as_planned", svr);
	check_equal("irr_is_empty", pending, 0);
	check_equal("isr_is_empty", service, 0);
	check_equal("tpr_is_zero", bare_lapic_read(BARE_LAPIC_TPR), 0);
}

static void check_ioapic(const struct bare_params *p)
{
	uint32_t unmasked = 0;
	uint32_t stuck = 0;

	for (uint32_t pin = 0; pin < bare_ioapic_pins(); pin++) {
		uint64_t rte = bare_ioapic_read(pin);

		if (p->prologue & BARE_P_SMI && pin == p->smi_pin) {
			check_equal("smi_pin_is_kept", (uint32_t)rte,
				    BARE_RTE_SMI);
			continue;
		}
		unmasked += !(rte & BARE_RTE_MASKED);
		stuck += !!(rte & BARE_RTE_RIRR);
	}
	check_equal("pins_are_masked", unmasked, 0);
	check_equal("remote_irr_is_clear", stuck, 0);
}

static void check_pci(const struct bare_params *p)
{
	uint32_t intx = 0;
	uint32_t msi = 0;
	uint32_t msix = 0;

	for (uint32_t i = 0; i < p->function_count; i++) {
		const struct bare_function *f = &p->function[i];
		uint16_t control;

		if (bare_pci_read(f, 0) !=
		    ((uint32_t)f->device << 16 | f->vendor))
			continue;
		intx += !(bare_pci_read16(f, PCI_COMMAND) &
			  PCI_COMMAND_INTX_OFF);
		if (f->msi) {
			control = bare_pci_read16(f, f->msi + 2u);
			msi += control & MSI_ENABLE;
		}
		if (f->msix) {
			control = bare_pci_read16(f, f->msix + 2u);
			msix += control & MSIX_ENABLE &&
				!(control & MSIX_MASK);
		}
	}
	check_equal("intx_is_disabled", intx, 0);
	check_equal("msi_is_disabled", msi, 0);
	check_equal("msix_is_masked", msix, 0);
}

/* The second kernel enables interrupts before it knows any device. */
static void check_quiet(const struct bare_params *p)
{
	const struct bare_function *edu = bare_pci_find(BARE_EDU);
	const struct bare_function *nic = bare_pci_find(BARE_E1000E);
	uint64_t end;

	kdp_cpu_iret();
	check_equal("no_nmi_is_latched", nmis, 0);
	nmis = 0;
	if (p->prologue & (BARE_P_LEVEL | BARE_P_MSI) && edu)
		bare_edu_raise(edu);
	if (p->prologue & BARE_P_MSIX && nic)
		bare_e1000e_raise(nic);
	bare_lapic_write(BARE_LAPIC_TPR, 0);
	bare_lapic_write(BARE_LAPIC_SVR, 0x1ff);
	end = kdp_cpu_tsc() + QUIET_TICKS;
	while (kdp_cpu_tsc() < end && irqs < IRQS_MAX) {
		kdp_cpu_irq_window();
		for (unsigned int i = 0; i < QUIET_TICKS_PER_LOOP; i++)
			kdp_cpu_pause();
	}
	check_equal("no_irq_arrives", irqs ? last_irq : 0, 0);
	check_equal("no_nmi_arrives", nmis, 0);
}

void payload_main(void)
{
	struct bare_params *p = bare_params();
	uint64_t start = kdp_cpu_tsc();

	p->arrival_tsc = start;
	/* Plays a stock purgatory: time without an IDT. */
	while (kdp_cpu_tsc() - start < p->idle)
		kdp_cpu_pause();
	p->storm_stop = 1;
	while (p->ap_up)
		kdp_cpu_pause();
	check_cpu(p);
	/* From here on the old kernel's tables, which map devices. */
	__asm__ volatile("mov %0, %%cr3"
			 :
			 : "r"((uint64_t)BARE_TABLES +
			       (p->la57 ? 0 : 0x1000))
			 : "memory");
	if (p->prologue & BARE_P_HPET)
		kdp_mmio_write32(BARE_HPET + BARE_HPET_CONFIG, 0);
	payload_load_gdt();
	bare_idt_load();
	if (p->prologue & BARE_P_MCA_LEFT)
		check_equal("machine_check_bank_is_kept",
			    kdp_msr_read(BARE_MCA_STATUS),
			    BARE_MCA_STATUS_VALUE);
	check_lapic(p);
	check_ioapic(p);
	check_pci(p);
	check_quiet(p);
	report(true, "payload_finished", 0);
	bare_exit(BARE_EXIT_DONE);
}
