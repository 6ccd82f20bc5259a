// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * result.c - writes how the capture went; see result.h.
 */
#include "second-kernel/capture/result.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

/*
 * Linux has 1/64 of its memory for struct page alone, which every dump has:
 * with less free it cannot succeed, and packing makes up for all the rest.
 */
#define SPACE_PART 64u
#define SPACE_LEAST ((uint64_t)16 << 20)

void kdp_result_stamp(int64_t time, char ret[KDP_RESULT_STAMP])
{
	time_t seconds = (time_t)time;
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
	    !strftime(ret, KDP_RESULT_STAMP, "%Y%m%d%H%M", &tm))
		memcpy(ret, "197001010000", sizeof("197001010000"));
}

void kdp_result_name(const char *stamp, unsigned int number,
		     char ret[KDP_RESULT_NAME])
{
	snprintf(ret, KDP_RESULT_NAME, number == 1 ? "%s" : "%s-%u", stamp,
		 number);
}

uint64_t kdp_result_space(uint64_t vmcore)
{
	uint64_t space = vmcore / SPACE_PART;

	return space < SPACE_LEAST ? SPACE_LEAST : space;
}

void kdp_result_write(const struct kdp_result *result, FILE *out)
{
	size_t i;

	fprintf(out, "kdump-prep-result 1\nstatus %s\nstamp %s\n",
		result->status, result->stamp);
	if (result->release[0])
		fprintf(out, "kernel %s\n", result->release);
	if (result->dump[0])
		fprintf(out, "dump %s\nsize %" PRIu64 "\n", result->dump,
			result->size);
	if (result->dump[0])
		fprintf(out, "level %u%s%s\n", result->level,
			result->level_why[0] ? " " : "", result->level_why);
	/* They are not counted where the dump goes to another machine. */
	if (result->dump[0] && result->pages)
		fprintf(out, "pages %" PRIu64 "\n", result->pages);
	if (result->began > 0)
		fprintf(out, "began %.1f\n", result->began);
	fprintf(out, "seconds %.1f\n", result->seconds);
	if (result->modules[0])
		fprintf(out, "modules %s\n", result->modules);
	for (i = 0; i < result->attempt_count; i++)
		fprintf(out, "attempt %s %s\n", result->attempt[i].target,
			result->attempt[i].why);
}
