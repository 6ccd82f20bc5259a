// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * checklist.c - the list of checks before a load; see checklist.h.
 */
#include "kdump-prep/checklist.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const result_name[] = {
	[KDP_CHECKLIST_OK] = "ok",
	[KDP_CHECKLIST_FAILED] = "failed",
	[KDP_CHECKLIST_SKIPPED] = "skipped",
};

void kdp_checklist_add(struct kdp_checklist *list, const char *name,
		       enum kdp_checklist_result result, const char *format,
		       ...)
{
	struct kdp_checklist_line *line;
	va_list ap;
	int length;

	if (!list)
		return;
	line = reallocarray(list->line, list->count + 1, sizeof(*line));
	if (!line) {
		list->incomplete = true;
		return;
	}
	list->line = line;
	line += list->count;
	line->name = name;
	line->result = result;
	va_start(ap, format);
	length = vasprintf(&line->reason, format, ap);
	va_end(ap);
	if (length < 0)
		list->incomplete = true;
	else
		list->count++;
}

struct kdp_error *kdp_checklist_failure(struct kdp_checklist *list,
					const char *name,
					struct kdp_error *err)
{
	if (err)
		kdp_checklist_add(list, name, KDP_CHECKLIST_FAILED, "%s",
				  err->message);
	return err;
}

const struct kdp_checklist_line *
kdp_checklist_find(const struct kdp_checklist *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->line[i].name, name) == 0)
			return &list->line[i];
	return NULL;
}

struct kdp_error *kdp_checklist_print(const struct kdp_checklist *list)
{
	size_t i;

	if (list->incomplete)
		return &kdp_enomem;
	for (i = 0; i < list->count; i++)
		printf("check %-16s %-8s %s\n", list->line[i].name,
		       result_name[list->line[i].result],
		       list->line[i].reason);
	return NULL;
}

void kdp_checklist_json(const struct kdp_checklist *list,
			struct kdp_json *json)
{
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	array.failed = array.failed || list->incomplete;
	for (i = 0; i < list->count; i++) {
		kdp_json_object(&one);
		kdp_json_string(&one, "check", list->line[i].name);
		kdp_json_string(&one, "result",
				result_name[list->line[i].result]);
		kdp_json_string(&one, "reason", list->line[i].reason);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "checks", &array);
}

void kdp_checklist_deinit(struct kdp_checklist *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		free(list->line[i].reason);
	free(list->line);
	memset(list, 0, sizeof(*list));
}
