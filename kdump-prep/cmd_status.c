// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_status.c - "status": whether a crash kernel is loaded, and could be.
 */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>

#include "kdump-prep/cmd.h"
#include "kdump-prep/json.h"
#include "kdump-prep/state.h"

static const struct kdp_option options[] = {
	{ "json", 0, NULL, "print JSON" },
	{ NULL, 0, NULL, NULL },
};

static void print_text(const struct kdp_state *state)
{
	printf("crash kernel: %s\n", state->loaded ? "loaded" : "not loaded");
	if (!state->supported)
		printf("kexec: not in the running kernel\n");
	if (state->reserved)
		printf("reserved: %" PRIu64 " MiB\n", state->reserved >> 20);
	else
		printf("reserved: nothing (crashkernel= is missing)\n");
	printf("lockdown: %s\n", state->lockdown);
	if (state->load_disabled)
		printf("loading: disabled until the next boot\n");
}

static struct kdp_error *print_json(const struct kdp_state *state)
{
	struct json_object *o = json_object_new_object();

	if (!o)
		return &kdp_enomem;
	json_object_object_add(o, "loaded",
			       json_object_new_boolean(state->loaded));
	json_object_object_add(o, "supported",
			       json_object_new_boolean(state->supported));
	json_object_object_add(o, "reserved_bytes",
			       json_object_new_int64(
				       (int64_t)state->reserved));
	json_object_object_add(o, "lockdown",
			       json_object_new_string(state->lockdown));
	json_object_object_add(o, "load_disabled",
			       json_object_new_boolean(state->load_disabled));
	return kdp_json_print(o);
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	bool json = globals->json;
	struct kdp_state state;
	struct kdp_error *err;

	(void)status;
	err = kdp_args_flag(options, argc, argv, &json);
	if (!err)
		err = kdp_state_read(&globals->root, &state);
	if (err)
		return err;
	if (json)
		return print_json(&state);
	print_text(&state);
	return NULL;
}

const struct kdp_cmd kdp_cmd_status = {
	.name = "status",
	.synopsis = "[--json]",
	.summary = "tell whether a crash kernel is loaded",
	.options = options,
	.run = run,
};
