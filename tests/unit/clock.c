// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/clock.c: a deadline ends by the TSC when that runs, not
 * too soon and in a bounded time when its rate is unknown, and by the count of
 * iterations when it stands still and when it runs backwards; the plan's budget
 * ends and can be paused.
 */
#include "purgatory/clock.h"

#include "purgatory/record.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#define GHZ 1000000u

static void begin(uint32_t khz, uint32_t budget_us)
{
	fake_reset();
	kdp_record_init(0, 0);
	kdp_clock_init(khz, budget_us);
}

/* Iterations until a deadline of @us ends; at most @most. */
static uint64_t iterations(uint32_t us, uint64_t most)
{
	struct kdp_deadline deadline;
	uint64_t count = 0;

	kdp_deadline_start(&deadline, us);
	while (!kdp_deadline_passed(&deadline) && count < most)
		count++;
	return count;
}

static void deadline_ends_by_tsc(void)
{
	uint64_t before;

	begin(GHZ, 1000);
	TAP_CHECK(kdp_record()->flags & KDP_RECORD_F_TSC);
	before = fake_cpu.tsc;
	TAP_CHECK(iterations(100, 1000000) > 100);
	TAP_CHECK(fake_cpu.tsc - before >= 100 * 1000);
	TAP_CHECK(fake_cpu.tsc - before < 101 * 1000);
}

/* The fake's TSC counts a nanosecond each. */
static void unknown_rate_is_taken_for_the_fastest(void)
{
	uint64_t before;

	begin(0, 1000);
	TAP_CHECK(!(kdp_record()->flags & KDP_RECORD_F_TSC));
	before = fake_cpu.tsc;
	iterations(100, 1000000);
	TAP_CHECK(fake_cpu.tsc - before >= 500 * 1000);
	TAP_CHECK(fake_cpu.tsc - before < 501 * 1000);
}

static void stopped_tsc_of_unknown_rate_counts_iterations(void)
{
	fake_reset();
	fake_cpu.tsc_stopped = true;
	kdp_record_init(0, 0);
	kdp_clock_init(0, 1000);
	TAP_CHECK(!(kdp_record()->flags & KDP_RECORD_F_TSC));
	TAP_EQ(iterations(100, 1000000), 100 * 40);
}

static void stopped_tsc_counts_iterations(void)
{
	fake_reset();
	fake_cpu.tsc_stopped = true;
	kdp_record_init(0, 0);
	kdp_clock_init(GHZ, 1000);
	TAP_CHECK(!(kdp_record()->flags & KDP_RECORD_F_TSC));
	TAP_EQ(iterations(100, 1000000), 100 * 40);
}

static void tsc_that_stops_later_still_ends(void)
{
	begin(GHZ, 1000);
	fake_cpu.tsc_stopped = true;
	TAP_EQ(iterations(100, 1000000), 100 * 640);
}

static void backward_tsc_counts_iterations(void)
{
	struct kdp_deadline deadline;
	uint64_t count = 0;

	begin(GHZ, 1000);
	kdp_deadline_start(&deadline, 100);
	fake_cpu.tsc = 0;
	while (!kdp_deadline_passed(&deadline) && count < 1000000)
		count++;
	TAP_EQ(count, 100 * 40);
	TAP_CHECK(!(kdp_record()->flags & KDP_RECORD_F_TSC));
}

static void zero_passes_at_once(void)
{
	begin(GHZ, 1000);
	TAP_EQ(iterations(0, 10), 0);
	begin(0, 1000);
	TAP_EQ(iterations(0, 10), 0);
}

static void longest_wait_does_not_overflow(void)
{
	struct kdp_deadline deadline;

	begin(5 * GHZ, UINT32_MAX);
	kdp_deadline_start(&deadline, UINT32_MAX);
	TAP_CHECK(!kdp_deadline_passed(&deadline));
	TAP_CHECK(!kdp_clock_overrun());
	fake_cpu.tsc += UINT32_MAX * 5000ull;
	TAP_CHECK(kdp_deadline_passed(&deadline));
	TAP_CHECK(kdp_clock_overrun());
}

static void budget_ends_by_tsc(void)
{
	begin(GHZ, 1000);
	TAP_CHECK(!kdp_clock_overrun());
	fake_cpu.tsc += 1000 * 1000;
	TAP_CHECK(kdp_clock_overrun());
}

static void budget_ends_by_iterations(void)
{
	begin(0, 1000);
	iterations(500, 1000000);
	TAP_CHECK(!kdp_clock_overrun());
	iterations(600, 1000000);
	TAP_CHECK(kdp_clock_overrun());
}

static void paused_budget_does_not_run(void)
{
	begin(GHZ, 1000);
	kdp_clock_pause();
	fake_cpu.tsc += 5000 * 1000;
	kdp_clock_resume();
	TAP_CHECK(!kdp_clock_overrun());
	fake_cpu.tsc += 1000 * 1000;
	TAP_CHECK(kdp_clock_overrun());
}

static void paused_iterations_do_not_count(void)
{
	begin(0, 1000);
	kdp_clock_pause();
	iterations(5000, 1000000);
	kdp_clock_resume();
	TAP_CHECK(!kdp_clock_overrun());
}

static void rate_of_no_tsc_is_unknown(void)
{
	TAP_EQ(kdp_clock_rate(0), 0);
	TAP_EQ(kdp_clock_rate(KDP_TSC_KHZ_MIN - 1), 0);
	TAP_EQ(kdp_clock_rate(KDP_TSC_KHZ_MIN), KDP_TSC_KHZ_MIN);
	TAP_EQ(kdp_clock_rate(KDP_TSC_KHZ_MAX), KDP_TSC_KHZ_MAX);
	TAP_EQ(kdp_clock_rate(KDP_TSC_KHZ_MAX + 1), 0);
	TAP_EQ(kdp_clock_rate(((uint64_t)1 << 32) + 3000000), 0);
}

int main(void)
{
	TAP_RUN(deadline_ends_by_tsc);
	TAP_RUN(unknown_rate_is_taken_for_the_fastest);
	TAP_RUN(stopped_tsc_of_unknown_rate_counts_iterations);
	TAP_RUN(stopped_tsc_counts_iterations);
	TAP_RUN(tsc_that_stops_later_still_ends);
	TAP_RUN(backward_tsc_counts_iterations);
	TAP_RUN(zero_passes_at_once);
	TAP_RUN(longest_wait_does_not_overflow);
	TAP_RUN(budget_ends_by_tsc);
	TAP_RUN(budget_ends_by_iterations);
	TAP_RUN(paused_budget_does_not_run);
	TAP_RUN(paused_iterations_do_not_count);
	TAP_RUN(rate_of_no_tsc_is_unknown);
	return tap_done();
}
