// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kexec_real.c - finds kexec-tools' kexec and becomes it; see kexec_cli.h.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/kexec_cli.h"

/* Where it is, what makes room for this program first. */
static const char *const candidate[] = {
	"/run/kdump-prep/kexec.real",	/* bound there by a unit */
	"/sbin/kexec.distrib",		/* diverted by dpkg */
	"/usr/sbin/kexec.distrib",
	"/sbin/kexec",
	"/usr/sbin/kexec",
};

/* A script may lead back to this program, for ever. */
static bool is_elf(const char *path)
{
	KDP_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	char magic[SELFMAG];

	return fd >= 0 && read(fd, magic, SELFMAG) == SELFMAG &&
	       memcmp(magic, ELFMAG, SELFMAG) == 0;
}

bool kdp_kexec_is_other(const char *path, const char *self)
{
	struct stat own, st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
	    access(path, X_OK) < 0)
		return false;
	/* Without knowing what we are we might start ourselves for ever. */
	if (stat(self, &own) < 0)
		return false;
	return (st.st_dev != own.st_dev || st.st_ino != own.st_ino) &&
	       is_elf(path);
}

struct kdp_error *kdp_kexec_exec_real(char **argv)
{
	const size_t count = sizeof(candidate) / sizeof(candidate[0]);
	size_t i;

	for (i = 0; i < count; i++) {
		if (!kdp_kexec_is_other(candidate[i], "/proc/self/exe"))
			continue;
		execv(candidate[i], argv);
		return kdp_error_os(errno, "%s", candidate[i]);
	}
	return kdp_error_create(KDP_ERROR_NOT_FOUND,
				"this is for kexec of kexec-tools, which is not installed");
}
