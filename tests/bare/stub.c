// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stub.c - the panicking kernel of a bare test: brings the machine into the
 * state that the case asks for, then jumps as relocate_kernel does.
 *
 * Whatever the case needs is verified here first: a prologue that did not
 * take effect ends the test with BARE_EXIT_STUB and never as a pass.
 */
#include "purgatory/kdp_abi.h"
#include "purgatory/native/cpu.h"
#include "purgatory/native/mmio.h"
#include "purgatory/native/msr.h"
#include "purgatory/native/pio.h"
#include "tests/bare/lib.h"

#define VECTOR_NMI 2u
#define VECTOR_PIN 0x40u	/* + pin */
#define VECTOR_MSI 0x51u
#define VECTOR_MSIX 0x52u
#define VECTOR_PENDING 0x61u
#define VECTOR_SERVICE 0x71u
#define VECTOR_RANDOM 0x81u	/* on the CPU that does not panic */
#define VECTOR_THERMAL 0xfau
#define VECTOR_ERROR 0xfeu
#define VECTOR_TIMER 0xecu	/* LOCAL_TIMER_VECTOR of Linux */

#define ICR_NMI 0x4400u		/* NMI, assert */
#define ICR_FIXED 0x4000u
#define ICR_INIT 0x4500u
#define ICR_STARTUP 0x4600u
#define TPR_HIGHEST 0xf0u
#define MSI_DATA_NMI 0x400u

/* IA-PC HPET 1.0a, 2.3: timer 0 periodic, 32 bits, enabled, by messages. */
#define HPET_COUNTER 0xf0u
#define HPET_T0_CONFIG 0x100u
#define HPET_T0_COMPARATOR 0x108u
#define HPET_T0_ROUTE 0x110u
#define HPET_T0_FSB 0x4000u
#define HPET_T0_MESSAGES (HPET_T0_FSB | 0x14cu)

/* From the stub's last look at the TSC to purgatory's IDT, with -icount. */
#define RANDOM_FIRST 200u
#define RANDOM_DIGEST_GAP 512u	/* as much longer than in other steps */

#define PCI_COMMAND 0x04u
#define PCI_COMMAND_ON 0x0007u	/* I/O, memory, bus master; INTx enabled */
#define PCI_BAR3 0x1cu

/* e1000e: Intel 82574 datasheet, 10.2.4. */
#define E1000E_IVAR 0xe4u
#define E1000E_IVAR_RXQ0_VALID 0x8u

#define MSR_MCG_STATUS 0x17au
#define MCG_STATUS_MCIP 4u

#define PTE_TABLE 0x3ull
#define PTE_LARGE_EXEC 0x1e3ull	/* __PAGE_KERNEL_LARGE_EXEC of Linux */
#define LARGE_PAGE 0x200000ull

extern const uint8_t bare_trampoline[];
extern const uint8_t bare_trampoline_end[];
void bare_main(void);
void bare_ap_main(void);
_Noreturn void bare_handover(uint64_t entry, uint64_t cr3, uint64_t stack,
			     uint64_t cr4);

static _Noreturn void stub_fail(const char *what)
{
	bare_puts("stub: ");
	bare_puts(what);
	bare_puts("\n");
	bare_exit(BARE_EXIT_STUB);
}

/* Waits for a condition that devices make true at once. */
#define STUB_WAIT(condition, what)                       \
	do {                                             \
		uint32_t spins_ = 0;                     \
		while (!(condition))                     \
			if (spins_++ == 100000000)       \
				stub_fail(what);         \
	} while (0)

static uint64_t *table_page(uint64_t base, unsigned int page)
{
	return (uint64_t *)(base + page * 0x1000ull);
}

/* 2 MiB identity pages for [start, end), both below 512 GiB. */
static void map_range(uint64_t base, unsigned int *pages, uint64_t start,
		      uint64_t end)
{
	uint64_t *pdpt = table_page(base, 2);

	for (uint64_t at = start; at < end; at += LARGE_PAGE) {
		uint64_t *slot = &pdpt[at >> 30];
		uint64_t *pd;

		if (!*slot)
			*slot = (uint64_t)table_page(base, (*pages)++) |
				PTE_TABLE;
		pd = (uint64_t *)(*slot & ~0xfffull);
		pd[at >> 21 & 511] = at | PTE_LARGE_EXEC;
	}
}

