/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * step.h - runs a part of the work in a process of its own, which has a
 * limited time.
 *
 * Whatever waits for a device waits there: process 1 never does, so that it
 * can always go on to the next target, and to the reboot.
 */
#ifndef KDP_CAPTURE_STEP_H
#define KDP_CAPTURE_STEP_H

#include <stdbool.h>

#include "kdump-prep/error.h"

#define KDP_STEP_TEXT 256u

/* How it ended. */
struct kdp_step_end {
	bool done;
	char doing[KDP_STEP_TEXT];	/* what it did last */
	char why[KDP_STEP_TEXT];	/* why it is not done */
};

/**
 * kdp_step_run() - run @work in a child process, and wait for its end
 * @until: kdp_machine_seconds() at which it and its children are killed
 */
void kdp_step_run(struct kdp_error *(*work)(void *context), void *context,
		  double until, struct kdp_step_end *ret);

/**
 * kdp_step_doing() - in @work: say what is done now, on the console too
 */
KDP_FORMAT(1, 2)
void kdp_step_doing(const char *format, ...);

#endif
