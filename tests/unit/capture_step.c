// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of second-kernel/capture/step.c: work that ends well is done; the
 * reason of one that fails, and what it did last, come through, cut to a line;
 * one that is killed, and one that does not end, and whatever it started, are
 * ended, and that is told.
 */
#include "second-kernel/capture/step.h"

#include <signal.h>
#include <unistd.h>

#include "second-kernel/capture/machine.h"
#include "tests/tap.h"

/* So late that only a hang of the test would come to it. */
#define LATE 3600.0

static struct kdp_step_end end;
static int fds[2];

static void run(struct kdp_error *(*work)(void *context), double seconds)
{
	kdp_step_run(work, fds, kdp_machine_seconds() + seconds, &end);
}

static struct kdp_error *succeed(void *context)
{
	(void)context;
	kdp_step_doing("first");
	kdp_step_doing("second %d", 2);
	return NULL;
}

static void work_that_ends_well_is_done(void)
{
	run(succeed, LATE);
	TAP_CHECK(end.done);
	TAP_STR(end.doing, "second 2");
	TAP_STR(end.why, "");
}

static struct kdp_error *fail(void *context)
{
	(void)context;
	kdp_step_doing("something");
	return kdp_error_create(KDP_ERROR_OTHER, "it\nfailed: %0500d", 7);
}

static void reason_comes_through_as_one_line(void)
{
	run(fail, LATE);
	TAP_CHECK(!end.done);
	TAP_STR(end.doing, "something");
	TAP_CHECK(strncmp(end.why, "it failed: 000", 14) == 0);
	TAP_CHECK(strlen(end.why) > 200);
}

static struct kdp_error *die(void *context)
{
	(void)context;
	kdp_step_doing("dying");
	kill(getpid(), SIGKILL);
	return NULL;
}

static void killed_work_is_told(void)
{
	run(die, LATE);
	TAP_CHECK(!end.done);
	TAP_STR(end.why, "killed by signal 9 at: dying");
}

/* With a child of its own, which has the pipe too. */
static struct kdp_error *hang(void *context)
{
	int *pipe_fds = context;

	kdp_step_doing("hanging");
	close(pipe_fds[0]);
	if (fork() == 0)
		kdp_step_doing("hanging twice");
	while (pause() == -1)
		;
	return NULL;
}

static void work_that_does_not_end_is_ended(void)
{
	char byte;

	TAP_EQ(pipe(fds), 0);
	run(hang, 0.5);
	TAP_CHECK(!end.done);
	TAP_CHECK(strncmp(end.why, "the time is over; it was at: ", 29) == 0);
	/* Nobody has the other end of this pipe any more. */
	close(fds[1]);
	TAP_EQ(read(fds[0], &byte, 1), 0);
	close(fds[0]);
}

int main(void)
{
	TAP_RUN(work_that_ends_well_is_done);
	TAP_RUN(reason_comes_through_as_one_line);
	TAP_RUN(killed_work_is_told);
	TAP_RUN(work_that_does_not_end_is_ended);
	return tap_done();
}