/* As init_pgtable(): RAM is mapped, and no MMIO. */
static uint64_t build_handover_tables(struct bare_params *p)
{
	unsigned int pages = 3;

	for (unsigned int i = 0; i < 512 * BARE_TABLE_PAGES; i++)
		table_page(p->tables, 0)[i] = 0;
	table_page(p->tables, 0)[0] = (p->tables + 0x1000) | PTE_TABLE;
	table_page(p->tables, 1)[0] = (p->tables + 0x2000) | PTE_TABLE;
	map_range(p->tables, &pages, 0, p->low_end);
	if (p->high_end)
		map_range(p->tables, &pages, 1ull << 32, p->high_end);
	return p->la57 ? p->tables : p->tables + 0x1000;
}

static uint32_t my_apic_id(void)
{
	return bare_lapic_read(BARE_LAPIC_ID) >> 24;
}

/*
 * Timer 0 sends a message, as a PCI function does with MSI, and the message
 * is an NMI.  Where the plan has no step for the HPET, the NMIs go on until the
 * payload stops it.
 */
static void start_hpet(const struct bare_params *p)
{
	kdp_mmio_write32(BARE_HPET + BARE_HPET_CONFIG, 0);
	kdp_mmio_write32(BARE_HPET + HPET_COUNTER, 0);
	kdp_mmio_write32(BARE_HPET + HPET_COUNTER + 4, 0);
	kdp_mmio_write32(BARE_HPET + HPET_T0_CONFIG, HPET_T0_MESSAGES);
	if (!(kdp_mmio_read32(BARE_HPET + HPET_T0_CONFIG) & HPET_T0_FSB))
		stub_fail("the HPET cannot send messages");
	kdp_mmio_write32(BARE_HPET + HPET_T0_ROUTE, MSI_DATA_NMI);
	kdp_mmio_write32(BARE_HPET + HPET_T0_ROUTE + 4,
			 BARE_LAPIC | my_apic_id() << 12);
	/* SETVAL: the first write is the comparator, the next the period. */
	kdp_mmio_write32(BARE_HPET + HPET_T0_COMPARATOR, p->hpet_first);
	kdp_mmio_write32(BARE_HPET + HPET_T0_COMPARATOR, p->hpet_period);
	kdp_mmio_write32(BARE_HPET + BARE_HPET_CONFIG, 1);
}

static volatile bool random_fired;

/* Does not return, from whatever context it is called. */
static _Noreturn void leave(void)
{
	struct bare_params *p = bare_params();
	uint64_t cr4 = p->la57 ? 0x1020 : 0x20;

	p->entry_cr3 = build_handover_tables(p);
	p->entry_cr4 = cr4;
	__asm__ volatile("mov %%cr0, %0" : "=r"(p->entry_cr0));
	bare_puts("stub: jump\n");
	p->jump_tsc = kdp_cpu_tsc();
	p->jumping = 1;
	if (p->prologue & BARE_P_HPET)
		start_hpet(p);
	bare_handover(p->entry, p->entry_cr3, p->handover_stack, cr4);
}

void bare_trap(struct bare_frame *frame)
{
	if (frame->vector == VECTOR_RANDOM) {
		bare_lapic_write(BARE_LAPIC_EOI, 0);
		random_fired = true;
		return;
	}
	if (frame->vector == VECTOR_NMI) {
		/* Blocked until an IRET, so this one stays latched. */
		bare_lapic_send(my_apic_id(), ICR_NMI);
		leave();
	}
	if (frame->vector < 32) {
		bare_puts("stub: vector ");
		bare_hex(frame->vector);
		bare_puts(" at ");
		bare_hex(frame->rip);
		bare_puts("\n");
		stub_fail("unexpected exception");
	}
	leave();
}

