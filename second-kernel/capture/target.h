/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.h - saves the dump to one target.
 */
#ifndef KDP_CAPTURE_TARGET_H
#define KDP_CAPTURE_TARGET_H

#include "kdump-prep/capture_config.h"
#include "second-kernel/capture/result.h"

/* For kdp_step_run(): what to do, and what came before. */
struct kdp_target_work {
	const struct kdp_capture_target *target;
	const struct kdp_capture_config *config;
	struct kdp_result result; /* the child's copy tells of the target */
};

/**
 * kdp_target_save() - save the dump, verified, with all that belongs to it
 * @work: struct kdp_target_work
 *
 * A directory gets dmesg.STAMP, dump.STAMP, report.STAMP and result.STAMP, as
 * kdump-tools names them, in a directory STAMP; result.STAMP also where the
 * dump could not be saved.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_target_save(void *work);

#endif
