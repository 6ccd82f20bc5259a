/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timeline.h - what happened when, from the panic to the saved vmcore.
 *
 * Two clocks: the panicking kernel's, in seconds, for the panic and the saved
 * file; and the TSC since purgatory's entry for its steps.
 */
#ifndef KDP_KDUMP_PREP_TIMELINE_H
#define KDP_KDUMP_PREP_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kdump-prep/record.h"

/* More steps than any plan has; a damaged record may show more. */
#define KDP_TIMELINE_MAX 80u

struct kdp_timeline_event {
	const char *what;   /* of the program */
	const char *status; /* how a step ended; NULL: it is no step */
	bool good;	    /* it went as it should */
	uint64_t clock;	    /* seconds since 1970; 0: not on that clock */
	bool timed;	    /* @at_us is known */
	bool ended;	    /* @us is known */
	uint64_t at_us;	    /* microseconds since purgatory's entry */
	uint64_t us;	    /* how long a step took */
};

struct kdp_timeline {
	struct kdp_timeline_event event[KDP_TIMELINE_MAX];
	size_t count;
};

/**
 * kdp_timeline_make() - put the events of an attempt in order
 */
void kdp_timeline_make(const struct kdp_record_model *model,
		       struct kdp_timeline *ret);

/**
 * kdp_timeline_write() - a line for each event, at most 80 columns wide
 * @out: the caller looks at ferror()
 */
void kdp_timeline_write(const struct kdp_timeline *timeline, FILE *out);

/**
 * kdp_timeline_svg() - the same as a drawing
 * @out: the caller looks at ferror()
 */
void kdp_timeline_svg(const struct kdp_timeline *timeline, FILE *out);

#endif
