// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rehearsed.c - keeps the last rehearsal; see rehearsed.h.
 */
#include "kdump-prep/rehearsed.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/file_write.h"
#include "kdump-prep/text.h"

#define DIRECTORY "/var/lib/kdump-prep"
#define FILE_NAME "rehearsal"
#define FORMAT	  "kdump-prep-rehearsal"
#define VERSION	  1u
#define TEXT_MAX  4096u

const struct kdp_name kdp_rehearsed_names[] = {
	{KDP_REHEARSED_SAVED, "saved", "a verified dump came out"},
	{KDP_REHEARSED_WARNING, "warning", "and something is to be mended"},
	{KDP_REHEARSED_LOST, "lost", "no dump came out"},
	{KDP_REHEARSED_PENDING, "pending", "the next boot will tell"},
	{0, NULL, NULL},
};

/* Printable, and cut where it is too long. */
static void set_text(char *ret, size_t room, struct kdp_word from)
{
	size_t i, n = from.size < room ? from.size : room - 1;

	for (i = 0; i < n; i++)
		ret[i] = from.start[i] < ' ' || from.start[i] > '~'
				 ? '?'
				 : from.start[i];
	ret[n] = 0;
}

static struct kdp_word rest_of_line(const struct kdp_text *text)
{
	struct kdp_word rest = text->rest;

	while (rest.size && *rest.start == ' ') {
		rest.start++;
		rest.size--;
	}
	return rest;
}

static struct kdp_error *take_result(struct kdp_text *text,
				     struct kdp_rehearsed *ret)
{
	struct kdp_word word = { "", 0 };
	unsigned int number;

	if (!kdp_text_word(text, &word) ||
	    !kdp_name_parse(kdp_rehearsed_names, word.start, word.size,
			    &number))
		return kdp_text_error(text,
				      "found \"%.*s\", expected saved, warning, lost or pending",
				      (int)word.size, word.start);
	ret->result = (enum kdp_rehearsed_result)number;
	return kdp_text_finish(text);
}

static struct kdp_error *take_fact(struct kdp_text *text,
				   struct kdp_rehearsed *ret)
{
	const struct {
		const char *name;
		char *value;
		size_t room;
	} texts[] = {
		{"kernel", ret->release, sizeof(ret->release)},
		{"text", ret->text, sizeof(ret->text)},
		{"boot", ret->boot, sizeof(ret->boot)},
		{"kernel-sha256", ret->armed.kernel, sizeof(ret->armed.kernel)},
		{"initrd-sha256", ret->armed.initrd, sizeof(ret->armed.initrd)},
		{"line-sha256", ret->armed.line, sizeof(ret->armed.line)},
	};
	struct kdp_word name;
	size_t i;

	if (!kdp_text_word(text, &name))
		return NULL;
	if (kdp_word_is(name, "time"))
		return kdp_text_u64(text, "time", UINT64_MAX, &ret->time);
	if (kdp_word_is(name, "result"))
		return take_result(text, ret);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (kdp_word_is(name, texts[i].name)) {
			set_text(texts[i].value, texts[i].room,
				 rest_of_line(text));
			return NULL;
		}
	return kdp_text_unknown(text, name);
}

struct kdp_error *kdp_rehearsed_parse(const char *name, const char *data,
				      size_t size, struct kdp_rehearsed *ret)
{
	struct kdp_rehearsed found = { 0 };
	struct kdp_error *err;
	struct kdp_text text;

	kdp_text_init(&text, name, data, size);
	err = kdp_text_begin(&text, FORMAT, VERSION);
	while (!err && kdp_text_next_fact(&text))
		err = take_fact(&text, &found);
	if (!err && !found.result)
		err = kdp_text_error(&text, "no result");
	if (!err)
		*ret = found;
	return err;
}

/* The user's own directory of states, or "". */
static void user_dir(char *ret, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	ret[0] = 0;
	if (state && state[0] == '/')
		snprintf(ret, size, "%s/kdump-prep", state);
	else if (home && home[0] == '/')
		snprintf(ret, size, "%s/.local/state/kdump-prep", home);
}

KDP_MUST_CHECK
static struct kdp_error *make_dirs(char *path)
{
	char *slash = path;

	while ((slash = strchr(slash + 1, '/'))) {
		*slash = 0;
		if (mkdir(path, 0700) && errno != EEXIST)
			return kdp_error_os(errno, "mkdir %s", path);
		*slash = '/';
	}
	return NULL;
}

static void put(FILE *out, const char *name, const char *value)
{
	if (value[0])
		fprintf(out, "%s %s\n", name, value);
}

KDP_MUST_CHECK
static struct kdp_error *format(const struct kdp_rehearsed *rehearsed,
				char **ret, size_t *size_ret)
{
	FILE *out = open_memstream(ret, size_ret);

	if (!out)
		return &kdp_enomem;
	fprintf(out, FORMAT " %u\ntime %" PRIu64 "\n", VERSION,
		rehearsed->time);
	put(out, "result",
	    kdp_name_of(kdp_rehearsed_names, rehearsed->result));
	put(out, "kernel", rehearsed->release);
	put(out, "text", rehearsed->text);
	put(out, "boot", rehearsed->boot);
	put(out, "kernel-sha256", rehearsed->armed.kernel);
	put(out, "initrd-sha256", rehearsed->armed.initrd);
	put(out, "line-sha256", rehearsed->armed.line);
	return fclose(out) == 0 ? NULL : &kdp_enomem;
}

struct kdp_error *kdp_rehearsed_write(const struct kdp_sysroot *root,
				      const struct kdp_rehearsed *rehearsed)
{
	KDP_AUTO_FREE char *data = NULL;
	char path[600], dir[500];
	struct kdp_error *err;
	size_t size;

	err = format(rehearsed, &data, &size);
	if (err)
		return err;
	if (geteuid() == 0 || !root->live)
		return kdp_sysroot_write(root, DIRECTORY, FILE_NAME, data,
					 size);
	user_dir(dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/" FILE_NAME, dir);
	err = make_dirs(path);
	if (err)
		return err;
	return kdp_file_write(path, 0600, (const uint8_t *)data, size);
}

void kdp_rehearsed_forget(const struct kdp_sysroot *root)
{
	kdp_sysroot_unlink(root, DIRECTORY "/" FILE_NAME);
}

static struct kdp_error *read_one(const struct kdp_sysroot *root,
				  const char *path, struct kdp_rehearsed *ret)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, path, TEXT_MAX, &data, &size);
	if (err)
		return err;
	return kdp_rehearsed_parse(path, data, size, ret);
}

struct kdp_error *kdp_rehearsed_read(const struct kdp_sysroot *root,
				     struct kdp_rehearsed *ret)
{
	struct kdp_rehearsed users;
	struct kdp_error *err, *other;
	char path[600], dir[500];

	err = read_one(root, DIRECTORY "/" FILE_NAME, ret);
	user_dir(dir, sizeof(dir));
	if (!root->live || !dir[0] || geteuid() == 0)
		return err;
	snprintf(path, sizeof(path), "%s/" FILE_NAME, dir);
	other = read_one(root, path, &users);
	if (other) {
		kdp_error_destroy(other);
		return err;
	}
	if (err || users.time > ret->time)
		*ret = users;
	kdp_error_destroy(err);
	return NULL;
}
