// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/rtc.c, against the model of tests/fake, which aborts on
 * a write to any register but B: no event asserts the line afterwards, one
 * that was asserted is dropped, the format of the time and a stopped clock
 * are kept, NMIs are not held back, and nothing is written where no clock
 * answers or where its interrupts are off.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "purgatory/record.h"
#include "purgatory/regs/rtc.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/rtc_model.h"
#include "tests/tap.h"

#define ALL_EVENTS (RTC_C_PERIODIC | RTC_C_ALARM | RTC_C_UPDATE)

static const struct kdp_plan plan;
static const struct kdp_step step;
static struct rtc_model model;

static void start(uint8_t b)
{
	details_start();
	rtc_model_init(&model);
	model.b = b;
}

static enum kdp_status run(uint64_t *changed)
{
	fake_log_clear();
	return kdp_rtc_quiesce(&plan, &step, changed);
}

static void no_event_interrupts_afterwards(void)
{
	uint64_t changed;

	start(0x72);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 1);
	TAP_EQ(model.b, 0x02);
	rtc_model_event(&model, ALL_EVENTS);
	TAP_EQ(model.lines, 0);
}

static void asserted_line_is_dropped(void)
{
	const struct kdp_entry *entry;
	uint64_t changed;

	start(0x42);
	rtc_model_event(&model, RTC_C_PERIODIC);
	TAP_CHECK(rtc_model_line(&model));
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_CHECK(!rtc_model_line(&model));
	TAP_EQ(model.c, 0);
	entry = details_get(KDP_CODE_RTC, 0);
	TAP_EQ(entry->object, RTC_B);
	TAP_EQ(entry->before, 0x42);
	TAP_EQ(entry->after, 0x02);
	TAP_EQ(entry->extra, RTC_C_PERIODIC);
}

/* Else the second kernel's driver would get it when it enables them. */
static void stale_flag_is_read_away(void)
{
	uint64_t changed;

	start(0x02);
	rtc_model_event(&model, ALL_EVENTS);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model.c, 0);
	TAP_EQ(changed, 0);
	TAP_EQ(fake_log_writes(FAKE_PIO, RTC_DATA, 1), 0);
	TAP_EQ(details_count(KDP_CODE_NONE), 0);
}

static void the_rest_of_register_b_is_kept(void)
{
	uint64_t changed;

	start(0xff);
	run(&changed);
	TAP_EQ(model.b, 0x8f);
	run(&changed);
	TAP_EQ(changed, 0);
	TAP_EQ(fake_log_writes(FAKE_PIO, RTC_DATA, 1), 0);
}

/* Every index is written with bit 7 clear, and followed by its access. */
static void nmis_are_not_held_back(void)
{
	const struct fake_access *log;
	uint64_t changed;
	size_t count;
	size_t i;

	start(0x72);
	run(&changed);
	TAP_CHECK(!model.nmi_off && !model.is_selected);
	log = fake_log(&count);
	for (i = 0; i < count; i++) {
		TAP_EQ(log[i].addr, i % 2 ? RTC_DATA : RTC_INDEX);
		TAP_CHECK(i % 2 || log[i].value < RTC_INDEX_NMI_OFF);
	}
}

/* The update that never ends makes no difference, and no wait. */
static void update_in_progress_is_not_waited_for(void)
{
	uint64_t changed;
	size_t count;

	start(0x72);
	model.a |= 0x80;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	fake_log(&count);
	TAP_EQ(count, 10);
}

static void absent_clock_is_skipped(void)
{
	uint64_t changed;

	start(0x72);
	model.absent = true;
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
	TAP_EQ(changed, 0);
	TAP_EQ(fake_log_writes(FAKE_PIO, RTC_DATA, 1), 0);
	TAP_EQ(details_count(KDP_CODE_NONE), 0);
}

static void clock_that_keeps_interrupting_is_stuck(void)
{
	uint64_t changed;

	start(0x42);
	model.stuck = true;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(changed, 0);
	TAP_EQ(details_get(KDP_CODE_RTC, 0)->status, KDP_STATUS_STUCK);
}

int main(void)
{
	TAP_RUN(no_event_interrupts_afterwards);
	TAP_RUN(asserted_line_is_dropped);
	TAP_RUN(stale_flag_is_read_away);
	TAP_RUN(the_rest_of_register_b_is_kept);
	TAP_RUN(nmis_are_not_held_back);
	TAP_RUN(update_in_progress_is_not_waited_for);
	TAP_RUN(absent_clock_is_skipped);
	TAP_RUN(clock_that_keeps_interrupting_is_stuck);
	return tap_done();
}
