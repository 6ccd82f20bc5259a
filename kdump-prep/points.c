// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * points.c - everything that "check" looks at, in its order; see points.h.
 */
#include "kdump-prep/points.h"

#include "kdump-prep/rules.h"

void kdp_points(const struct kdp_sysroot *root, const struct kdp_host *host,
		struct kdp_findings *list)
{
	size_t i;

	kdp_points_load(root, host, list);
	kdp_points_kernel(root, host, list);
	kdp_points_dump(root, host, list);
	for (i = 0; i < kdp_rule_count; i++)
		kdp_rule_judge(i, &host->facts, list);
}
