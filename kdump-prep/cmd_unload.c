// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_unload.c - "unload": removes the crash kernel.
 */
#include <stddef.h>

#include "kdump-prep/boots.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/last.h"

static const struct kdp_option options[] = {
	{ NULL, 0, NULL, NULL },
};

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	struct kdp_error *err;
	bool unused = false;

	(void)status;
	err = kdp_args_flag(options, argc, argv, &unused);
	if (!err)
		err = kdp_kexec_live(&globals->root);
	if (!err)
		err = kdp_kexec_unload();
	if (err)
		return err;
	kdp_last_forget(&globals->root);
	kdp_boots_try(&globals->root, KDP_BOOT_UNLOADED, KDP_WAY_STOCK);
	return NULL;
}

const struct kdp_cmd kdp_cmd_unload = {
	.name = "unload",
	.synopsis = "",
	.summary = "remove the crash kernel",
	.options = options,
	.run = run,
};
