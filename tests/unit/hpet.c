// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/hpet.c, against the model of tests/fake:
 * - no comparator interrupts afterwards, by pin or by message; the legacy
 *   route is off, level status cleared, the main counter left running.
 * - all else is kept, comparators past the announced count are not accessed,
 *   a second run writes nothing.
 * - an absent block, or one without a valid period, is not written.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "purgatory/record.h"
#include "purgatory/regs/hpet.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/hpet_model.h"
#include "tests/tap.h"

#define ADDR   0xfed00000u
#define SECOND 0xfed01000u

static struct {
	struct kdp_plan plan;
	struct kdp_step step;
	struct kdp_hpet table[2];
} plan;

static struct hpet_model model;
static struct hpet_model second;

/* As Linux runs it: timer 0 periodic on the legacy route, 2 by message. */
static void start(uint32_t timers)
{
	details_start();
	memset(&plan, 0, sizeof(plan));
	plan.step.kind = KDP_STEP_HPET;
	plan.step.table = (uint32_t)((char *)plan.table - (char *)&plan);
	plan.step.table_count = 1;
	plan.table[0].addr = ADDR;
	plan.table[1].addr = SECOND;
	hpet_model_init(&model, ADDR, timers);
	hpet_model_init(&second, SECOND, 3);
	model.config = HPET_CONFIG_ENABLE | HPET_CONFIG_LEGACY;
	model.timer[0] |= HPET_TIMER_ENABLE | HPET_TIMER_PERIODIC;
	model.timer[1] |= HPET_TIMER_ENABLE | HPET_TIMER_LEVEL |
			  KDP_FIELD_MAKE(HPET_TIMER_ROUTE, 20u);
	model.timer[2] |= HPET_TIMER_ENABLE | HPET_TIMER_FSB |
			  HPET_TIMER_32MODE;
}

static enum kdp_status run(uint64_t *changed)
{
	fake_log_clear();
	return kdp_hpet_quiesce(&plan.plan, &plan.step, changed);
}

static size_t writes(void)
{
	return fake_log_writes(FAKE_MMIO, ADDR, HPET_WINDOW_SIZE) +
	       fake_log_writes(FAKE_MMIO, SECOND, HPET_WINDOW_SIZE);
}

static void check_second_run(void)
{
	uint64_t changed;

	run(&changed);
	TAP_EQ(changed, 0);
	TAP_EQ(writes(), 0);
}

static void no_comparator_interrupts_afterwards(void)
{
	uint64_t changed;
	uint32_t i;

	start(3);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 4);
	for (i = 0; i < 3; i++) {
		hpet_model_match(&model, i);
		TAP_EQ(model.lines[i] + model.messages[i], 0);
	}
	TAP_EQ(model.timer[0] & 0xffffffff, HPET_TIMER_PERIODIC |
	       HPET_TIMER_CAN_FSB | HPET_TIMER_CAN_PERIODIC | HPET_TIMER_64BIT);
	TAP_EQ(KDP_FIELD_GET(HPET_TIMER_ROUTE, model.timer[1]), 20);
	TAP_CHECK(model.timer[1] & HPET_TIMER_LEVEL);
	TAP_CHECK(model.timer[2] & HPET_TIMER_32MODE);
}

static void legacy_route_ends_and_the_counter_runs_on(void)
{
	uint64_t changed;

	start(3);
	run(&changed);
	TAP_EQ(model.config, HPET_CONFIG_ENABLE);
	check_second_run();
}

static void level_status_is_cleared(void)
{
	uint64_t changed;

	start(3);
	hpet_model_match(&model, 1);
	TAP_EQ(model.lines[1], 1);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 5);
	TAP_EQ(model.status, 0);
	check_second_run();
}

/* A message may be enabled where the pin's interrupt is not, as a leftover. */
static void message_enable_alone_is_cleared(void)
{
	uint64_t changed;

	start(3);
	model.config = 0;
	model.timer[0] = HPET_TIMER_CAN_FSB | HPET_TIMER_FSB;
	model.timer[1] = 0;
	model.timer[2] = 0;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model.timer[0], HPET_TIMER_CAN_FSB);
	TAP_EQ(changed, 1);
}

