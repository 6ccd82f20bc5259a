/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * finding.h - what "check" found: a list of points, each with a result, the
 * reason and what to do.
 */
#ifndef KDP_KDUMP_PREP_FINDING_H
#define KDP_KDUMP_PREP_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "kdump-prep/error.h"
#include "kdump-prep/json.h"

/* The worse, the larger. */
enum kdp_finding_result {
	KDP_FINDING_OK,
	KDP_FINDING_NOTE,    /* worth to know; nothing is wrong */
	KDP_FINDING_UNKNOWN, /* could not be found out */
	KDP_FINDING_WARNING, /* a dump may be lost */
	KDP_FINDING_FAILURE, /* a dump will be lost */
	KDP_FINDING_RESULTS,
};

struct kdp_rule;

struct kdp_finding {
	const char *id; /* one word, of the program; not copied */
	enum kdp_finding_result result;
	char *why;
	const char *advice;	     /* what to do; NULL: nothing; not copied */
	const struct kdp_rule *rule; /* NULL: no rule says so */
};

/* In the order of checking; zero it first. */
struct kdp_findings {
	struct kdp_finding *finding;
	size_t count;
	bool incomplete; /* memory ran out */
};

/**
 * kdp_findings_add() - note a finding
 * @advice: of the program; dropped where the result is OK
 * @format: what was found
 */
KDP_FORMAT(5, 6)
void kdp_findings_add(struct kdp_findings *list, const char *id,
		      enum kdp_finding_result result, const char *advice,
		      const char *format, ...);

/** kdp_findings_find() - the finding of an id, or NULL */
const struct kdp_finding *kdp_findings_find(const struct kdp_findings *list,
					    const char *id);

/** kdp_findings_count() - how many have a result */
size_t kdp_findings_count(const struct kdp_findings *list,
			  enum kdp_finding_result result);

/**
 * kdp_findings_print() - a paragraph for each on stdout, the worst first, and
 *	a summary
 */
KDP_MUST_CHECK
struct kdp_error *kdp_findings_print(const struct kdp_findings *list);

/**
 * kdp_findings_json() - add the list as array "points", and "summary"
 */
void kdp_findings_json(const struct kdp_findings *list, struct kdp_json *json);

void kdp_findings_deinit(struct kdp_findings *list);

#endif
