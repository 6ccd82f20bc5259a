// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libexec.c - finds the programs that are installed together with this one;
 * see libexec.h.
 */
#include "config.h"

#include "kdump-prep/libexec.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* From the directory of this program: PREFIX/sbin. */
#define BESIDE "/../libexec/kdump-prep/"

const char *kdp_libexec_path(const char *name, char ret[PATH_MAX])
{
	char self[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (size > 0) {
		self[size] = 0;
		slash = strrchr(self, '/');
		if (slash)
			*slash = 0;
		if (snprintf(ret, PATH_MAX, "%s" BESIDE "%s", self, name) <
		    PATH_MAX && access(ret, R_OK) == 0)
			return ret;
	}
	snprintf(ret, PATH_MAX, KDP_LIBEXECDIR "/%s", name);
	return ret;
}
