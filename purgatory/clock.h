/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h - every wait and every loop over hardware ends here.
 */
#ifndef KDP_PURGATORY_CLOCK_H
#define KDP_PURGATORY_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* A bound on one wait or one step. */
struct kdp_deadline {
	uint64_t tsc_end;	/* unused while the TSC is useless */
	uint64_t spins_left;	/* bounds the loop whatever the TSC does */
};

/* Below and above, a rate in kHz is none of a TSC. */
#define KDP_TSC_KHZ_MIN 100000u
#define KDP_TSC_KHZ_MAX 20000000u

/**
 * kdp_clock_rate() - what a TSC's rate is taken for
 * @khz: as a CPU or a hypervisor tells it
 *
 * Return: @khz, or 0, for unknown, where no TSC has that rate.
 */
static inline uint32_t kdp_clock_rate(uint64_t khz)
{
	return khz >= KDP_TSC_KHZ_MIN && khz <= KDP_TSC_KHZ_MAX ?
		       (uint32_t)khz : 0;
}

/**
 * kdp_clock_init() - start the plan's total budget
 * @tsc_khz: TSC rate, 0 for unknown: then waits last longer, by as much as the
 *	TSC is slower than 5 GHz
 * @budget_us: for the whole plan, microseconds
 */
void kdp_clock_init(uint32_t tsc_khz, uint32_t budget_us);

/**
 * kdp_clock_overrun() - whether the plan's total budget is spent
 */
bool kdp_clock_overrun(void);

/**
 * kdp_clock_pause() - stop the plan's total budget
 *
 * For COPY, DIGEST and the console, whose time follows from the image.
 */
void kdp_clock_pause(void);

/**
 * kdp_clock_resume() - let the plan's total budget run again
 */
void kdp_clock_resume(void);

/**
 * kdp_deadline_start() - begin a bounded wait
 * @us: microseconds; the spin cap follows from it: one spin in 25 ns, which
 *	is less than a device read takes, and a sixteenth of that while the
 *	TSC is good, so that it does not end a wait before the TSC does
 */
void kdp_deadline_start(struct kdp_deadline *deadline, uint32_t us);

/**
 * kdp_deadline_passed() - count one iteration and look at the clock
 *
 * Call it once in each iteration of a loop over hardware.
 */
bool kdp_deadline_passed(struct kdp_deadline *deadline);

#endif
