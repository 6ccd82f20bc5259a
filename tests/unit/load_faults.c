// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of a whole load, with a mock for the kernel's side: whichever call of
 * it fails once, of the C library or of the kernel, whatever it fails with, a
 * good image is armed afterwards; success is told only when it is the one that
 * was asked for, and failure comes with a message.  A read that a signal
 * interrupts is no failure.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kdump-prep/cmd.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/kexec_cli.h"
#include "kdump-prep/log.h"
#include "tests/tap.h"

static char directory[] = "/tmp/kdp-faults-XXXXXX";
static struct kdp_globals globals;

/* The call that is to fail, counted from 1; 0: none. */
static unsigned int fails_at, calls;
static int fails_with;
static bool counting;
static const char *failed;	/* its name */

static bool is_failing(const char *name)
{
	if (!counting || ++calls != fails_at)
		return false;
	failed = name;
	errno = fails_with;
	return true;
}

/* The linker gives every call of the library to these (--wrap). */
#define WRAP(type, name, failure, parameters, arguments) \
	type __real_##name parameters;                   \
	type __wrap_##name parameters;                   \
	type __wrap_##name parameters                    \
	{                                                \
		if (is_failing(#name))                   \
			return failure;                  \
		return __real_##name arguments;          \
	}

WRAP(void *, malloc, NULL, (size_t size), (size))
WRAP(void *, calloc, NULL, (size_t count, size_t size), (count, size))
WRAP(void *, realloc, NULL, (void *p, size_t size), (p, size))
WRAP(void *, reallocarray, NULL, (void *p, size_t count, size_t size),
     (p, count, size))
WRAP(char *, strdup, NULL, (const char *text), (text))
WRAP(int, vasprintf, -1, (char **ret, const char *format, va_list ap),
     (ret, format, ap))
WRAP(ssize_t, read, -1, (int fd, void *data, size_t size), (fd, data, size))
WRAP(ssize_t, write, -1, (int fd, const void *data, size_t size),
     (fd, data, size))
WRAP(int, fstat, -1, (int fd, struct stat *st), (fd, st))
WRAP(int, stat, -1, (const char *path, struct stat *st), (path, st))
WRAP(void *, mmap, MAP_FAILED,
     (void *addr, size_t size, int prot, int flags, int fd, off_t offset),
     (addr, size, prot, flags, fd, offset))
WRAP(int, renameat, -1,
     (int from_fd, const char *from, int to_fd, const char *to),
     (from_fd, from, to_fd, to))
WRAP(int, mkdirat, -1, (int fd, const char *path, mode_t mode),
     (fd, path, mode))
WRAP(int, unlinkat, -1, (int fd, const char *path, int flags),
     (fd, path, flags))
WRAP(int, flock, -1, (int fd, int operation), (fd, operation))
WRAP(char *, getcwd, NULL, (char *buffer, size_t size), (buffer, size))
WRAP(int, chdir, -1, (const char *path), (path))
WRAP(FILE *, open_memstream, NULL, (char **data, size_t *size), (data, size))

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int fd, const char *path, int flags, ...);
int __wrap_openat(int fd, const char *path, int flags, ...);

/* The loader makes files for root alone. */
int __wrap_open(const char *path, int flags, ...)
{
	return is_failing("open") ? -1 : __real_open(path, flags, 0600);
}

int __wrap_openat(int fd, const char *path, int flags, ...)
{
	return is_failing("openat") ? -1 : __real_openat(fd, path, flags, 0600);
}

int __real_clock_gettime(clockid_t id, struct timespec *ret);
int __wrap_clock_gettime(clockid_t id, struct timespec *ret);

/* Later than it is: files that were just made are old enough to be mapped. */
int __wrap_clock_gettime(clockid_t id, struct timespec *ret)
{
	int result = __real_clock_gettime(id, ret);

	ret->tv_sec += 100;
	return is_failing("clock_gettime") ? -1 : result;
}

/* The kernel's side. */

static char armed;		/* the image's letter; 0: none */

static void arm(char image)
{
	bool on = counting;
	int fd;

	counting = false;
	armed = image;
	fd = open("machine/sys/kernel/kexec_crash_loaded",
		  O_WRONLY | O_TRUNC);
	if (fd < 0 || write(fd, image ? "1\n" : "0\n", 2) != 2 ||
	    close(fd) < 0)
		exit(99);
	counting = on;
}

/* The word "image=X" of the command line that the image has. */
static char letter_of(const struct kexec_segment *segment, size_t count)
{
	const char *found = NULL;
	size_t i;

	for (i = 0; i < count && !found; i++)
		found = memmem(segment[i].buf, segment[i].bufsz, "image=", 6);
	return found ? found[6] : '?';
}

/* As the kernel does: what was loaded is gone before anything can fail. */
int kdp_kexec_call(uint64_t entry, size_t count,
		   const struct kexec_segment *segment, unsigned long flags)
{
	bool refuse = is_failing("kexec_load");

	(void)entry;
	(void)flags;
	arm(refuse ? 0 : letter_of(segment, count));
	return refuse ? fails_with : 0;
}

int kdp_kexec_file_call(int kernel_fd, int initrd_fd, size_t cmdline_size,
			const char *cmdline, unsigned long flags)
{
	(void)kernel_fd;
	(void)initrd_fd;
	(void)cmdline_size;
	(void)cmdline;
	(void)flags;
	return ENOSYS;
}

struct kdp_error *kdp_kexec_live(const struct kdp_sysroot *root)
{
	(void)root;
	return NULL;
}

struct kdp_error *kdp_kexec_exec_real(char **argv)
{
	(void)argv;
	return kdp_error_create(KDP_ERROR_NOT_FOUND, "none");
}

/* The last resort, which these tests must not need. */
struct kdp_error *kdp_kexec_run_real(char **argv)
{
	(void)argv;
	return kdp_error_create(KDP_ERROR_NOT_FOUND, "none");
}

static struct kdp_error *load(char image, enum kdp_exit *status)
{
	char name[] = "load", initrd[] = "--initrd=initrd-small";
	char append[] = "--append=image=?", kernel[] = "vmlinuz";
	char *argv[] = { name, initrd, append, kernel, NULL };

	append[sizeof(append) - 2] = image;
	*status = KDP_EXIT_OK;
	return kdp_cmd_load.run(&globals, 4, argv, status);
}

static void load_good(char image)
{
	enum kdp_exit status;
	struct kdp_error *err = load(image, &status);

	if (err)
		printf("# %s\n", err->message);
	TAP_CHECK(!err && armed == image);
	kdp_error_destroy(err);
	kdp_log_clear();
}

static void judge(struct kdp_error *err, enum kdp_exit status, int error)
{
	bool right;

	if (err)
		right = armed == 'A' && *err->message;
	else
		right = armed == 'B' && status == KDP_EXIT_OK;
	/* Interrupted by a signal: to be called again, or without it. */
	if (error == EINTR && failed && strcmp(failed, "read") == 0)
		right = right && !err;
	TAP_CHECK(right);
	if (!right)
		printf("# call %u, %s, failed with %s: armed %c, status %d, %s\n",
		       fails_at, failed ? failed : "none", strerror(error),
		       armed ? armed : '0', (int)status,
		       err ? err->message : "no error");
}

/* Whether there was a call to fail. */
static bool try_one(int error)
{
	enum kdp_exit status;
	struct kdp_error *err;

	if (armed != 'A')
		load_good('A');
	calls = 0;
	failed = NULL;
	fails_with = error;
	counting = true;
	err = load('B', &status);
	counting = false;
	judge(err, status, error);
	kdp_error_destroy(err);
	kdp_log_clear();
	return failed != NULL;
}

static unsigned int kinds_of_failure(int error)
{
	unsigned int count = 0;

	for (fails_at = 1; try_one(error); fails_at++)
		count++;
	fails_at = 0;
	printf("# %u calls, each failing once with %s\n", count,
	       strerror(error));
	return count;
}

static void any_call_may_fail_with_enomem(void)
{
	/* Files, memory, the lock, the system call: all are counted. */
	TAP_CHECK(kinds_of_failure(ENOMEM) > 100);
}

static void any_call_may_fail_with_eio(void)
{
	TAP_CHECK(kinds_of_failure(EIO) > 100);
}

static void any_call_may_fail_with_eintr(void)
{
	TAP_CHECK(kinds_of_failure(EINTR) > 100);
}

static void make_files(const char *build)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "cd %s && %s/tests/cli/fixture", directory, build);
	if (system(command) != 0)
		exit(99);
}

int main(void)
{
	const char *build = getenv("top_builddir");
	struct kdp_error *err;
	char command[64];

	if (!build || !mkdtemp(directory))
		return 99;
	make_files(build);
	if (chdir(directory) < 0)
		return 99;
	err = kdp_sysroot_init(&globals.root, "machine");
	if (err)
		return 99;
	TAP_RUN(any_call_may_fail_with_enomem);
	TAP_RUN(any_call_may_fail_with_eio);
	TAP_RUN(any_call_may_fail_with_eintr);
	kdp_sysroot_deinit(&globals.root);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	if (system(command) != 0)
		return 99;
	return tap_done();
}
