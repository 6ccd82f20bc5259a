// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_plan.c - "plan": print what purgatory would do on this machine, or on
 * one whose topology is in a file, and why.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/cmdline.h"
#include "kdump-prep/discover.h"
#include "kdump-prep/json.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/load.h"
#include "kdump-prep/number.h"
#include "kdump-prep/plan.h"
#include "kdump-prep/plan_text.h"

/* An hour is more than any test needs. */
#define TEST_WAIT_MAX 3600000u

enum plan_option {
	PLAN_TOPOLOGY,
	PLAN_NO_CHECKS,
	PLAN_DIGEST,
	PLAN_ON_CORRUPT,
	PLAN_WATCHDOG,
	PLAN_TEST_WAIT,
	PLAN_JSON,
};

static const struct kdp_option options[] = {
	[PLAN_TOPOLOGY] = { "topology", 0, "FILE",
			    "plan for the machine that discover described" },
	[PLAN_NO_CHECKS] = { "no-checks", 'i', NULL,
			     "the same as --digest=none" },
	[PLAN_DIGEST] = { "digest", 0, "KIND",
			  "verify by: crc32c (default), sha256, none" },
	[PLAN_ON_CORRUPT] = { "on-corrupt", 0, "POLICY",
			       "image damaged: reset (default), boot, halt" },
	[PLAN_WATCHDOG] = { "watchdog", 0, "SECONDS",
			    "arm a watchdog; default: none" },
	[PLAN_TEST_WAIT] = { "test-wait", 0, "MS",
			     "for tests: purgatory first waits" },
	[PLAN_JSON] = { "json", 0, NULL, "print JSON" },
	{ NULL, 0, NULL, NULL },
};

/* The command line. */
struct request {
	const char *topology;	/* path, NULL: this machine */
	struct kdp_policy policy;
	bool json;
};

static struct kdp_error *set_option(struct request *request,
				    enum plan_option which, const char *value)
{
	struct kdp_error *err;
	unsigned int number;
	uint64_t ms;

	switch (which) {
	case PLAN_TOPOLOGY:
		request->topology = value;
		break;
	case PLAN_NO_CHECKS:
		request->policy.digest = KDP_DIGEST_NONE;
		break;
	case PLAN_DIGEST:
		if (!kdp_name_parse(kdp_digest_names, value, strlen(value),
				    &number))
			return kdp_error_create(KDP_ERROR_USAGE,
						"--digest: found \"%s\", expected crc32c, sha256 or none",
						value);
		request->policy.digest = number;
		break;
	case PLAN_ON_CORRUPT:
		if (!kdp_name_parse(kdp_mismatch_names, value, strlen(value),
				    &number))
			return kdp_error_create(KDP_ERROR_USAGE,
						"--on-corrupt: found \"%s\", expected reset, boot or halt",
						value);
		request->policy.mismatch = number;
		break;
	case PLAN_WATCHDOG:
		return kdp_load_set_watchdog(&request->policy, value);
	case PLAN_TEST_WAIT:
		err = kdp_number_parse("--test-wait", value, TEST_WAIT_MAX,
				       &ms);
		if (err)
			return err;
		request->policy.test_wait_ms = (uint32_t)ms;
		break;
	case PLAN_JSON:
		request->json = true;
		break;
	}
	return NULL;
}

static struct kdp_error *take(void *request, const struct kdp_option *option,
			      const char *value)
{
	if (!option)
		return kdp_error_create(KDP_ERROR_USAGE,
					"unexpected operand %s", value);
	return set_option(request, (enum plan_option)(option - options), value);
}

/*
 * What "load" adds to an empty command line, for a second kernel of the same
 * version as the first one.
 */
static struct kdp_error *make_defaults(const struct kdp_topology *topology,
				       struct kdp_cmdline_word *word)
{
	const struct kdp_cmdline_facts facts = {
		.release = topology->release,
		.boot_apicid = -1,
		.many_msi = kdp_topology_many_msi(topology),
	};
	const struct kdp_cmdline_policy policy = { .set = KDP_CMDLINE_ALL };
	KDP_AUTO_FREE char *line = NULL;

	return kdp_cmdline_build("", SIZE_MAX, &policy, &facts, word, &line);
}

static struct kdp_error *print_json(const struct kdp_plan_model *plan,
				    const struct kdp_cmdline_word *word,
				    const char *rule)
{
	struct kdp_json json = { .value = kdp_plan_json(plan) };

	json.failed = !json.value;
	kdp_cmdline_json(word, &json);
	kdp_json_string(&json, "kernel_entered", rule);
	return kdp_json_print(kdp_json_finish(&json));
}

static struct kdp_error *print(const struct kdp_topology *topology,
			       const struct kdp_plan_model *plan, bool json)
{
	struct kdp_cmdline_word word[KDP_CMDLINE_DEFAULTS];
	KDP_AUTO_FREE char *text = NULL;
	char rule[KDP_KERNEL_ENTRY_TEXT];
	struct kdp_error *err;

	kdp_kernel_entry_rule(topology, rule, sizeof(rule));
	err = make_defaults(topology, word);
	if (!err && json)
		return print_json(plan, word, rule);
	if (!err)
		err = kdp_plan_format(plan, &text);
	if (err)
		return err;
	if (fputs(text, stdout) == EOF)
		return kdp_error_os(errno, "write stdout");
	printf("# the kernel in a bzImage is entered %s\n", rule);
	printf("# words added to the second kernel's command line\n");
	kdp_cmdline_print("# ", word);
	return NULL;
}

/* Where devices must be left alone, says so in the steps and in the status. */
static struct kdp_error *build(const struct kdp_topology *topology,
			       struct kdp_policy *policy,
			       struct kdp_plan_model *plan,
			       enum kdp_exit *status)
{
	struct kdp_error *err;

	err = kdp_plan_build(topology, policy, plan);
	if (!kdp_error_catch(&err, KDP_ERROR_UNSUPPORTED))
		return err;
	policy->no_devices = true;
	*status = KDP_EXIT_REDUCED;
	return kdp_plan_build(topology, policy, plan);
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	struct request request = { .json = globals->json };
	struct kdp_topology topology = { 0 };
	struct kdp_plan_model plan = { 0 };
	struct kdp_error *err;

	err = kdp_args_walk(options, argc, argv, take, &request);
	if (err)
		return err;
	if (request.topology)
		err = kdp_discover_file(request.topology, &topology);
	else
		err = kdp_discover(&globals->root, &topology);
	if (!err)
		err = build(&topology, &request.policy, &plan, status);
	if (!err)
		err = print(&topology, &plan, request.json);
	kdp_plan_deinit(&plan);
	kdp_topology_deinit(&topology);
	return err;
}

const struct kdp_cmd kdp_cmd_plan = {
	.name = "plan",
	.synopsis = "[--topology=FILE] [OPTION]...",
	.summary = "print the steps that purgatory would run, and why",
	.options = options,
	.run = run,
};
