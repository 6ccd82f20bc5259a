// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page.c - the results as HTML and as text.
 *
 * Whatever comes from a result is text to be escaped.  A run that failed by the
 * harness's own fault is told, and counts for nothing.
 */
#include "tests/matrix/page.h"

#include <stdlib.h>
#include <string.h>

/* The drawing: pixels for a second, and of one bar. */
#define TIMELINE_WIDTH 640
#define TIMELINE_LEFT 100
#define BAR_STEP 34
#define BAR_HEIGHT 20

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

static bool passes(const struct filter *filter, const struct result *result)
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

static struct tally count(const struct filter *filter)
{
	struct tally ret = { 0 };

	for (size_t i = 0; i < filter->results->count; i++) {
		const struct result *result = &filter->results->result[i];

		if (!passes(filter, result))
			continue;
		ret.all++;
		ret.good += result_has_dump(result);
	}
	return ret;
}

static int compare(const void *first, const void *second)
{
	const double a = *(const double *)first, b = *(const double *)second;

	return (a > b) - (a < b);
}

/* The median time from crash to saved dump; 0 when there is none. */
static double median_downtime(const struct filter *filter)
{
	double *times = calloc(filter->results->count + 1, sizeof(*times));
	size_t used = 0;
	double ret = 0;

	if (!times)
		return 0;
	for (size_t i = 0; i < filter->results->count; i++) {
		const struct result *result = &filter->results->result[i];

		if (passes(filter, result) && result_has_dump(result))
			times[used++] = result_downtime(result);
	}
	qsort(times, used, sizeof(*times), compare);
	if (used)
		ret = times[used / 2];
	free(times);
	return ret;
}

static void escape(const char *text, FILE *file)
{
	for (; *text; text++) {
		switch (*text) {
		case '<': fputs("&lt;", file); break;
		case '>': fputs("&gt;", file); break;
		case '&': fputs("&amp;", file); break;
		case '"': fputs("&quot;", file); break;
		default: fputc(*text, file);
		}
	}
}

static void cell_of_table(const char *text, FILE *file)
{
	fputs("<td>", file);
	escape(text, file);
	fputs("</td>", file);
}

/* "41 of 42, 98 % (88 to 100 %)" */
static void describe_tally(char *ret, size_t size, const struct tally *tally)
{
	double low, high;

	if (!tally->all) {
		snprintf(ret, size, "-");
		return;
	}
	wilson(tally->good, tally->all, &low, &high);
	snprintf(ret, size, "%zu of %zu, %.0f %% (%.0f to %.0f %%)",
		 tally->good, tally->all,
		 100.0 * (double)tally->good / (double)tally->all, 100 * low,
		 100 * high);
}

static void print_ways(struct filter *filter, FILE *file)
{
	const struct factors *factors = filter->factors;

	fputs("<h2>Dumps saved, by way of loading</h2>\n<table>\n"
	      "<tr><th>way</th><th>dumps, rate, 95 % interval</th>"
	      "<th>cells that nothing loaded so can save</th>"
	      "<th>crash to saved dump, median</th></tr>\n", file);
	for (size_t i = 0; i < factors->count[FACTOR_WAY]; i++) {
		struct tally tally, limited;
		char text[80];

		filter->value[0] = (int)i;
		filter->value[1] = -1;
		tally = count(filter);
		filter->limited = true;
		limited = count(filter);
		filter->limited = false;
		fputs("<tr>", file);
		cell_of_table(factors->value[FACTOR_WAY][i].name, file);
		describe_tally(text, sizeof(text), &tally);
		cell_of_table(text, file);
		snprintf(text, sizeof(text), "%zu of %zu", limited.good,
			 limited.all);
		cell_of_table(limited.all ? text : "-", file);
		snprintf(text, sizeof(text), "%.1f s", median_downtime(filter));
		cell_of_table(tally.good ? text : "-", file);
		fputs("</tr>\n", file);
	}
	fputs("</table>\n", file);
}

