// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page.c - the results as HTML, which needs no script and no network.
 *
 * Whatever comes from a result is text to be escaped.  A run that failed by the
 * harness's own fault is told, and counts for nothing.
 */
#include "tests/matrix/page.h"

#include <string.h>

/* What the names of the ways stand for. */
static const struct {
	const char *name, *what;
} ways[] = {
	{ "kexec", "stock kexec-tools, kexec_load()" },
	{ "kexec-file", "stock kexec-tools, kexec_file_load()" },
	{ "purgatory", "kdump-prep, kexec_load()" },
	{ "wrapped", "kdump-prep, kexec_file_load()" },
	{ "patched", "stock kexec-tools, kernels with our patches" },
};

/* The parts of a run, each between two moments. */
static const struct part {
	enum moment from, to;
	const char *class, *name;
} parts[] = {
	{ MOMENT_COUNT, MOMENT_LOADED, "boot",
	  "first boot, until it is loaded" },
	{ MOMENT_LOADED, MOMENT_CRASH, "rest", "loaded, waits for the panic" },
	{ MOMENT_CRASH, MOMENT_SECOND, "gap",
	  "panic, purgatory, second kernel's boot" },
	{ MOMENT_SECOND, MOMENT_SAVED, "save", "the dump is saved" },
	{ MOMENT_SAVED, MOMENT_DONE, "boot", "what the tests want to look at" },
};

#define PART_COUNT (sizeof(parts) / sizeof(parts[0]))
/* From the crash to the saved dump. */
#define PART_FIRST_DOWN 2
#define PART_LAST_DOWN 3

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

static void element(const char *tag, const char *text, FILE *file)
{
	fprintf(file, "<%s>", tag);
	escape(text, file);
	fprintf(file, "</%.*s>", (int)strcspn(tag, " "), tag);
}

/* The name of a cell, which may be broken behind each value. */
static void put_cell(const char *cell, FILE *file)
{
	size_t length;

	for (; *cell; cell += length) {
		char part[FACTORS_ID_SIZE];

		length = strcspn(cell, "_");
		length += cell[length] == '_';
		snprintf(part, sizeof(part), "%.*s", (int)length, cell);
		escape(part, file);
		fputs(cell[length] ? "<wbr>" : "", file);
	}
}

static const char *class_of(const struct tally *tally)
{
	return tally->good == tally->all ? "good" :
		tally->good ? "some" : "bad";
}

static void put_head(const struct factors *factors,
		     const struct results *results, FILE *file)
{
	const char *first = "", *last = "";
	size_t runs = 0, cells = 0;

	for (size_t i = 0; i < results->count; i++) {
		const struct result *result = &results->result[i];

		if (!result_counts(result))
			continue;
		runs++;
		cells += results_find(results, result->cell) == result;
		if (!*first || strcmp(result->date, first) < 0)
			first = result->date;
		if (strcmp(result->date, last) > 0)
			last = result->date;
	}
	fprintf(file, "<h1>How often is the dump saved?</h1>\n<p>%zu crashes "
		"in %zu cells", runs, cells);
	if (*first) {
		fputs(", from ", file);
		escape(first, file);
		fputs(" to ", file);
		escape(last, file);
	}
	fprintf(file, ".  Each is one crash of a guest of QEMU without KVM, "
		"whose times these are.  A cell is one of %zu triggers, %zu "
		"hostilities, %zu machines, %zu ways of loading the crash "
		"kernel, and %zu kernels.  A dump counts when it was opened "
		"and tells of the crash.  Intervals are Wilson's, of 95 %%."
		"</p>\n", factors->count[FACTOR_TRIGGER],
		factors->count[FACTOR_HOSTILITY],
		factors->count[FACTOR_MACHINE], factors->count[FACTOR_WAY],
		factors->count[FACTOR_KERNEL]);
}

/* The interval, and in it the rate. */
static void put_rate(const struct tally *tally, FILE *file)
{
	double low, high;

	if (!tally->all)
		return;
	wilson(tally->good, tally->all, &low, &high);
	fprintf(file, "<div class=\"rate\"><i style=\"left:%.1f%%;"
		"width:%.1f%%\"></i><b style=\"left:%.1f%%\"></b></div>",
		100 * low, 100 * (high - low),
		100.0 * (double)tally->good / (double)tally->all);
}

