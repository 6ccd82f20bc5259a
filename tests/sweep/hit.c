// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hit.c - what a sweep hits the guest with.
 */
#include "tests/sweep/hit.h"

#include <string.h>

const char *hit_name(enum hit hit)
{
	static const char *const names[] = {
		[HIT_NMI] = "nmi", [HIT_LINT] = "lint", [HIT_MCE] = "mce",
	};

	return names[hit];
}

bool hit_parse(const char *name, enum hit *ret)
{
	for (int i = 0; i < HIT_COUNT; i++) {
		if (!strcmp(name, hit_name((enum hit)i))) {
			*ret = (enum hit)i;
			return true;
		}
	}
	return false;
}
