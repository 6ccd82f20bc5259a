/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reload.h - runs a command line of before again.
 */
#ifndef KDP_KDUMP_PREP_RELOAD_H
#define KDP_KDUMP_PREP_RELOAD_H

#include "kdump-prep/cmd.h"
#include "kdump-prep/error.h"

/**
 * kdp_reload_run() - run what again->last says, in its directory
 * @globals: of the caller, who has kdp_last_lock()
 * @again: results are written to it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_reload_run(const struct kdp_globals *globals,
				 struct kdp_again *again,
				 enum kdp_exit *status);

/**
 * kdp_reload_recover() - arm something after the kernel has refused an image
 * @err: what the kernel said; taken over
 * @argv: the real kexec's command line for the same files; NULL: it could not
 *	do it either
 * @same: what was loaded before is what was refused
 *
 * Nothing is done when an image is still armed.
 *
 * Return: NULL when the files that were asked for are loaded in the end, be it
 * by the real kexec (then with KDP_EXIT_REDUCED); else @err, with what is armed
 * now in front of it.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_reload_recover(const struct kdp_globals *globals,
				     struct kdp_error *err, char **argv,
				     bool same, enum kdp_exit *status);

#endif