/* Devices of the SeaBIOS that ran before; nothing is left of it. */
static void quiet_start(void)
{
	kdp_pio_out8(0x21, 0xff);
	kdp_pio_out8(0xa1, 0xff);
	for (uint32_t pin = 0; pin < bare_ioapic_pins(); pin++)
		bare_ioapic_write(pin, BARE_RTE_MASKED);
	for (uint32_t reg = BARE_LAPIC_LVTT; reg <= BARE_LAPIC_LVTERR;
	     reg += 0x10)
		bare_lapic_write(reg, BARE_LVT_MASKED);
	bare_lapic_write(BARE_LAPIC_TPR, 0);
	/* What disconnect_bsp_APIC() of Linux leaves. */
	bare_lapic_write(BARE_LAPIC_SVR, 0x10f);
	bare_lapic_write(BARE_LAPIC_LVT0, 0x5700);
	bare_lapic_write(BARE_LAPIC_LVT1, 0x5400);
}

/*
 * Raises edu's line and finds the pin that it arrives at, by trying: the
 * routing is the chipset's.  An IO-APIC of QEMU latches a level only while
 * the entry is level-triggered, so the entry is armed first.
 */
static void hold_level_pin(void)
{
	static const uint8_t pci_pins[] = { 16, 17, 18, 19, 20,
					    21, 22, 23, 10, 11 };
	const struct bare_function *edu = bare_pci_find(BARE_EDU);
	uint64_t dest = (uint64_t)my_apic_id() << 56;

	if (!edu)
		stub_fail("no edu device");
	bare_pci_write16(edu, PCI_COMMAND, PCI_COMMAND_ON);
	for (unsigned int i = 0; i < sizeof(pci_pins); i++) {
		uint32_t pin = pci_pins[i];

		bare_ioapic_write(pin, dest | BARE_RTE_LEVEL |
					       (VECTOR_PIN + pin));
		bare_edu_raise(edu);
		if (bare_lapic_bit(BARE_LAPIC_IRR, VECTOR_PIN + pin)) {
			if (!(bare_ioapic_read(pin) & BARE_RTE_RIRR))
				stub_fail("Remote-IRR is not set");
			return;
		}
		bare_ioapic_write(pin, BARE_RTE_MASKED);
	}
	stub_fail("edu's INTx reached no pin");
}

static void enable_msi(bool nmi)
{
	const struct bare_function *edu = bare_pci_find(BARE_EDU);
	uint16_t control;
	uint16_t data = nmi ? MSI_DATA_NMI : VECTOR_MSI;

	if (!edu)
		stub_fail("no edu device");
	bare_pci_write16(edu, PCI_COMMAND, PCI_COMMAND_ON);
	control = bare_pci_read16(edu, edu->msi + 2u);
	bare_pci_write(edu, edu->msi + 4u, BARE_LAPIC | my_apic_id() << 12);
	if (control & 1u << 7) {
		bare_pci_write(edu, edu->msi + 8u, 0);
		bare_pci_write16(edu, edu->msi + 12u, data);
	} else {
		bare_pci_write16(edu, edu->msi + 8u, data);
	}
	bare_pci_write16(edu, edu->msi + 2u, control | 1);
	if (nmi)
		return;
	bare_edu_raise(edu);
	STUB_WAIT(bare_lapic_bit(BARE_LAPIC_IRR, VECTOR_MSI),
		  "edu's MSI did not arrive");
}

static void enable_msix(void)
{
	const struct bare_function *nic = bare_pci_find(BARE_E1000E);
	uint64_t table;
	uint64_t bar0;
	uint16_t control;

	if (!nic)
		stub_fail("no e1000e device");
	bare_pci_write16(nic, PCI_COMMAND, PCI_COMMAND_ON);
	table = bare_pci_read(nic, PCI_BAR3) & ~0xfull;
	bar0 = bare_pci_read(nic, 0x10) & ~0xfull;
	kdp_mmio_write32(table, BARE_LAPIC | my_apic_id() << 12);
	kdp_mmio_write32(table + 4, 0);
	kdp_mmio_write32(table + 8, VECTOR_MSIX);
	kdp_mmio_write32(table + 12, 0);
	control = bare_pci_read16(nic, nic->msix + 2u);
	bare_pci_write16(nic, nic->msix + 2u, control | 0x8000);
	kdp_mmio_write32(bar0 + E1000E_IVAR, E1000E_IVAR_RXQ0_VALID);
	bare_e1000e_raise(nic);
	STUB_WAIT(bare_lapic_bit(BARE_LAPIC_IRR, VECTOR_MSIX),
		  "e1000e's MSI-X did not arrive");
}

