/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outcome.h - how a crash run ended, decided from events alone.
 */
#ifndef KDP_TESTS_CRASH_OUTCOME_H
#define KDP_TESTS_CRASH_OUTCOME_H

#include <stdbool.h>

enum outcome {
	OUTCOME_NONE,		/* still running */
	OUTCOME_DUMP,		/* saved within the time allowed for it */
	OUTCOME_SLOW_DUMP,	/* saved, later than that */
	OUTCOME_NO_DUMP,	/* the second kernel ran and could not save */
	OUTCOME_RESET,		/* the machine was reset after the panic */
	OUTCOME_RESET_WITH_RECORD, /* the same, a purgatory record remains */
	OUTCOME_HANG,		/* no sign of life after the panic */
	OUTCOME_NO_LOAD,	/* the loader refused */
	OUTCOME_HARNESS_ERROR,	/* anything that is not about the crash */
};

/* How far the guest came; each stage follows the one before. */
enum stage {
	STAGE_START,		/* QEMU was started */
	STAGE_FIRST,		/* init of the first kernel runs */
	STAGE_LOADED,		/* the loader returned 0 */
	STAGE_CRASH,		/* the trigger is about to be pulled */
	STAGE_SECOND,		/* init of the second kernel runs */
	STAGE_SAVED,		/* the dump is on the disk */
	STAGE_DONE,		/* the second kernel has nothing left to do */
};

enum event {
	EVENT_FIRST,
	EVENT_LOADED,
	EVENT_NO_LOAD,
	EVENT_CRASH,
	EVENT_SURVIVED,		/* the first kernel ran on after the trigger */
	EVENT_SECOND,
	EVENT_SAVED,
	EVENT_NOT_SAVED,
	EVENT_DONE,
	EVENT_GUEST_ERROR,	/* the guest's side of the harness failed */
	EVENT_STOP,		/* reset, power-off, or QEMU is gone */
	EVENT_TIMEOUT,		/* nothing was heard for too long */
};

/**
 * struct run - the state of one run
 * @stage: how far the guest came
 * @outcome: OUTCOME_NONE until it is decided
 * @saved_after: seconds from the trigger to STAGE_SAVED
 * @why: what decided, for people
 */
struct run {
	enum stage stage;
	enum outcome outcome;
	double saved_after;
	const char *why;
};

/**
 * run_event() - take the next event into account
 * @run: the state; nothing changes once the outcome is decided
 * @event: what happened
 * @now: seconds since the trigger, for EVENT_SAVED
 * @slow: seconds from the trigger beyond which a dump counts as slow
 * @has_record: a record lies in the guest's memory, for EVENT_STOP
 */
void run_event(struct run *run, enum event event, double now, double slow,
	       bool has_record);

/** outcome_name() - the name that results and case files use */
const char *outcome_name(enum outcome outcome);

/** stage_name() - the name that results use */
const char *stage_name(enum stage stage);

/**
 * event_parse() - the event that a line on the status channel stands for
 * @line: the line, without "@kdp " in front
 * @ret: the event, written on success
 *
 * Return: whether the line is an event.
 */
bool event_parse(const char *line, enum event *ret);

#endif
