// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kexec_real.c - finds kexec-tools' kexec and becomes it; see kexec_cli.h.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/kexec_cli.h"

/* Where it is, what makes room for this program first. */
static const char *const candidate[] = {
	"/run/kdump-prep/kexec.real",	/* bound there by a unit */
	"/usr/sbin/kexec.distrib-usr",	/* diverted by our package, */
	"/sbin/kexec.distrib",		/* where Debian 12 has it */
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

const char *kdp_kexec_find_real(void)
{
	const size_t count = sizeof(candidate) / sizeof(candidate[0]);
	size_t i;

	for (i = 0; i < count; i++)
		if (kdp_kexec_is_other(candidate[i], "/proc/self/exe"))
			return candidate[i];
	return NULL;
}

struct kdp_error *kdp_kexec_exec_real(char **argv)
{
	const char *path = kdp_kexec_find_real();

	if (!path)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"this is for kexec of kexec-tools, which is not installed");
	execv(path, argv);
	return kdp_error_os(errno, "%s", path);
}

struct kdp_error *kdp_kexec_run_real(char **argv)
{
	const char *path = kdp_kexec_find_real();
	int status = 0;
	pid_t pid;

	if (!path)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"kexec-tools is not installed");
	pid = fork();
	if (pid < 0)
		return kdp_error_os(errno, "%s: fork", path);
	if (pid == 0) {
		execv(path, argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return kdp_error_os(errno, "%s: wait", path);
	if (status != 0)
		return kdp_error_create(KDP_ERROR_OTHER, "%s failed", path);
	return NULL;
}
