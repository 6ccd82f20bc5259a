// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lastcrash_print.c - prints what became of the last crash, for people and as
 * JSON; see lastcrash.h.
 */
#include "kdump-prep/lastcrash.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "kdump-prep/json.h"

#define TIME_SIZE 32
#define PATH_SIZE (KDP_TRACE_PATH + KDP_TRACE_NAME + 1)

static const char *const file_names[KDP_TRACE_FILES] = {
	[KDP_TRACE_DUMP] = "dump",
	[KDP_TRACE_PARTIAL] = "partial dump",
	[KDP_TRACE_DMESG] = "log",
	[KDP_TRACE_REPORT] = "report",
	[KDP_TRACE_RESULT] = "result",
};

static const char *const file_keys[KDP_TRACE_FILES] = {
	[KDP_TRACE_DUMP] = "dump",
	[KDP_TRACE_PARTIAL] = "partial_dump",
	[KDP_TRACE_DMESG] = "log",
	[KDP_TRACE_REPORT] = "report",
	[KDP_TRACE_RESULT] = "result",
};

static const char *format_time(uint64_t time, char ret[TIME_SIZE])
{
	time_t seconds = (time_t)time;
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
	    !strftime(ret, TIME_SIZE, "%Y-%m-%d %H:%M:%S UTC", &tm))
		snprintf(ret, TIME_SIZE, "%" PRIu64, time);
	return ret;
}

/* Of the crash; 0: not known. */
static uint64_t time_of(const struct kdp_last_crash *crash)
{
	if (crash->has_trace)
		return crash->trace.time;
	return crash->has_log ? crash->log.time : 0;
}

static void print_when(const struct kdp_last_crash *crash)
{
	char from[TIME_SIZE], to[TIME_SIZE];

	if (time_of(crash)) {
		printf("last crash: about %s\n",
		       format_time(time_of(crash), from));
		return;
	}
	printf("last crash: after %s",
	       format_time(kdp_boot_start(&crash->boot), from));
	if (crash->next)
		printf(" and before %s", format_time(crash->next, to));
	printf("\n");
}

static void print_armed(const struct kdp_boot *boot)
{
	char when[TIME_SIZE];

	if (!boot->loaded)
		printf("armed: nothing was loaded by kdump-prep\n");
	else if (boot->unloaded)
		printf("armed: nothing, it was unloaded at %s\n",
		       format_time(boot->unloaded, when));
	else
		printf("armed: by way %s, loaded at %s\n",
		       kdp_name_of(kdp_way_names, boot->way),
		       format_time(boot->loaded, when));
}

static void print_trace(const struct kdp_last_crash *crash)
{
	const struct kdp_capture_result *result = &crash->result;
	char path[PATH_SIZE];
	unsigned int file;
	size_t i;

	for (file = 0; file < KDP_TRACE_FILES; file++) {
		if (!crash->trace.file[file][0])
			continue;
		kdp_trace_path(&crash->trace, file, path, sizeof(path));
		printf("%s: %s, %" PRIu64 " bytes\n", file_names[file], path,
		       crash->trace.size[file]);
	}
	if (crash->verified)
		printf("dump has: %s crash-path record\n",
		       crash->dump.record ? "a" : "no");
	if (!crash->has_result)
		return;
	if (result->level_why[0])
		printf("dump level: %u, %s\n", result->level,
		       result->level_why);
	for (i = 0; i < result->attempt_count; i++)
		printf("attempt: %s\n", result->attempt[i]);
	if (result->modules[0])
		printf("modules: %s\n", result->modules);
}

static void print_log(const struct kdp_trace_log *log)
{
	printf("persistent RAM: %s\n", log->path);
	if (log->words && log->why[0])
		printf("purgatory: %s\n", log->why);
	if (log->step[0])
		printf("last step: %s\n", log->step);
	if (log->panic[0])
		printf("panic: %s\n", log->panic);
}

