/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tally.h - how many of some runs saved the dump, and how long that took.
 */
#ifndef KDP_TESTS_MATRIX_TALLY_H
#define KDP_TESTS_MATRIX_TALLY_H

#include "tests/matrix/results.h"

#define TALLY_TEXT_SIZE 80

/* Which runs to count: those with this value of a factor, and of another. */
struct filter {
	const struct factors *factors;
	const struct results *results;
	enum factor factor[2];
	int value[2];	/* -1: any */
	bool limited;	/* the cells that nothing can save, or the others */
};

struct tally {
	size_t good;
	size_t all;
};

/** tally_any() - a filter for all runs but those without a chance */
struct filter tally_any(const struct factors *factors,
			const struct results *results);

/** tally_passes() - whether a run is one to count */
bool tally_passes(const struct filter *filter, const struct result *result);

/** tally_is_ours() - whether a cell's way loads with kdump-prep */
bool tally_is_ours(const struct factors *factors, const struct cell *cell);

/** tally_count() - of all that pass */
struct tally tally_count(const struct filter *filter);

/** tally_limited() - the same of the cells that nothing loaded so can save */
struct tally tally_limited(const struct filter *filter);

/**
 * tally_describe() - "41 of 42, 98 % (88 to 100 %)", or "-"
 * @ret: TALLY_TEXT_SIZE bytes
 */
void tally_describe(char *ret, const struct tally *tally);

/**
 * tally_downtime() - the median time from crash to saved dump; 0 when there is
 * none
 */
double tally_downtime(const struct filter *filter);

/**
 * tally_mean() - the mean time between two moments in the runs that saved it;
 * 0 when there is none
 */
double tally_mean(const struct filter *filter, enum moment from,
		  enum moment to);

#endif
