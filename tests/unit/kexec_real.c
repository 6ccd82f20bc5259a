// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/kexec_real.c: another program is taken for the real
 * kexec; this program by any name, a script, a directory, a file that is not
 * executable and one that is not there are not.
 */
#include "kdump-prep/kexec_cli.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"

static char dir[] = "/tmp/kdp-real-XXXXXX";

static const char *in_dir(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void make(const char *name, const char *text, mode_t mode)
{
	int fd = open(in_dir(name), O_WRONLY | O_CREAT, mode);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd) < 0)
		exit(99);
}

static bool is_other(const char *name)
{
	char self[64];

	snprintf(self, sizeof(self), "%s", in_dir("self"));
	return kdp_kexec_is_other(in_dir(name), self);
}

static void another_program_is_taken(void)
{
	TAP_CHECK(is_other("other"));
}

static void this_program_is_not_by_any_name(void)
{
	char target[64];

	TAP_CHECK(!is_other("self"));
	snprintf(target, sizeof(target), "%s", in_dir("self"));
	TAP_EQ(symlink(target, in_dir("link")), 0);
	TAP_CHECK(!is_other("link"));
	TAP_EQ(link(target, in_dir("twin")), 0);
	TAP_CHECK(!is_other("twin"));
}

static void what_is_no_program_is_not(void)
{
	TAP_CHECK(!is_other("script"));
	TAP_CHECK(!is_other("data"));
	TAP_CHECK(!is_other("empty"));
	TAP_CHECK(!is_other("."));
	TAP_CHECK(!is_other("none"));
}

static void nothing_is_when_this_program_is_not_known(void)
{
	TAP_CHECK(!kdp_kexec_is_other(in_dir("other"), "/nonexistent"));
}

int main(void)
{
	static const char *const made[] = {
		"self", "other", "script", "data", "empty", "link", "twin",
	};
	size_t i;

	if (!mkdtemp(dir))
		return 99;
	make("self", "\177ELF", 0755);
	make("other", "\177ELF", 0755);
	make("script", "#!/bin/sh\n", 0755);
	make("data", "\177ELF", 0644);
	make("empty", "", 0755);
	TAP_RUN(another_program_is_taken);
	TAP_RUN(this_program_is_not_by_any_name);
	TAP_RUN(what_is_no_program_is_not);
	TAP_RUN(nothing_is_when_this_program_is_not_known);
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		unlink(in_dir(made[i]));
	rmdir(dir);
	return tap_done();
}