static void print_pairs(struct filter *filter, enum factor factor, FILE *file)
{
	const struct factors *factors = filter->factors;

	fprintf(file, "<h2>By %s</h2>\n<table>\n<tr><th>%s</th>",
		factor_name(factor), factor_name(factor));
	for (size_t j = 0; j < factors->count[FACTOR_WAY]; j++)
		fprintf(file, "<th>%s</th>",
			factors->value[FACTOR_WAY][j].name);
	fputs("</tr>\n", file);
	filter->factor[1] = factor;
	for (size_t i = 0; i < factors->count[factor]; i++) {
		fputs("<tr>", file);
		cell_of_table(factors->value[factor][i].name, file);
		filter->value[1] = (int)i;
		for (size_t j = 0; j < factors->count[FACTOR_WAY]; j++) {
			struct tally tally;

			filter->value[0] = (int)j;
			tally = count(filter);
			if (!tally.all)
				fputs("<td></td>", file);
			else
				fprintf(file, "<td class=\"%s\">%zu/%zu</td>",
					tally.good == tally.all ? "good" :
					"bad", tally.good, tally.all);
		}
		fputs("</tr>\n", file);
	}
	fputs("</table>\n", file);
}

/* The parts of a crash, each up to a moment, and their colours. */
static const struct {
	enum moment from, to;
	const char *colour, *name;
} parts[] = {
	{ MOMENT_CRASH, MOMENT_SECOND, "#c65",
	  "crash, purgatory, second kernel's boot" },
	{ MOMENT_SECOND, MOMENT_SAVED, "#48a", "the dump is saved" },
};

static double mean_part(const struct filter *filter, size_t part)
{
	double sum = 0;
	size_t used = 0;

	for (size_t i = 0; i < filter->results->count; i++) {
		const struct result *result = &filter->results->result[i];

		if (!passes(filter, result) || !result_has_dump(result))
			continue;
		sum += result->at[parts[part].to] -
			result->at[parts[part].from];
		used++;
	}
	return used ? sum / (double)used : 0;
}

static void print_timeline(struct filter *filter, FILE *file)
{
	const struct factors *factors = filter->factors;
	size_t ways = factors->count[FACTOR_WAY];
	double longest = 1;

	filter->value[1] = -1;
	for (size_t i = 0; i < ways; i++) {
		double all;

		filter->value[0] = (int)i;
		all = mean_part(filter, 0) + mean_part(filter, 1);
		if (all > longest)
			longest = all;
	}
	fprintf(file, "<h2>From the crash to the saved dump</h2>\n"
		"<p>Means of all runs that saved it, in seconds.</p>\n"
		"<svg role=\"img\" width=\"%d\" height=\"%zu\" "
		"font-size=\"13\" font-family=\"sans-serif\">\n"
		"<title>Means from crash to saved dump</title>\n",
		TIMELINE_LEFT + TIMELINE_WIDTH + 20, (ways + 1) * BAR_STEP);
	for (size_t i = 0; i < ways; i++) {
		double at = TIMELINE_LEFT;

		fprintf(file, "<text x=\"0\" y=\"%zu\">%s</text>\n",
			i * BAR_STEP + 15, factors->value[FACTOR_WAY][i].name);
		filter->value[0] = (int)i;
		for (size_t j = 0; j < 2; j++) {
			double part = mean_part(filter, j);
			double width = part / longest * TIMELINE_WIDTH;

			if (part <= 0)
				continue;
			fprintf(file, "<rect x=\"%.1f\" y=\"%zu\" "
				"width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
				"<text x=\"%.1f\" y=\"%zu\" fill=\"#fff\">"
				"%.1f</text>\n", at, i * BAR_STEP, width,
				BAR_HEIGHT, parts[j].colour, at + 4,
				i * BAR_STEP + 15, part);
			at += width;
		}
	}
	for (size_t j = 0; j < 2; j++)
		fprintf(file, "<text x=\"%zu\" y=\"%zu\" fill=\"%s\">%s</text>"
			"\n", TIMELINE_LEFT + j * 300, ways * BAR_STEP + 15,
			parts[j].colour, parts[j].name);
	fputs("</svg>\n", file);
}

