/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * draw.h - the results of sweeps as text and as a drawing.
 */
#ifndef KDP_TESTS_SWEEP_DRAW_H
#define KDP_TESTS_SWEEP_DRAW_H

#include <stdbool.h>
#include <stdio.h>

#include "tests/sweep/hit.h"
#include "tests/sweep/map.h"

#define LANES 24
#define LANE_MARKS 512

/**
 * struct lane_mark - something on the way from kernel to kernel
 * @at: instructions executed before it
 * @place: where it is, in words
 */
struct lane_mark {
	uint64_t at;
	char place[64];
};

/**
 * struct lane - what is known of one way of loading, with one kernel
 * @kernel: which
 * @way: which
 * @end: position of the end; 0: not known
 * @mark_count: so many
 * @mark: where tables are loaded and control goes far
 * @map: hits
 */
struct lane {
	char kernel[32];
	char way[32];
	uint64_t end;
	size_t mark_count;
	struct lane_mark mark[LANE_MARKS];
	struct map map[HIT_COUNT];
};

/**
 * struct lanes - all results
 * @count: so many
 * @lane: in the order in which they were met
 */
struct lanes {
	size_t count;
	struct lane *lane[LANES];
};

/** lanes_read() - add a file of results; false: it cannot be read */
bool lanes_read(struct lanes *lanes, FILE *file);

/** lanes_deinit() - release them */
void lanes_deinit(struct lanes *lanes);

/** draw_text() - a table of the windows in which a hit loses the dump */
void draw_text(const struct lanes *lanes, FILE *file);

/** draw_svg() - the same as a drawing */
void draw_svg(const struct lanes *lanes, FILE *file);

#endif
