// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load_last.c - what both ways to load keep of a load, for "status", "reload"
 * and the return to it; see load.h.
 */
#include "kdump-prep/load.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/boots.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/devices.h"
#include "kdump-prep/last.h"
#include "kdump-prep/log.h"

void kdp_load_remember(const struct kdp_globals *globals,
		       const struct kdp_load_options *options,
		       const struct kdp_topology *topology,
		       struct kdp_error *err, struct kdp_last *last)
{
	KDP_AUTO_FREE char *directory = getcwd(NULL, 0);

	last->kexec = options->kexec;
	last->directory = directory;
	last->argv = options->argv;
	last->argc = options->argc;
	if (!err && !directory)
		err = kdp_error_os(errno, "current directory");
	if (!err)
		err = kdp_last_write(&globals->root, last);
	kdp_devices_keep(&globals->root, topology, last->time);
	kdp_boots_try(&globals->root, KDP_BOOT_LOADED, last->way);
	if (!err)
		return;
	kdp_last_forget(&globals->root);
	kdp_log_warn("what was loaded is not remembered, \"reload\" will not work: %s",
		     err->message);
	kdp_error_destroy(err);
}

bool kdp_load_is_same(const struct kdp_globals *globals,
		      const struct kdp_load_options *options)
{
	KDP_CLEANUP(kdp_last_deinit) struct kdp_last last = { 0 };
	struct kdp_error *err = kdp_last_read(&globals->root, &last);
	int i;

	if (err || last.argc != options->argc ||
	    last.kexec != options->kexec) {
		kdp_error_destroy(err);
		return false;
	}
	for (i = 1; i < last.argc; i++)
		if (strcmp(last.argv[i], options->argv[i]) != 0)
			return false;
	return true;
}
