/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_rehearse_here.h - "rehearse --in-place": this machine, not a guest.
 */
#ifndef KDP_KDUMP_PREP_CMD_REHEARSE_HERE_H
#define KDP_KDUMP_PREP_CMD_REHEARSE_HERE_H

#include "kdump-prep/cmd.h"
#include "kdump-prep/error.h"

/**
 * kdp_rehearse_here() - say what will happen, have it confirmed, crash
 * @trigger: "sysrq" or "nmi"
 * @confirmed: the name of this machine, typed before; NULL: ask on the terminal
 *
 * Comes back with an error, or not at all.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_rehearse_here(const struct kdp_globals *globals,
				    const char *trigger,
				    const char *confirmed);

#endif
