/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checklist.h - what was checked before a load, with the result of each check.
 *
 * The kernel frees a loaded image before it looks at the new one, so a load
 * checks everything itself first; "load --dry-run" prints the list.  (The
 * checks of the image's contents, which purgatory makes, are checks.h.)
 */
#ifndef KDP_KDUMP_PREP_CHECKLIST_H
#define KDP_KDUMP_PREP_CHECKLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "kdump-prep/error.h"
#include "kdump-prep/json.h"

enum kdp_checklist_result {
	KDP_CHECKLIST_OK,
	KDP_CHECKLIST_FAILED,
	KDP_CHECKLIST_SKIPPED,	/* could not or need not be checked */
};

struct kdp_checklist_line {
	const char *name;	/* one word, of the program; not copied */
	enum kdp_checklist_result result;
	char *reason;
};

/* In the order of checking; zero it first. */
struct kdp_checklist {
	struct kdp_checklist_line *line;
	size_t count;
	bool incomplete;	/* memory ran out */
};

/**
 * kdp_checklist_add() - note the result of a check
 * @list: NULL: nobody wants to know
 * @format: what was found, or why it failed or was skipped
 */
KDP_FORMAT(4, 5)
void kdp_checklist_add(struct kdp_checklist *list, const char *name,
		       enum kdp_checklist_result result, const char *format,
		       ...);

/**
 * kdp_checklist_failure() - note a check as failed when it gave an error
 * @err: stays the caller's; NULL: nothing is noted
 *
 * Return: @err.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_checklist_failure(struct kdp_checklist *list,
					const char *name,
					struct kdp_error *err);

/**
 * kdp_checklist_find() - the line of a check, or NULL
 */
const struct kdp_checklist_line *
kdp_checklist_find(const struct kdp_checklist *list, const char *name);

/**
 * kdp_checklist_print() - a line for each check, on stdout
 */
KDP_MUST_CHECK
struct kdp_error *kdp_checklist_print(const struct kdp_checklist *list);

/**
 * kdp_checklist_json() - add the list as array "checks"
 */
void kdp_checklist_json(const struct kdp_checklist *list,
			struct kdp_json *json);

void kdp_checklist_deinit(struct kdp_checklist *list);

#endif
