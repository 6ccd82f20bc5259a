// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/file.c: a file that has been left alone for a while is
 * mapped and a recent one copied, with the same bytes; writing to a mapped
 * file is seen, replacing it is not taken for that; what is no regular file,
 * or too large, is refused.
 */
#include "kdump-prep/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/tap.h"

#define OLD 1000000000

static char path[] = "/tmp/kdp-file-XXXXXX";

static void write_file(const char *text, time_t modified)
{
	/* ctime cannot be set back: the test makes "now" later instead. */
	const struct timespec times[2] = {
		{ .tv_sec = modified }, { .tv_sec = modified },
	};
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	TAP_CHECK(fd >= 0);
	TAP_EQ(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	TAP_EQ(futimens(fd, times), 0);
	TAP_EQ(close(fd), 0);
}

/* The clock that file.c reads, ahead by as much as a test wants. */
static time_t ahead;

int __wrap_clock_gettime(clockid_t id, struct timespec *ret);
int __real_clock_gettime(clockid_t id, struct timespec *ret);

int __wrap_clock_gettime(clockid_t id, struct timespec *ret)
{
	int result = __real_clock_gettime(id, ret);

	ret->tv_sec += ahead;
	return result;
}

static void opened(struct kdp_file *file, bool mapped, const char *text)
{
	struct kdp_error *err = kdp_file_open(path, 100, file);

	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_EQ(file->mapped, mapped);
	TAP_EQ(file->size, strlen(text));
	TAP_CHECK(file->size == strlen(text) &&
		  memcmp(file->data, text, file->size) == 0);
}

static void recent_file_is_copied(void)
{
	struct kdp_file file = { 0 };

	ahead = 0;
	write_file("abc", time(NULL));
	opened(&file, false, "abc");
	TAP_CHECK(!kdp_file_changed(&file));
	write_file("xyz!", time(NULL));
	TAP_CHECK(!kdp_file_changed(&file));
	TAP_CHECK(memcmp(file.data, "abc", 3) == 0);
	kdp_file_close(&file);
}

static void quiet_file_is_mapped(void)
{
	struct kdp_file file = { 0 };

	write_file("abc", OLD);
	ahead = 10;
	opened(&file, true, "abc");
	TAP_CHECK(!kdp_file_changed(&file));
	kdp_file_close(&file);
}

static void writing_to_a_mapped_file_is_seen(void)
{
	struct kdp_file file = { 0 };

	write_file("abc", OLD);
	ahead = 10;
	opened(&file, true, "abc");
	write_file("abd", OLD + 1);
	TAP_CHECK(kdp_file_changed(&file));
	kdp_file_close(&file);
}

static void replacing_a_mapped_file_is_no_change(void)
{
	struct kdp_file file = { 0 };

	write_file("abc", OLD);
	ahead = 10;
	opened(&file, true, "abc");
	TAP_EQ(unlink(path), 0);
	write_file("xyz", OLD + 1);
	TAP_CHECK(!kdp_file_changed(&file));
	TAP_CHECK(memcmp(file.data, "abc", 3) == 0);
	kdp_file_close(&file);
}

static void empty_file_is_copied(void)
{
	struct kdp_file file = { 0 };

	write_file("", OLD);
	ahead = 10;
	opened(&file, false, "");
	kdp_file_close(&file);
}

static void refused(const char *name, size_t max, const char *why)
{
	struct kdp_file file = { 0 };
	struct kdp_error *err = kdp_file_open(name, max, &file);

	TAP_CHECK(err && strstr(err->message, why));
	kdp_error_destroy(err);
	TAP_CHECK(!file.data);
}

static void what_is_no_file_is_refused(void)
{
	write_file("abc", OLD);
	refused(path, 2, "has 3 bytes, expected at most 2");
	refused("/", 100, "is a directory");
	refused("/dev/null", 100, "not a regular file");
	refused("/none", 100, "No such file");
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0 || close(fd) < 0)
		return 99;
	TAP_RUN(recent_file_is_copied);
	TAP_RUN(quiet_file_is_mapped);
	TAP_RUN(writing_to_a_mapped_file_is_seen);
	TAP_RUN(replacing_a_mapped_file_is_no_change);
	TAP_RUN(empty_file_is_copied);
	TAP_RUN(what_is_no_file_is_refused);
	unlink(path);
	return tap_done();
}
