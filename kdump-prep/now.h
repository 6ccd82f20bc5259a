/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * now.h - how long something takes.
 */
#ifndef KDP_KDUMP_PREP_NOW_H
#define KDP_KDUMP_PREP_NOW_H

#include <stdint.h>
#include <time.h>

/** kdp_now_us() - microseconds since some time in the past; never backwards */
static inline uint64_t kdp_now_us(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

#endif
