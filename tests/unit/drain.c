// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/drain.c, against the local APIC of tests/fake:
 * - what is in service gets its EOI, what is pending is taken and ended, in
 *   both modes, and IRR and ISR end empty.
 * - no interrupt of an exception's vector is let in; spurious ones get no
 *   EOI; a source that never stops ends by the deadline and is recorded.
 * - priority and errors end as 0, what they were is recorded.
 * - one IRET is always executed, so that a latched NMI is taken here.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "purgatory/record.h"
#include "purgatory/regs/lapic.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/lapic_model.h"
#include "tests/tap.h"

static const struct kdp_plan plan;
static struct kdp_step step;
static struct lapic_model model;

static void start(enum lapic_model_mode mode)
{
	details_start();
	memset(&step, 0, sizeof(step));
	lapic_model_init(&model, mode, 6);
	model.svr = 0x10f;
	fake_cpu.irq_handler = kdp_drain_irq;
}

static bool is_empty(void)
{
	uint32_t any = 0;
	int i;

	for (i = 0; i < 8; i++)
		any |= model.irr[i] | model.isr[i];
	return any == 0;
}

static void idle_apic_is_left_idle(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	model.tpr = 0xf0;
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(changed, 0);
	TAP_EQ(model.svr, 0x1ff);
	TAP_EQ(model.tpr, 0);
	TAP_EQ(model.eoi_count, 0);
	TAP_EQ(fake_cpu.windows, 0);
	TAP_EQ(details_count(KDP_CODE_NONE), 1);
	TAP_EQ(details_get(KDP_CODE_LAPIC, 0)->object, LAPIC_TPR);
	TAP_EQ(details_get(KDP_CODE_LAPIC, 0)->before, 0xf0);
	TAP_EQ(details_get(KDP_CODE_LAPIC, 0)->after, 0);
}

static void errors_are_recorded_and_cleared(void)
{
	static const enum lapic_model_mode modes[] = {
		LAPIC_MODEL_XAPIC, LAPIC_MODEL_X2APIC,
	};
	uint64_t changed;
	size_t i;

	for (i = 0; i < 2; i++) {
		start(modes[i]);
		model.errors = 0x40;
		TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
		TAP_EQ(model.errors | model.esr, 0);
		TAP_EQ(details_count(KDP_CODE_LAPIC), 1);
		TAP_EQ(details_get(KDP_CODE_LAPIC, 0)->object, LAPIC_ESR);
		TAP_EQ(details_get(KDP_CODE_LAPIC, 0)->before, 0x40);
		TAP_EQ(details_get(KDP_CODE_LAPIC, 0)->after, 0);
		TAP_EQ(details_get(KDP_CODE_LAPIC, 0)->status, KDP_STATUS_OK);
	}
}

static void x2apic_is_drained_by_msrs(void)
{
	const struct fake_access *log;
	uint64_t changed;
	size_t count;
	size_t i;

	start(LAPIC_MODEL_X2APIC);
	lapic_model_raise(&model, 0x31, false);
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_CHECK(is_empty());
	log = fake_log(&count);
	TAP_CHECK(count > 0);
	for (i = 0; i < count; i++)
		TAP_EQ(log[i].space, FAKE_MSR);
}

static void pending_irr_bits_are_taken(void)
{
	static const enum lapic_model_mode modes[] = {
		LAPIC_MODEL_XAPIC, LAPIC_MODEL_X2APIC,
	};
	uint64_t changed;
	size_t i;

	for (i = 0; i < 2; i++) {
		start(modes[i]);
		lapic_model_raise(&model, 0xec, false);
		lapic_model_raise(&model, 0x21, true);
		lapic_model_raise(&model, 0x30, false);
		TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
		TAP_CHECK(is_empty());
		TAP_EQ(changed, 3);
		TAP_EQ(kdp_record()->irq_count, 3);
		TAP_EQ(kdp_record()->drain_irr, 3);
		TAP_EQ(kdp_record()->drain_left, 0);
		TAP_EQ(details_count(KDP_CODE_IRR), 3);
		TAP_EQ(details_get(KDP_CODE_IRR, 2)->object, 0xec);
		TAP_EQ(details_get(KDP_CODE_IRR, 2)->after, 1);
		TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
		TAP_EQ(changed, 0);
	}
}

static void every_vector_is_taken(void)
{
	uint64_t changed;
	uint32_t vector;

	start(LAPIC_MODEL_X2APIC);
	for (vector = 32; vector < 256; vector++)
		lapic_model_raise(&model, vector, vector & 1);
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_CHECK(is_empty());
	TAP_EQ(changed, 224);
	TAP_EQ(kdp_record()->drain_irr, 224);
}

/* A panic inside a hard interrupt leaves its vector, and those it nested. */
static void isr_bit_left_by_hard_irq_panic_is_drained(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	lapic_model_set_bit(model.isr, 0xec);
	lapic_model_set_bit(model.isr, 0x22);
	lapic_model_raise(&model, 0x41, false);
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_CHECK(is_empty());
	TAP_EQ(changed, 3);
	TAP_EQ(kdp_record()->drain_isr, 2);
	TAP_EQ(details_count(KDP_CODE_ISR), 2);
	TAP_EQ(details_get(KDP_CODE_ISR, 0)->object, 0xec);
	TAP_EQ(details_get(KDP_CODE_ISR, 1)->object, 0x22);
	TAP_EQ(kdp_record()->irq_count, 1);
}