/* Firmware may have given it another address; the plan has this one. */
static void place_watchdog(void)
{
	const struct bare_function *esb = bare_pci_find(0x8086, 0x25ab);

	if (!esb || bare_pci_read(esb, 0) == UINT32_MAX)
		return;
	bare_pci_write(esb, 0x10, BARE_ESB_MMIO);
	if (bare_pci_read(esb, 0x10) != BARE_ESB_MMIO)
		stub_fail("i6300ESB does not take its address");
}

static void start_timer(void)
{
	bare_lapic_write(BARE_LAPIC_DIVIDE, BARE_LAPIC_DIVIDE_BY_1);
	bare_lapic_write(BARE_LAPIC_LVTT, 1u << 17 | VECTOR_TIMER);
	bare_lapic_write(BARE_LAPIC_TIMER, 100000);
	STUB_WAIT(bare_lapic_bit(BARE_LAPIC_IRR, VECTOR_TIMER),
		  "the timer did not fire");
}

static void arm_pins(struct bare_params *p)
{
	uint64_t dest = (uint64_t)my_apic_id() << 56;

	if (p->prologue & BARE_P_EDGE) {
		bare_ioapic_write(1, dest | (VECTOR_PIN + 1));
		bare_ioapic_write(4, dest | (VECTOR_PIN + 4));
		bare_ioapic_write(8, dest | (VECTOR_PIN + 8));
	}
	if (p->prologue & BARE_P_SMI) {
		p->smi_pin = 3;
		bare_ioapic_write(p->smi_pin, dest | BARE_RTE_SMI);
	}
}

static void send_startup(void)
{
	uint8_t *low = (uint8_t *)BARE_TRAMPOLINE;

	for (const uint8_t *at = bare_trampoline; at < bare_trampoline_end;)
		*low++ = *at++;
	bare_lapic_send(1, ICR_INIT);
	for (unsigned int i = 0; i < 10000; i++)
		kdp_cpu_pause();
	bare_lapic_send(1, ICR_STARTUP | BARE_TRAMPOLINE >> 12);
}

static void start_second_cpu(struct bare_params *p)
{
	send_startup();
	STUB_WAIT(p->ap_up, "the second CPU did not start");
}