static void print_run(const struct factors *factors,
		      const struct result *result, FILE *file)
{
	struct cell cell;
	const char *limit = NULL;

	if (factors_cell(factors, result->cell, &cell))
		limit = factors_limit(factors, &cell);
	fputs("<tr>", file);
	cell_of_table(result->cell, file);
	fprintf(file, "<td class=\"%s\">", result_has_dump(result) ? "good" :
		result_counts(result) ? "bad" : "none");
	escape(result->outcome, file);
	fprintf(file, "</td><td>%.1f s</td><td>",
		result->at[MOMENT_CRASH] > 0 ? result_downtime(result) : 0);
	escape(result->class, file);
	if (limit && !result_has_dump(result)) {
		fputs("; ", file);
		escape(limit, file);
	}
	fputs("</td>", file);
	cell_of_table(result->commit, file);
	fputs("</tr>\n", file);
}

static void print_runs(const struct filter *filter, bool saved, FILE *file)
{
	fprintf(file, "<h2>%s</h2>\n<table>\n<tr><th>cell</th>"
		"<th>outcome</th><th>downtime</th><th>what became of it</th>"
		"<th>commit</th></tr>\n", saved ? "Runs that saved the dump" :
		"Runs that did not");
	for (size_t i = 0; i < filter->results->count; i++)
		if (result_has_dump(&filter->results->result[i]) == saved)
			print_run(filter->factors, &filter->results->result[i],
				  file);
	fputs("</table>\n", file);
}

static struct filter any_run(const struct factors *factors,
			     const struct results *results)
{
	return (struct filter){
		.factors = factors, .results = results,
		.factor = { FACTOR_WAY, FACTOR_WAY }, .value = { -1, -1 },
	};
}

bool page_print(const struct factors *factors, const struct results *results,
		FILE *file)
{
	struct filter filter = any_run(factors, results);

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n<title>kdump-prep: crash matrix"
	      "</title>\n<style>\n"
	      "body { font: 15px/1.4 sans-serif; margin: 2em; }\n"
	      "table { border-collapse: collapse; }\n"
	      "td, th { border: 1px solid #bbb; padding: .2em .6em; "
	      "text-align: left; }\n"
	      ".good { background: #dfd; }\n.bad { background: #fdd; }\n"
	      ".none { background: #eee; }\n</style>\n</head>\n<body>\n"
	      "<h1>How often is the dump saved?</h1>\n"
	      "<p>Each run is one crash of a guest of QEMU; a cell is a "
	      "trigger, a hostility, a machine, a way of loading the crash "
	      "kernel, and a kernel.  A dump counts when it was opened and "
	      "tells of the crash.  Intervals are Wilson's.  Times are those "
	      "of a guest without KVM.</p>\n", file);
	print_ways(&filter, file);
	for (int i = 0; i < FACTOR_COUNT; i++)
		if (i != FACTOR_WAY)
			print_pairs(&filter, (enum factor)i, file);
	filter.factor[1] = FACTOR_WAY;
	print_timeline(&filter, file);
	print_runs(&filter, false, file);
	print_runs(&filter, true, file);
	fputs("</body>\n</html>\n", file);
	return !ferror(file);
}

bool summary_print(const struct factors *factors,
		   const struct results *results, FILE *file)
{
	struct filter filter = any_run(factors, results);

	fprintf(file, "    %-12s %-33s %s\n", "way",
		"dumps saved (95 % interval)", "crash to saved dump");
	for (size_t i = 0; i < factors->count[FACTOR_WAY]; i++) {
		struct tally tally;
		char text[80];

		filter.value[0] = (int)i;
		tally = count(&filter);
		if (!tally.all)
			continue;
		describe_tally(text, sizeof(text), &tally);
		fprintf(file, "    %-12s %-33s",
			factors->value[FACTOR_WAY][i].name, text);
		if (tally.good)
			fprintf(file, " %.1f s", median_downtime(&filter));
		fputc('\n', file);
	}
	return !ferror(file);
}
