/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load_stock.h - has kexec-tools load what this program cannot.
 */
#ifndef KDP_KDUMP_PREP_LOAD_STOCK_H
#define KDP_KDUMP_PREP_LOAD_STOCK_H

#include "kdump-prep/load.h"
#include "kdump-prep/state.h"

/**
 * kdp_load_stock() - have kexec-tools load the image: unprotected, but armed
 * @why: the host takes no image of this program's
 * @status: set to KDP_EXIT_REDUCED, with a warning in the log
 *
 * With a dry run nothing is loaded. Refused where --require asks for a
 * protection.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_stock(const struct kdp_globals *globals,
				 const struct kdp_load_options *options,
				 const struct kdp_state *state, const char *why,
				 enum kdp_exit *status);

#endif
