// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * spawn.c - runs another program; see spawn.h.
 */
#include "kdump-prep/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"

static struct kdp_error *wait_for(pid_t pid, const char *name)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return kdp_error_os(errno, "%s: wait", name);
	if (WIFSIGNALED(status))
		return kdp_error_create(KDP_ERROR_OTHER,
					"%s: ended by signal %d", name,
					WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return kdp_error_create(KDP_ERROR_OTHER,
					"%s: failed with status %d", name,
					WEXITSTATUS(status));
	return NULL;
}

/* @output: that both of its outputs go to. */
KDP_MUST_CHECK
static struct kdp_error *start(const char *const argv[], bool quiet,
			       int output, pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	int failed;
	pid_t pid;

	failed = posix_spawn_file_actions_init(&actions);
	if (failed)
		return kdp_error_os(failed, "%s", argv[0]);
	if (output >= 0) {
		failed = posix_spawn_file_actions_adddup2(&actions, output,
							  STDOUT_FILENO);
		if (!failed)
			failed = posix_spawn_file_actions_adddup2(
				&actions, output, STDERR_FILENO);
	} else {
		failed = posix_spawn_file_actions_addopen(
			&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	}
	if (!failed && quiet)
		failed = posix_spawn_file_actions_addopen(&actions,
							  STDERR_FILENO,
							  "/dev/null",
							  O_WRONLY, 0);
	/* posix_spawn() takes strings that it does not change. */
	if (!failed)
		failed = posix_spawnp(&pid, argv[0], &actions, NULL,
				      (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failed == ENOENT)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"%s: not installed", argv[0]);
	if (failed)
		return kdp_error_os(failed, "%s", argv[0]);
	*ret = pid;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *spawn(const char *const argv[], bool quiet)
{
	struct kdp_error *err;
	pid_t pid;

	err = start(argv, quiet, -1, &pid);
	return err ? err : wait_for(pid, argv[0]);
}

struct kdp_error *kdp_spawn(const char *const argv[])
{
	return spawn(argv, false);
}

struct kdp_error *kdp_spawn_quiet(const char *const argv[])
{
	return spawn(argv, true);
}

struct kdp_error *kdp_spawn_read(const char *const argv[], char *ret,
				 size_t size)
{
	KDP_AUTO_CLOSE int from = -1;
	struct kdp_error *err;
	char rest[512];
	size_t fill = 0;
	ssize_t got;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return kdp_error_os(errno, "pipe");
	from = fds[0];
	err = start(argv, false, fds[1], &pid);
	close(fds[1]);
	if (err)
		return err;
	/* To its end, or it would end by a signal. */
	for (;;) {
		got = read(from, rest, sizeof(rest));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		if ((size_t)got > size - 1 - fill)
			got = (ssize_t)(size - 1 - fill);
		memcpy(ret + fill, rest, (size_t)got);
		fill += (size_t)got;
	}
	ret[fill] = 0;
	return wait_for(pid, argv[0]);
}
