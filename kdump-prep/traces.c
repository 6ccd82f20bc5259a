// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * traces.c - finds what crashes have left; see traces.h.
 */
#include "kdump-prep/traces.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/lastwords.h"
#include "kdump-prep/settings.h"
#include "kdump-prep/vmcore.h"

#define CONFIG_MAX	((size_t)1 << 20)
#define RESULT_MAX	((size_t)65536)
#define LOG_MAX		((size_t)4 << 20)
/* Of directories that are not of our making: more than that is no capture's. */
#define ENTRIES_MAX	4096u

#define PANIC "Kernel panic - not syncing: "

/* How the captures name their files: from the start, or as a whole. */
static const struct {
	const char *name;
	enum kdp_trace_file file;
	bool whole;
} names[] = {
	{ "dump-incomplete", KDP_TRACE_PARTIAL, true },
	{ "vmcore-incomplete", KDP_TRACE_PARTIAL, true },
	{ "vmcore-dmesg-incomplete.txt", KDP_TRACE_DMESG, true },
	{ "vmcore-dmesg.txt", KDP_TRACE_DMESG, true },
	{ "vmcore", KDP_TRACE_DUMP, true },
	{ "vmcore.flat", KDP_TRACE_DUMP, true },
	{ "dump.", KDP_TRACE_DUMP, false },
	{ "vmcore.", KDP_TRACE_DUMP, false },
	{ "dmesg.", KDP_TRACE_DMESG, false },
	{ "report.", KDP_TRACE_REPORT, false },
	{ "result.", KDP_TRACE_RESULT, false },
};

static bool is_named(const char *name, enum kdp_trace_file *ret)
{
	size_t i, length;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		length = strlen(names[i].name);
		if (names[i].whole ? strcmp(name, names[i].name) != 0 :
				     strncmp(name, names[i].name, length) != 0)
			continue;
		*ret = names[i].file;
		return true;
	}
	return false;
}

/* Whether a name can be printed and kept; "." and ".." are none. */
static bool is_plain(const char *name)
{
	const char *at;

	if (name[0] == '.' || strlen(name) >= KDP_TRACE_NAME)
		return false;
	for (at = name; *at; at++)
		if (*at <= ' ' || *at > '~')
			return false;
	return true;
}

/* Each plain name of a directory; @take may stop it by an error. */
KDP_MUST_CHECK
static struct kdp_error *
each_name(const struct kdp_sysroot *root, const char *dir,
	  struct kdp_error *(*take)(const struct kdp_sysroot *root,
				    const char *dir, const char *name,
				    void *context),
	  void *context)
{
	struct kdp_error *err;
	struct dirent *entry;
	unsigned int n;
	DIR *stream;

	err = kdp_sysroot_opendir(root, dir, &stream);
	if (err) {
		if (err->code != KDP_ERROR_NO_MEMORY) {
			kdp_error_destroy(err);
			err = NULL;
		}
		return err;
	}
	for (n = 0; !err && n < ENTRIES_MAX; n++) {
		entry = readdir(stream);
		if (!entry)
			break;
		if (is_plain(entry->d_name))
			err = take(root, dir, entry->d_name, context);
	}
	closedir(stream);
	return err;
}

/* Of a regular file; a FIFO would be waited for. */
static bool open_file(const struct kdp_sysroot *root, const char *path,
		      int *fd_ret, struct stat *st)
{
	const char *below = path + strspn(path, "/");
	struct kdp_error *err;

	if (fstatat(root->fd, below, st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st->st_mode))
		return false;
	err = kdp_sysroot_open(root, path, fd_ret);
	kdp_error_destroy(err);
	return !err;
}

static uint64_t time_of(const struct stat *st)
{
	return st->st_mtime > 0 ? (uint64_t)st->st_mtime : 0;
}

static struct kdp_error *take_file(const struct kdp_sysroot *root,
				   const char *dir, const char *name,
				   void *context)
{
	struct kdp_trace *trace = context;
	char path[KDP_TRACE_PATH + KDP_TRACE_NAME + 1];
	KDP_AUTO_CLOSE int fd = -1;
	enum kdp_trace_file file;
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (!is_named(name, &file) || !open_file(root, path, &fd, &st))
		return NULL;
	snprintf(trace->file[file], sizeof(trace->file[file]), "%s", name);
	trace->size[file] = st.st_size > 0 ? (uint64_t)st.st_size : 0;
	if (time_of(&st) > trace->written)
		trace->written = time_of(&st);
	return NULL;
}

