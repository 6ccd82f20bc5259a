/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_result.h - reads how a capture went: the text that
 * second-kernel/capture/result.c and the hooks of the distributions' own
 * captures write.
 */
#ifndef KDP_KDUMP_PREP_CAPTURE_RESULT_H
#define KDP_KDUMP_PREP_CAPTURE_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

#define KDP_CAPTURE_ATTEMPTS 8u

struct kdp_capture_result {
	char status[16];	/* "saved", "dmesg" or "failed" */
	char release[66];	/* of the kernel that panicked */
	uint64_t size;		/* of the dump; 0: not told */
	bool has_level;
	uint32_t level;		/* that the dump was written with */
	char level_why[256];	/* what that costs, or empty */
	/* Seconds since the second kernel's start; 0: not told. */
	uint64_t began;		/* its userspace, at the capture */
	uint64_t ended;		/* the capture */
	char modules[256];	/* what went wrong with them */
	size_t attempt_count;
	char attempt[KDP_CAPTURE_ATTEMPTS][512]; /* target and reason */
};

/**
 * kdp_capture_result_parse() - read it
 *
 * Characters that are not printable become '?', what is too long is cut, and
 * facts that are not known are passed over.
 *
 * Error KDP_ERROR_FORMAT: no result, or one without a status.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_result_parse(const char *data, size_t size,
					   struct kdp_capture_result *ret);

#endif
