/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * line.h - the members of a result, which is a line of JSON.
 */
#ifndef KDP_TESTS_SWEEP_LINE_H
#define KDP_TESTS_SWEEP_LINE_H

#include <json-c/json.h>
#include <stdint.h>

/** line_text() - "" where there is no such member */
static inline const char *line_text(struct json_object *line, const char *name)
{
	struct json_object *member;

	return json_object_object_get_ex(line, name, &member) ?
		json_object_get_string(member) : "";
}

/** line_number() - 0 where there is no such member, or it is negative */
static inline uint64_t line_number(struct json_object *line, const char *name)
{
	struct json_object *member;
	int64_t ret = json_object_object_get_ex(line, name, &member) ?
		json_object_get_int64(member) : 0;

	return ret > 0 ? (uint64_t)ret : 0;
}

#endif
