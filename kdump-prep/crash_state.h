/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crash_state.h - what crash kernel is loaded, by which way, and whether one
 * could be loaded.
 */
#ifndef KDP_KDUMP_PREP_CRASH_STATE_H
#define KDP_KDUMP_PREP_CRASH_STATE_H

#include <stdbool.h>

#include "kdump-prep/error.h"
#include "kdump-prep/last.h"
#include "kdump-prep/state.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/ways.h"
#include "purgatory/kdp_abi.h"

struct kdp_crash_state {
	struct kdp_state state;
	enum kdp_guest guest;
	bool known;	  /* @last is what was loaded last */
	char *unreadable; /* why it is not known; NULL: there is none */
	struct kdp_last last;
	enum kdp_way way; /* the strongest possible */
	const char *why;  /* not a stronger one */
	char *blocked;	  /* why nothing can be loaded; NULL: it can */
};

/**
 * kdp_crash_state_read() - read it
 * @ret: zeroed; the caller calls kdp_crash_state_deinit(), after an error too
 */
KDP_MUST_CHECK
struct kdp_error *kdp_crash_state_read(const struct kdp_sysroot *root,
				       struct kdp_crash_state *ret);
void kdp_crash_state_deinit(struct kdp_crash_state *status);

#endif
