// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * number.c - parses numbers of the command line; see number.h.
 */
#include "kdump-prep/number.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

struct kdp_error *kdp_number_parse(const char *what, const char *text,
				   uint64_t max, uint64_t *ret)
{
	unsigned long long value = 0;
	char *end = NULL;

	/* strtoull() takes blanks and a sign; neither is a number here. */
	if (text[0] >= '0' && text[0] <= '9') {
		errno = 0;
		value = strtoull(text, &end, text[1] == 'x' ? 16 : 10);
	}
	if (!end || *end != '\0' || errno || value > max)
		return kdp_error_create(KDP_ERROR_USAGE,
					"%s: found \"%s\", expected a number of at most %" PRIu64,
					what, text, max);
	*ret = value;
	return NULL;
}
