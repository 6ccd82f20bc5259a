/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan_text.h - the text form of a plan, and its JSON form.
 *
 * The text has one fact to a line, steps in their order, each with its reason
 * behind a colon.  Its first line names the format and its version; lines
 * that start with "#" are comments.  What kdp_plan_format() writes,
 * kdp_plan_parse() reads back into an equal plan.
 */
#ifndef KDP_KDUMP_PREP_PLAN_TEXT_H
#define KDP_KDUMP_PREP_PLAN_TEXT_H

#include <stddef.h>

#include "kdump-prep/error.h"
#include "kdump-prep/names.h"
#include "kdump-prep/plan.h"

struct json_object;

extern const struct kdp_name kdp_plan_flag_names[]; /* KDP_PLAN_F_* */
extern const struct kdp_name kdp_map_names[];	    /* enum kdp_map_type */

/**
 * kdp_plan_format() - write the text form
 * @ret: malloc'd, NUL-terminated; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_format(const struct kdp_plan_model *plan,
				  char **ret);

/**
 * kdp_plan_parse() - read the text form
 * @name: of the file, for messages
 * @ret: zeroed; the caller calls kdp_plan_deinit()
 */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_parse(const char *name, const char *data,
				 size_t size, struct kdp_plan_model *ret);

/**
 * kdp_plan_json() - the same as a JSON object; see kdp_topology_json()
 *
 * Return: an object that the caller puts, or NULL when memory ran out.
 */
struct json_object *kdp_plan_json(const struct kdp_plan_model *plan);

#endif
