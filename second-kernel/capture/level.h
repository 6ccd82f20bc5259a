/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * level.h - which dump level does not cost pages of the kernel.
 */
#ifndef KDP_CAPTURE_LEVEL_H
#define KDP_CAPTURE_LEVEL_H

#include "kdump-prep/capture_config.h"
#include "second-kernel/capture/result.h"

/**
 * kdp_level_choose() - choose it by what makedumpfile knows of the kernel that
 *	panicked
 * @result: gets the level, and why it is not the one that was wanted
 *
 * One that the user has set stays; the result tells what it may cost.
 */
void kdp_level_choose(const struct kdp_capture_config *config,
		      struct kdp_result *result);

#endif
