/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * death.h - whether the fake machine ends a test, tried in a child process.
 */
#ifndef KDP_TESTS_FAKE_DEATH_H
#define KDP_TESTS_FAKE_DEATH_H

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* True when function() ends in abort(). */
static inline bool death_by_abort(void (*function)(void))
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		return false;
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		if (null >= 0)
			dup2(null, STDERR_FILENO);
		function();
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child)
		return false;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
