// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dump.c - runs makedumpfile and reads what it says; see dump.h.
 *
 * Its progress are lines too: "Copying data     : [ 42.3 %] /   eta: 3s".
 */
#include "second-kernel/capture/dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "second-kernel/capture/program.h"
#include "second-kernel/capture/step.h"

/* What it says of any failure, whatever the reason. */
#define FAREWELL "makedumpfile Failed."
/* Room for a level in digits. */
#define LEVEL_SIZE 12u
/* Percents between two lines of progress. */
#define PROGRESS 20

struct output {
	/* The first line that says what it could not, and the last one. */
	char reason[KDP_PROGRAM_LINE];
	char last[KDP_PROGRAM_LINE];
	int told;		/* the percentage that was printed */
};

static void take_line(void *context, const char *line)
{
	struct output *output = context;
	const char *bracket;
	int percent;

	if (!line[0] || strcmp(line, FAREWELL) == 0)
		return;
	bracket = strstr(line, ": [");
	if (!bracket) {
		snprintf(output->last, sizeof(output->last), "%s", line);
		if (!output->reason[0] && strstr(line, "an't "))
			memcpy(output->reason, output->last,
			       sizeof(output->reason));
		return;
	}
	percent = atoi(bracket + 3);
	if (strncmp(line, "Copying", 7) != 0 ||
	    percent < output->told + PROGRESS || percent > 99)
		return;
	output->told = percent;
	kdp_step_doing("saving the dump: %d %%", percent);
}

KDP_MUST_CHECK
static struct kdp_error *judge(int status, const struct output *output)
{
	if (WIFSIGNALED(status))
		return kdp_error_create(KDP_ERROR_OTHER,
					"makedumpfile was killed by signal %d%s",
					WTERMSIG(status),
					WTERMSIG(status) == 9 ?
						", perhaps for want of memory" :
						"");
	if (WEXITSTATUS(status))
		return kdp_error_create(KDP_ERROR_OTHER,
					"makedumpfile failed (status %d): %s",
					WEXITSTATUS(status),
					output->reason[0] ? output->reason :
							    output->last);
	return NULL;
}

/* Its output is what it says, unless @data is the dump's. */
KDP_MUST_CHECK
static struct kdp_error *run(char *const argv[], int data)
{
	struct output output = { 0 };
	struct kdp_error *err;
	int status;

	err = kdp_program_run(argv, data, take_line, &output, &status);
	return err ? err : judge(status, &output);
}

static const char *packing_option(const char *packing)
{
	return strcmp(packing, "lzo") == 0 ? "-l" : "-c";
}

struct kdp_error *kdp_dump_stream(const struct kdp_dump_how *how, int fd)
{
	char level[LEVEL_SIZE];
	char *argv[] = {
		(char *)KDP_DUMP_PROGRAM, (char *)packing_option(how->packing),
		(char *)"-F", (char *)"-d", level, (char *)KDP_VMCORE, NULL,
	};

	snprintf(level, sizeof(level), "%u", how->level);
	return run(argv, fd);
}

struct kdp_error *kdp_dump_write(const struct kdp_dump_how *how,
				 const char *path)
{
	char level[LEVEL_SIZE];
	char file[512];
	char *argv[] = {
		(char *)KDP_DUMP_PROGRAM, (char *)packing_option(how->packing),
		(char *)"-f", (char *)"-d", level, (char *)KDP_VMCORE, file,
		NULL,
	};

	snprintf(level, sizeof(level), "%u", how->level);
	snprintf(file, sizeof(file), "%s", path);
	return run(argv, -1);
}

struct kdp_error *kdp_dump_as(char *const *words, const char *path)
{
	char *argv[KDP_DUMP_WORDS + 4] = { (char *)KDP_DUMP_PROGRAM };
	size_t count = 1;
	char file[512];

	while (*words && count <= KDP_DUMP_WORDS)
		argv[count++] = *words++;
	snprintf(file, sizeof(file), "%s", path);
	argv[count++] = (char *)KDP_VMCORE;
	argv[count] = file;
	return run(argv, -1);
}

struct kdp_error *kdp_dump_dmesg(const char *path)
{
	char file[512];
	char *argv[] = {
		(char *)KDP_DUMP_PROGRAM, (char *)"-f", (char *)"--dump-dmesg",
		(char *)KDP_VMCORE, file, NULL,
	};

	snprintf(file, sizeof(file), "%s", path);
	return run(argv, -1);
}
