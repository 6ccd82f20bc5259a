// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * clock.c - deadlines by TSC, with a count of iterations behind them.
 *
 * A TSC of unknown rate is taken for the fastest there is: no wait is shorter
 * than it should be, and at 1 GHz none is longer than five times that.
 * Iterations alone would be worse, as one can be a device read of a microsecond
 * or a look at memory.
 *
 * An iteration costs one unit while the TSC runs, and SPIN_COST units when it
 * was seen to stand still or run backwards.  A deadline holds 40 * SPIN_COST
 * units for a microsecond: without a TSC that is one iteration in 25 ns, with
 * one it is far behind the TSC.
 */
#include "purgatory/clock.h"

#include "purgatory/kdp_abi.h"
#include "purgatory/record.h"

#include "cpu.h"

#define SPIN_COST    16u
#define UNITS_PER_US (40u * SPIN_COST)
#define PROBE_READS  1000
#define FASTEST_KHZ  5000000u	/* 4.7 GHz is the most that is sold */

static struct {
	uint64_t last;		/* latest TSC value seen */
	struct kdp_deadline budget;
	uint64_t paused_at;	/* TSC when the budget was paused */
	uint32_t khz;		/* at most; 0: count iterations only */
	bool paused;
} clock;

static void tsc_give_up(void)
{
	clock.khz = 0;
	kdp_record()->flags &= ~KDP_RECORD_F_TSC;
}

static uint64_t now(void)
{
	uint64_t tsc = kdp_cpu_tsc();

	if (tsc < clock.last)
		tsc_give_up();
	clock.last = tsc;
	return tsc;
}

/* A look at the TSC can be the one that finds it useless. */
static bool reached(uint64_t tsc_end)
{
	uint64_t tsc;

	if (!clock.khz)
		return false;
	tsc = now();
	return clock.khz && tsc >= tsc_end;
}

static bool spend(struct kdp_deadline *deadline)
{
	uint32_t cost = clock.khz ? 1 : SPIN_COST;

	if (deadline->spins_left < cost) {
		deadline->spins_left = 0;
		return true;
	}
	deadline->spins_left -= cost;
	return false;
}

void kdp_clock_init(uint32_t tsc_khz, uint32_t budget_us)
{
	uint64_t first = kdp_cpu_tsc();
	unsigned int reads = 0;

	clock.last = first;
	clock.khz = tsc_khz ? tsc_khz : FASTEST_KHZ;
	clock.paused = false;
	while (kdp_cpu_tsc() == first && ++reads < PROBE_READS)
		kdp_cpu_pause();
	if (reads == PROBE_READS)
		tsc_give_up();
	else if (tsc_khz)
		kdp_record()->flags |= KDP_RECORD_F_TSC;
	else
		kdp_record()->flags &= ~KDP_RECORD_F_TSC;
	kdp_deadline_start(&clock.budget, budget_us);
}

void kdp_clock_pause(void)
{
	clock.paused_at = now();
	clock.paused = true;
}

void kdp_clock_resume(void)
{
	if (clock.paused && clock.khz)
		clock.budget.tsc_end += now() - clock.paused_at;
	clock.paused = false;
}

bool kdp_clock_overrun(void)
{
	return reached(clock.budget.tsc_end) ||
	       clock.budget.spins_left < SPIN_COST;
}

void kdp_deadline_start(struct kdp_deadline *deadline, uint32_t us)
{
	deadline->tsc_end = now() + (uint64_t)us * clock.khz / 1000;
	deadline->spins_left = (uint64_t)us * UNITS_PER_US;
}

bool kdp_deadline_passed(struct kdp_deadline *deadline)
{
	if (!clock.paused)
		spend(&clock.budget);
	if (spend(deadline))
		return true;
	return reached(deadline->tsc_end);
}
