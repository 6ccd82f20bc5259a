// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json.c - see json.h.
 */
#include "kdump-prep/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

static void begin(struct kdp_json *json, struct json_object *value)
{
	*json = (struct kdp_json){ .value = value, .failed = !value };
}

void kdp_json_object(struct kdp_json *json)
{
	begin(json, json_object_new_object());
}

void kdp_json_array(struct kdp_json *json)
{
	begin(json, json_object_new_array());
}

/* Takes @member over. */
static void add(struct kdp_json *json, const char *key,
		struct json_object *member)
{
	int result = -1;

	if (!json->failed && member && key)
		result = json_object_object_add(json->value, key, member);
	else if (!json->failed && member)
		result = json_object_array_add(json->value, member);
	if (result == 0)
		return;
	json->failed = true;
	json_object_put(member);
}

void kdp_json_number(struct kdp_json *json, const char *key, uint64_t value)
{
	add(json, key, json_object_new_int64((int64_t)value));
}

void kdp_json_hex(struct kdp_json *json, const char *key, uint64_t value)
{
	char text[19];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	add(json, key, json_object_new_string(text));
}

void kdp_json_bool(struct kdp_json *json, const char *key, bool value)
{
	add(json, key, json_object_new_boolean(value));
}

void kdp_json_string(struct kdp_json *json, const char *key, const char *value)
{
	add(json, key, json_object_new_string(value));
}

void kdp_json_flags(struct kdp_json *json, const char *key,
		    const struct kdp_name *table, unsigned int flags)
{
	struct kdp_json array;

	kdp_json_array(&array);
	for (; table->name; table++)
		if (flags & table->number)
			kdp_json_string(&array, NULL, table->name);
	kdp_json_member(json, key, &array);
}

void kdp_json_member(struct kdp_json *json, const char *key,
		     struct kdp_json *member)
{
	add(json, key, kdp_json_finish(member));
}

struct json_object *kdp_json_finish(struct kdp_json *json)
{
	struct json_object *value = json->value;

	json->value = NULL;
	if (!json->failed)
		return value;
	json_object_put(value);
	return NULL;
}

struct kdp_error *kdp_json_print(struct json_object *value)
{
	const char *text = NULL;
	int result = 0;

	if (value)
		text = json_object_to_json_string_ext(
			value, JSON_C_TO_STRING_PRETTY |
				       JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text)
		result = printf("%s\n", text);
	json_object_put(value);
	if (!text)
		return &kdp_enomem;
	return result < 0 ? kdp_error_os(errno, "write stdout") : NULL;
}
