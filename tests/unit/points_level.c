// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/points_level.c: "check" warns where the distribution's
 * capture has makedumpfile leave out the pages of users, and that one does not
 * know how the running kernel describes its pages; it says nothing else.
 */
#include "kdump-prep/points.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/record_sample.h"

#define KDUMP_TOOLS "etc/default/kdump-tools"
#define KDUMP_CONF  "etc/kdump.conf"
#define PROGRAM	    "usr/bin/makedumpfile"

static char top[] = "/tmp/kdp-level-XXXXXX";
static struct kdp_sysroot root;

static void put(const char *path, const void *data, size_t size)
{
	int fd = openat(root.fd, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	TAP_CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

static void put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

/* The kernel of the sample has no fact by which heads are told. */
static void put_kernel(void)
{
	static uint8_t file[SAMPLE_FILE_MAX];
	struct sample sample;

	sample_record(&sample);
	put("proc/kcore", file, sample_elf(&sample, file));
}

static void says(const char *message)
{
	struct kdp_findings list = { 0 };

	kdp_points_level(&root, "/" PROGRAM, &list);
	TAP_EQ(list.count, message[0] != 0);
	if (list.count) {
		TAP_STR(list.finding[0].id, "dump-level");
		TAP_EQ(list.finding[0].result, KDP_FINDING_WARNING);
		TAP_STR(list.finding[0].why, message);
	}
	kdp_findings_deinit(&list);
}

#define WARNS(level) \
	"/" PROGRAM " does not know where a page has its head of this kernel: with dump level " level " it leaves out pages of the kernel, too"

static void level_is_that_of_the_capture(void)
{
	put_kernel();
	put_text(PROGRAM, "OFFSET(page.flags)=");
	says("");
	put_text(KDUMP_CONF, "path /var/crash\n");
	says("");
	put_text(KDUMP_CONF, "core_collector makedumpfile -l -d 31\n");
	says(WARNS("31"));
	put_text(KDUMP_CONF, "core_collector makedumpfile --message-level 8\n");
	says("");
	put_text(KDUMP_CONF, "core_collector cp -d 31\n");
	says("");
	/* Its own is 31. */
	put_text(KDUMP_TOOLS, "USE_KDUMP=1\n");
	says(WARNS("31"));
	put_text(KDUMP_TOOLS, "MAKEDUMP_ARGS=\"-c -d8,31\"\n");
	says(WARNS("8"));
	put_text(KDUMP_TOOLS, "MAKEDUMP_ARGS=\"-c -d 23\"\n");
	says("");
	put_text(KDUMP_TOOLS, "MAKEDUMP_ARGS=\"-c -d\"\n");
	says("");
}

static void without_a_kernel_nothing_is_said(void)
{
	put_text(KDUMP_TOOLS, "MAKEDUMP_ARGS=\"-c -d 31\"\n");
	says(WARNS("31"));
	put_text(PROGRAM, "#!/bin/sh\n");
	says("");
	put_text(PROGRAM, "OFFSET(page.flags)=");
	put_text("proc/kcore", "no ELF");
	says("");
	unlinkat(root.fd, "proc/kcore", 0);
	says("");
}

int main(void)
{
	static const char *const directory[] = {
		"etc", "etc/default", "proc", "usr", "usr/bin",
	};
	struct kdp_error *err;
	char command[64];
	size_t i;

	if (!mkdtemp(top))
		return 99;
	err = kdp_sysroot_init(&root, top);
	if (err)
		return 99;
	for (i = 0; i < sizeof(directory) / sizeof(directory[0]); i++)
		mkdirat(root.fd, directory[i], 0755);
	TAP_RUN(level_is_that_of_the_capture);
	TAP_RUN(without_a_kernel_nothing_is_said);
	kdp_sysroot_deinit(&root);
	snprintf(command, sizeof(command), "rm -r %s", top);
	return system(command) == 0 ? tap_done() : 99;
}
