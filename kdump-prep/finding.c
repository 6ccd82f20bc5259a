// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * finding.c - the list of what "check" found; see finding.h.
 */
#include "kdump-prep/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/rules.h"

/* Below a finding, what belongs to it. */
#define INDENT "         "

static const char *const result_name[KDP_FINDING_RESULTS] = {
	[KDP_FINDING_OK] = "ok",	   [KDP_FINDING_NOTE] = "note",
	[KDP_FINDING_UNKNOWN] = "unknown", [KDP_FINDING_WARNING] = "warning",
	[KDP_FINDING_FAILURE] = "failure",
};

void kdp_findings_add(struct kdp_findings *list, const char *id,
		      enum kdp_finding_result result, const char *advice,
		      const char *format, ...)
{
	struct kdp_finding *finding;
	va_list ap;
	int length;

	finding =
		reallocarray(list->finding, list->count + 1, sizeof(*finding));
	if (!finding) {
		list->incomplete = true;
		return;
	}
	list->finding = finding;
	finding += list->count;
	*finding = (struct kdp_finding){
		.id = id,
		.result = result,
		.advice = result == KDP_FINDING_OK ? NULL : advice,
	};
	va_start(ap, format);
	length = vasprintf(&finding->why, format, ap);
	va_end(ap);
	if (length < 0)
		list->incomplete = true;
	else
		list->count++;
}

const struct kdp_finding *kdp_findings_find(const struct kdp_findings *list,
					    const char *id)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->finding[i].id, id) == 0)
			return &list->finding[i];
	return NULL;
}

size_t kdp_findings_count(const struct kdp_findings *list,
			  enum kdp_finding_result result)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < list->count; i++)
		count += list->finding[i].result == result;
	return count;
}

static void print_rule(const struct kdp_rule *rule)
{
	if (rule->commit)
		printf(INDENT "fix: Linux commit %s (\"%s\") (in %s)\n",
		       rule->commit, rule->subject, rule->release);
	if (rule->unverified)
		printf(INDENT "not verified: %s\n", rule->unverified);
}

static void print_finding(const struct kdp_finding *finding)
{
	printf("%-8s %-20s %s\n", result_name[finding->result], finding->id,
	       finding->why);
	if (finding->result == KDP_FINDING_OK)
		return;
	if (finding->advice)
		printf(INDENT "do: %s\n", finding->advice);
	if (finding->rule)
		print_rule(finding->rule);
}

struct kdp_error *kdp_findings_print(const struct kdp_findings *list)
{
	size_t i, result;

	if (list->incomplete)
		return &kdp_enomem;
	for (result = KDP_FINDING_RESULTS; result-- > 0;)
		for (i = 0; i < list->count; i++)
			if (list->finding[i].result == result)
				print_finding(&list->finding[i]);
	printf("summary ");
	for (result = KDP_FINDING_RESULTS; result-- > 0;)
		printf(" %s %zu%s", result_name[result],
		       kdp_findings_count(list,
					  (enum kdp_finding_result)result),
		       result ? "," : "\n");
	return NULL;
}

static void rule_json(const struct kdp_rule *rule, struct kdp_json *json)
{
	if (rule->commit) {
		kdp_json_string(json, "commit", rule->commit);
		kdp_json_string(json, "subject", rule->subject);
		kdp_json_string(json, "fixed_in", rule->release);
	}
	if (rule->mitigation)
		kdp_json_flags(json, "mitigated_by", kdp_mitigation_names,
			       rule->mitigation);
	if (rule->unverified)
		kdp_json_string(json, "not_verified", rule->unverified);
}

void kdp_findings_json(const struct kdp_findings *list, struct kdp_json *json)
{
	const struct kdp_finding *finding;
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	array.failed = array.failed || list->incomplete;
	for (i = 0; i < list->count; i++) {
		finding = &list->finding[i];
		kdp_json_object(&one);
		kdp_json_string(&one, "point", finding->id);
		kdp_json_string(&one, "result", result_name[finding->result]);
		kdp_json_string(&one, "why", finding->why);
		if (finding->advice)
			kdp_json_string(&one, "advice", finding->advice);
		if (finding->rule)
			rule_json(finding->rule, &one);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "points", &array);
	kdp_json_object(&one);
	for (i = 0; i < KDP_FINDING_RESULTS; i++)
		kdp_json_number(
			&one, result_name[i],
			kdp_findings_count(list, (enum kdp_finding_result)i));
	kdp_json_member(json, "summary", &one);
}

void kdp_findings_deinit(struct kdp_findings *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		free(list->finding[i].why);
	free(list->finding);
	memset(list, 0, sizeof(*list));
}
