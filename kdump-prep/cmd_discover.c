// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_discover.c - "discover": print the machine as load would see it.
 */
#include <errno.h>
#include <stdio.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/discover.h"
#include "kdump-prep/json.h"
#include "kdump-prep/topology_text.h"

static const struct kdp_option options[] = {
	{ "json", 0, NULL, "print JSON" },
	{ NULL, 0, NULL, NULL },
};

static struct kdp_error *print(const struct kdp_topology *topology, bool json)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;

	if (json)
		return kdp_json_print(kdp_topology_json(topology));
	err = kdp_topology_format(topology, &text);
	if (!err && fputs(text, stdout) == EOF)
		err = kdp_error_os(errno, "write stdout");
	return err;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	struct kdp_topology topology = { 0 };
	bool json = globals->json;
	struct kdp_error *err;

	(void)status;
	err = kdp_args_flag(options, argc, argv, &json);
	if (!err)
		err = kdp_discover(&globals->root, &topology);
	if (err)
		return err;
	err = print(&topology, json);
	kdp_topology_deinit(&topology);
	return err;
}

const struct kdp_cmd kdp_cmd_discover = {
	.name = "discover",
	.synopsis = "[--json]",
	.summary = "print the machine: interrupt sources, memory, CPUs",
	.options = options,
	.run = run,
};
