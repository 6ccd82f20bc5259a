// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * log.c - the list of warnings; see log.h.
 */
#include "kdump-prep/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* No command has more reasons to warn than this. */
#define WARNINGS_MAX 32

static char lost[] = "a warning could not be kept: out of memory";
static char *warning[WARNINGS_MAX];
static size_t warning_count;

void kdp_log_warn(const char *format, ...)
{
	char *line;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&line, format, ap);
	va_end(ap);
	if (len < 0)
		line = lost;
	if (warning_count == WARNINGS_MAX) {
		if (line != lost)
			free(line);
		return;
	}
	warning[warning_count++] = line;
}

const char *kdp_log_warning(size_t n)
{
	return n < warning_count ? warning[n] : NULL;
}

void kdp_log_clear(void)
{
	while (warning_count > 0) {
		warning_count--;
		if (warning[warning_count] != lost)
			free(warning[warning_count]);
	}
}
