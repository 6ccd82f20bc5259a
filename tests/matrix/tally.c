// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tally.c - how many of some runs saved the dump; see tally.h.
 *
 * A run that failed by the harness's own fault counts for nothing.
 */
#include "tests/matrix/tally.h"

#include <stdlib.h>
#include <string.h>

struct filter tally_any(const struct factors *factors,
			const struct results *results)
{
	return (struct filter){
		.factors = factors, .results = results,
		.factor = { FACTOR_WAY, FACTOR_WAY }, .value = { -1, -1 },
	};
}

bool tally_passes(const struct filter *filter, const struct result *result)
{
	struct cell cell;

	if (!result_counts(result) ||
	    !factors_cell(filter->factors, result->cell, &cell))
		return false;
	if ((factors_limit(filter->factors, &cell) != NULL) != filter->limited)
		return false;
	for (int i = 0; i < 2; i++)
		if (filter->value[i] >= 0 &&
		    cell.value[filter->factor[i]] != filter->value[i])
			return false;
	return true;
}

bool tally_is_ours(const struct factors *factors, const struct cell *cell)
{
	const char *loader = value_setting(
		&factors->value[FACTOR_WAY][cell->value[FACTOR_WAY]], "loader");

	return loader && !strncmp(loader, "kdump-prep", 10);
}

struct tally tally_count(const struct filter *filter)
{
	struct tally ret = { 0 };

	for (size_t i = 0; i < filter->results->count; i++) {
		const struct result *result = &filter->results->result[i];

		if (!tally_passes(filter, result))
			continue;
		ret.all++;
		ret.good += result_has_dump(result);
	}
	return ret;
}

struct tally tally_limited(const struct filter *filter)
{
	struct filter limited = *filter;

	limited.limited = true;
	return tally_count(&limited);
}

void tally_describe(char *ret, const struct tally *tally)
{
	double low, high;

	if (!tally->all) {
		snprintf(ret, TALLY_TEXT_SIZE, "-");
		return;
	}
	wilson(tally->good, tally->all, &low, &high);
	snprintf(ret, TALLY_TEXT_SIZE, "%zu of %zu, %.0f %% (%.0f to %.0f %%)",
		 tally->good, tally->all,
		 100.0 * (double)tally->good / (double)tally->all, 100 * low,
		 100 * high);
}

static int compare(const void *first, const void *second)
{
	const double a = *(const double *)first, b = *(const double *)second;

	return (a > b) - (a < b);
}

double tally_downtime(const struct filter *filter)
{
	double *times = calloc(filter->results->count + 1, sizeof(*times));
	size_t used = 0;
	double ret = 0;

	if (!times)
		return 0;
	for (size_t i = 0; i < filter->results->count; i++) {
		const struct result *result = &filter->results->result[i];

		if (tally_passes(filter, result) && result_has_dump(result))
			times[used++] = result_downtime(result);
	}
	qsort(times, used, sizeof(*times), compare);
	if (used)
		ret = (times[used / 2] + times[(used - 1) / 2]) / 2;
	free(times);
	return ret;
}

double tally_mean(const struct filter *filter, enum moment from, enum moment to)
{
	double sum = 0;
	size_t used = 0;

	for (size_t i = 0; i < filter->results->count; i++) {
		const struct result *result = &filter->results->result[i];

		if (!tally_passes(filter, result) || !result_has_dump(result))
			continue;
		sum += result->at[to] - result->at[from];
		used++;
	}
	return used ? sum / (double)used : 0;
}
