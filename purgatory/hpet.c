// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hpet.c - silence the comparators of every HPET of the plan.
 *
 * A comparator interrupts through an IO-APIC pin, which is masked by now, or
 * by a message of its own, as MSI does, which nothing else stops.  The main
 * counter is left running: it interrupts nobody, and the second kernel may
 * measure its clocks by it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "mmio.h"
#include "purgatory/clock.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/record.h"
#include "purgatory/regs/hpet.h"
#include "purgatory/steps.h"

#define NO_ANSWER 0xffffffffu

/* One HPET while it is worked on. */
struct hpet {
	uint64_t addr;		/* physical base */
	uint32_t index;		/* position in the plan's table */
	uint32_t timers;
};

/* What became of the step, over all HPETs. */
struct outcome {
	uint64_t changed;	/* registers */
	uint32_t usable;	/* HPETs that answered */
	bool stuck;
	bool unsupported;
	bool timeout;
};

/*
 * Clears @bits of a register where they are set.  Only the low half is
 * accessed: it holds all bits that are of interest here.
 */
static void clear(const struct hpet *hpet, uint32_t reg, uint32_t bits,
		  struct outcome *out)
{
	uint32_t before = kdp_mmio_read32(hpet->addr + reg);
	enum kdp_status status = KDP_STATUS_OK;
	uint32_t after;

	if (!(before & bits))
		return;
	kdp_mmio_write32(hpet->addr + reg, before & ~bits);
	after = kdp_mmio_read32(hpet->addr + reg);
	if (after & bits) {
		out->stuck = true;
		status = KDP_STATUS_STUCK;
	} else {
		out->changed++;
	}
	kdp_record_detail(KDP_CODE_HPET, status, hpet->index << 16 | reg,
			  before, after, 0);
}

/*
 * The line of a level-triggered comparator stays asserted until its status
 * bit is cleared by writing it as one (2.3.6).
 */
static void clear_status(const struct hpet *hpet, struct outcome *out)
{
	uint32_t timers = (uint32_t)(~0ull >> (64 - hpet->timers));
	uint32_t before = kdp_mmio_read32(hpet->addr + HPET_STATUS) & timers;
	enum kdp_status status = KDP_STATUS_OK;
	uint32_t after;

	if (!before)
		return;
	kdp_mmio_write32(hpet->addr + HPET_STATUS, before);
	after = kdp_mmio_read32(hpet->addr + HPET_STATUS) & timers;
	if (after) {
		out->stuck = true;
		status = KDP_STATUS_STUCK;
	} else {
		out->changed++;
	}
	kdp_record_detail(KDP_CODE_HPET, status,
			  hpet->index << 16 | HPET_STATUS, before, after, 0);
}

/*
 * A register block whose counter has no valid period is no HPET, or one that
 * firmware has switched off (2.3.4); it is left alone.
 */
static bool probe(struct hpet *hpet, struct outcome *out)
{
	uint32_t id = kdp_mmio_read32(hpet->addr + HPET_ID);
	uint32_t period = kdp_mmio_read32(hpet->addr + HPET_PERIOD);
	enum kdp_status status = KDP_STATUS_OK;

	if (id == NO_ANSWER) {
		status = KDP_STATUS_SKIPPED;
	} else if (!period || period > HPET_PERIOD_MAX) {
		status = KDP_STATUS_UNSUPPORTED;
		out->unsupported = true;
	}
	kdp_record_detail(KDP_CODE_HPET, status, hpet->index << 16 | HPET_ID,
			  id, id, hpet->addr);
	if (status != KDP_STATUS_OK)
		return false;
	hpet->timers = (uint32_t)KDP_FIELD_GET(HPET_ID_LAST_TIMER, id) + 1;
	return true;
}

/*
 * The comparators go first.  With the legacy route ended, IRQ 0 and IRQ 8
 * belong to the PIT and the RTC again; both are masked at the IO-APICs, and
 * at the 8259 and the RTC by the steps that follow.
 */
static void quiesce(struct hpet *hpet, struct kdp_deadline *deadline,
		    struct outcome *out)
{
	uint32_t changed = out->changed;
	uint32_t timer;

	if (!probe(hpet, out))
		return;
	out->usable++;
	for (timer = 0; timer < hpet->timers; timer++) {
		out->timeout = kdp_deadline_passed(deadline);
		if (out->timeout)
			return;
		clear(hpet, HPET_TIMER_CONFIG(timer),
		      HPET_TIMER_ENABLE | HPET_TIMER_FSB, out);
	}
	kdp_record()->hpet_silenced += out->changed - changed;
	clear(hpet, HPET_CONFIG, HPET_CONFIG_LEGACY, out);
	clear_status(hpet, out);
}

enum kdp_status kdp_hpet_quiesce(const struct kdp_plan *plan,
				 const struct kdp_step *step,
				 uint64_t *changed)
{
	const struct kdp_hpet *table = kdp_step_table(plan, step);
	struct outcome out = { 0 };
	struct kdp_deadline deadline;
	uint32_t i;

	kdp_deadline_start(&deadline, step->budget_us ? step->budget_us :
						       KDP_BUDGET_DEFAULT_US);
	for (i = 0; i < step->table_count && !out.timeout; i++) {
		struct hpet hpet = { .addr = table[i].addr, .index = i };

		quiesce(&hpet, &deadline, &out);
	}
	*changed = out.changed;
	if (out.timeout)
		return KDP_STATUS_TIMEOUT;
	if (out.stuck)
		return KDP_STATUS_STUCK;
	if (out.unsupported)
		return KDP_STATUS_UNSUPPORTED;
	return out.usable ? KDP_STATUS_OK : KDP_STATUS_SKIPPED;
}
