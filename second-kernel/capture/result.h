/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * result.h - how the capture went, for the next boot: text of one fact a line.
 */
#ifndef KDP_CAPTURE_RESULT_H
#define KDP_CAPTURE_RESULT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kdump-prep/capture_config.h"
#include "second-kernel/capture/step.h"

#define KDP_RESULT_STAMP 16u
/* Two crashes in a minute, or two targets on one disk: how often at most. */
#define KDP_RESULT_NAMES 10u
#define KDP_RESULT_NAME	 (KDP_RESULT_STAMP + 4u)
#define KDP_RESULT_NOTES 4u

/* Of a target that was tried before. */
struct kdp_result_attempt {
	char target[2 * KDP_CAPTURE_WORD + 64];
	char why[KDP_STEP_TEXT];
};

struct kdp_result {
	char stamp[KDP_RESULT_STAMP];	/* "202611201030", in UTC */
	const char *status;		/* "saved", "dmesg" or "failed" */
	char release[66];		/* of the kernel that panicked */
	char dump[64];			/* its name; empty: none */
	unsigned int level;		/* that it was written with */
	char level_why[KDP_STEP_TEXT];	/* what it costs; empty: nothing */
	uint64_t size;
	uint64_t pages;
	double began;			/* since the second kernel's start */
	double seconds;			/* the same, at the end */
	char modules[KDP_STEP_TEXT];	/* what went wrong with them */
	size_t attempt_count;
	struct kdp_result_attempt attempt[KDP_CAPTURE_TARGETS];
};

/**
 * kdp_result_stamp() - the name of a crash: "YYYYMMDDhhmm" in UTC
 */
void kdp_result_stamp(int64_t time, char ret[KDP_RESULT_STAMP]);

/**
 * kdp_result_name() - the stamp, made unique
 * @number: from 1 to KDP_RESULT_NAMES; 1 is the stamp itself
 */
void kdp_result_name(const char *stamp, unsigned int number,
		     char ret[KDP_RESULT_NAME]);

/**
 * kdp_result_space() - free bytes below which no dump is begun
 * @vmcore: bytes of /proc/vmcore
 */
uint64_t kdp_result_space(uint64_t vmcore);

/**
 * kdp_result_write() - write it
 * @out: the caller looks at ferror()
 */
void kdp_result_write(const struct kdp_result *result, FILE *out);

#endif
