/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * results.h - what became of the cells that were run.
 */
#ifndef KDP_TESTS_MATRIX_RESULTS_H
#define KDP_TESTS_MATRIX_RESULTS_H

#include "tests/matrix/factors.h"

#define RESULT_TEXT_SIZE 240

/* Moments of a run, in seconds from the start of QEMU; 0 when not reached. */
enum moment {
	MOMENT_FIRST,
	MOMENT_LOADED,
	MOMENT_CRASH,
	MOMENT_SECOND,
	MOMENT_SAVED,
	MOMENT_DONE,
	MOMENT_END,
	MOMENT_COUNT,
};

/**
 * struct result - one run of one cell
 * @cell: its name
 * @outcome: one of vm's, or, of a dump that is there, BAD-DUMP when a reader
 *	cannot open it or does not find the crash in it, and NO-RECORD when it
 *	lacks the record that it should have
 * @stage: how far it came
 * @class: one line that tells what became of it
 * @record: of the record in the guest's memory: sealed, running, refused, none
 * @commit: of the tree that was tested
 * @date: when it was
 * @seconds: that the whole cell took
 * @purgatory_ms: 0 when there is no record
 * @at: see enum moment
 */
struct result {
	char cell[FACTORS_ID_SIZE];
	char outcome[24];
	char stage[12];
	char class[RESULT_TEXT_SIZE];
	char record[12];
	char commit[24];
	char date[24];
	double seconds;
	double purgatory_ms;
	double at[MOMENT_COUNT];
};

/* Any number of them; from the heap. */
struct results {
	struct result *result;
	size_t count;
};

/** moment_name() - e.g. "crash" */
const char *moment_name(enum moment moment);

/** result_has_dump() - a dump was saved, and is what it should be */
bool result_has_dump(const struct result *result);

/** result_counts() - it tells of the crash, and not of the harness */
bool result_counts(const struct result *result);

/**
 * result_downtime() - seconds from the crash to the saved dump, or to the end
 * that came instead
 */
double result_downtime(const struct result *result);

/**
 * result_of_run() - what tests/crash/run has left
 * @ret: @outcome, @stage, @class, @record and the times are filled in
 * @dir: the run's directory
 * @said: what run said of the dump, a line each, NULL when that was nothing
 *
 * Return: false, errno set, when there is no result.
 */
bool result_of_run(struct result *ret, const char *dir, const char *said);

/** result_print() - one line of JSON; false when memory is short */
bool result_print(const struct result *result, FILE *file);

/**
 * results_read() - add the results of a file of such lines
 *
 * Return: false when a line is not one, with its number in @line_ret.
 */
bool results_read(struct results *results, FILE *file, size_t *line_ret);
void results_deinit(struct results *results);

/** results_find() - the last that counts of a cell, or NULL */
const struct result *results_find(const struct results *results,
				  const char *cell);

/**
 * results_seconds() - how long a cell will take, by what is known of it, of
 * its way and hostility, or of any
 */
double results_seconds(const struct results *results,
		       const struct factors *factors, const struct cell *cell);

/**
 * wilson() - the interval in which a rate lies with 95 % confidence
 * @good: successes
 * @all: tries, not 0
 */
void wilson(size_t good, size_t all, double *low, double *high);

#endif
