// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kexec_real.c - finds kexec-tools' kexec and becomes it; see kexec_cli.h.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/kexec_cli.h"

/* Where it is, the diverted one first. */
static const char *const candidate[] = {
	"/sbin/kexec.distrib",
	"/usr/sbin/kexec.distrib",
	"/sbin/kexec",
	"/usr/sbin/kexec",
};

static bool is_other_program(const char *path)
{
	struct stat self, st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
	    access(path, X_OK) < 0)
		return false;
	/* Without knowing what we are we might start ourselves for ever. */
	if (stat("/proc/self/exe", &self) < 0)
		return false;
	return st.st_dev != self.st_dev || st.st_ino != self.st_ino;
}

struct kdp_error *kdp_kexec_exec_real(char **argv)
{
	const size_t count = sizeof(candidate) / sizeof(candidate[0]);
	char name[] = "kexec";
	size_t i;

	for (i = 0; i < count; i++) {
		if (!is_other_program(candidate[i]))
			continue;
		argv[0] = name;
		execv(candidate[i], argv);
		return kdp_error_os(errno, "%s", candidate[i]);
	}
	return kdp_error_create(KDP_ERROR_NOT_FOUND,
				"this is for kexec of kexec-tools, which is not installed");
}