void kdp_last_crash_print(const struct kdp_last_crash *crash)
{
	printf("last boot: %s\n",
	       kdp_name_find(kdp_boot_end_names, crash->end)->meaning);
	if (crash->rehearsal[0])
		printf("rehearsal: %s\n", crash->rehearsal);
	if (!crash->known) {
		printf("last crash: none is known\n");
		return;
	}
	print_when(crash);
	if (crash->boot.release[0])
		printf("kernel: %s\n", crash->boot.release);
	print_armed(&crash->boot);
	printf("outcome: %s\n",
	       kdp_name_find(kdp_outcome_names, crash->outcome)->meaning);
	if (crash->damage)
		printf("damage: %s\n", crash->damage);
	if (crash->has_trace)
		print_trace(crash);
	if (crash->has_log)
		print_log(&crash->log);
}

static void add_string(struct kdp_json *json, const char *key,
		       const char *value)
{
	if (value && value[0])
		kdp_json_string(json, key, value);
}

static void add_time(struct kdp_json *json, const char *key, uint64_t time)
{
	if (time)
		kdp_json_number(json, key, time);
}

static void trace_json(const struct kdp_last_crash *crash,
		       struct kdp_json *json)
{
	struct kdp_json attempts;
	char path[PATH_SIZE];
	unsigned int file;
	size_t i;

	for (file = 0; file < KDP_TRACE_FILES; file++) {
		if (!crash->trace.file[file][0])
			continue;
		kdp_trace_path(&crash->trace, file, path, sizeof(path));
		kdp_json_string(json, file_keys[file], path);
	}
	if (crash->trace.file[KDP_TRACE_DUMP][0])
		kdp_json_number(json, "dump_bytes",
				crash->trace.size[KDP_TRACE_DUMP]);
	if (crash->verified)
		kdp_json_bool(json, "record", crash->dump.record);
	if (!crash->has_result)
		return;
	kdp_json_string(json, "result_status", crash->result.status);
	if (crash->result.has_level)
		kdp_json_number(json, "dump_level", crash->result.level);
	add_string(json, "dump_level_why", crash->result.level_why);
	kdp_json_array(&attempts);
	for (i = 0; i < crash->result.attempt_count; i++)
		kdp_json_string(&attempts, NULL, crash->result.attempt[i]);
	kdp_json_member(json, "attempts", &attempts);
	add_string(json, "modules", crash->result.modules);
}

static void log_json(const struct kdp_trace_log *log, struct kdp_json *json)
{
	kdp_json_string(json, "persistent_ram", log->path);
	add_string(json, "purgatory", log->why);
	add_string(json, "last_step", log->step);
	add_string(json, "panic", log->panic);
}

struct kdp_error *kdp_last_crash_json(const struct kdp_last_crash *crash)
{
	const struct kdp_boot *boot = &crash->boot;
	struct kdp_json json;

	kdp_json_object(&json);
	kdp_json_string(&json, "last_boot",
			kdp_name_of(kdp_boot_end_names, crash->end));
	kdp_json_bool(&json, "crash_known", crash->known);
	add_string(&json, "rehearsal", crash->rehearsal);
	if (!crash->known)
		return kdp_json_print(kdp_json_finish(&json));
	kdp_json_string(&json, "boot_id", boot->id);
	add_string(&json, "kernel", boot->release);
	add_time(&json, "time", time_of(crash));
	add_time(&json, "not_before", kdp_boot_start(boot));
	add_time(&json, "not_after", crash->next);
	add_time(&json, "loaded_at", boot->loaded);
	add_time(&json, "unloaded_at", boot->unloaded);
	if (boot->loaded)
		kdp_json_string(&json, "way",
				kdp_name_of(kdp_way_names, boot->way));
	kdp_json_string(&json, "outcome",
			kdp_name_of(kdp_outcome_names, crash->outcome));
	add_string(&json, "damage", crash->damage);
	if (crash->has_trace)
		trace_json(crash, &json);
	if (crash->has_log)
		log_json(&crash->log, &json);
	return kdp_json_print(kdp_json_finish(&json));
}
