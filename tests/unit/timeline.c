// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves that the timeline has the panic before purgatory's steps and the saved
 * file behind them, each only where its time is known and can be right; that
 * the end is told as it was; and that a record of any size and content fits.
 */
#include "kdump-prep/timeline.h"

#include <stdlib.h>

#include "kdump-prep/record.h"
#include "tests/tap.h"
#include "tests/unit/record_sample.h"

static struct kdp_timeline timeline;

static void decode(const struct sample *sample, struct kdp_record_model *ret)
{
	struct kdp_error *err;

	err = kdp_record_decode((const uint8_t *)sample, sizeof(*sample), ret);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
}

static const struct kdp_timeline_event *last(void)
{
	return &timeline.event[timeline.count - 1];
}

static void panic_steps_and_file_are_in_order(void)
{
	struct kdp_record_model model = {0};
	struct sample sample;

	sample_record(&sample);
	decode(&sample, &model);
	model.crash_time = 1795000000;
	model.saved_time = 1795000020;
	model.capture_began = 4;
	model.capture_ended = 19;
	kdp_timeline_make(&model, &timeline);
	TAP_EQ(timeline.count, 8 + 6);
	TAP_STR(timeline.event[0].what, "crash kernel loaded");
	TAP_STR(timeline.event[1].what, "panic");
	TAP_EQ(timeline.event[1].clock, 1795000000);
	TAP_STR(timeline.event[2].what, "setup");
	TAP_CHECK(timeline.event[2].timed && timeline.event[2].good);
	TAP_EQ(timeline.event[2].us, 12);
	TAP_STR(timeline.event[4].status, "stuck");
	TAP_CHECK(!timeline.event[4].good);
	TAP_STR(timeline.event[10].what, "crash kernel started");
	TAP_STR(timeline.event[11].what, "capture began");
	TAP_EQ(timeline.event[11].clock, 1795000004);
	TAP_STR(timeline.event[12].what, "capture ended");
	TAP_EQ(timeline.event[12].clock, 1795000019);
	TAP_STR(last()->what, "vmcore last written");
	TAP_EQ(last()->clock, 1795000020);
	kdp_record_model_deinit(&model);
}

static void what_is_not_known_is_left_out(void)
{
	struct kdp_record_model model = {0};
	struct sample sample;

	sample_record(&sample);
	sample.header.load_time = 0;
	sample.header.tsc_khz = 0;
	sample_close(&sample);
	decode(&sample, &model);
	model.saved_time = 5;
	kdp_timeline_make(&model, &timeline);
	TAP_STR(timeline.event[0].what, "setup");
	TAP_CHECK(!timeline.event[0].timed);
	TAP_STR(last()->what, "crash kernel started");
	/* A file that is older than the panic. */
	model.crash_time = 6;
	kdp_timeline_make(&model, &timeline);
	TAP_STR(timeline.event[0].what, "panic");
	TAP_STR(last()->what, "crash kernel started");
	kdp_record_model_deinit(&model);
}

static void the_end_is_told_as_it_was(void)
{
	struct kdp_record_model model = {0};
	struct sample sample;

	sample_running(&sample);
	decode(&sample, &model);
	kdp_timeline_make(&model, &timeline);
	TAP_STR(last()->what, "the attempt ended here");
	TAP_CHECK(!last()->good && !last()->timed);
	kdp_record_model_deinit(&model);
	sample_refused(&sample);
	decode(&sample, &model);
	kdp_timeline_make(&model, &timeline);
	TAP_STR(last()->what, "crash kernel not started");
	kdp_record_model_deinit(&model);
}

static void any_record_fits(void)
{
	static struct kdp_record_entry entry[KDP_TIMELINE_MAX * 2];
	struct kdp_record_model model = {
		.header = {.state = KDP_RECORD_SEALED,
			   .tsc_khz = 1,
			   .tsc_entry = 0,
			   .tsc_seal = UINT64_MAX},
		.entry = entry,
		.entry_count = KDP_TIMELINE_MAX * 2,
		.crash_time = UINT64_MAX,
		.saved_time = UINT64_MAX,
		.capture_began = 1,
		.capture_ended = UINT64_MAX,
	};
	FILE *out = fopen("/dev/null", "w");
	size_t i;

	for (i = 0; i < KDP_TIMELINE_MAX * 2; i++) {
		entry[i].good = true;
		entry[i].entry.type = KDP_ENTRY_STEP;
		entry[i].entry.kind = 0xffff;
		entry[i].entry.status = 0xff;
		entry[i].entry.tsc = UINT64_MAX / 2;
		entry[i].entry.tsc_end = UINT64_MAX;
	}
	kdp_timeline_make(&model, &timeline);
	TAP_EQ(timeline.count, KDP_TIMELINE_MAX);
	TAP_STR(timeline.event[1].what, "unknown");
	TAP_STR(last()->what, "vmcore last written");
	TAP_CHECK(out);
	if (out) {
		kdp_timeline_write(&timeline, out);
		kdp_timeline_svg(&timeline, out);
		fclose(out);
	}
}

int main(void)
{
	TAP_RUN(panic_steps_and_file_are_in_order);
	TAP_RUN(what_is_not_known_is_left_out);
	TAP_RUN(the_end_is_told_as_it_was);
	TAP_RUN(any_record_fits);
	return tap_done();
}
