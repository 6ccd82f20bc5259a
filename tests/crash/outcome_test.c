// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * outcome_test.c - the harness tells each way to end from every other.
 *
 * The tests here prove: 1. each outcome is reached by its own sequence of
 * events; 2. the first decision stands; 3. events out of order are an error
 * of the harness and never a result; 4. before the panic nothing counts as
 * a result but a load that failed; 5. status lines are matched whole.
 */
#include "tests/crash/outcome.h"

#include "tests/tap.h"

#define SLOW 60.0

static const enum event to_crash[] = {
	EVENT_FIRST, EVENT_LOADED, EVENT_CRASH,
};

/* Play the first @count events of a good run up to the panic. */
static struct run played(size_t count)
{
	struct run run = { 0 };

	for (size_t i = 0; i < count; i++)
		run_event(&run, to_crash[i], 0, SLOW, false);
	return run;
}

static struct run crashed(void)
{
	return played(sizeof(to_crash) / sizeof(to_crash[0]));
}

static void send(struct run *run, enum event event)
{
	run_event(run, event, 10, SLOW, false);
}

static void saved_in_time_is_a_dump(void)
{
	struct run run = crashed();

	send(&run, EVENT_SECOND);
	run_event(&run, EVENT_SAVED, SLOW, SLOW, false);
	TAP_EQ(run.outcome, OUTCOME_NONE);
	send(&run, EVENT_DONE);
	TAP_EQ(run.outcome, OUTCOME_DUMP);
}

static void saved_late_is_a_slow_dump(void)
{
	struct run run = crashed();

	send(&run, EVENT_SECOND);
	run_event(&run, EVENT_SAVED, SLOW + 0.1, SLOW, false);
	send(&run, EVENT_DONE);
	TAP_EQ(run.outcome, OUTCOME_SLOW_DUMP);
}

static void not_saved_is_no_dump(void)
{
	struct run run = crashed();

	send(&run, EVENT_SECOND);
	send(&run, EVENT_NOT_SAVED);
	TAP_EQ(run.outcome, OUTCOME_NO_DUMP);
}

static void stop_after_the_panic_is_a_reset(void)
{
	struct run run = crashed();

	send(&run, EVENT_STOP);
	TAP_EQ(run.outcome, OUTCOME_RESET);

	run = crashed();
	send(&run, EVENT_SECOND);
	send(&run, EVENT_STOP);
	TAP_EQ(run.outcome, OUTCOME_RESET);

	run = crashed();
	send(&run, EVENT_SECOND);
	send(&run, EVENT_SAVED);
	send(&run, EVENT_STOP);
	TAP_EQ(run.outcome, OUTCOME_RESET);
}

static void the_place_of_a_reset_is_told(void)
{
	struct run before = crashed(), after = crashed();

	send(&before, EVENT_STOP);
	send(&after, EVENT_SECOND);
	send(&after, EVENT_STOP);
	TAP_EQ(before.stage, STAGE_CRASH);
	TAP_EQ(after.stage, STAGE_SECOND);
	TAP_CHECK(strcmp(before.why, after.why) != 0);
}

static void a_record_makes_a_reset_another_outcome(void)
{
	struct run run = crashed();

	run_event(&run, EVENT_STOP, 10, SLOW, true);
	TAP_EQ(run.outcome, OUTCOME_RESET_WITH_RECORD);
}

static void silence_after_the_panic_is_a_hang(void)
{
	struct run run = crashed();

	send(&run, EVENT_TIMEOUT);
	TAP_EQ(run.outcome, OUTCOME_HANG);

	run = crashed();
	send(&run, EVENT_SECOND);
	send(&run, EVENT_TIMEOUT);
	TAP_EQ(run.outcome, OUTCOME_HANG);
}

static void a_loader_that_fails_is_no_load(void)
{
	struct run run = played(1);

	send(&run, EVENT_NO_LOAD);
	TAP_EQ(run.outcome, OUTCOME_NO_LOAD);
}

