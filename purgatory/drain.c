// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drain.c - empty the local APIC of what the dying kernel left in it.
 *
 * Masking every source does not take back what was already accepted: a bit
 * in IRR can only be cleared by the CPU taking the interrupt, and a bit in
 * ISR, left by a kernel that panicked inside a handler, holds back all lower
 * priorities until its EOI.  Both outlive a software disable and would meet
 * the second kernel.
 */
#include <stdbool.h>
#include <stdint.h>

#include "cpu.h"
#include "purgatory/clock.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/lapic.h"
#include "purgatory/record.h"
#include "purgatory/regs/lapic.h"
#include "purgatory/steps.h"

/* Vectors below are exceptions: no interrupt of theirs may be let in. */
#define FIRST_IRQ 32u

/*
 * Task priority while interrupts are let in: holds back the classes of
 * vectors 0 to 31 (Intel SDM Vol. 3A, 11.8.3.1), whose gates take an
 * interrupt for an exception, some of them with an error code.
 */
#define DRAIN_TPR KDP_FIELD_MAKE(LAPIC_TPR_CLASS, 1u)

/* One bit for each vector: ISR or IRR. */
struct vectors {
	uint32_t word[LAPIC_VECTOR_WORDS];
};

static struct vectors isr_read(const struct kdp_lapic *lapic)
{
	struct vectors set;
	uint32_t i;

	for (i = 0; i < LAPIC_VECTOR_WORDS; i++)
		set.word[i] = lapic->read(lapic, LAPIC_ISR(i));
	return set;
}

static struct vectors irr_read(const struct kdp_lapic *lapic)
{
	struct vectors set;
	uint32_t i;

	for (i = 0; i < LAPIC_VECTOR_WORDS; i++)
		set.word[i] = lapic->read(lapic, LAPIC_IRR(i));
	return set;
}

static bool vectors_has(const struct vectors *set, uint32_t vector)
{
	return set->word[vector / 32] >> vector % 32 & 1;
}

static bool vectors_any_irq(const struct vectors *set)
{
	uint32_t any = 0;
	uint32_t i;

	for (i = FIRST_IRQ / 32; i < LAPIC_VECTOR_WORDS; i++)
		any |= set->word[i];
	return any != 0;
}

/*
 * Each EOI ends the highest vector in service (Intel SDM Vol. 3A, 11.8.5),
 * so the bits found, taken from the top, name what each one ended.
 */
static void isr_end(const struct kdp_lapic *lapic)
{
	struct vectors isr = isr_read(lapic);
	uint32_t vector;

	for (vector = 256; vector-- > 0;) {
		if (!vectors_has(&isr, vector))
			continue;
		lapic->write(lapic, LAPIC_EOI, 0);
		kdp_record()->drain_isr++;
		kdp_record_detail(KDP_CODE_ISR, KDP_STATUS_OK, vector, 1, 1,
				  0);
	}
}

/* Returns false when the deadline ended it. */
static bool irr_take(const struct kdp_lapic *lapic,
		     struct kdp_deadline *deadline)
{
	struct vectors irr = irr_read(lapic);

	while (vectors_any_irq(&irr)) {
		if (kdp_deadline_passed(deadline))
			return false;
		kdp_cpu_irq_window();
		irr = irr_read(lapic);
	}
	return true;
}

/* What was pending before, and what is still pending or in service. */
static void record_vectors(const struct kdp_lapic *lapic,
			   const struct vectors *pending)
{
	struct vectors isr = isr_read(lapic);
	struct vectors irr = irr_read(lapic);
	uint32_t vector;

	for (vector = 0; vector < 256; vector++) {
		bool in_irr = vectors_has(&irr, vector);
		bool in_isr = vectors_has(&isr, vector);

		if (vectors_has(pending, vector)) {
			kdp_record()->drain_irr++;
			kdp_record_detail(KDP_CODE_IRR,
					  in_irr ? KDP_STATUS_TIMEOUT :
						   KDP_STATUS_OK,
					  vector, 1, !in_irr, 0);
		}
		if (in_irr || in_isr) {
			kdp_record()->drain_left++;
			kdp_record_detail(KDP_CODE_LEFT, KDP_STATUS_STUCK,
					  vector, in_irr, in_isr, 0);
		}
	}
}

