// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of tests/fake/lapic_model.c, by the Intel SDM Vol. 3A, chapter 11:
 * - 11.4.7.2: "The mask bits for all the LVT entries are set. Attempts to
 *   reset these bits will be ignored", while software-disabled.
 * - 11.8.3 and 11.8.4: only a class above PPR is accepted; IRR moves to ISR.
 * - 11.8.5: EOI clears the highest bit of ISR, and is broadcast for level.
 * - 11.9: a spurious interrupt leaves ISR alone.
 * - 11.5.3: ESR shows what was pending at the last write to it.
 * - 11.12: x2APIC registers are MSRs, and reserved bits raise #GP.
 */
#include "tests/fake/lapic_model.h"

#include "mmio.h"
#include "msr.h"
#include "purgatory/regs/lapic.h"
#include "tests/fake/bus.h"
#include "tests/fake/death.h"
#include "tests/tap.h"

#define IOAPIC_ADDR 0xfec00000u

static struct lapic_model model;
static struct ioapic_model ioapic;

static void start(enum lapic_model_mode mode)
{
	fake_reset();
	lapic_model_init(&model, mode, 6);
}

static uint32_t get(uint32_t reg)
{
	return kdp_mmio_read32(LAPIC_MODEL_ADDR + reg);
}

static void put(uint32_t reg, uint32_t value)
{
	kdp_mmio_write32(LAPIC_MODEL_ADDR + reg, value);
}

static void software_disable_masks_every_entry(void)
{
	start(LAPIC_MODEL_XAPIC);
	TAP_EQ(get(LAPIC_LVT_TIMER), LAPIC_LVT_MASKED);
	put(LAPIC_LVT_LINT0, 0x700);
	TAP_EQ(get(LAPIC_LVT_LINT0), 0x10700);
	put(LAPIC_SVR, 0x1ff);
	put(LAPIC_LVT_LINT0, 0x700);
	TAP_EQ(get(LAPIC_LVT_LINT0), 0x700);
	put(LAPIC_SVR, 0xff);
	TAP_EQ(get(LAPIC_LVT_LINT0), 0x10700);
}

static void highest_class_above_ppr_is_accepted(void)
{
	start(LAPIC_MODEL_XAPIC);
	lapic_model_raise(&model, 0x31, false);
	lapic_model_raise(&model, 0x42, false);
	TAP_EQ(lapic_model_accept(&model), -1);
	put(LAPIC_SVR, 0x1ff);
	TAP_EQ(lapic_model_accept(&model), 0x42);
	TAP_EQ(get(LAPIC_PPR), 0x40);
	TAP_EQ(get(LAPIC_ISR(2)), 1u << 2);
	TAP_EQ(get(LAPIC_IRR(2)), 0);
	TAP_EQ(lapic_model_accept(&model), -1);
	put(LAPIC_EOI, 0);
	put(LAPIC_TPR, 0x30);
	TAP_EQ(lapic_model_accept(&model), -1);
	put(LAPIC_TPR, 0x20);
	TAP_EQ(lapic_model_accept(&model), 0x31);
}

static void eoi_ends_the_highest_in_service(void)
{
	start(LAPIC_MODEL_XAPIC);
	lapic_model_set_bit(model.isr, 0x31);
	lapic_model_set_bit(model.isr, 0x42);
	put(LAPIC_EOI, 0);
	TAP_EQ(get(LAPIC_ISR(2)), 0);
	TAP_EQ(get(LAPIC_ISR(1)), 1u << 17);
	put(LAPIC_EOI, 0);
	put(LAPIC_EOI, 0);
	TAP_EQ(get(LAPIC_ISR(1)), 0);
}

static void eoi_of_a_level_interrupt_is_broadcast(void)
{
	start(LAPIC_MODEL_XAPIC);
	ioapic_model_init(&ioapic, IOAPIC_ADDR, 0x20, 24);
	ioapic_model_set(&ioapic, 3, 0x1c031);
	model.ioapic = &ioapic;
	put(LAPIC_SVR, 0x1ff);
	lapic_model_raise(&model, 0x31, false);
	TAP_EQ(lapic_model_accept(&model), 0x31);
	put(LAPIC_EOI, 0);
	TAP_EQ(ioapic.rte[3], 0x1c031);
	lapic_model_raise(&model, 0x31, true);
	TAP_EQ(lapic_model_accept(&model), 0x31);
	put(LAPIC_EOI, 0);
	TAP_EQ(ioapic.rte[3], 0x18031);
}

static void broadcast_can_be_suppressed(void)
{
	start(LAPIC_MODEL_XAPIC);
	ioapic_model_init(&ioapic, IOAPIC_ADDR, 0x20, 24);
	ioapic_model_set(&ioapic, 3, 0x1c031);
	model.ioapic = &ioapic;
	put(LAPIC_SVR, 0x11ff);
	lapic_model_raise(&model, 0x31, true);
	TAP_EQ(lapic_model_accept(&model), 0x31);
	put(LAPIC_EOI, 0);
	TAP_EQ(ioapic.rte[3], 0x1c031);
}

static void spurious_interrupt_leaves_isr_alone(void)
{
	start(LAPIC_MODEL_XAPIC);
	put(LAPIC_SVR, 0x1ff);
	model.spurious = true;
	TAP_EQ(lapic_model_accept(&model), 0xff);
	TAP_EQ(get(LAPIC_ISR(7)), 0);
	TAP_EQ(lapic_model_accept(&model), -1);
}