/* The model aborts on an access to a timer that is not there. */
static void count_of_the_capability_bounds_the_walk(void)
{
	uint32_t counts[] = { 3, 8, 32 };
	uint64_t changed;
	size_t i;

	for (i = 0; i < 3; i++) {
		start(counts[i]);
		model.timer[counts[i] - 1] |= HPET_TIMER_ENABLE;
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		TAP_CHECK(!(model.timer[counts[i] - 1] & HPET_TIMER_ENABLE));
		check_second_run();
	}
}

static void details_tell_before_and_after(void)
{
	const struct kdp_entry *entry;
	uint64_t changed;

	start(3);
	run(&changed);
	entry = details_get(KDP_CODE_HPET, 0);
	TAP_EQ(entry->object, HPET_ID);
	TAP_EQ(entry->before, 0x8086a201);
	TAP_EQ(entry->extra, ADDR);
	entry = details_get(KDP_CODE_HPET, 3);
	TAP_EQ(entry->object, 0x140);
	TAP_EQ(entry->before, 0xc134);
	TAP_EQ(entry->after, 0x8130);
	TAP_EQ(details_count(KDP_CODE_HPET), 5);
}

static void all_of_several_are_done(void)
{
	uint64_t changed;

	start(3);
	plan.step.table_count = 2;
	second.timer[2] |= HPET_TIMER_ENABLE;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 5);
	TAP_EQ(details_get(KDP_CODE_HPET, 6)->object, 1u << 16 | 0x140);
	check_second_run();
}

static void absent_block_is_skipped(void)
{
	uint64_t changed;

	start(3);
	model.absent = true;
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
	TAP_EQ(writes(), 0);
	TAP_EQ(details_get(KDP_CODE_HPET, 0)->status, KDP_STATUS_SKIPPED);
}

static void block_without_a_period_is_not_written(void)
{
	static const uint64_t periods[] = { 0, HPET_PERIOD_MAX + 1, ~0u };
	uint64_t changed;
	size_t i;

	for (i = 0; i < 3; i++) {
		start(3);
		model.id = (uint32_t)model.id | periods[i] << 32;
		TAP_EQ(run(&changed), KDP_STATUS_UNSUPPORTED);
		TAP_EQ(writes(), 0);
	}
}

static void register_that_keeps_its_value_is_stuck(void)
{
	uint64_t changed;

	start(3);
	model.stuck = true;
	model.status = 2;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(changed, 0);
	TAP_EQ(details_get(KDP_CODE_HPET, 1)->status, KDP_STATUS_STUCK);
	TAP_EQ(details_get(KDP_CODE_HPET, 5)->object, HPET_STATUS);
	TAP_EQ(details_get(KDP_CODE_HPET, 5)->status, KDP_STATUS_STUCK);
}

static void deadline_ends_the_step(void)
{
	uint64_t changed;

	start(32);
	plan.step.budget_us = 10;
	TAP_EQ(run(&changed), KDP_STATUS_TIMEOUT);
	TAP_CHECK(model.config & HPET_CONFIG_LEGACY);
}

int main(void)
{
	TAP_RUN(no_comparator_interrupts_afterwards);
	TAP_RUN(legacy_route_ends_and_the_counter_runs_on);
	TAP_RUN(level_status_is_cleared);
	TAP_RUN(message_enable_alone_is_cleared);
	TAP_RUN(count_of_the_capability_bounds_the_walk);
	TAP_RUN(details_tell_before_and_after);
	TAP_RUN(all_of_several_are_done);
	TAP_RUN(absent_block_is_skipped);
	TAP_RUN(block_without_a_period_is_not_written);
	TAP_RUN(register_that_keeps_its_value_is_stuck);
	TAP_RUN(deadline_ends_the_step);
	return tap_done();
}
