// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * step.c - runs work in a process with a limited time; see step.h.
 *
 * The child tells what it does by messages in a pipe, each one line: "." and
 * what it is doing, or "!" and why it failed.
 */
#include "second-kernel/capture/step.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "second-kernel/capture/machine.h"

/* How long a killed process may take to go; one in a driver never does. */
#define KILL_SECONDS 2.0

#define MARK_DOING '.'
#define MARK_WHY   '!'

/* In the child: the end of the pipe. */
static int messages = -1;

/* Its start, and what has come of a message. */
struct child {
	pid_t pid;
	int fd;
	bool closed;
	char line[KDP_STEP_TEXT];
	size_t fill;
};

/* A message is shorter than PIPE_BUF: it comes whole or not at all. */
static void send_message(char mark, const char *text)
{
	char line[KDP_STEP_TEXT + 2];
	ssize_t written;
	size_t i;

	snprintf(line, sizeof(line) - 1, "%c%s", mark, text);
	for (i = 0; line[i]; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	line[i] = '\n';
	written = write(messages, line, i + 1);
	(void)written;
}

void kdp_step_doing(const char *format, ...)
{
	char text[KDP_STEP_TEXT];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	send_message(MARK_DOING, text);
}

static void take_line(struct child *child, struct kdp_step_end *end)
{
	child->line[child->fill] = 0;
	child->fill = 0;
	if (child->line[0] == MARK_WHY) {
		memcpy(end->why, child->line + 1, sizeof(child->line) - 1);
		return;
	}
	memcpy(end->doing, child->line + 1, sizeof(child->line) - 1);
	kdp_machine_say("%s", end->doing);
}

static void take_messages(struct child *child, struct kdp_step_end *end)
{
	char buffer[1024];
	ssize_t got = read(child->fd, buffer, sizeof(buffer));
	ssize_t i;

	if (got <= 0) {
		child->closed = true;
		return;
	}
	for (i = 0; i < got; i++) {
		if (buffer[i] == '\n')
			take_line(child, end);
		else if (child->fill < sizeof(child->line) - 1)
			child->line[child->fill++] = buffer[i];
	}
}

/* Until its end of the pipe is closed, which all of its children have too. */
static bool follow(struct child *child, double until, struct kdp_step_end *end)
{
	struct pollfd poll_fd = { .fd = child->fd, .events = POLLIN };

	while (!child->closed) {
		if (kdp_machine_seconds() >= until)
			return false;
		kdp_machine_ping();
		if (poll(&poll_fd, 1, 200) > 0)
			take_messages(child, end);
	}
	return true;
}

/* Waits for a moment; children of the child's end up with process 1. */
static bool reap(struct child *child, int *status)
{
	double until = kdp_machine_seconds() + KILL_SECONDS;
	pid_t pid;

	while (kdp_machine_seconds() < until) {
		pid = waitpid(-1, status, WNOHANG);
		if (pid == child->pid)
			return true;
		if (pid <= 0)
			usleep(10000);
	}
	return false;
}

static void judge(struct child *child, bool in_time, struct kdp_step_end *end)
{
	int status;

	if (!in_time) {
		kill(-child->pid, SIGKILL);
		reap(child, &status);
		snprintf(end->why, sizeof(end->why),
			 "the time is over; it was at: %.200s", end->doing);
		return;
	}
	if (!reap(child, &status)) {
		kill(-child->pid, SIGKILL);
		snprintf(end->why, sizeof(end->why), "it does not end");
	} else if (WIFSIGNALED(status)) {
		snprintf(end->why, sizeof(end->why),
			 "killed by signal %d at: %.200s", WTERMSIG(status),
			 end->doing);
	} else {
		end->done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
}

__attribute__((noreturn))
static void work_in_child(struct kdp_error *(*work)(void *context),
			  void *context)
{
	struct kdp_error *err;

	setpgid(0, 0);
	err = work(context);
	if (err)
		send_message(MARK_WHY, err->message);
	_exit(err != NULL);
}

void kdp_step_run(struct kdp_error *(*work)(void *context), void *context,
		  double until, struct kdp_step_end *ret)
{
	struct child child = { 0 };
	int fds[2];

	memset(ret, 0, sizeof(*ret));
	if (pipe(fds)) {
		snprintf(ret->why, sizeof(ret->why), "no pipe");
		return;
	}
	child.pid = fork();
	if (child.pid == 0) {
		close(fds[0]);
		messages = fds[1];
		work_in_child(work, context);
	}
	close(fds[1]);
	child.fd = fds[0];
	if (child.pid < 0) {
		snprintf(ret->why, sizeof(ret->why), "no new process");
	} else {
		/* Both set it: neither can be late. */
		setpgid(child.pid, child.pid);
		judge(&child, follow(&child, until, ret), ret);
	}
	close(fds[0]);
}
