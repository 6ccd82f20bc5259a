// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_status.c - "status": whether a crash kernel is loaded, by which way, what
 * that protects and what not; and whether one could be loaded.  With --last:
 * what became of the last crash.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "kdump-prep/boots.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/crash_state.h"
#include "kdump-prep/in_place.h"
#include "kdump-prep/json.h"
#include "kdump-prep/lastcrash.h"
#include "kdump-prep/rehearsed.h"
#include "kdump-prep/topology_text.h"

enum option {
	OPTION_JSON,
	OPTION_LAST,
	OPTION_MARK,
};

static const struct kdp_option options[] = {
	[OPTION_JSON] = { "json", 0, NULL, "print JSON" },
	[OPTION_LAST] = { "last", 0, NULL,
			  "tell of the last boot and of the last crash" },
	[OPTION_MARK] = { "mark", 0, "EVENT",
			  "with --last: keep that this boot has begun or ended" },
	{ NULL, 0, NULL, NULL },
};

static const struct kdp_name events[] = {
	{ KDP_BOOT_BEGAN, "begun", "" },
	{ KDP_BOOT_ENDED, "ended", "" },
	{ 0, NULL, NULL },
};

/* What the command line asks for. */
struct request {
	bool json;
	bool last;
	const char *mark; /* NULL: nothing */
	enum kdp_boot_event event;
};

static struct kdp_error *take(void *context, const struct kdp_option *option,
			      const char *value)
{
	struct request *request = context;
	unsigned int event;

	if (!option)
		return kdp_error_create(KDP_ERROR_USAGE,
					"unexpected operand %s", value);
	if (option == &options[OPTION_JSON]) {
		request->json = true;
	} else if (option == &options[OPTION_LAST]) {
		request->last = true;
	} else if (kdp_name_parse(events, value, strlen(value), &event)) {
		request->mark = value;
		request->event = (enum kdp_boot_event)event;
	} else {
		return kdp_error_create(KDP_ERROR_USAGE,
					"option --mark: expected begun or ended, found \"%s\"",
					value);
	}
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *parse(int argc, char **argv, struct request *request)
{
	struct kdp_error *err;

	err = kdp_args_walk(options, argc, argv, take, request);
	if (!err && request->mark && !request->last)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "option --mark: only with --last");
	return err;
}

/* Of whatever else loaded it. */
static const char unknown_way[] =
	"not loaded by kdump-prep: nothing is known of what protects it";

static void print_protections(const struct kdp_last *last)
{
	const struct kdp_name *name;

	printf("protections:");
	for (name = kdp_protection_names; name->name; name++)
		if (last->protections & name->number)
			printf(" %s", name->name);
	printf("\n");
	for (name = kdp_protection_names; name->name; name++)
		if (!(last->protections & name->number))
			printf("missing %s: %s\n", name->name,
			       kdp_protection_advice(
				       (enum kdp_protection)name->number));
	printf("not covered: %s\n", kdp_way_gap(last->way));
}