static int newer(const void *a, const void *b)
{
	const struct kdp_trace *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? 1 : -1;
	return strcmp(x->dir, y->dir);
}

/* Keeps the newest ones. */
static void add_trace(struct kdp_traces *traces, const struct kdp_trace *trace)
{
	size_t i;

	for (i = 0; i < traces->count; i++)
		if (strcmp(traces->trace[i].dir, trace->dir) == 0)
			return;
	if (traces->count < KDP_TRACES_MAX)
		traces->count++;
	else if (newer(&traces->trace[traces->count - 1], trace) <= 0)
		return;
	traces->trace[traces->count - 1] = *trace;
	qsort(traces->trace, traces->count, sizeof(*trace), newer);
}

static struct kdp_error *take_dir(const struct kdp_sysroot *root,
				  const char *dir, const char *name,
				  void *context)
{
	struct kdp_trace trace = { .time = 0 };
	struct kdp_error *err;
	int length;

	length = snprintf(trace.dir, sizeof(trace.dir), "%s/%s", dir, name);
	if (length < 0 || (size_t)length >= sizeof(trace.dir))
		return NULL;
	err = each_name(root, trace.dir, take_file, &trace);
	/* Until the dump tells better. */
	trace.time = trace.written;
	if (!err && trace.time)
		add_trace(context, &trace);
	return err;
}

/* The directory that a setting names, without a slash at its end. */
static bool configured(const struct kdp_sysroot *root, const char *file,
		       const char *setting, char ret[KDP_TRACE_NAME])
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size, length;
	bool found;

	err = kdp_sysroot_read(root, file, CONFIG_MAX, &text, &size);
	if (err) {
		kdp_error_destroy(err);
		return false;
	}
	found = kdp_setting_find(text, size, setting, ret, KDP_TRACE_NAME) &&
		ret[0] == '/';
	for (length = strlen(ret); length > 1 && ret[length - 1] == '/';)
		ret[--length] = '\0';
	return found;
}

/* The crash's time by the clock that it was on, where the dump has it. */
static void look_into_dump(const struct kdp_sysroot *root,
			   struct kdp_trace *trace)
{
	char path[KDP_TRACE_PATH + KDP_TRACE_NAME + 1];
	struct kdp_vmcore vmcore;
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;
	struct stat st;

	if (!trace->file[KDP_TRACE_DUMP][0])
		return;
	kdp_trace_path(trace, KDP_TRACE_DUMP, path, sizeof(path));
	if (!open_file(root, path, &fd, &st))
		return;
	err = kdp_vmcore_scan(fd, &vmcore);
	if (err) {
		kdp_error_destroy(err);
		return;
	}
	if (vmcore.crash_time && vmcore.crash_time <= INT64_MAX)
		trace->time = vmcore.crash_time;
	kdp_vmcore_deinit(&vmcore);
}

static void copy_word(struct kdp_word word, char *ret, size_t size)
{
	size_t i, n = word.size < size ? word.size : size - 1;

	for (i = 0; i < n; i++)
		ret[i] = word.start[i] < ' ' || word.start[i] > '~' ?
				 '?' : word.start[i];
	ret[n] = '\0';
}

/* What the kernel itself kept. */
static void parse_log(const char *data, size_t size,
		      struct kdp_trace_log *log)
{
	const char *at = memmem(data, size, PANIC, sizeof(PANIC) - 1);
	struct kdp_text text;

	if (!at)
		return;
	at += sizeof(PANIC) - 1;
	kdp_text_init(&text, "log", at, size - (size_t)(at - data));
	if (kdp_text_next(&text))
		copy_word(text.rest, log->panic, sizeof(log->panic));
}

/* What purgatory wrote; false: it is damaged. */
static bool parse_words(const char *data, size_t size,
			struct kdp_trace_log *log)
{
	struct kdp_words words;
	struct kdp_error *err;
	char name[64], status[128];

