/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * factors.h - what the crash matrix varies, from factors.cfg.
 */
#ifndef KDP_TESTS_MATRIX_FACTORS_H
#define KDP_TESTS_MATRIX_FACTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FACTORS_VALUES_MAX 24
#define FACTORS_SETTINGS_MAX 12
#define FACTORS_RULES_MAX 48
#define FACTORS_CI_MAX 32
#define FACTORS_ID_SIZE 128

/* In the order in which they name a cell. */
enum factor {
	FACTOR_TRIGGER,
	FACTOR_HOSTILITY,
	FACTOR_MACHINE,
	FACTOR_WAY,
	FACTOR_KERNEL,
	FACTOR_COUNT,
};

/* One line below a value, for the case file. */
struct setting {
	const char *key;
	const char *text;
};

struct value {
	const char *name;
	struct setting setting[FACTORS_SETTINGS_MAX];
	size_t setting_count;
};

/* One value of each factor, by its index. */
struct cell {
	uint8_t value[FACTOR_COUNT];
};

/**
 * struct rule - which cells a reason is about
 * @values: for each factor a bit for each value that meets the conditions
 * @reason: for people
 */
struct rule {
	uint32_t values[FACTOR_COUNT];
	const char *reason;
};

/* A value that the harness cannot make yet. */
struct missing {
	enum factor factor;
	const char *name;
	const char *reason;
};

/**
 * struct factors - the file
 * @text: its bytes, into which the names point
 * @error: what was wrong with it, with the number of the line
 */
struct factors {
	char *text;
	struct value value[FACTOR_COUNT][FACTORS_VALUES_MAX];
	size_t count[FACTOR_COUNT];
	struct rule impossible[FACTORS_RULES_MAX];
	size_t impossible_count;
	struct rule limit[FACTORS_RULES_MAX];
	size_t limit_count;
	struct missing missing[FACTORS_RULES_MAX];
	size_t missing_count;
	struct cell ci[FACTORS_CI_MAX];
	size_t ci_count;
	char error[160];
};

/**
 * factors_init() - read the file's text
 * @factors: filled in; factors_deinit() is for the caller in either case
 * @text: copied
 *
 * Return: false, with @factors->error, when it is not what it should be.
 */
bool factors_init(struct factors *factors, const char *text);
void factors_deinit(struct factors *factors);

/** factor_name() - the name that the file and the results use */
const char *factor_name(enum factor factor);

/** factors_find() - the index of a value, or -1 */
int factors_find(const struct factors *factors, enum factor factor,
		 const char *name);

/** factors_impossible() - why a cell is not in the plan, NULL if it may be */
const char *factors_impossible(const struct factors *factors,
			       const struct cell *cell);

/** factors_limit() - why nothing can save a cell's dump, or NULL */
const char *factors_limit(const struct factors *factors,
			  const struct cell *cell);

/**
 * factors_id() - the name of a cell: its values, joined by "_"
 * @ret: FACTORS_ID_SIZE bytes
 */
void factors_id(const struct factors *factors, const struct cell *cell,
		char *ret);

/** factors_cell() - the possible cell of that name; false if there is none */
bool factors_cell(const struct factors *factors, const char *id,
		  struct cell *ret);

/**
 * factors_next() - go through all cells
 * @cell: all zero at first; the next one on return
 *
 * Return: false behind the last one.
 */
bool factors_next(const struct factors *factors, struct cell *cell);

/** value_setting() - the text of a setting below a value, or NULL */
const char *value_setting(const struct value *value, const char *key);

/** factors_write_case() - the cell as a case of tests/crash/run */
void factors_write_case(const struct factors *factors, const struct cell *cell,
			FILE *file);

#endif