static void print_last(const struct kdp_last *last)
{
	time_t seconds = (time_t)last->time;
	const struct kdp_name *way;
	char when[32] = "";
	struct tm tm;
	int i;

	way = kdp_name_find(kdp_way_names, last->way);
	printf("way: %s: %s\n", way->name, way->meaning);
	if (last->time && gmtime_r(&seconds, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S UTC", &tm);
	if (*when)
		printf("loaded at: %s\n", when);
	/* In kexec's spelling argv[0] is whatever the program was called. */
	printf("loaded by: %s", last->kexec ? "kexec" : "kdump-prep");
	for (i = last->kexec ? 1 : 0; i < last->argc; i++)
		printf(strchr(last->argv[i], ' ') ? " '%s'" : " %s",
		       last->argv[i]);
	printf("\n");
	if (last->entered)
		printf("kernel entered: %s\n", last->entered);
	if (last->cmdline)
		printf("command line: %s\n", last->cmdline);
	print_protections(last);
}

static void print_text(const struct kdp_crash_state *status)
{
	const struct kdp_state *state = &status->state;

	printf("crash kernel: %s\n", state->loaded ? "loaded" : "not loaded");
	if (state->loaded && status->known)
		print_last(&status->last);
	else if (state->loaded && status->unreadable)
		printf("way: not known: %s\n", status->unreadable);
	else if (state->loaded)
		printf("way: %s\n", unknown_way);
	else if (status->known)
		printf("way: none: what kdump-prep loaded was removed by another program\n");
	if (state->reserved)
		printf("reserved: %" PRIu64 " MiB\n", state->reserved >> 20);
	else
		printf("reserved: nothing\n");
	printf("lockdown: %s\n", state->lockdown);
	if (status->guest != KDP_GUEST_PLAIN)
		printf("machine: %s: purgatory leaves its devices alone; quiescing them is up to the crash kernel\n",
		       kdp_name_find(kdp_guest_names, status->guest)->meaning);
	if (status->blocked)
		printf("loading: not possible: %s\n", status->blocked);
	else
		printf("loading: possible, by way %s%s%s\n",
		       kdp_name_of(kdp_way_names, status->way),
		       status->why ? " only: " : "",
		       status->why ? status->why : "");
}

static void last_json(const struct kdp_last *last, struct kdp_json *json)
{
	struct kdp_json missing, one, words;
	const struct kdp_name *name;
	int i;

	kdp_json_string(json, "way", kdp_name_of(kdp_way_names, last->way));
	kdp_json_number(json, "loaded_at", last->time);
	kdp_json_array(&words);
	for (i = 0; i < last->argc; i++)
		kdp_json_string(&words, NULL, last->argv[i]);
	kdp_json_member(json, "loaded_by", &words);
	if (last->entered)
		kdp_json_string(json, "kernel_entered", last->entered);
	if (last->cmdline)
		kdp_json_string(json, "command_line", last->cmdline);
	kdp_json_flags(json, "protections", kdp_protection_names,
		       last->protections);
	kdp_json_array(&missing);
	for (name = kdp_protection_names; name->name; name++) {
		if (last->protections & name->number)
			continue;
		kdp_json_object(&one);
		kdp_json_string(&one, "protection", name->name);
		kdp_json_string(&one, "advice",
				kdp_protection_advice(
					(enum kdp_protection)name->number));
		kdp_json_member(&missing, NULL, &one);
	}
	kdp_json_member(json, "missing", &missing);
	kdp_json_string(json, "not_covered", kdp_way_gap(last->way));
}

static struct kdp_error *print_json(const struct kdp_crash_state *status)
{
	const struct kdp_state *state = &status->state;
	struct kdp_json json;

	kdp_json_object(&json);
	kdp_json_bool(&json, "loaded", state->loaded);
	if (state->loaded && status->known)
		last_json(&status->last, &json);
	else
		kdp_json_string(&json, "way",
				state->loaded ? "unknown" : "none");
	kdp_json_bool(&json, "supported", state->supported);
	kdp_json_number(&json, "reserved_bytes", state->reserved);
	kdp_json_string(&json, "lockdown", state->lockdown);
	kdp_json_bool(&json, "load_disabled", state->load_disabled);
	kdp_json_string(&json, "machine",
			kdp_name_of(kdp_guest_names, status->guest));
	kdp_json_bool(&json, "can_load", !status->blocked);
	if (status->blocked) {
		kdp_json_string(&json, "blocked_by", status->blocked);
		return kdp_json_print(kdp_json_finish(&json));
	}
	kdp_json_string(&json, "strongest_way",
			kdp_name_of(kdp_way_names, status->way));
	if (status->why)
		kdp_json_string(&json, "not_stronger", status->why);
	return kdp_json_print(kdp_json_finish(&json));
}

/* A damaged file is told, and begun anew by the mark. */
KDP_MUST_CHECK
static struct kdp_error *mark(const struct kdp_sysroot *root,
			      const struct request *request)
{
	KDP_AUTO_CLOSE int lock = -1;

	if (!request->mark)
		return NULL;
	/* A load notes itself in the same file. */
	lock = kdp_last_lock(root);
	return kdp_error_wrap(kdp_boots_note(root, request->event,
					     KDP_WAY_STOCK),
			      "--mark=%s", request->mark);
}

/* Of a rehearsal in place whose result is looked for here first. */
KDP_MUST_CHECK
static struct kdp_error *tell_rehearsal(const struct kdp_sysroot *root,
					const struct request *request,
					struct kdp_last_crash *crash)
{
	struct kdp_rehearsed rehearsed;
	struct kdp_error *err;
	bool pending;

	err = kdp_rehearsed_read(root, &rehearsed);
	if (err || !rehearsed.boot[0]) {
		kdp_error_destroy(err);
		return NULL;
	}
	pending = rehearsed.result == KDP_REHEARSED_PENDING;
	err = kdp_in_place_resolve(root, crash, &rehearsed);
	if (err)
		return err;
	if (!crash->known || strcmp(crash->boot.id, rehearsed.boot) == 0 ||
	    pending)
		snprintf(crash->rehearsal, sizeof(crash->rehearsal), "%s",
			 rehearsed.text);
	if (!pending || rehearsed.result == KDP_REHEARSED_PENDING ||
	    !request->mark)
		return NULL;
	return kdp_rehearsed_write(root, &rehearsed);
}

/* A boot that ends has told at its beginning. */
KDP_MUST_CHECK
static struct kdp_error *tell_last(const struct kdp_sysroot *root,
				   const struct request *request,
				   enum kdp_exit *exit_status)
{
	KDP_CLEANUP(kdp_last_crash_deinit)
	struct kdp_last_crash crash = { .known = false };
	struct kdp_error *err = NULL;

	if (request->mark && request->event == KDP_BOOT_ENDED)
		return mark(root, request);
	err = kdp_last_crash_find(root, &crash);
	if (!err)
		err = tell_rehearsal(root, request, &crash);
	if (!err && request->json)
		err = kdp_last_crash_json(&crash);
	else if (!err)
		kdp_last_crash_print(&crash);
	if (!err && crash.known && crash.outcome != KDP_OUTCOME_SAVED)
		*exit_status = KDP_EXIT_REDUCED;
	return kdp_error_first(err, mark(root, request));
}

KDP_MUST_CHECK
static struct kdp_error *tell_now(const struct kdp_sysroot *root, bool json)
{
	KDP_CLEANUP(kdp_crash_state_deinit)
	struct kdp_crash_state status = { .known = false };
	struct kdp_error *err;

	err = kdp_crash_state_read(root, &status);
	if (err)
		return err;
	if (json)
		return print_json(&status);
	print_text(&status);
	return NULL;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *exit_status)
{
	struct request request = { .json = globals->json };
	struct kdp_error *err;

	err = parse(argc, argv, &request);
	if (err)
		return err;
	if (request.last)
		return tell_last(&globals->root, &request, exit_status);
	return tell_now(&globals->root, request.json);
}

const struct kdp_cmd kdp_cmd_status = {
	.name = "status",
	.synopsis = "[--json] [--last]",
	.summary = "tell what crash kernel is loaded, and what protects it",
	.options = options,
	.run = run,
};
