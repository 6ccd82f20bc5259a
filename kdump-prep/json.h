/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json.h - builds JSON objects with json-c without losing an error: a member
 * that could not be added is remembered, and the end result is NULL.
 */
#ifndef KDP_KDUMP_PREP_JSON_H
#define KDP_KDUMP_PREP_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/names.h"

/* What is being built: an object, or an array (then without keys). */
struct kdp_json {
	struct json_object *value;
	bool failed;
};

/** kdp_json_object() - begin an object */
void kdp_json_object(struct kdp_json *json);

/** kdp_json_array() - begin an array */
void kdp_json_array(struct kdp_json *json);

/* Each adds one member; @key is NULL in an array. */
void kdp_json_number(struct kdp_json *json, const char *key, uint64_t value);
void kdp_json_hex(struct kdp_json *json, const char *key, uint64_t value);
void kdp_json_bool(struct kdp_json *json, const char *key, bool value);
void kdp_json_string(struct kdp_json *json, const char *key,
		     const char *value);

/** kdp_json_flags() - add the names of the bits in @flags as an array */
void kdp_json_flags(struct kdp_json *json, const char *key,
		    const struct kdp_name *table, unsigned int flags);

/** kdp_json_member() - add @member, which is taken over */
void kdp_json_member(struct kdp_json *json, const char *key,
		     struct kdp_json *member);

/**
 * kdp_json_finish() - end building
 *
 * Return: the value, or NULL when anything could not be added.
 */
struct json_object *kdp_json_finish(struct kdp_json *json);

/**
 * kdp_json_print() - write a value to stdout
 * @value: taken over; NULL is "out of memory"
 */
KDP_MUST_CHECK
struct kdp_error *kdp_json_print(struct json_object *value);

#endif
