/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * qmp.h - the little of QEMU's machine protocol that the harness needs.
 */
#ifndef KDP_TESTS_CRASH_QMP_H
#define KDP_TESTS_CRASH_QMP_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct qmp - a monitor connection
 * @fd: connected socket
 * @fill: bytes in @buffer
 * @buffer: what was read and not yet taken
 * @stopped: the guest was reset or shut down
 * @reason: QEMU's reason for it
 * @watchdog: a watchdog's time ran out
 * @dead: the connection is gone
 */
struct qmp {
	int fd;
	size_t fill;
	char buffer[1 << 18];
	bool stopped;
	char reason[40];
	bool watchdog;
	bool dead;
};

/** qmp_init() - start with a connected socket */
void qmp_init(struct qmp *qmp, int fd);

/** qmp_poll() - take what has arrived; sets all that begins at @stopped */
void qmp_poll(struct qmp *qmp);

/**
 * qmp_hmp() - run a command of the human monitor
 * @qmp: the connection
 * @command: the command line, without quotes or backslashes
 * @timeout: seconds to wait for the answer
 *
 * Return: its output, to be freed; NULL when there is no answer.
 */
char *qmp_hmp(struct qmp *qmp, const char *command, int timeout);

/** qmp_works() - run a command that prints only what went wrong */
bool qmp_works(struct qmp *qmp, const char *command);

/**
 * qmp_boot_again() - reset the guest, memory kept, and let it run on
 * @qmp: the connection; from now on the guest may reset itself
 *
 * Return: whether the guest runs.
 */
bool qmp_boot_again(struct qmp *qmp);

#endif
