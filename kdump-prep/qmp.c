// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * qmp.c - the little of QEMU's machine protocol that a crash of a guest needs.
 */
#include "kdump-prep/qmp.h"

#include <json-c/json.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void kdp_qmp_init(struct kdp_qmp *qmp, int fd)
{
	static const char greeting[] = "{\"execute\":\"qmp_capabilities\"}\n";

	memset(qmp, 0, sizeof(*qmp));
	qmp->fd = fd;
	if (send(fd, greeting, strlen(greeting), MSG_NOSIGNAL) < 0)
		qmp->dead = true;
}

static const char *member_string(struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_string))
		return NULL;
	return json_object_get_string(member);
}

static void take_event(struct kdp_qmp *qmp, struct json_object *message)
{
	const char *event = member_string(message, "event");
	struct json_object *data;
	const char *reason;

	if (!event)
		return;
	if (!strcmp(event, "WATCHDOG"))
		qmp->watchdog = true;
	if (strcmp(event, "SHUTDOWN") != 0)
		return;
	qmp->stopped = true;
	if (json_object_object_get_ex(message, "data", &data) &&
	    (reason = member_string(data, "reason")))
		snprintf(qmp->reason, sizeof(qmp->reason), "%s", reason);
}

/*
 * Take one line.  Return the text of a command's answer, or NULL; the
 * answer to qmp_capabilities is an empty object, not a text.
 */
static char *take_line(struct kdp_qmp *qmp, const char *line)
{
	struct json_object *message = json_tokener_parse(line);
	const char *text = NULL;
	char *ret = NULL;

	if (!message)
		return NULL;
	take_event(qmp, message);
	text = member_string(message, "return");
	if (text)
		ret = strdup(text);
	json_object_put(message);
	return ret;
}

/* Take the lines that are complete, up to the first answer. */
static char *take_lines(struct kdp_qmp *qmp)
{
	char *end, *ret = NULL;

	while (!ret && (end = memchr(qmp->buffer, '\n', qmp->fill))) {
		size_t length = (size_t)(end - qmp->buffer) + 1;

		*end = '\0';
		ret = take_line(qmp, qmp->buffer);
		qmp->fill -= length;
		memmove(qmp->buffer, qmp->buffer + length, qmp->fill);
	}
	return ret;
}

static void read_more(struct kdp_qmp *qmp)
{
	ssize_t got;

	if (qmp->fill == sizeof(qmp->buffer)) {
		qmp->dead = true;
		return;
	}
	got = recv(qmp->fd, qmp->buffer + qmp->fill,
		   sizeof(qmp->buffer) - qmp->fill, MSG_DONTWAIT);
	if (got > 0)
		qmp->fill += (size_t)got;
	else if (got == 0)
		qmp->dead = true;
}

void kdp_qmp_poll(struct kdp_qmp *qmp)
{
	read_more(qmp);
	free(take_lines(qmp));
}

char *kdp_qmp_hmp(struct kdp_qmp *qmp, const char *command, int timeout)
{
	static const char format[] =
		"{\"execute\":\"human-monitor-command\","
		"\"arguments\":{\"command-line\":\"%s\"}}\n";
	struct pollfd poll_fd = { .fd = qmp->fd, .events = POLLIN };
	char request[256], *ret = NULL;
	time_t deadline = time(NULL) + timeout;
	int length;

	length = snprintf(request, sizeof(request), format, command);
	if (length < 0 || (size_t)length >= sizeof(request) ||
	    send(qmp->fd, request, (size_t)length, MSG_NOSIGNAL) != length)
		return NULL;
	while (!ret && !qmp->dead && time(NULL) < deadline) {
		if (poll(&poll_fd, 1, 1000) > 0)
			read_more(qmp);
		ret = take_lines(qmp);
	}
	return ret;
}

bool kdp_qmp_works(struct kdp_qmp *qmp, const char *command)
{
	char *answer = kdp_qmp_hmp(qmp, command, 5);
	bool ret = answer && !*answer;

	free(answer);
	return ret;
}

bool kdp_qmp_boot_again(struct kdp_qmp *qmp)
{
	static const char request[] =
		"{\"execute\":\"set-action\","
		"\"arguments\":{\"reboot\":\"reset\"}}\n";
	static const struct timespec pause = { .tv_nsec = 100000000 };

	if (send(qmp->fd, request, strlen(request), MSG_NOSIGNAL) < 0 ||
	    !kdp_qmp_works(qmp, "system_reset"))
		return false;
	/* A stopped guest cannot go on before QEMU has done the reset. */
	for (int i = 0; i < 50; i++) {
		if (kdp_qmp_works(qmp, "cont"))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}
