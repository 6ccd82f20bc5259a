// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machine.c - process 1 and the machine; see machine.h.
 */
#include "second-kernel/capture/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A machine that is about to be reset needs no more of the watchdog. */
#define WATCHDOG_SECONDS 60
#define REBOOT_SECONDS	 10u

static int console = -1;
static int watchdog = -1;

void kdp_machine_put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t written;

	if (fd < 0)
		return;
	written = write(fd, text, strlen(text));
	(void)written;
	close(fd);
}

void kdp_machine_begin(void)
{
	mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
	mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
	mount("devtmpfs", "/dev", "devtmpfs", MS_NOSUID | MS_NOEXEC, "");
	console = open("/dev/console", O_RDWR | O_NONBLOCK | O_NOCTTY);
	if (console >= 0) {
		dup2(console, STDIN_FILENO);
		dup2(console, STDOUT_FILENO);
		dup2(console, STDERR_FILENO);
	}
	umask(077);
	kdp_machine_put("/proc/sys/kernel/panic", "10");
	kdp_machine_put("/proc/sys/kernel/panic_on_oops", "1");
}

void kdp_machine_say(const char *format, ...)
{
	static const char prefix[] = "kdump-prep: ";
	ssize_t written;
	char line[512];
	va_list ap;
	size_t size;

	memcpy(line, prefix, sizeof(prefix));
	va_start(ap, format);
	vsnprintf(line + sizeof(prefix) - 1, sizeof(line) - sizeof(prefix) - 2,
		  format, ap);
	va_end(ap);
	size = strlen(line);
	memcpy(line + size, "\r\n", 2);
	written = write(console, line, size + 2);
	(void)written;
}

void kdp_machine_watchdog(void)
{
	int seconds = WATCHDOG_SECONDS;

	if (watchdog >= 0)
		return;
	watchdog = open("/dev/watchdog", O_WRONLY | O_CLOEXEC);
	if (watchdog < 0)
		return;
	if (ioctl(watchdog, WDIOC_SETTIMEOUT, &seconds))
		ioctl(watchdog, WDIOC_GETTIMEOUT, &seconds);
	kdp_machine_say("the watchdog resets the machine %d s after the last sign of life",
			seconds);
}

void kdp_machine_ping(void)
{
	if (watchdog >= 0)
		ioctl(watchdog, WDIOC_KEEPALIVE, 0);
}

double kdp_machine_seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void kdp_machine_reboot(void)
{
	double until = kdp_machine_seconds() + REBOOT_SECONDS;

	kdp_machine_ping();
	/* Drivers that are asked to shut down may not answer. */
	if (fork() == 0) {
		reboot(RB_AUTOBOOT);
		_exit(1);
	}
	while (kdp_machine_seconds() < until)
		usleep(100000);
	kdp_machine_put("/proc/sysrq-trigger", "b");
	sleep(REBOOT_SECONDS);
	/* The end of process 1 is a panic, and that a reboot. */
	_exit(1);
}