static void put_way(struct filter *filter, size_t way, FILE *file)
{
	const char *name = filter->factors->value[FACTOR_WAY][way].name;
	struct tally tally, limited;
	char text[TALLY_TEXT_SIZE];

	filter->value[0] = (int)way;
	tally = tally_count(filter);
	limited = tally_limited(filter);
	fputs("<tr>", file);
	fputs("<th scope=\"row\">", file);
	escape(name, file);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(ways[i].name, name))
			element("small", ways[i].what, file);
	fputs("</th><td class=\"rates\">", file);
	tally_describe(text, &tally);
	escape(text, file);
	put_rate(&tally, file);
	fputs("</td><td class=\"number\" data-label=\"median downtime\">",
	      file);
	if (tally.good)
		fprintf(file, "%.1f s", tally_downtime(filter));
	fputs("</td><td class=\"number\" data-label=\"hopeless\">", file);
	if (limited.all)
		fprintf(file, "%zu of %zu", limited.good, limited.all);
	fputs("</td></tr>\n", file);
}

static void put_ways(struct filter *filter, FILE *file)
{
	fputs("<h2>By way of loading</h2>\n<p>Downtime is the time from the "
	      "crash to the saved dump.</p>\n<div class=\"scroll\">"
	      "<table class=\"stack\">\n"
	      "<thead><tr><th>way</th><th>dumps saved</th>"
	      "<th class=\"number\">downtime<small>median</small></th>"
	      "<th class=\"number\">hopeless<small>where nothing loaded<br>"
	      "so can save it</small></th></tr></thead>\n<tbody>\n", file);
	for (size_t i = 0; i < filter->factors->count[FACTOR_WAY]; i++)
		put_way(filter, i, file);
	fputs("</tbody></table></div>\n", file);
	filter->value[0] = -1;
}

/* One value of a factor in one way. */
static void put_pair(const struct filter *filter, FILE *file)
{
	struct tally tally = tally_count(filter);
	double low, high;

	if (tally.all) {
		wilson(tally.good, tally.all, &low, &high);
		fprintf(file, "<td class=\"%s\">%zu/%zu"
			"<small>%.0f&ndash;%.0f&nbsp;%%</small></td>",
			class_of(&tally), tally.good, tally.all, 100 * low,
			100 * high);
		return;
	}
	tally = tally_limited(filter);
	if (tally.all)
		fprintf(file, "<td class=\"none\">%zu/%zu"
			"<small>no chance</small></td>", tally.good, tally.all);
	else
		fputs("<td></td>", file);
}

static void put_pairs(struct filter *filter, enum factor factor, FILE *file)
{
	const struct factors *factors = filter->factors;

	fprintf(file, "<h2>By %s and way</h2>\n<div class=\"scroll\">"
		"<table class=\"grid\">\n<thead><tr><td></td>",
		factor_name(factor));
	for (size_t j = 0; j < factors->count[FACTOR_WAY]; j++)
		element("th scope=\"col\"", factors->value[FACTOR_WAY][j].name,
			file);
	fputs("</tr></thead>\n<tbody>\n", file);
	filter->factor[1] = factor;
	for (size_t i = 0; i < factors->count[factor]; i++) {
		fputs("<tr>", file);
		element("th scope=\"row\"", factors->value[factor][i].name,
			file);
		filter->value[1] = (int)i;
		for (size_t j = 0; j < factors->count[FACTOR_WAY]; j++) {
			filter->value[0] = (int)j;
			put_pair(filter, file);
		}
		fputs("</tr>\n", file);
	}
	fputs("</tbody></table></div>\n", file);
	filter->factor[1] = FACTOR_WAY;
	filter->value[0] = filter->value[1] = -1;
}

/* A part of a bar that is as wide as the seconds are many. */
static void put_part(const struct part *part, double seconds, FILE *file)
{
	if (seconds > 0)
		fprintf(file, "<span class=\"%s\" style=\"flex:%.2f\" "
			"title=\"%s\">%.1f</span>", part->class, seconds,
			part->name, seconds);
}

static void put_legend(size_t first, size_t last, FILE *file)
{
	fputs("<ul class=\"legend\">", file);
	for (size_t i = first; i <= last; i++)
		fprintf(file, "<li><span class=\"%s\"></span>%s</li>",
			parts[i].class, parts[i].name);
	fputs("</ul>\n", file);
}

