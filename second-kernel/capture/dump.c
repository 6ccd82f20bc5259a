// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dump.c - runs makedumpfile and reads what it says; see dump.h.
 *
 * It prints lines that end in a line feed, and its progress in lines that end
 * in a carriage return: "Copying data     : [ 42.3 %] /   eta: 3s".
 */
#include "second-kernel/capture/dump.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "second-kernel/capture/step.h"

#define PROGRAM "/bin/makedumpfile"
/* What it says of any failure, whatever the reason. */
#define FAREWELL "makedumpfile Failed."
/* Percents between two lines of progress. */
#define PROGRESS 20

struct output {
	char line[200];
	size_t fill;
	char reason[200];	/* the first line that says what it could not */
	char last[200];		/* what it said last, but its farewell */
	int told;		/* the percentage that was printed */
};

static void take_line(struct output *output)
{
	const char *bracket;
	int percent;

	output->line[output->fill] = 0;
	output->fill = 0;
	if (!output->line[0] || strcmp(output->line, FAREWELL) == 0)
		return;
	bracket = strstr(output->line, ": [");
	if (!bracket) {
		memcpy(output->last, output->line, sizeof(output->last));
		if (!output->reason[0] && strstr(output->line, "an't "))
			memcpy(output->reason, output->line,
			       sizeof(output->reason));
		return;
	}
	percent = atoi(bracket + 3);
	if (strncmp(output->line, "Copying", 7) != 0 ||
	    percent < output->told + PROGRESS || percent > 99)
		return;
	output->told = percent;
	kdp_step_doing("saving the dump: %d %%", percent);
}

static void follow(int fd, struct output *output)
{
	char buffer[1024];
	ssize_t got, i;

	for (;;) {
		got = read(fd, buffer, sizeof(buffer));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		for (i = 0; i < got; i++) {
			if (buffer[i] == '\n' || buffer[i] == '\r')
				take_line(output);
			else if (output->fill < sizeof(output->line) - 1)
				output->line[output->fill++] = buffer[i];
		}
	}
}

KDP_MUST_CHECK
static struct kdp_error *judge(int status, const struct output *output)
{
	if (WIFSIGNALED(status))
		return kdp_error_create(KDP_ERROR_OTHER,
					"makedumpfile was killed by signal %d%s",
					WTERMSIG(status),
					WTERMSIG(status) == 9 ?
						", perhaps for want of memory" :
						"");
	if (WEXITSTATUS(status))
		return kdp_error_create(KDP_ERROR_OTHER,
					"makedumpfile failed (status %d): %s",
					WEXITSTATUS(status),
					output->reason[0] ? output->reason :
							    output->last);
	return NULL;
}

/* Its output is what it says, unless @data is the dump's. */
KDP_MUST_CHECK
static struct kdp_error *run(char *const argv[], int data)
{
	static char *const environment[] = {
		(char *)"LD_LIBRARY_PATH=/lib", (char *)"TMPDIR=/tmp", NULL,
	};
	struct output output = { 0 };
	int fds[2], status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return kdp_error_os(errno, "pipe");
	pid = fork();
	if (pid < 0)
		return kdp_error_os(errno, "fork");
	if (pid == 0) {
		dup2(data < 0 ? fds[1] : data, STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		execve(PROGRAM, argv, environment);
		dprintf(STDERR_FILENO, "%s: %s\n", PROGRAM, strerror(errno));
		_exit(127);
	}
	close(fds[1]);
	follow(fds[0], &output);
	close(fds[0]);
	if (waitpid(pid, &status, 0) != pid)
		return kdp_error_os(errno, "wait for makedumpfile");
	return judge(status, &output);
}

static const char *packing_option(const char *packing)
{
	return strcmp(packing, "lzo") == 0 ? "-l" : "-c";
}

struct kdp_error *kdp_dump_stream(const char *packing, int fd)
{
	char *argv[] = {
		(char *)PROGRAM, (char *)packing_option(packing), (char *)"-F",
		(char *)"-d", (char *)"31", (char *)KDP_VMCORE, NULL,
	};

	return run(argv, fd);
}

struct kdp_error *kdp_dump_write(const char *packing, const char *path)
{
	char file[512];
	char *argv[] = {
		(char *)PROGRAM, (char *)packing_option(packing), (char *)"-f",
		(char *)"-d", (char *)"31", (char *)KDP_VMCORE, file, NULL,
	};

	snprintf(file, sizeof(file), "%s", path);
	return run(argv, -1);
}

struct kdp_error *kdp_dump_dmesg(const char *path)
{
	char file[512];
	char *argv[] = {
		(char *)PROGRAM, (char *)"-f", (char *)"--dump-dmesg",
		(char *)KDP_VMCORE, file, NULL,
	};

	snprintf(file, sizeof(file), "%s", path);
	return run(argv, -1);
}
