// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load_last.c - what both ways to load keep of a load, for "status", "reload"
 * and the return to it; see load.h.
 */
#include "kdump-prep/load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/boots.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/devices.h"
#include "kdump-prep/last.h"
#include "kdump-prep/log.h"

/* @path_ret: malloc'd, and what @ret has. */
KDP_MUST_CHECK
static struct kdp_error *take_file(const char *directory,
				   const struct kdp_file *file, char **path_ret,
				   struct kdp_last_file *ret)
{
	int length;

	if (file->path[0] == '/')
		length = asprintf(path_ret, "%s", file->path);
	else
		length = asprintf(path_ret, "%s/%s", directory, file->path);
	if (length < 0) {
		*path_ret = NULL;
		return &kdp_enomem;
	}
	ret->path = *path_ret;
	kdp_file_identity(&file->stat, ret->identity);
	return NULL;
}

void kdp_load_remember(const struct kdp_globals *globals,
		       const struct kdp_load_options *options,
		       const struct kdp_topology *topology,
		       const struct kdp_file *kernel,
		       const struct kdp_file *initrd,
		       struct kdp_error *err, struct kdp_last *last)
{
	KDP_AUTO_FREE char *directory = getcwd(NULL, 0);
	KDP_AUTO_FREE char *kernel_path = NULL;
	KDP_AUTO_FREE char *initrd_path = NULL;

	last->kexec = options->kexec;
	last->directory = directory;
	last->argv = options->argv;
	last->argc = options->argc;
	if (!err && !directory)
		err = kdp_error_os(errno, "current directory");
	if (!err)
		err = take_file(directory, kernel, &kernel_path, &last->kernel);
	if (!err && initrd->data)
		err = take_file(directory, initrd, &initrd_path, &last->initrd);
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
