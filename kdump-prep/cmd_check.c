// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_check.c - "check": whether a panic of this machine would leave a dump,
 * as far as that can be known before.
 */
#include <stdio.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/finding.h"
#include "kdump-prep/host.h"
#include "kdump-prep/json.h"
#include "kdump-prep/points.h"

static const struct kdp_option options[] = {
	{"json", 0, NULL, "print JSON"},
	{NULL, 0, NULL, NULL},
};

/* Debian's number, or what stands for it, in words. */
static const char *basis(const struct kdp_kernel_version *kernel)
{
	if (!kernel->number)
		return "of an unknown version";
	return kernel->backports ? "which started from" : "which is";
}

static struct kdp_error *print_text(const struct kdp_host *host,
				    const struct kdp_findings *list)
{
	const struct kdp_kernel_version *kernel = &host->facts.kernel;
	char number[KDP_KERNEL_TEXT] = "";

	if (kernel->number)
		kdp_kernel_text(kernel->number, number);
	printf("kernel   %s, %s%s%s%s%s\n", kernel->release, basis(kernel),
	       *number ? " " : "", number, kernel->vendor ? " of " : "",
	       kernel->vendor ? kernel->vendor : "");
	return kdp_findings_print(list);
}

static struct kdp_error *print_json(const struct kdp_host *host,
				    const struct kdp_findings *list)
{
	const struct kdp_kernel_version *kernel = &host->facts.kernel;
	char number[KDP_KERNEL_TEXT];
	struct kdp_json json, one;

	kdp_json_object(&json);
	kdp_json_object(&one);
	kdp_json_string(&one, "release", kernel->release);
	if (kernel->number) {
		kdp_kernel_text(kernel->number, number);
		kdp_json_string(&one, "version", number);
	}
	if (kernel->vendor)
		kdp_json_string(&one, "vendor", kernel->vendor);
	kdp_json_bool(&one, "may_have_more_fixes", kernel->backports);
	kdp_json_member(&json, "kernel", &one);
	kdp_json_flags(&json, "traits", kdp_trait_names, host->facts.traits);
	kdp_findings_json(list, &json);
	return kdp_json_print(kdp_json_finish(&json));
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	KDP_CLEANUP(kdp_findings_deinit) struct kdp_findings list = {0};
	KDP_CLEANUP(kdp_host_deinit) struct kdp_host host = {0};
	bool json = globals->json;
	struct kdp_error *err;

	err = kdp_args_flag(options, argc, argv, &json);
	if (!err)
		err = kdp_host_read(&globals->root, &host);
	if (err)
		return err;
	kdp_points(&globals->root, &host, &list);
	err = json ? print_json(&host, &list) : print_text(&host, &list);
	if (err)
		return err;
	if (kdp_findings_count(&list, KDP_FINDING_FAILURE))
		*status = KDP_EXIT_FAILED;
	else if (kdp_findings_count(&list, KDP_FINDING_WARNING))
		*status = KDP_EXIT_REDUCED;
	return NULL;
}

const struct kdp_cmd kdp_cmd_check = {
	.name = "check",
	.synopsis = "[--json]",
	.summary =
		"tell what could lose the dump of this machine, and what to do",
	.options = options,
	.run = run,
};
