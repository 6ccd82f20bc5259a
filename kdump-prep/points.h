/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * points.h - what "check" looks at besides the rules: reservation, image,
 * settings of the kernel, what writes the dump and what reads it.
 */
#ifndef KDP_KDUMP_PREP_POINTS_H
#define KDP_KDUMP_PREP_POINTS_H

#include "kdump-prep/finding.h"
#include "kdump-prep/host.h"

/**
 * kdp_points() - all of them, then the rules
 */
void kdp_points(const struct kdp_sysroot *root, const struct kdp_host *host,
		struct kdp_findings *list);

/**
 * kdp_points_load() - whether a crash kernel is there, and how it got there
 */
void kdp_points_load(const struct kdp_sysroot *root,
		     const struct kdp_host *host, struct kdp_findings *list);

/**
 * kdp_points_reservation() - whether what is armed can live in what is reserved
 */
void kdp_points_reservation(const struct kdp_sysroot *root,
			    const struct kdp_host *host,
			    struct kdp_findings *list);

/**
 * kdp_points_kernel() - how the running kernel comes to a panic, and behind it
 */
void kdp_points_kernel(const struct kdp_sysroot *root,
		       const struct kdp_host *host, struct kdp_findings *list);

/**
 * kdp_points_level() - whether makedumpfile knows the running kernel's pages
 * @program: its path
 *
 * Needs /proc/kcore, which root may read; a warning is the only finding.
 */
void kdp_points_level(const struct kdp_sysroot *root, const char *program,
		      struct kdp_findings *list);

/**
 * kdp_points_dump() - where the dump goes, and what writes and reads it
 */
void kdp_points_dump(const struct kdp_sysroot *root,
		     const struct kdp_host *host, struct kdp_findings *list);

#endif