static _Noreturn void stop_cpu(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

/* NMIs to the first CPU until the payload says stop. */
static void storm(struct bare_params *p)
{
	volatile struct kdp_record *record = (void *)p->record;

	while (!p->storm_stop &&
	       (p->prologue & BARE_P_STORM_JUMP ?
			!p->jumping : record->state != KDP_RECORD_RUNNING))
		kdp_cpu_pause();
	while (!p->storm_stop) {
		uint64_t next = kdp_cpu_tsc() + p->storm_gap;

		bare_lapic_send(0, ICR_NMI);
		p->storm_count++;
		/* No pause: QEMU leaves its loop for it, and the rate drops. */
		while (kdp_cpu_tsc() < next)
			;
	}
}

static uint64_t draw(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Most of purgatory's instructions are the digest's, and much alike. */
static bool digest_runs(const struct bare_params *p)
{
	const volatile struct kdp_record *record = (void *)p->record;
	const volatile struct kdp_entry *entry = (void *)(record + 1);
	uint32_t count = record->entry_count;

	return record->state == KDP_RECORD_RUNNING && count &&
	       entry[count - 1].kind == KDP_STEP_DIGEST;
}

/*
 * NMIs to the second CPU, each after a random time.  With -icount QEMU runs
 * one CPU at a time, and the first one next when its timer fires: the second
 * is stopped at the very instruction that the seed says.  The first NMIs meet
 * purgatory as soon as it has its IDT.
 */
static void random_storm(struct bare_params *p)
{
	uint64_t state = p->storm_seed;
	uint32_t gap;

	p->ap_up = 1;
	/* The 8259's interrupts, which the other CPU masks only later. */
	bare_lapic_write(BARE_LAPIC_LVT0, BARE_LVT_MASKED);
	bare_lapic_write(BARE_LAPIC_SVR, 0x1ff);
	bare_lapic_write(BARE_LAPIC_TPR, 0);
	bare_lapic_write(BARE_LAPIC_DIVIDE, BARE_LAPIC_DIVIDE_BY_1);
	bare_lapic_write(BARE_LAPIC_LVTT, VECTOR_RANDOM);
	while (!p->storm_stop) {
		gap = p->storm_gap;
		if (digest_runs(p))
			gap *= RANDOM_DIGEST_GAP;
		random_fired = false;
		bare_lapic_write(BARE_LAPIC_TIMER,
				 1 + (uint32_t)(draw(&state) % (2 * gap)));
		/*
		 * QEMU turns to the other CPU here, and back when the timer
		 * fires; a HLT would turn to it once more.
		 */
		while (!random_fired)
			kdp_cpu_irq_window();
		if (!p->jumping || p->storm_stop ||
		    kdp_cpu_tsc() - p->jump_tsc < RANDOM_FIRST)
			continue;
		bare_lapic_send(1, ICR_NMI);
		p->storm_count++;
	}
	p->ap_up = 0;
}

/* What is pending when the kernel panics; does not return. */
static void leave_pending(struct bare_params *p, bool level)
{
	uint32_t me = my_apic_id();

	if (p->prologue & BARE_P_PENDING)
		bare_lapic_send(me, ICR_FIXED | VECTOR_PENDING);
	if (p->prologue & BARE_P_LVTS) {
		bare_lapic_write(BARE_LAPIC_LVTTHMR, VECTOR_THERMAL);
		bare_lapic_write(BARE_LAPIC_LVTPC, ICR_NMI & 0x700);
		bare_lapic_write(BARE_LAPIC_LVTERR, VECTOR_ERROR);
	}
	if (p->prologue & BARE_P_TPR)
		bare_lapic_write(BARE_LAPIC_TPR, TPR_HIGHEST);
	if (p->prologue & BARE_P_APIC_OFF)
		bare_lapic_write(BARE_LAPIC_SVR, 0xff);
	if (p->prologue & BARE_P_NMI) {
		bare_lapic_send(me, ICR_NMI);
		stub_fail("the NMI did not arrive");
	}
	if (p->prologue & BARE_P_SERVICE) {
		/* One vector reaches the CPU; its handler does not end it. */
		if (!level)
			bare_lapic_send(me, ICR_FIXED | VECTOR_SERVICE);
		kdp_cpu_irq_window();
		stub_fail("the interrupt did not arrive");
	}
	leave();
}

/* On the CPU that panics. */
static void prologue(struct bare_params *p)
{
	bare_idt_load();
	quiet_start();
	arm_pins(p);
	place_watchdog();
	if (p->prologue & BARE_P_LEVEL)
		hold_level_pin();
	if (p->prologue & BARE_P_MSI)
		enable_msi(p->prologue & BARE_P_MSI_NMI);
	if (p->prologue & BARE_P_MSIX)
		enable_msix();
	if (p->prologue & BARE_P_TIMER)
		start_timer();
	if (p->prologue & BARE_P_MCIP)
		kdp_msr_write(MSR_MCG_STATUS, MCG_STATUS_MCIP);
	if (p->prologue & BARE_P_MCA_LEFT) {
		kdp_msr_write(BARE_MCA_ADDR, BARE_MCA_ADDR_VALUE);
		kdp_msr_write(BARE_MCA_STATUS, BARE_MCA_STATUS_VALUE);
	}
	if (p->prologue & BARE_P_STORM)
		start_second_cpu(p);
	leave_pending(p, p->prologue & BARE_P_LEVEL);
}

void bare_ap_main(void)
{
	struct bare_params *p = bare_params();

	if (p->prologue & BARE_P_SECOND)
		prologue(p);
	p->ap_up = 1;
	storm(p);
	p->ap_up = 0;
	stop_cpu();
}

void bare_main(void)
{
	struct bare_params *p = bare_params();

	if (p->magic != BARE_MAGIC)
		stub_fail("no parameters");
	if (p->prologue & BARE_P_SECOND) {
		bare_lapic_write(BARE_LAPIC_SVR, 0x10f);
		bare_idt_load();
		send_startup();
		if (p->prologue & BARE_P_RANDOM)
			random_storm(p);
		stop_cpu();
	}
	prologue(p);
}