/* The way's mean, in proportion to the longest of all. */
static void put_means(struct filter *filter, FILE *file)
{
	const struct factors *factors = filter->factors;
	double longest = 1;

	for (size_t i = 0; i < factors->count[FACTOR_WAY]; i++) {
		double all;

		filter->value[0] = (int)i;
		all = tally_mean(filter, MOMENT_CRASH, MOMENT_SAVED);
		longest = all > longest ? all : longest;
	}
	fputs("<h2>From the crash to the saved dump</h2>\n<p>Means of all runs "
	      "that saved it, in seconds.</p>\n<table><tbody>\n", file);
	for (size_t i = 0; i < factors->count[FACTOR_WAY]; i++) {
		double all;

		filter->value[0] = (int)i;
		all = tally_mean(filter, MOMENT_CRASH, MOMENT_SAVED);
		if (all <= 0)
			continue;
		fputs("<tr>", file);
		element("th scope=\"row\"", factors->value[FACTOR_WAY][i].name,
			file);
		fprintf(file, "<td style=\"width:100%%\"><div class=\"strip\" "
			"style=\"width:%.1f%%\">", 100 * all / longest);
		for (size_t j = PART_FIRST_DOWN; j <= PART_LAST_DOWN; j++)
			put_part(&parts[j], tally_mean(filter, parts[j].from,
						       parts[j].to), file);
		fputs("</div></td></tr>\n", file);
	}
	fputs("</tbody></table>\n", file);
	put_legend(PART_FIRST_DOWN, PART_LAST_DOWN, file);
	filter->value[0] = -1;
}

/* One crash: the whole run by its moments, purgatory's steps by the record. */
static void put_drawing(const struct results *results,
			const struct page_drawing *drawing, FILE *file)
{
	const struct result *result = results_find(results, drawing->cell);

	fputs("<h2>One crash, step by step</h2>\n<p>", file);
	put_cell(drawing->cell, file);
	fputs(", in seconds.</p>\n", file);
	if (result) {
		fputs("<div class=\"strip\">", file);
		for (size_t i = 0; i < PART_COUNT; i++)
			put_part(&parts[i], result->at[parts[i].to] -
				 (parts[i].from == MOMENT_COUNT ? 0 :
				  result->at[parts[i].from]), file);
		fputs("</div>\n", file);
		put_legend(0, PART_COUNT - 1, file);
	}
	fputs("<p>Of the third part, purgatory's steps, as the record in the "
	      "dump tells them:</p>\n<figure class=\"scroll\">\n", file);
	fputs(drawing->svg, file);
	fputs("</figure>\n", file);
}

/* Why the run's cell is lost, or that a later run was not. */
static void put_excuse(const struct filter *filter, const struct result *result,
		       FILE *file)
{
	const struct result *last = results_find(filter->results, result->cell);
	const char *limit = NULL;
	struct cell cell;

	if (factors_cell(filter->factors, result->cell, &cell))
		limit = factors_limit(filter->factors, &cell);
	if (limit)
		element("small", limit, file);
	if (last && last != result && result_has_dump(last)) {
		fputs("<small>A later run of this cell saved the dump, commit ",
		      file);
		escape(last->commit, file);
		fputs(".</small>", file);
	}
}

static void put_lost(const struct filter *filter, const struct result *result,
		     FILE *file)
{
	fputs("<tr><td><b>", file);
	put_cell(result->cell, file);
	fprintf(file, "</b></td><td><span class=\"badge %s\">",
		result_counts(result) ? "bad" : "none");
	escape(result->outcome, file);
	fputs("</span></td><td class=\"number\" data-label=\"after\">", file);
	if (result->at[MOMENT_CRASH] > 0)
		fprintf(file, "%.1f s", result_downtime(result));
	fputs("</td><td>", file);
	escape(result->class, file);
	put_excuse(filter, result, file);
	fputs("</td><td>", file);
	escape(result->commit, file);
	fputs("</td></tr>\n", file);
}

/* Ours first, then what it is compared with, the harness's own at the end. */
static int rank_of(const struct filter *filter, const struct result *result)
{
	struct cell cell;

	if (!result_counts(result))
		return 2;
	return !factors_cell(filter->factors, result->cell, &cell) ||
	       !tally_is_ours(filter->factors, &cell);
}

