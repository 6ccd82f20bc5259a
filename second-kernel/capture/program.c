// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * program.c - runs a program and reads what it says; see program.h.
 *
 * A line ends in a line feed or, as those of a progress do, in a carriage
 * return.
 */
#include "second-kernel/capture/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void follow(int fd, void (*take)(void *context, const char *line),
		   void *context)
{
	char line[KDP_PROGRAM_LINE], buffer[1024];
	size_t fill = 0;
	ssize_t got, i;

	for (;;) {
		got = read(fd, buffer, sizeof(buffer));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		for (i = 0; i < got; i++) {
			if (buffer[i] == '\n' || buffer[i] == '\r') {
				line[fill] = 0;
				fill = 0;
				take(context, line);
			} else if (fill < sizeof(line) - 1) {
				line[fill++] = buffer[i];
			}
		}
	}
}

/* Without udev, the device mapper's library makes its nodes itself. */
__attribute__((noreturn))
static void become(char *const argv[], int data, int said)
{
	static char *const environment[] = {
		(char *)"LD_LIBRARY_PATH=/lib", (char *)"TMPDIR=/tmp",
		(char *)"DM_DISABLE_UDEV=1",
		(char *)"LVM_SUPPRESS_FD_WARNINGS=1", NULL,
	};

	dup2(data < 0 ? said : data, STDOUT_FILENO);
	dup2(said, STDERR_FILENO);
	execve(argv[0], argv, environment);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

struct kdp_error *
kdp_program_run(char *const argv[], int data,
		void (*take)(void *context, const char *line), void *context,
		int *status_ret)
{
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return kdp_error_os(errno, "pipe");
	pid = fork();
	if (pid < 0)
		return kdp_error_os(errno, "fork");
	if (pid == 0)
		become(argv, data, fds[1]);
	close(fds[1]);
	follow(fds[0], take, context);
	close(fds[0]);
	if (waitpid(pid, status_ret, 0) != pid)
		return kdp_error_os(errno, "wait for %s", argv[0]);
	return NULL;
}
