// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * matrix.c - plans the crash matrix and tells of its results.
 *
 * usage: matrix plan FACTORS [--cells ci|cover] [--seed N] [--hours H]
 *		      [--count N] [--share K/N] [--ids] [RESULTS]...
 *	  matrix cases FACTORS CELL...
 *	  matrix result CELL DIR SECONDS COMMIT [SAID]
 *	  matrix page FACTORS [--drawing FILE] [RESULTS]...
 *	  matrix summary FACTORS [RESULTS]...
 *	  matrix judge FACTORS [RESULTS]...
 *
 * plan lists the cells in the order in which to run them, or with --ids only
 * the names of those without a result; cases writes cells as tests/crash/run
 * reads them; result writes what run left in DIR as one line of JSON, where
 * SAID, a file, holds what it said of the dump; page writes HTML and summary a
 * table of text from such lines, where FILE, CELL.svg, is what kdump-prep
 * report has drawn of a dump; judge lists the cells in which kdump-prep can
 * save the dump and has not, and then has status 1.
 * Exit status: 0 done, 1 a file could not be read, 2 usage.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/matrix/cover.h"
#include "tests/matrix/page.h"
#include "tests/matrix/results.h"

struct request {
	bool ci;
	bool only_ids;
	uint64_t seed;
	double hours;	/* 0: any number */
	size_t count;	/* 0: any number */
	size_t share, shares; /* of the cells, from 0 on */
	char *drawing;	/* a file; NULL: none */
};

static bool complain(const char *path, const char *what)
{
	fprintf(stderr, "matrix: %s: %s\n", path, what);
	return false;
}

/* A whole file; free() it. */
static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!file) {
		complain(path, strerror(errno));
		return NULL;
	}
	/* At the end of an empty file there is nothing in the buffer. */
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = ferror(file) ? NULL : strdup("");
		if (!text)
			complain(path, strerror(errno));
	}
	fclose(file);
	return text;
}

static bool read_factors(struct factors *ret, const char *path)
{
	char *text = read_file(path);
	bool good;

	if (!text)
		return false;
	good = factors_init(ret, text);
	free(text);
	return good || complain(path, ret->error);
}

static bool read_results(struct results *ret, char **paths)
{
	for (; *paths; paths++) {
		FILE *file = fopen(*paths, "re");
		size_t line;
		bool good;

		if (!file)
			return complain(*paths, strerror(errno));
		good = results_read(ret, file, &line);
		fclose(file);
		if (!good) {
			fprintf(stderr, "matrix: %s: line %zu is no result\n",
				*paths, line);
			return false;
		}
	}
	return true;
}

/* What is not in the plan, and why. */
static void print_rest(const struct factors *factors)
{
	for (size_t i = 0; i < factors->missing_count; i++)
		printf("# missing: %s %s: %s\n",
		       factor_name(factors->missing[i].factor),
		       factors->missing[i].name, factors->missing[i].reason);
	for (size_t i = 0; i < factors->impossible_count; i++)
		printf("# not combined: %s\n", factors->impossible[i].reason);
}

static void print_plan(const struct factors *factors,
		       const struct results *results,
		       const struct cell *cells, size_t count,
		       const struct request *request)
{
	double seconds = 0, left = request->hours * 3600;
	size_t taken = 0, done = 0;

	for (size_t i = 0; i < count; i++) {
		double time = results_seconds(results, factors, &cells[i]);
		const struct result *result;
		char id[FACTORS_ID_SIZE];

		if (i % request->shares != request->share)
			continue;
		factors_id(factors, &cells[i], id);
		result = results_find(results, id);
		done += result != NULL;
		if (!result) {
			if ((request->count && taken == request->count) ||
			    (request->hours > 0 && seconds + time > left))
				continue;
			seconds += time;
			taken++;
		}
		if (!request->only_ids)
			printf("%-44s %4.0f s  %s\n", id, time,
			       result ? result->outcome : "to run");
		else if (!result)
			printf("%s\n", id);
	}
	if (request->only_ids)
		return;
	printf("# %zu cells, %zu of %zu have a result, %zu to run, %.0f min\n",
	       done + taken, done, count, taken, seconds / 60);
	printf("# %zu pairs of values\n", cover_pairs(cells, count));
	print_rest(factors);
}

static bool parse_number(const char *text, double *ret)
{
	char *end;

	*ret = strtod(text, &end);
	return end != text && !*end && *ret >= 0 && *ret < 1e9;
}

/* "K/N", from 1 on. */
static bool parse_share(struct request *ret, const char *text)
{
	char rest;

	if (sscanf(text, "%zu/%zu%c", &ret->share, &ret->shares, &rest) != 2 ||
	    !ret->share || ret->share > ret->shares)
		return false;
	ret->share--;
	return true;
}

