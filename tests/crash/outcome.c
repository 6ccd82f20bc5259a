// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * outcome.c - how a crash run ended, decided from events alone.
 *
 * Pure: no I/O and no clock, so that each outcome has a unit test.
 */
#include "tests/crash/outcome.h"

#include <stddef.h>
#include <string.h>

static const char *const outcome_names[] = {
	[OUTCOME_NONE] = "NONE",
	[OUTCOME_DUMP] = "DUMP",
	[OUTCOME_SLOW_DUMP] = "SLOW-DUMP",
	[OUTCOME_NO_DUMP] = "NO-DUMP",
	[OUTCOME_RESET] = "RESET",
	[OUTCOME_RESET_WITH_RECORD] = "RESET-WITH-RECORD",
	[OUTCOME_HANG] = "HANG",
	[OUTCOME_NO_LOAD] = "NO-LOAD",
	[OUTCOME_HARNESS_ERROR] = "HARNESS-ERROR",
};

static const char *const stage_names[] = {
	[STAGE_START] = "start", [STAGE_FIRST] = "first",
	[STAGE_LOADED] = "loaded", [STAGE_CRASH] = "crash",
	[STAGE_SECOND] = "second", [STAGE_SAVED] = "saved",
	[STAGE_DONE] = "done",
};

static const struct {
	const char *word;
	enum event event;
} words[] = {
	{ "first", EVENT_FIRST },	{ "loaded", EVENT_LOADED },
	{ "no-load", EVENT_NO_LOAD },	{ "crash", EVENT_CRASH },
	{ "survived", EVENT_SURVIVED }, { "second", EVENT_SECOND },
	{ "saved", EVENT_SAVED },	{ "not-saved", EVENT_NOT_SAVED },
	{ "done", EVENT_DONE },		{ "error", EVENT_GUEST_ERROR },
};

const char *outcome_name(enum outcome outcome)
{
	return outcome_names[outcome];
}

const char *stage_name(enum stage stage)
{
	return stage_names[stage];
}

bool event_parse(const char *line, enum event *ret)
{
	size_t length = strcspn(line, " ");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].word) == length &&
		    !strncmp(words[i].word, line, length)) {
			*ret = words[i].event;
			return true;
		}
	}
	return false;
}

static void decide(struct run *run, enum outcome outcome, const char *why)
{
	run->outcome = outcome;
	run->why = why;
}

static void misplaced(struct run *run)
{
	decide(run, OUTCOME_HARNESS_ERROR, "status out of order");
}

static void advance(struct run *run, enum stage stage)
{
	if (stage == run->stage + 1)
		run->stage = stage;
	else
		misplaced(run);
}

/* The guest stopped; what that means depends on how far it came. */
static void stopped(struct run *run, bool has_record)
{
	enum outcome reset;

	reset = has_record ? OUTCOME_RESET_WITH_RECORD : OUTCOME_RESET;
	switch (run->stage) {
	case STAGE_CRASH:
		decide(run, reset, "reset before the second kernel's init");
		break;
	case STAGE_SECOND:
		decide(run, reset, "reset before the dump was saved");
		break;
	case STAGE_SAVED:
		decide(run, reset, "reset after the dump was saved");
		break;
	default:
		decide(run, OUTCOME_HARNESS_ERROR,
		       "the guest stopped before the panic");
	}
}

static void timed_out(struct run *run)
{
	if (run->stage >= STAGE_CRASH)
		decide(run, OUTCOME_HANG, run->stage == STAGE_CRASH ?
		       "silent before the second kernel's init" :
		       "silent in the second kernel");
	else
		decide(run, OUTCOME_HARNESS_ERROR,
		       "silent before the panic");
}

static void done(struct run *run, double slow)
{
	advance(run, STAGE_DONE);
	if (run->outcome != OUTCOME_NONE)
		return;
	if (run->saved_after > slow)
		decide(run, OUTCOME_SLOW_DUMP, "saved late");
	else
		decide(run, OUTCOME_DUMP, "saved");
}

void run_event(struct run *run, enum event event, double now, double slow,
	       bool has_record)
{
	if (run->outcome != OUTCOME_NONE)
		return;
	switch (event) {
	case EVENT_FIRST:
		advance(run, STAGE_FIRST);
		break;
	case EVENT_LOADED:
		advance(run, STAGE_LOADED);
		break;
	case EVENT_NO_LOAD:
		if (run->stage == STAGE_FIRST)
			decide(run, OUTCOME_NO_LOAD, "the loader failed");
		else
			misplaced(run);
		break;
	case EVENT_CRASH:
		advance(run, STAGE_CRASH);
		break;
	case EVENT_SURVIVED:
		decide(run, OUTCOME_HARNESS_ERROR,
		       "the first kernel outlived the trigger");
		break;
	case EVENT_SECOND:
		advance(run, STAGE_SECOND);
		break;
	case EVENT_SAVED:
		run->saved_after = now;
		advance(run, STAGE_SAVED);
		break;
	case EVENT_NOT_SAVED:
		if (run->stage == STAGE_SECOND)
			decide(run, OUTCOME_NO_DUMP,
			       "the second kernel could not save the dump");
		else
			misplaced(run);
		break;
	case EVENT_DONE:
		done(run, slow);
		break;
	case EVENT_GUEST_ERROR:
		decide(run, OUTCOME_HARNESS_ERROR,
		       "the guest's side of the harness failed");
		break;
	case EVENT_STOP:
		stopped(run, has_record);
		break;
	case EVENT_TIMEOUT:
		timed_out(run);
		break;
	}
}