static void illegal_vector_is_an_error_even_when_masked(void)
{
	start(LAPIC_MODEL_XAPIC);
	put(LAPIC_SVR, 0x1ff);
	put(LAPIC_LVT_ERROR, 0xfe);
	put(LAPIC_LVT_TIMER, 0x10000);
	TAP_CHECK(lapic_model_bit(model.irr, 0xfe));
	TAP_EQ(get(LAPIC_ESR), 0);
	put(LAPIC_ESR, 0);
	TAP_EQ(get(LAPIC_ESR), 0x40);
	put(LAPIC_ESR, 0);
	TAP_EQ(get(LAPIC_ESR), 0);
}

static void lint_write_keeps_read_only_bits(void)
{
	start(LAPIC_MODEL_XAPIC);
	put(LAPIC_SVR, 0x1ff);
	model.lvt_lint0 = 0xd731;
	put(LAPIC_LVT_LINT0, 0x18731);
	TAP_EQ(get(LAPIC_LVT_LINT0), 0x1d731);
}

static void x2apic_is_the_same_by_msr(void)
{
	start(LAPIC_MODEL_X2APIC);
	model.id = 0x12345;
	TAP_EQ(kdp_msr_read(MSR_X2APIC(LAPIC_ID)), 0x12345);
	kdp_msr_write(MSR_X2APIC(LAPIC_SVR), 0x1ff);
	lapic_model_raise(&model, 0x31, false);
	TAP_EQ(lapic_model_accept(&model), 0x31);
	TAP_EQ(kdp_msr_read(MSR_X2APIC(LAPIC_ISR(1))), 1u << 17);
	kdp_msr_write(MSR_X2APIC(LAPIC_EOI), 0);
	TAP_EQ(kdp_msr_read(MSR_X2APIC(LAPIC_ISR(1))), 0);
}

static void x2apic_by_memory(void)
{
	start(LAPIC_MODEL_X2APIC);
	get(LAPIC_ID);
}

static void x2apic_eoi_not_zero(void)
{
	start(LAPIC_MODEL_X2APIC);
	kdp_msr_write(MSR_X2APIC(LAPIC_EOI), 1);
}

static void x2apic_high_half(void)
{
	start(LAPIC_MODEL_X2APIC);
	kdp_msr_write(MSR_X2APIC(LAPIC_TPR), 1ull << 32);
}

static void reserved_lvt_bit(void)
{
	start(LAPIC_MODEL_X2APIC);
	kdp_msr_write(MSR_X2APIC(LAPIC_LVT_ERROR), 0x700);
}

static void isr_is_read_only(void)
{
	start(LAPIC_MODEL_X2APIC);
	kdp_msr_write(MSR_X2APIC(LAPIC_ISR(0)), 0);
}

static void entry_that_is_not_there(void)
{
	start(LAPIC_MODEL_XAPIC);
	model.max_lvt = 5;
	get(LAPIC_LVT_CMCI);
}

static void mode_change(void)
{
	start(LAPIC_MODEL_XAPIC);
	kdp_msr_write(MSR_IA32_APIC_BASE, 0xfee00d00);
}

static void undefined_accesses_abort(void)
{
	TAP_CHECK(death_by_abort(x2apic_by_memory));
	TAP_CHECK(death_by_abort(x2apic_eoi_not_zero));
	TAP_CHECK(death_by_abort(x2apic_high_half));
	TAP_CHECK(death_by_abort(reserved_lvt_bit));
	TAP_CHECK(death_by_abort(isr_is_read_only));
	TAP_CHECK(death_by_abort(entry_that_is_not_there));
	TAP_CHECK(death_by_abort(mode_change));
}

static unsigned int handled;

static void handler(uint32_t vector)
{
	handled += vector == 0x31;
	put(LAPIC_EOI, 0);
}

static void window_delivers_to_the_handler(void)
{
	start(LAPIC_MODEL_XAPIC);
	put(LAPIC_SVR, 0x1ff);
	fake_cpu.irq_handler = handler;
	handled = 0;
	lapic_model_raise(&model, 0x31, false);
	fake_cpu_irq_window();
	TAP_EQ(handled, 1);
	TAP_EQ(get(LAPIC_IRR(1)) | get(LAPIC_ISR(1)), 0);
}

static void nmi_is_held_until_iret(void)
{
	start(LAPIC_MODEL_XAPIC);
	fake_cpu.nmi_blocked = true;
	fake_cpu.nmi_latched = true;
	TAP_EQ(fake_cpu.nmis, 0);
	fake_cpu_iret();
	TAP_EQ(fake_cpu.nmis, 1);
	fake_cpu_iret();
	TAP_EQ(fake_cpu.nmis, 1);
}

int main(void)
{
	TAP_RUN(software_disable_masks_every_entry);
	TAP_RUN(highest_class_above_ppr_is_accepted);
	TAP_RUN(eoi_ends_the_highest_in_service);
	TAP_RUN(eoi_of_a_level_interrupt_is_broadcast);
	TAP_RUN(broadcast_can_be_suppressed);
	TAP_RUN(spurious_interrupt_leaves_isr_alone);
	TAP_RUN(illegal_vector_is_an_error_even_when_masked);
	TAP_RUN(lint_write_keeps_read_only_bits);
	TAP_RUN(x2apic_is_the_same_by_msr);
	TAP_RUN(undefined_accesses_abort);
	TAP_RUN(window_delivers_to_the_handler);
	TAP_RUN(nmi_is_held_until_iret);
	return tap_done();
}
