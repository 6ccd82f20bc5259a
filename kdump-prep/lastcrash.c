// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lastcrash.c - finds the last crash and how far its dump came; see
 * lastcrash.h.
 */
#include "kdump-prep/lastcrash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kdump-prep/cleanup.h"

const struct kdp_name kdp_boot_end_names[] = {
	{ KDP_END_NONE, "none", "no boot before this one is known" },
	{ KDP_END_ORDERLY, "orderly", "ended in order" },
	{ KDP_END_CRASH, "crash", "crashed" },
	{ KDP_END_SUDDEN, "sudden",
	  "ended without notice: a crash, a reset or loss of power" },
	{ KDP_END_UNKNOWN, "unknown",
	  "not known: kdump-prep-last.service did not run" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_outcome_names[] = {
	{ KDP_OUTCOME_SAVED, "saved", "the dump was saved, and is whole" },
	{ KDP_OUTCOME_DAMAGED, "damaged",
	  "a dump was saved that crash cannot open" },
	{ KDP_OUTCOME_PARTIAL, "partial",
	  "the crash kernel began a dump, and did not finish it" },
	{ KDP_OUTCOME_LOG, "log",
	  "the crash kernel saved the log, and no dump" },
	{ KDP_OUTCOME_FAILED, "failed",
	  "the crash kernel ran, and could not save the dump" },
	{ KDP_OUTCOME_PURGATORY, "purgatory",
	  "purgatory did not start the crash kernel" },
	{ KDP_OUTCOME_PANIC, "panic",
	  "the kernel panicked, and no crash kernel left anything" },
	{ KDP_OUTCOME_NOTHING, "nothing",
	  "how far it got is not known: nothing was left on disk or in persistent RAM" },
	{ 0, NULL, NULL },
};

/* What a boot has left: between its own beginning and that of the next one. */
struct window {
	uint64_t from;
	uint64_t to;
};

static bool is_in(const struct window *window, uint64_t time)
{
	return time >= window->from && time < window->to;
}

static const struct kdp_trace *find_trace(const struct kdp_traces *traces,
					  const struct window *window)
{
	size_t i;

	for (i = 0; i < traces->count; i++)
		if (is_in(window, traces->trace[i].time))
			return &traces->trace[i];
	return NULL;
}

/*
 * Last words have no time.  Of the boot before this one they are where that
 * one did not end in order; the next crash overwrites them.
 */
static const struct kdp_trace_log *find_log(const struct kdp_traces *traces,
					    const struct window *window,
					    bool newest)
{
	const struct kdp_trace_log *log;
	size_t i;

	for (i = 0; i < traces->log_count; i++) {
		log = &traces->log[i];
		if (log->words ? newest : is_in(window, log->time))
			return log;
	}
	return NULL;
}

static struct window window_of(const struct kdp_boots *boots, size_t i)
{
	struct window window = {
		.from = kdp_boot_start(&boots->boot[i]),
		.to = UINT64_MAX,
	};

	if (i + 1 < boots->count)
		window.to = kdp_boot_start(&boots->boot[i + 1]);
	return window;
}

/* How a boot ended; fills in the rest where that was a crash. */
static enum kdp_boot_end judge_boot(const struct kdp_boots *boots, size_t i,
				    bool newest,
				    const struct kdp_traces *traces,
				    struct kdp_last_crash *ret)
{
	const struct kdp_boot *boot = &boots->boot[i];
	struct window window = window_of(boots, i);
	const struct kdp_trace_log *log;
	const struct kdp_trace *trace;

	trace = find_trace(traces, &window);
	log = find_log(traces, &window, newest && !boot->ended);
	if (!trace && !log && boot->ended)
		return KDP_END_ORDERLY;
	if (!trace && !log && !boot->began)
		return KDP_END_UNKNOWN;
	ret->known = true;
	ret->boot = *boot;
	ret->next = window.to == UINT64_MAX ? 0 : window.to;
	if (trace) {
		ret->has_trace = true;
		ret->trace = *trace;
	}
	if (log) {
		ret->has_log = true;
		ret->log = *log;
	}
	return trace || log ? KDP_END_CRASH : KDP_END_SUDDEN;
}

/* Whether crash can open the dump, unless the capture has looked already. */
KDP_MUST_CHECK
static struct kdp_error *verify(const struct kdp_sysroot *root,
				struct kdp_last_crash *crash)
{
	char path[KDP_TRACE_PATH + KDP_TRACE_NAME + 1];
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	if (crash->has_result && strcmp(crash->result.status, "saved") == 0 &&
	    crash->result.size == crash->trace.size[KDP_TRACE_DUMP])
		return NULL;
	kdp_trace_path(&crash->trace, KDP_TRACE_DUMP, path, sizeof(path));
	err = kdp_sysroot_open(root, path, &fd);
	if (!err)
		err = kdp_verify(fd, &crash->dump);
	crash->verified = !err;
	return err;
}

/* Keeps what is wrong, which is nothing to stop at. */
static void keep_damage(struct kdp_last_crash *crash, struct kdp_error *err)
{
	if (err && !crash->damage)
		crash->damage = strdup(err->message);
	kdp_error_destroy(err);
}

static void judge_trace(const struct kdp_sysroot *root,
			struct kdp_last_crash *crash)
{
	const struct kdp_trace *trace = &crash->trace;
	struct kdp_error *err;

	err = kdp_trace_result(root, trace, &crash->result);
	crash->has_result = !err;
	if (!kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		keep_damage(crash, err);
	if (trace->file[KDP_TRACE_DUMP][0]) {
		err = verify(root, crash);
		crash->outcome = err ? KDP_OUTCOME_DAMAGED :
				       KDP_OUTCOME_SAVED;
		keep_damage(crash, err);
	} else if (trace->file[KDP_TRACE_PARTIAL][0]) {
		crash->outcome = KDP_OUTCOME_PARTIAL;
	} else if (trace->file[KDP_TRACE_DMESG][0]) {
		crash->outcome = KDP_OUTCOME_LOG;
	} else {
		crash->outcome = KDP_OUTCOME_FAILED;
	}
}

static void judge_crash(const struct kdp_sysroot *root,
			struct kdp_last_crash *crash)
{
	if (crash->has_trace)
		judge_trace(root, crash);
	else if (crash->has_log && crash->log.words)
		crash->outcome = KDP_OUTCOME_PURGATORY;
	else if (crash->has_log)
		crash->outcome = KDP_OUTCOME_PANIC;
	else
		crash->outcome = KDP_OUTCOME_NOTHING;
}

struct kdp_error *kdp_last_crash_find(const struct kdp_sysroot *root,
				      struct kdp_last_crash *ret)
{
	KDP_AUTO_FREE struct kdp_traces *traces = NULL;
	char id[KDP_BOOT_ID_SIZE];
	struct kdp_boots boots = { 0 };
	enum kdp_boot_end end;
	struct kdp_error *err;
	bool newest = true;
	size_t i;

	err = kdp_boots_read(root, &boots);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (!err)
		err = kdp_boot_id(root, id);
	if (err)
		return err;
	traces = calloc(1, sizeof(*traces));
	if (!traces)
		return &kdp_enomem;
	err = kdp_traces_find(root, traces);
	for (i = boots.count; !err && i-- > 0 && !ret->known;) {
		if (strcmp(boots.boot[i].id, id) == 0)
			continue;
		end = judge_boot(&boots, i, newest, traces, ret);
		if (newest)
			ret->end = end;
		newest = false;
	}
	if (!err && ret->known)
		judge_crash(root, ret);
	return err;
}

void kdp_last_crash_deinit(struct kdp_last_crash *crash)
{
	free(crash->damage);
	crash->damage = NULL;
}
