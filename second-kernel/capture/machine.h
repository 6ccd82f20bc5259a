/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.h - what process 1 asks of the machine: file systems of the kernel,
 * the console, the watchdog, and the reboot.
 *
 * Nothing here waits for a disk or a network.
 */
#ifndef KDP_CAPTURE_MACHINE_H
#define KDP_CAPTURE_MACHINE_H

#include "kdump-prep/error.h"

/**
 * kdp_machine_put() - write @text into a file of the kernel, if it is there
 */
void kdp_machine_put(const char *path, const char *text);

/**
 * kdp_machine_begin() - mount /proc, /sys and /dev, open the console, and have
 *	an oops end in a reboot
 */
void kdp_machine_begin(void);

/**
 * kdp_machine_say() - print a line on the console, with the program's name
 *
 * A console that does not take it loses it.
 */
KDP_FORMAT(1, 2)
void kdp_machine_say(const char *format, ...);

/**
 * kdp_machine_watchdog() - take over the watchdog, if there is one by now
 */
void kdp_machine_watchdog(void);

/** kdp_machine_ping() - tell the watchdog that all is well */
void kdp_machine_ping(void);

/** kdp_machine_seconds() - since this kernel was started */
double kdp_machine_seconds(void);

/**
 * kdp_machine_reboot() - reboot, by the kernel, by sysrq, by a panic
 *
 * The watchdog goes on, in case that none of them works.
 */
__attribute__((noreturn))
void kdp_machine_reboot(void);

#endif
