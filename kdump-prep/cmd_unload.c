// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_unload.c - "unload": removes the crash kernel.
 */
#include <stddef.h>

#include "kdump-prep/cmd.h"
#include "kdump-prep/kexec.h"

static const struct kdp_option options[] = {
	{ NULL, 0, NULL, NULL },
};

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	struct kdp_args args = { 0 };
	const struct kdp_option *option;
	struct kdp_error *err;
	bool more;

	(void)status;
	err = kdp_args_next(&args, options, argc, argv, &option, &more);
	if (err)
		return err;
	if (more)
		return kdp_error_create(KDP_ERROR_USAGE,
					"unexpected operand %s", args.value);
	err = kdp_kexec_live(&globals->root);
	return err ? err : kdp_kexec_unload();
}

const struct kdp_cmd kdp_cmd_unload = {
	.name = "unload",
	.synopsis = "",
	.summary = "remove the crash kernel",
	.options = options,
	.run = run,
};