static bool parse_plan(struct request *ret, int argc, char **argv)
{
	static const struct option options[] = {
		{ "cells", required_argument, NULL, 'c' },
		{ "seed", required_argument, NULL, 's' },
		{ "hours", required_argument, NULL, 'h' },
		{ "count", required_argument, NULL, 'n' },
		{ "ids", no_argument, NULL, 'i' },
		{ "share", required_argument, NULL, 'S' },
		{ "drawing", required_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	double number = 0;
	int option;

	*ret = (struct request){ .seed = 1, .shares = 1 };
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (strchr("shn", option) && !parse_number(optarg, &number))
			return false;
		switch (option) {
		case 'c':
			ret->ci = !strcmp(optarg, "ci");
			if (!ret->ci && strcmp(optarg, "cover") != 0)
				return false;
			break;
		case 's': ret->seed = (uint64_t)number; break;
		case 'h': ret->hours = number; break;
		case 'n': ret->count = (size_t)number; break;
		case 'i': ret->only_ids = true; break;
		case 'S':
			if (!parse_share(ret, optarg))
				return false;
			break;
		case 'd': ret->drawing = optarg; break;
		default: return false;
		}
	}
	return true;
}

static int cmd_plan(const struct factors *factors,
		    const struct results *results,
		    const struct request *request)
{
	struct cover cover;

	if (request->ci) {
		print_plan(factors, results, factors->ci, factors->ci_count,
			   request);
		return 0;
	}
	if (!cover_create(&cover, factors, request->seed))
		return !complain("plan", strerror(ENOMEM));
	print_plan(factors, results, cover.cell, cover.count, request);
	cover_destroy(&cover);
	return 0;
}

static int cmd_cases(const struct factors *factors, char **ids)
{
	for (; *ids; ids++) {
		struct cell cell;

		if (!factors_cell(factors, *ids, &cell))
			return !complain(*ids, "no cell of the matrix");
		factors_write_case(factors, &cell, stdout);
	}
	return 0;
}

static int cmd_judge(const struct factors *factors,
		     const struct results *results)
{
	int ret = 0;

	for (size_t i = 0; i < results->count; i++) {
		const struct result *result = &results->result[i];
		struct cell cell;

		if (!factors_cell(factors, result->cell, &cell) ||
		    !tally_is_ours(factors, &cell) ||
		    factors_limit(factors, &cell) || result_has_dump(result) ||
		    results_find(results, result->cell) != result)
			continue;
		printf("lost: %s: %s, %s\n", result->cell, result->outcome,
		       result->class);
		ret = 1;
	}
	return ret;
}

/* The drawing's file has the name of its cell. */
static int cmd_page(const struct factors *factors,
		    const struct results *results, const char *path)
{
	char cell[FACTORS_ID_SIZE];
	struct page_drawing drawing = { .cell = cell };
	const char *name;
	char *svg;
	bool good;

	if (!path)
		return !page_print(factors, results, NULL, stdout);
	svg = read_file(path);
	if (!svg)
		return 1;
	name = strrchr(path, '/');
	name = name ? name + 1 : path;
	snprintf(cell, sizeof(cell), "%s", name);
	if (strlen(cell) > 4 && !strcmp(cell + strlen(cell) - 4, ".svg"))
		cell[strlen(cell) - 4] = '\0';
	drawing.svg = svg;
	good = page_print(factors, results, &drawing, stdout);
	free(svg);
	return !good;
}

static int cmd_result(int argc, char **argv)
{
	struct result result = { 0 };
	time_t now = time(NULL);
	char *said = NULL;
	bool good;

	if (argc == 7) {
		said = read_file(argv[6]);
		if (!said)
			return 1;
	}
	snprintf(result.cell, sizeof(result.cell), "%s", argv[2]);
	result.seconds = strtod(argv[4], NULL);
	snprintf(result.commit, sizeof(result.commit), "%s", argv[5]);
	strftime(result.date, sizeof(result.date), "%Y-%m-%dT%H:%MZ",
		 gmtime(&now));
	good = result_of_run(&result, argv[3], said) &&
		result_print(&result, stdout);
	free(said);
	return good ? 0 : !complain(argv[3], strerror(errno));
}

static int usage(void)
{
	fprintf(stderr, "usage: matrix plan FACTORS [--cells ci|cover] "
		"[--seed N] [--hours H] [--count N] [--share K/N] [--ids] "
		"[RESULTS]...\n"
		"       matrix cases FACTORS CELL...\n"
		"       matrix result CELL DIR SECONDS COMMIT [SAID]\n"
		"       matrix page FACTORS [--drawing FILE] [RESULTS]...\n"
		"       matrix summary|judge FACTORS [RESULTS]...\n");
	return 2;
}

int main(int argc, char **argv)
{
	static struct factors factors;
	struct results results = { 0 };
	struct request request;
	int status = 2;
	const char *verb;

	if (argc < 3)
		return usage();
	verb = argv[1];
	if (!strcmp(verb, "result"))
		return argc == 6 || argc == 7 ? cmd_result(argc, argv) :
			usage();
	argc -= 2;
	argv += 2;
	optind = 1;
	if (!parse_plan(&request, argc, argv))
		return usage();
	if (!read_factors(&factors, argv[0]) ||
	    (strcmp(verb, "cases") != 0 &&
	     !read_results(&results, argv + optind)))
		status = 1;
	else if (!strcmp(verb, "plan"))
		status = cmd_plan(&factors, &results, &request);
	else if (!strcmp(verb, "cases"))
		status = cmd_cases(&factors, argv + optind);
	else if (!strcmp(verb, "page"))
		status = cmd_page(&factors, &results, request.drawing);
	else if (!strcmp(verb, "summary"))
		status = !summary_print(&factors, &results, stdout);
	else if (!strcmp(verb, "judge"))
		status = cmd_judge(&factors, &results);
	else
		usage();
	results_deinit(&results);
	factors_deinit(&factors);
	return status;
}
