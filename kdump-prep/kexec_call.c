// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kexec_call.c - the system calls and the question whether it may be made; all
 * that the tests replace, and nothing else.
 */
#include "kdump-prep/kexec.h"

#include <errno.h>
#include <linux/kexec.h>
#include <sys/syscall.h>
#include <unistd.h>

struct kdp_error *kdp_kexec_live(const struct kdp_sysroot *root)
{
	if (!root->live)
		return kdp_error_create(KDP_ERROR_USAGE,
					"--sysroot: an image for another machine is not loaded on this one; use --dry-run");
	if (geteuid() != 0)
		return kdp_error_create(KDP_ERROR_OTHER,
					"must be run as root");
	return NULL;
}

int kdp_kexec_call(uint64_t entry, size_t count,
		   const struct kexec_segment *segment, unsigned long flags)
{
	if (syscall(SYS_kexec_load, entry, count, segment, flags) < 0)
		return errno;
	return 0;
}

int kdp_kexec_file_call(int kernel_fd, int initrd_fd, size_t cmdline_size,
			const char *cmdline, unsigned long flags)
{
	if (syscall(SYS_kexec_file_load, kernel_fd, initrd_fd, cmdline_size,
		    cmdline, flags) < 0)
		return errno;
	return 0;
}
