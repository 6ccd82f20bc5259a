/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vm.h - a QEMU process and the channels to it.
 */
#ifndef KDP_KDUMP_PREP_VM_H
#define KDP_KDUMP_PREP_VM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kdump-prep/error.h"

#define KDP_VM_DEVICES 9

/**
 * struct kdp_vm_config - what to start
 * @machine: QEMU machine type, e.g. "q35"
 * @memory: MiB of RAM
 * @console: file that receives the first serial port
 * @log: file that receives QEMU's own output
 * @device: QEMU devices to make before all others, NULL behind the last
 * @peer_fd: a connected socket that becomes the character device "kdp-peer";
 *	-1: none
 * @argv: QEMU binary and further arguments, NULL at the end
 */
struct kdp_vm_config {
	const char *machine;
	unsigned int memory;
	const char *console;
	const char *log;
	const char *device[KDP_VM_DEVICES + 1];
	int peer_fd;
	char **argv;
};

/**
 * struct kdp_vm - a running QEMU
 * @pid: the process, 0: none
 * @status_fd: the second serial port
 * @qmp_fd: the machine protocol
 * @ram: the guest's memory
 * @ram_size: bytes of it
 */
struct kdp_vm {
	pid_t pid;
	int status_fd;
	int qmp_fd;
	uint8_t *ram;
	size_t ram_size;
};

/**
 * kdp_vm_start() - start QEMU
 * @vm: filled in; the caller calls kdp_vm_stop()
 * @config: what to start
 *
 * QEMU stops, and does not exit, when the guest resets or powers off, so that
 * its state can be read then.  It dies with this process.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_vm_start(struct kdp_vm *vm,
			       const struct kdp_vm_config *config);

/** kdp_vm_stop() - kill QEMU, reap it and release the channels */
void kdp_vm_stop(struct kdp_vm *vm);

#endif
