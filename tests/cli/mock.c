// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mock.c - stands in for kexec_call.c and kexec_real.c in the program that the
 * command line tests run: writes each call to the file that MOCK_CALLS names,
 * and answers as the environment says.
 *
 *	MOCK_ERRNO	what kexec_load(2) fails with
 *	MOCK_REFUSED	what a load fails with after the kernel has dropped the
 *			image that was loaded; "22 1": only the first load
 *	MOCK_LOADED	the file that tells whether a crash kernel is loaded
 *	MOCK_FILE_ERRNO	what kexec_file_load(2) fails with
 *	MOCK_USER	set: the caller is not root
 *	MOCK_REAL	set: there is a real kexec
 *	MOCK_BOOT	set: write what the second kernel would be told, too
 */
#include <errno.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void set_loaded(bool loaded)
{
	const char *path = getenv("MOCK_LOADED");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%d\n", loaded);
	fclose(file);
}

static int refusal(void)
{
	static int loads;
	const char *text = getenv("MOCK_REFUSED");
	char *end;
	int number;

	if (!text)
		return 0;
	number = (int)strtol(text, &end, 10);
	if (loads++ >= 1 && *end)
		return 0;
	return number;
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

/* A number of the setup header, by its offset of boot.rst. */
static uint64_t field(const uint8_t *data, size_t offset, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, data + offset, size);
	return value;
}

/* What boot_params, which begin with a header, tell the second kernel. */
static void print_boot(FILE *file, const struct kexec_segment *segment)
{
	const uint8_t *data = segment->buf;
	uint64_t at;

	if (!getenv("MOCK_BOOT") || segment->bufsz < 0x1000 ||
	    memcmp(data + 0x202, "HdrS", 4) != 0)
		return;
	at = field(data, 0x228, 4) + (field(data, 0xc8, 4) << 32) -
	     (uintptr_t)segment->mem;
	if (at >= segment->bufsz)
		return;
	fprintf(file, "initrd of 0x%llx bytes, command line: %.*s\n",
		(unsigned long long)field(data, 0x21c, 4),
		(int)(segment->bufsz - at), (const char *)data + at);
}

int kdp_kexec_call(uint64_t entry, size_t count,
		   const struct kexec_segment *segment, unsigned long flags)
{
	const char *fails = getenv("MOCK_ERRNO");
	FILE *file = calls();
	unsigned int total = 0;
	bool inside = false;
	int number = 0;
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
	for (i = 0; i < count; i++)
		print_boot(file, &segment[i]);
	fclose(file);
	if (fails)
		return atoi(fails);
	if (count)
		number = refusal();
	set_loaded(count && !number);
	return number;
}

int kdp_kexec_file_call(int kernel_fd, int initrd_fd, size_t cmdline_size,
			const char *cmdline, unsigned long flags)
{
	const char *fails = getenv("MOCK_FILE_ERRNO");
	FILE *file = calls();

	fprintf(file, "kexec_file_load flags 0x%lx,%s kernel,%s initrd", flags,
		kernel_fd < 0 ? " no" : "", initrd_fd < 0 ? " no" : "");
	if (cmdline)
		fprintf(file, ", \"%.*s\"", (int)cmdline_size, cmdline);
	fprintf(file, "\n");
	fclose(file);
	/* What is loaded goes before anything else is looked at. */
	set_loaded(kernel_fd >= 0 && !fails);
	return fails ? atoi(fails) : 0;
}

static void note_real(const char *how, char **argv)
{
	FILE *file = calls();
	int i;

	fprintf(file, "%s kexec", how);
	for (i = 1; argv[i]; i++)
		fprintf(file, strpbrk(argv[i], " \t") ? " '%s'" : " %s",
			argv[i]);
	fprintf(file, "\n");
	fclose(file);
}

const char *kdp_kexec_find_real(void)
{
	return getenv("MOCK_REAL") ? "/sbin/kexec" : NULL;
}

struct kdp_error *kdp_kexec_exec_real(char **argv)
{
	if (!getenv("MOCK_REAL"))
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"this is for kexec of kexec-tools, which is not installed");
	note_real("exec", argv);
	exit(0);
}

struct kdp_error *kdp_kexec_run_real(char **argv)
{
	if (!getenv("MOCK_REAL"))
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"kexec-tools is not installed");
	note_real("run", argv);
	set_loaded(true);
	return NULL;
}
