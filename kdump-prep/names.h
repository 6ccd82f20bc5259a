/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.h - the words for the numbers of kdp_abi.h.
 *
 * Text forms, JSON, messages and man pages take them from here, so that a
 * thing has the same name in all of them.  A test compares the tables with
 * the enums and with the man pages.
 */
#ifndef KDP_KDUMP_PREP_NAMES_H
#define KDP_KDUMP_PREP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A number, its name in text forms, and what it says, for people. */
struct kdp_name {
	unsigned int number;
	const char *name;	/* NULL ends a table */
	const char *meaning;
};

extern const struct kdp_name kdp_step_names[];     /* enum kdp_step_kind */
extern const struct kdp_name kdp_mismatch_names[]; /* kdp_mismatch_policy */
extern const struct kdp_name kdp_digest_names[];   /* enum kdp_digest_mode */
extern const struct kdp_name kdp_state_names[];    /* enum kdp_record_state */
extern const struct kdp_name kdp_type_names[];     /* enum kdp_entry_type */
extern const struct kdp_name kdp_status_names[];   /* enum kdp_status */
extern const struct kdp_name kdp_code_names[];     /* enum kdp_code */
extern const struct kdp_name kdp_flag_names[];     /* KDP_RECORD_F_* */
extern const struct kdp_name kdp_guest_names[];    /* enum kdp_guest */

/**
 * kdp_name_put() - write the name of a number, or the number where it has none
 */
void kdp_name_put(const struct kdp_name *table, unsigned int number,
		  FILE *out);

/**
 * kdp_name_find() - the row of a number
 * @table: one of the tables above
 *
 * Return: the row, or NULL when the number has no name.
 */
const struct kdp_name *kdp_name_find(const struct kdp_name *table,
				     unsigned int number);

/**
 * kdp_name_of() - the name of a number
 *
 * Return: the name, or NULL when the number has none.
 */
const char *kdp_name_of(const struct kdp_name *table, unsigned int number);

/**
 * kdp_name_parse() - the number of a name
 * @name: of @size bytes, need not be NUL-terminated
 * @ret: written only when the name is in the table
 *
 * Return: whether it is.
 */
bool kdp_name_parse(const struct kdp_name *table, const char *name,
		    size_t size, unsigned int *ret);

#endif
