// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mock.c - stands in for kexec_call.c and kexec_real.c in the program that the
 * command line tests run: writes each call to the file that MOCK_CALLS names,
 * and answers as the environment says.
 *
 *	MOCK_ERRNO	what kexec_load(2) fails with
 *	MOCK_USER	set: the caller is not root
 *	MOCK_REAL	set: there is a real kexec
 */
#include <errno.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <stdlib.h>

#include "kdump-prep/kexec.h"
#include "kdump-prep/kexec_cli.h"

static FILE *calls(void)
{
	const char *path = getenv("MOCK_CALLS");
	FILE *file = path ? fopen(path, "a") : NULL;

	if (!file) {
		perror("MOCK_CALLS");
		exit(99);
	}
	return file;
}

struct kdp_error *kdp_kexec_live(const struct kdp_sysroot *root)
{
	(void)root;
	if (getenv("MOCK_USER"))
		return kdp_error_create(KDP_ERROR_OTHER,
					"must be run as root");
	return NULL;
}

/* Reads every byte, as the kernel would, so that a sanitizer sees it. */
static unsigned int sum(const struct kexec_segment *segment)
{
	const uint8_t *data = segment->buf;
	unsigned int total = 0;
	size_t i;

	for (i = 0; i < segment->bufsz; i++)
		total += data[i];
	return total;
}

int kdp_kexec_call(uint64_t entry, size_t count,
		   const struct kexec_segment *segment, unsigned long flags)
{
	const char *fails = getenv("MOCK_ERRNO");
	FILE *file = calls();
	unsigned int total = 0;
	bool inside = false;
	size_t i;

	for (i = 0; i < count; i++) {
		uint64_t start = (uintptr_t)segment[i].mem;

		total += sum(&segment[i]);
		if (entry >= start && entry - start < segment[i].bufsz)
			inside = true;
	}
	fprintf(file, "kexec_load flags 0x%lx, %zu segments, entry %s%s\n",
		flags, count, inside ? "inside" : "none",
		count && !total ? ", all zero" : "");
	fclose(file);
	return fails ? atoi(fails) : 0;
}

struct kdp_error *kdp_kexec_exec_real(char **argv)
{
	FILE *file;
	int i;

	if (!getenv("MOCK_REAL"))
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"this is for kexec of kexec-tools, which is not installed");
	file = calls();
	fprintf(file, "exec kexec");
	for (i = 1; argv[i]; i++)
		fprintf(file, " %s", argv[i]);
	fprintf(file, "\n");
	fclose(file);
	exit(0);
}