static void record_register(const struct kdp_lapic *lapic, uint32_t reg,
			    uint32_t before)
{
	uint32_t after = lapic->read(lapic, reg);

	kdp_record_detail(KDP_CODE_LAPIC,
			  after ? KDP_STATUS_STUCK : KDP_STATUS_OK, reg,
			  before, after, 0);
}

/*
 * Sources were masked before and after this an error would find no reader:
 * a write makes readable what was pending and clears it (Intel SDM Vol. 3A,
 * 11.5.3), so a second one leaves nothing to be read.
 */
static void esr_clear(const struct kdp_lapic *lapic)
{
	uint32_t errors;

	lapic->write(lapic, LAPIC_ESR, 0);
	errors = lapic->read(lapic, LAPIC_ESR);
	if (!errors)
		return;
	lapic->write(lapic, LAPIC_ESR, 0);
	record_register(lapic, LAPIC_ESR, errors);
}

/*
 * A priority that the dying kernel had raised would hold back the second
 * kernel's interrupts, which may not write the register before it needs them.
 */
static void tpr_clear(const struct kdp_lapic *lapic, uint32_t before)
{
	lapic->write(lapic, LAPIC_TPR, 0);
	if (before)
		record_register(lapic, LAPIC_TPR, before);
}

static enum kdp_status drain(const struct kdp_lapic *lapic,
			     const struct kdp_step *step, uint64_t *changed)
{
	uint32_t irqs_before = kdp_record()->irq_count;
	uint32_t left_before = kdp_record()->drain_left;
	uint32_t isr_before = kdp_record()->drain_isr;
	struct kdp_deadline deadline;
	struct vectors pending;
	uint32_t tpr;
	bool in_time;

	kdp_deadline_start(&deadline, step->budget_us ? step->budget_us :
						       KDP_BUDGET_DEFAULT_US);
	lapic->write(lapic, LAPIC_SVR, LAPIC_SVR_ENABLED | KDP_LAPIC_SPURIOUS);
	tpr = lapic->read(lapic, LAPIC_TPR);
	lapic->write(lapic, LAPIC_TPR, DRAIN_TPR);
	pending = irr_read(lapic);
	isr_end(lapic);
	in_time = irr_take(lapic, &deadline);
	record_vectors(lapic, &pending);
	tpr_clear(lapic, tpr);
	esr_clear(lapic);

	*changed = (kdp_record()->irq_count - irqs_before) +
		   (kdp_record()->drain_isr - isr_before);
	if (!in_time)
		return KDP_STATUS_TIMEOUT;
	return kdp_record()->drain_left == left_before ? KDP_STATUS_OK :
							 KDP_STATUS_STUCK;
}

enum kdp_status kdp_drain(const struct kdp_plan *plan,
			  const struct kdp_step *step, uint64_t *changed)
{
	enum kdp_status status = KDP_STATUS_SKIPPED;
	struct kdp_lapic lapic;

	(void)plan;
	*changed = 0;
	if (kdp_lapic_find(&lapic))
		status = drain(&lapic, step, changed);
	/* The NMI that waits behind the dying kernel's is taken here. */
	kdp_cpu_iret();
	return status;
}

/*
 * The spurious vector sets no bit in ISR (Intel SDM Vol. 3A, 11.9), nor does
 * an interrupt that the 8259 delivers; an EOI for one of them would end
 * another interrupt.
 */
void kdp_drain_irq(uint32_t vector)
{
	struct kdp_lapic lapic;
	uint32_t word;

	kdp_record()->irq_count++;
	if (vector > 255 || !kdp_lapic_find(&lapic))
		return;
	word = lapic.read(&lapic, LAPIC_ISR(vector / 32));
	if (word >> vector % 32 & 1)
		lapic.write(&lapic, LAPIC_EOI, 0);
}