static void put_all_lost(const struct filter *filter, FILE *file)
{
	fputs("<h2>Runs without a dump</h2>\n<p>kdump-prep's first, then "
	      "stock's; what the harness itself failed at counts for nothing."
	      "</p>\n<div class=\"scroll\"><table class=\"stack runs\">\n"
	      "<thead><tr><th>cell</th><th>outcome</th><th>crash to end</th>"
	      "<th>evidence</th><th>commit</th></tr></thead>\n<tbody>\n", file);
	for (int rank = 0; rank < 3; rank++)
		for (size_t i = 0; i < filter->results->count; i++) {
			const struct result *result =
				&filter->results->result[i];

			if (!result_has_dump(result) &&
			    rank_of(filter, result) == rank)
				put_lost(filter, result, file);
		}
	fputs("</tbody></table></div>\n", file);
}

static void put_all_saved(const struct filter *filter, FILE *file)
{
	fputs("<h2>Runs that saved it</h2>\n<div class=\"scroll\">"
	      "<table class=\"runs\">\n<thead><tr><th>cell</th>"
	      "<th class=\"number\">downtime</th>"
	      "<th class=\"number\">purgatory</th><th>outcome</th>"
	      "<th>commit</th></tr></thead>\n<tbody>\n", file);
	for (size_t i = 0; i < filter->results->count; i++) {
		const struct result *result = &filter->results->result[i];

		if (!result_has_dump(result))
			continue;
		fputs("<tr><td>", file);
		put_cell(result->cell, file);
		fprintf(file, "</td><td class=\"number\">%.1f s</td>"
			"<td class=\"number\">", result_downtime(result));
		if (result->purgatory_ms > 0)
			fprintf(file, "%.1f ms", result->purgatory_ms);
		fputs("</td>", file);
		element("td", result->outcome, file);
		element("td", result->commit, file);
		fputs("</tr>\n", file);
	}
	fputs("</tbody></table></div>\n", file);
}

/* One reason, and the values of the cells that it is about. */
static void put_rule(const struct factors *factors, const struct rule *rule,
		     FILE *file)
{
	fputs("<li>", file);
	for (int i = 0; i < FACTOR_COUNT; i++) {
		uint32_t all = (UINT32_C(1) << factors->count[i]) - 1;
		const char *between = "";

		if ((rule->values[i] & all) == all)
			continue;
		for (size_t j = 0; j < factors->count[i]; j++) {
			if (!(rule->values[i] >> j & 1))
				continue;
			fputs(between, file);
			element("b", factors->value[i][j].name, file);
			between = ", ";
		}
		fputs(": ", file);
	}
	escape(rule->reason, file);
	fputs("</li>\n", file);
}

static void put_limits(const struct factors *factors, FILE *file)
{
	fputs("<h2>What nothing can save</h2>\n<p>These cells are run, and "
	      "count apart.</p>\n<ul class=\"reasons\">\n", file);
	for (size_t i = 0; i < factors->limit_count; i++)
		put_rule(factors, &factors->limit[i], file);
	fputs("</ul>\n<h2>What is not in the plan</h2>\n"
	      "<ul class=\"reasons\">\n", file);
	for (size_t i = 0; i < factors->impossible_count; i++)
		put_rule(factors, &factors->impossible[i], file);
	for (size_t i = 0; i < factors->missing_count; i++) {
		fputs("<li>", file);
		element("b", factors->missing[i].name, file);
		fprintf(file, " (%s): ",
			factor_name(factors->missing[i].factor));
		escape(factors->missing[i].reason, file);
		fputs("</li>\n", file);
	}
	fputs("</ul>\n", file);
}

bool page_print(const struct factors *factors, const struct results *results,
		const struct page_drawing *drawing, FILE *file)
{
	static const enum factor grids[] = {
		FACTOR_HOSTILITY, FACTOR_TRIGGER, FACTOR_MACHINE, FACTOR_KERNEL,
	};
	struct filter filter = tally_any(factors, results);

	fprintf(file, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n"
		"<title>kdump-prep: crash matrix</title>\n<style>\n%s"
		"</style>\n</head>\n<body>\n", page_style);
	put_head(factors, results, file);
	put_ways(&filter, file);
	put_pairs(&filter, grids[0], file);
	put_means(&filter, file);
	if (drawing)
		put_drawing(results, drawing, file);
	put_all_lost(&filter, file);
	put_limits(factors, file);
	for (size_t i = 1; i < sizeof(grids) / sizeof(grids[0]); i++)
		put_pairs(&filter, grids[i], file);
	put_all_saved(&filter, file);
	fputs("</body>\n</html>\n", file);
	return !ferror(file);
}