static void before_the_panic_stop_and_silence_are_harness_errors(void)
{
	for (size_t count = 0; count < 3; count++) {
		struct run stop = played(count), silence = played(count);

		send(&stop, EVENT_STOP);
		TAP_EQ(stop.outcome, OUTCOME_HARNESS_ERROR);
		send(&silence, EVENT_TIMEOUT);
		TAP_EQ(silence.outcome, OUTCOME_HARNESS_ERROR);
	}
}

static void a_survived_trigger_is_a_harness_error(void)
{
	struct run run = crashed();

	send(&run, EVENT_SURVIVED);
	TAP_EQ(run.outcome, OUTCOME_HARNESS_ERROR);
}

static void an_error_of_the_guest_is_a_harness_error(void)
{
	struct run run = crashed();

	send(&run, EVENT_GUEST_ERROR);
	TAP_EQ(run.outcome, OUTCOME_HARNESS_ERROR);
}

static void events_out_of_order_are_harness_errors(void)
{
	static const enum event early[] = {
		EVENT_LOADED, EVENT_NO_LOAD, EVENT_CRASH, EVENT_SECOND,
		EVENT_SAVED, EVENT_NOT_SAVED, EVENT_DONE,
	};

	for (size_t i = 0; i < sizeof(early) / sizeof(early[0]); i++) {
		struct run run = { 0 };

		send(&run, early[i]);
		TAP_EQ(run.outcome, OUTCOME_HARNESS_ERROR);
	}
}

/* A machine that reboots into the first kernel must not look alive. */
static void a_second_first_kernel_is_a_harness_error(void)
{
	struct run run = crashed();

	send(&run, EVENT_FIRST);
	TAP_EQ(run.outcome, OUTCOME_HARNESS_ERROR);
}

static void the_first_decision_stands(void)
{
	struct run run = crashed();

	send(&run, EVENT_STOP);
	send(&run, EVENT_TIMEOUT);
	send(&run, EVENT_SECOND);
	TAP_EQ(run.outcome, OUTCOME_RESET);
	TAP_EQ(run.stage, STAGE_CRASH);
}

static void words_are_matched_whole(void)
{
	enum event event = EVENT_STOP;

	TAP_CHECK(event_parse("saved 1234", &event));
	TAP_EQ(event, EVENT_SAVED);
	TAP_CHECK(event_parse("done", &event));
	TAP_EQ(event, EVENT_DONE);
	TAP_CHECK(!event_parse("save", &event));
	TAP_CHECK(!event_parse("savedly", &event));
	TAP_CHECK(!event_parse("", &event));
	TAP_CHECK(!event_parse("note saved", &event));
	TAP_EQ(event, EVENT_DONE);
}

static void every_outcome_and_stage_has_a_name(void)
{
	for (int i = OUTCOME_NONE; i <= OUTCOME_HARNESS_ERROR; i++)
		TAP_CHECK(outcome_name((enum outcome)i)[0] != '\0');
	for (int i = STAGE_START; i <= STAGE_DONE; i++)
		TAP_CHECK(stage_name((enum stage)i)[0] != '\0');
}

int main(void)
{
	TAP_RUN(saved_in_time_is_a_dump);
	TAP_RUN(saved_late_is_a_slow_dump);
	TAP_RUN(not_saved_is_no_dump);
	TAP_RUN(stop_after_the_panic_is_a_reset);
	TAP_RUN(the_place_of_a_reset_is_told);
	TAP_RUN(a_record_makes_a_reset_another_outcome);
	TAP_RUN(silence_after_the_panic_is_a_hang);
	TAP_RUN(a_loader_that_fails_is_no_load);
	TAP_RUN(before_the_panic_stop_and_silence_are_harness_errors);
	TAP_RUN(a_survived_trigger_is_a_harness_error);
	TAP_RUN(an_error_of_the_guest_is_a_harness_error);
	TAP_RUN(events_out_of_order_are_harness_errors);
	TAP_RUN(a_second_first_kernel_is_a_harness_error);
	TAP_RUN(the_first_decision_stands);
	TAP_RUN(words_are_matched_whole);
	TAP_RUN(every_outcome_and_stage_has_a_name);
	return tap_done();
}