static void level_interrupt_in_service_ends_at_the_ioapic(void)
{
	static struct ioapic_model ioapic;
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	ioapic_model_init(&ioapic, 0xfec00000, 0x11, 24);
	ioapic_model_set(&ioapic, 9, 0x1c041);
	model.ioapic = &ioapic;
	model.svr = 0x110f;
	lapic_model_set_bit(model.isr, 0x41);
	lapic_model_set_bit(model.tmr, 0x41);
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(ioapic.rte[9], 0x18041);
}

static void spurious_interrupt_gets_no_eoi(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	lapic_model_raise(&model, 0x41, false);
	model.spurious = true;
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->irq_count, 2);
	TAP_EQ(model.eoi_count, 1);
	TAP_CHECK(is_empty());
}

static void exception_vectors_are_not_let_in(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	lapic_model_raise(&model, 0x12, false);
	lapic_model_raise(&model, 0x41, false);
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_STUCK);
	TAP_EQ(kdp_record()->irq_count, 1);
	TAP_EQ(kdp_record()->drain_left, 1);
	TAP_EQ(details_get(KDP_CODE_LEFT, 0)->object, 0x12);
	TAP_EQ(details_get(KDP_CODE_LEFT, 0)->before, 1);
	TAP_EQ(details_get(KDP_CODE_LEFT, 0)->after, 0);
}

static void deadline_ends_the_drain(void)
{
	uint64_t before;
	uint64_t changed;

	start(LAPIC_MODEL_X2APIC);
	model.screaming = 0x51;
	lapic_model_raise(&model, 0x51, false);
	step.budget_us = 1000;
	before = fake_cpu.tsc;
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_TIMEOUT);
	TAP_CHECK(fake_cpu.tsc - before < 2000 * 1000);
	TAP_EQ(kdp_record()->drain_left, 1);
	TAP_EQ(details_get(KDP_CODE_LEFT, 0)->object, 0x51);
	TAP_EQ(details_get(KDP_CODE_IRR, 0)->status, KDP_STATUS_TIMEOUT);
	TAP_EQ(model.tpr, 0);
	TAP_EQ(fake_cpu.irets > 0, 1);
}

static void stopped_tsc_does_not_stop_the_deadline(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	model.screaming = 0x51;
	lapic_model_raise(&model, 0x51, false);
	step.budget_us = 10;
	fake_cpu.tsc_stopped = true;
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_TIMEOUT);
}

static void isr_bit_that_stays_is_recorded(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	lapic_model_set_bit(model.isr, 0x41);
	model.eoi_dead = true;
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_STUCK);
	TAP_EQ(model.eoi_count, 1);
	TAP_EQ(kdp_record()->drain_left, 1);
	TAP_EQ(details_get(KDP_CODE_LEFT, 0)->object, 0x41);
	TAP_EQ(details_get(KDP_CODE_LEFT, 0)->after, 1);
}

static void errors_are_cleared(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	model.errors = 0x40;
	kdp_drain(&plan, &step, &changed);
	TAP_EQ(model.errors, 0);
}

static void latched_nmi_is_taken(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC);
	fake_cpu.nmi_blocked = true;
	fake_cpu.nmi_latched = true;
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(fake_cpu.nmis, 1);
	TAP_CHECK(!fake_cpu.nmi_blocked);
}

static void latched_nmi_is_taken_without_an_apic(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_DISABLED);
	fake_cpu.nmi_blocked = true;
	fake_cpu.nmi_latched = true;
	TAP_EQ(kdp_drain(&plan, &step, &changed), KDP_STATUS_SKIPPED);
	TAP_EQ(changed, 0);
	TAP_EQ(fake_cpu.nmis, 1);
}

int main(void)
{
	TAP_RUN(idle_apic_is_left_idle);
	TAP_RUN(errors_are_recorded_and_cleared);
	TAP_RUN(x2apic_is_drained_by_msrs);
	TAP_RUN(pending_irr_bits_are_taken);
	TAP_RUN(every_vector_is_taken);
	TAP_RUN(isr_bit_left_by_hard_irq_panic_is_drained);
	TAP_RUN(level_interrupt_in_service_ends_at_the_ioapic);
	TAP_RUN(spurious_interrupt_gets_no_eoi);
	TAP_RUN(exception_vectors_are_not_let_in);
	TAP_RUN(deadline_ends_the_drain);
	TAP_RUN(stopped_tsc_does_not_stop_the_deadline);
	TAP_RUN(isr_bit_that_stays_is_recorded);
	TAP_RUN(errors_are_cleared);
	TAP_RUN(latched_nmi_is_taken);
	TAP_RUN(latched_nmi_is_taken_without_an_apic);
	return tap_done();
}
