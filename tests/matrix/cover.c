// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cover.c - a covering set of cells, by taking the best next one each time.
 *
 * Pure and deterministic: the same factors and seed give the same plan.
 */
#include "tests/matrix/cover.h"

#include <stdlib.h>
#include <string.h>

#define ROWS (FACTOR_COUNT * FACTORS_VALUES_MAX)

/* The pairs that are covered, by the rows of both values. */
struct pairs {
	bool have[ROWS][ROWS];
	size_t count;
};

static size_t row(const struct cell *cell, int factor)
{
	return (size_t)factor * FACTORS_VALUES_MAX + cell->value[factor];
}

/* How many pairs of a cell are new; with @take they are not any more. */
static size_t gain(struct pairs *pairs, const struct cell *cell, bool take)
{
	size_t ret = 0;

	for (int i = 0; i < FACTOR_COUNT; i++) {
		for (int j = i + 1; j < FACTOR_COUNT; j++) {
			bool *have = &pairs->have[row(cell, i)][row(cell, j)];

			ret += !*have;
			*have |= take;
		}
	}
	if (take)
		pairs->count += ret;
	return ret;
}

/* xorshift64*, which must not start from 0. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1d;
}

static void shuffle(struct cell *cell, size_t count, uint64_t seed)
{
	uint64_t state = seed * 0x9e3779b97f4a7c15 + 1;

	if (!state)
		state = 1;
	for (size_t i = count; i > 1; i--) {
		size_t other = next_random(&state) % i;
		struct cell swap = cell[i - 1];

		cell[i - 1] = cell[other];
		cell[other] = swap;
	}
}

static struct cell *all_possible(const struct factors *factors, size_t *count)
{
	struct cell cell = { 0 };
	struct cell *ret;
	size_t all = 1;

	for (int i = 0; i < FACTOR_COUNT; i++)
		all *= factors->count[i];
	ret = calloc(all, sizeof(*ret));
	*count = 0;
	if (!ret)
		return NULL;
	do {
		if (!factors_impossible(factors, &cell))
			ret[(*count)++] = cell;
	} while (factors_next(factors, &cell));
	return ret;
}

/* The plan becomes the beginning of @cell. */
static size_t choose(struct cell *cell, size_t count, struct pairs *pairs)
{
	size_t chosen = 0;

	for (;;) {
		size_t best = 0, at = 0;
		struct cell swap;

		for (size_t i = chosen; i < count; i++) {
			size_t found = gain(pairs, &cell[i], false);

			if (found > best) {
				best = found;
				at = i;
			}
		}
		if (!best)
			return chosen;
		gain(pairs, &cell[at], true);
		swap = cell[chosen];
		cell[chosen++] = cell[at];
		cell[at] = swap;
	}
}

bool cover_create(struct cover *ret, const struct factors *factors,
		  uint64_t seed)
{
	struct pairs *pairs = calloc(1, sizeof(*pairs));
	size_t count = 0;
	struct cell *cell;

	cell = pairs ? all_possible(factors, &count) : NULL;
	if (cell) {
		shuffle(cell, count, seed);
		*ret = (struct cover){ .cell = cell };
		ret->count = choose(cell, count, pairs);
		ret->pairs = pairs->count;
	}
	free(pairs);
	return cell != NULL;
}

void cover_destroy(struct cover *cover)
{
	free(cover->cell);
	*cover = (struct cover){ 0 };
}

size_t cover_pairs(const struct cell *cell, size_t count)
{
	static struct pairs pairs;

	memset(&pairs, 0, sizeof(pairs));
	for (size_t i = 0; i < count; i++)
		gain(&pairs, &cell[i], true);
	return pairs.count;
}