	err = kdp_words_parse(data, size, &words);
	if (err) {
		kdp_error_destroy(err);
		return false;
	}
	log->words = true;
	copy_word(words.why, log->why, sizeof(log->why));
	copy_word(words.panic, log->panic, sizeof(log->panic));
	if (words.step_count) {
		copy_word(words.step[words.step_count - 1].name, name,
			  sizeof(name));
		copy_word(words.step[words.step_count - 1].status, status,
			  sizeof(status));
		snprintf(log->step, sizeof(log->step), "%s: %s", name, status);
	}
	kdp_words_deinit(&words);
	return true;
}

static struct kdp_error *take_log(const struct kdp_sysroot *root,
				  const char *dir, const char *name,
				  void *context)
{
	struct kdp_trace_log log = { .time = 0 };
	struct kdp_traces *traces = context;
	KDP_AUTO_FREE char *data = NULL;
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;
	struct stat st;
	size_t size;

	if (strncmp(name, "dmesg", 5) != 0 ||
	    traces->log_count == KDP_TRACES_MAX)
		return NULL;
	snprintf(log.path, sizeof(log.path), "%.200s/%s", dir, name);
	if (!open_file(root, log.path, &fd, &st))
		return NULL;
	err = kdp_sysroot_read_start(root, log.path, LOG_MAX, &data, &size);
	if (err) {
		kdp_error_destroy(err);
		return NULL;
	}
	if (!kdp_words_are(data, size)) {
		log.time = time_of(&st);
		parse_log(data, size, &log);
	} else if (!parse_words(data, size, &log)) {
		return NULL;
	}
	if (log.words || log.panic[0])
		traces->log[traces->log_count++] = log;
	return NULL;
}

/* systemd-pstore moves what it finds into directories of their own. */
static struct kdp_error *take_log_dir(const struct kdp_sysroot *root,
				      const char *dir, const char *name,
				      void *context)
{
	char path[KDP_TRACE_PATH];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return each_name(root, path, take_log, context);
}

static int log_newer(const void *a, const void *b)
{
	const struct kdp_trace_log *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? 1 : -1;
	return strcmp(x->path, y->path);
}

static struct kdp_error *find_logs(const struct kdp_sysroot *root,
				   struct kdp_traces *traces)
{
	static const char kept[] = "/var/lib/systemd/pstore";
	struct kdp_error *err;

	err = each_name(root, "/sys/fs/pstore", take_log, traces);
	if (!err)
		err = each_name(root, kept, take_log, traces);
	if (!err)
		err = each_name(root, kept, take_log_dir, traces);
	qsort(traces->log, traces->log_count, sizeof(traces->log[0]),
	      log_newer);
	return err;
}

struct kdp_error *kdp_traces_find(const struct kdp_sysroot *root,
				  struct kdp_traces *ret)
{
	char dir[KDP_TRACE_NAME] = "";
	struct kdp_error *err;
	size_t i;

	err = each_name(root, "/var/crash", take_dir, ret);
	if (!err && configured(root, "/etc/default/kdump-tools",
			       "KDUMP_COREDIR", dir))
		err = each_name(root, dir, take_dir, ret);
	if (!err && configured(root, "/etc/kdump.conf", "path", dir))
		err = each_name(root, dir, take_dir, ret);
	for (i = 0; !err && i < ret->count; i++)
		look_into_dump(root, &ret->trace[i]);
	qsort(ret->trace, ret->count, sizeof(ret->trace[0]), newer);
	return err ? err : find_logs(root, ret);
}

void kdp_trace_path(const struct kdp_trace *trace, enum kdp_trace_file file,
		    char *ret, size_t size)
{
	snprintf(ret, size, "%s/%s", trace->dir, trace->file[file]);
}

struct kdp_error *kdp_trace_result(const struct kdp_sysroot *root,
				   const struct kdp_trace *trace,
				   struct kdp_capture_result *ret)
{
	char path[KDP_TRACE_PATH + KDP_TRACE_NAME + 1];
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	if (!trace->file[KDP_TRACE_RESULT][0])
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"%s: no result", trace->dir);
	kdp_trace_path(trace, KDP_TRACE_RESULT, path, sizeof(path));
	err = kdp_sysroot_read(root, path, RESULT_MAX, &data, &size);
	if (!err)
		err = kdp_capture_result_parse(data, size, ret);
	return kdp_error_wrap(err, "%s", path);
}
