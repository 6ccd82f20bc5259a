/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * qmp.h - the little of QEMU's machine protocol that a crash of a guest needs.
 */
#ifndef KDP_KDUMP_PREP_QMP_H
#define KDP_KDUMP_PREP_QMP_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct kdp_qmp - a monitor connection
 * @fd: connected socket
 * @fill: bytes in @buffer
 * @buffer: what was read and not yet taken
 * @stopped: the guest was reset or shut down
 * @reason: QEMU's reason for it
 * @watchdog: a watchdog's time ran out
 * @dead: the connection is gone
 */
struct kdp_qmp {
	int fd;
	size_t fill;
	char buffer[1 << 18];
	bool stopped;
	char reason[40];
	bool watchdog;
	bool dead;
};

/** kdp_qmp_init() - start with a connected socket */
void kdp_qmp_init(struct kdp_qmp *qmp, int fd);

/** kdp_qmp_poll() - take what has arrived; sets all that begins at @stopped */
void kdp_qmp_poll(struct kdp_qmp *qmp);

/**
 * kdp_qmp_hmp() - run a command of the human monitor
 * @qmp: the connection
 * @command: the command line, without quotes or backslashes
 * @timeout: seconds to wait for the answer
 *
 * Return: its output, to be freed; NULL when there is no answer.
 */
char *kdp_qmp_hmp(struct kdp_qmp *qmp, const char *command, int timeout);

/** kdp_qmp_works() - run a command that prints only what went wrong */
bool kdp_qmp_works(struct kdp_qmp *qmp, const char *command);

/**
 * kdp_qmp_boot_again() - reset the guest, memory kept, and let it run on
 * @qmp: the connection; from now on the guest may reset itself
 *
 * Return: whether the guest runs.
 */
bool kdp_qmp_boot_again(struct kdp_qmp *qmp);

#endif
