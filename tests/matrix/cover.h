/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cover.h - which cells to run: few, and each pair of values in one of them.
 */
#ifndef KDP_TESTS_MATRIX_COVER_H
#define KDP_TESTS_MATRIX_COVER_H

#include "tests/matrix/factors.h"

/**
 * struct cover - a plan
 * @cell: from the heap, in the order in which to run them: each one has the
 *	most pairs that none before it has, so that any beginning is a good one
 * @count: of them
 * @pairs: pairs of values that some possible cell has
 */
struct cover {
	struct cell *cell;
	size_t count;
	size_t pairs;
};

/**
 * cover_create() - plan cells that have each possible pair of values
 * @ret: filled in; release with cover_destroy()
 * @factors: what there is
 * @seed: chooses among cells that are equally good
 *
 * Return: false when memory is short.
 */
bool cover_create(struct cover *ret, const struct factors *factors,
		  uint64_t seed);
void cover_destroy(struct cover *cover);

/** cover_pairs() - how many pairs of values those cells have */
size_t cover_pairs(const struct cell *cell, size_t count);

#endif
