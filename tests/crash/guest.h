/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest.h - a QEMU process and the channels to it.
 */
#ifndef KDP_TESTS_CRASH_GUEST_H
#define KDP_TESTS_CRASH_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/crash/doorbell.h"

#define GUEST_DEVICES_MAX 8

/**
 * struct guest_config - what to start
 * @machine: QEMU machine type, e.g. "q35"
 * @memory: MiB of RAM
 * @console: file that receives the first serial port
 * @log: file that receives QEMU's own output
 * @device: QEMU devices to make before all others, NULL behind the last
 * @has_doorbell: add the doorbell
 * @bell_bus: the bus of its ivshmem-doorbell device; NULL is the root bus
 * @bell_later: do not make that device now; guest_doorbell() tells how
 * @argv: QEMU binary and further arguments, NULL at the end
 */
struct guest_config {
	const char *machine;
	unsigned int memory;
	const char *console;
	const char *log;
	const char *device[GUEST_DEVICES_MAX + 1];
	bool has_doorbell;
	const char *bell_bus;
	bool bell_later;
	char **argv;
};

/**
 * struct guest - a running QEMU
 * @pid: the process, 0 once it is reaped
 * @status_fd: the second serial port
 * @qmp_fd: the machine protocol
 * @bell_fd: the doorbell's server socket, -1 without one
 * @ram: the guest's memory
 * @ram_size: bytes of it
 */
struct guest {
	pid_t pid;
	int status_fd;
	int qmp_fd;
	int bell_fd;
	uint8_t *ram;
	size_t ram_size;
};

/**
 * guest_start() - start QEMU
 * @guest: filled in
 * @config: what to start
 * @bell: the doorbell to connect; used when @config says so
 *
 * QEMU stops, and does not exit, when the guest resets or powers off, so that
 * its state can be read then.  It dies with this process.
 *
 * Return: false, errno set, when there is no process.
 */
bool guest_start(struct guest *guest, const struct guest_config *config,
		 struct doorbell *bell);

/**
 * guest_doorbell() - the ivshmem-doorbell device in QEMU's words
 * @ret: at least @size bytes
 * @size: of @ret
 * @bus: as in struct guest_config
 */
void guest_doorbell(char *ret, size_t size, const char *bus);

/** guest_stop() - kill QEMU, reap it and release the channels */
void guest_stop(struct guest *guest);

#endif
