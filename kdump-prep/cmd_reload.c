// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_reload.c - "reload": loads again what was loaded last, where that would
 * make a difference.  For hotplug, of which a storm must cost nothing.
 */
#include <inttypes.h>
#include <stdio.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/last.h"
#include "kdump-prep/reload.h"
#include "kdump-prep/state.h"

static const struct kdp_option options[] = {
	{ "force", 0, NULL, "load again even if nothing has changed" },
	{ NULL, 0, NULL, NULL },
};

static struct kdp_error *reload(const struct kdp_globals *globals, bool force,
				enum kdp_exit *status)
{
	KDP_CLEANUP(kdp_last_deinit) struct kdp_last last = { 0 };
	struct kdp_again again = { .last = &last, .if_changed = !force };
	struct kdp_state state;
	struct kdp_error *err;

	err = kdp_state_read(&globals->root, &state);
	if (err)
		return err;
	err = kdp_last_read(&globals->root, &last);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) ||
	    (!err && !state.loaded)) {
		printf("nothing to reload: no crash kernel of kdump-prep is loaded\n");
		return NULL;
	}
	if (!err)
		err = kdp_reload_run(globals, &again, status);
	if (err)
		return err;
	if (again.loaded)
		printf("loaded again; no crash kernel was armed for %" PRIu64
		       " us\n",
		       again.unarmed_us);
	else
		printf("nothing has changed; not loaded again\n");
	return NULL;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	KDP_AUTO_CLOSE int lock = -1;
	struct kdp_error *err;
	bool force = false;

	err = kdp_args_flag(options, argc, argv, &force);
	if (!err)
		err = kdp_kexec_live(&globals->root);
	if (err)
		return err;
	if (!kdp_last_lock_once(&globals->root, &lock)) {
		printf("another reload is about to begin\n");
		return NULL;
	}
	return reload(globals, force, status);
}

const struct kdp_cmd kdp_cmd_reload = {
	.name = "reload",
	.synopsis = "[--force]",
	.summary = "load again what was loaded last, if anything changed",
	.options = options,
	.run = run,
};
