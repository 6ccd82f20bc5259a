// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_json.c - write a record as JSON; see record_json.h.
 */
#include "kdump-prep/record_json.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "kdump-prep/devices.h"
#include "kdump-prep/names.h"
#include "kdump-prep/record_text.h"
#include "kdump-prep/report.h"
#include "kdump-prep/timeline.h"

/* Takes @value over.  Whether both it and its place in @object are there. */
static bool add(struct json_object *object, const char *key,
		struct json_object *value)
{
	if (!value)
		return false;
	if (json_object_object_add(object, key, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

static bool append(struct json_object *array, struct json_object *value)
{
	if (!value)
		return false;
	if (json_object_array_add(array, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

/* A string that @put writes to a FILE. */
static struct json_object *from_writer(void (*put)(const void *what, FILE *out),
				       const void *what)
{
	struct json_object *json = NULL;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	put(what, file);
	if (fclose(file) == 0)
		json = json_object_new_string_len(text, (int)size);
	free(text);
	return json;
}

static void put_verdict(const void *model, FILE *out)
{
	kdp_report_verdict(model, out);
}

static void put_object(const void *entry, FILE *out)
{
	kdp_report_object(entry, out);
}

static void put_values(const void *entry, FILE *out)
{
	kdp_report_values(entry, out);
}

static struct json_object *from_hex(uint64_t value)
{
	char buffer[20];

	snprintf(buffer, sizeof(buffer), "0x%llx", (unsigned long long)value);
	return json_object_new_string(buffer);
}

static struct json_object *from_flags(const struct kdp_name *names,
				      uint64_t value)
{
	struct json_object *array = json_object_new_array();
	bool ok = array != NULL;

	for (; ok && names->name; names++) {
		if (!(value & names->number))
			continue;
		ok = append(array, json_object_new_string(names->name));
		value &= ~(uint64_t)names->number;
	}
	if (ok && value)
		ok = append(array, from_hex(value));
	if (ok)
		return array;
	json_object_put(array);
	return NULL;
}

/* The loader's version; bytes that are no ASCII text become '?'. */
static struct json_object *from_string(const char *bytes, size_t size)
{
	char buffer[64];
	size_t i;

	for (i = 0; i < size && i < sizeof(buffer) && bytes[i]; i++)
		buffer[i] = bytes[i] < ' ' || bytes[i] > '~' ? '?' : bytes[i];
	return json_object_new_string_len(buffer, (int)i);
}

static struct json_object *from_number(const struct kdp_field *field,
				       uint64_t value)
{
	const char *name;

	if (field->form == KDP_FIELD_FLAGS)
		return from_flags(field->names, value);
	if (field->form == KDP_FIELD_NAME) {
		name = kdp_name_of(field->names, (unsigned int)value);
		if (name)
			return json_object_new_string(name);
	}
	if (field->form == KDP_FIELD_HEX || value > INT64_MAX)
		return from_hex(value);
	return json_object_new_int64((int64_t)value);
}

static struct json_object *from_field(const struct kdp_field *field,
				      const void *base)
{
	struct json_object *array;
	size_t i;

	if (field->form == KDP_FIELD_STRING)
		return from_string((const char *)base + field->offset,
				   field->count);
	if (field->count == 1)
		return from_number(field, kdp_field_get(field, base, 0));
	array = json_object_new_array();
	for (i = 0; array && i < field->count; i++) {
		if (append(array, from_number(field, kdp_field_get(field, base,
								   i))))
			continue;
		json_object_put(array);
		array = NULL;
	}
	return array;
}

static struct json_object *from_fields(const struct kdp_field *fields,
				       const void *base)
{
	struct json_object *object = json_object_new_object();

	for (; object && fields->name; fields++) {
		if (add(object, fields->name, from_field(fields, base)))
			continue;
		json_object_put(object);
		object = NULL;
	}
	return object;
}

static struct json_object *from_entry(const struct kdp_record_model *model,
				      const struct kdp_record_entry *e)
{
	struct json_object *object = from_fields(kdp_entry_fields, &e->entry);
	const char *name = kdp_devices_name(model->devices, &e->entry);
	uint64_t us;
	bool ok;

	if (!object)
		return NULL;
	ok = add(object, "slot", json_object_new_int64(e->slot)) &&
	     add(object, "good", json_object_new_boolean(e->good));
	if (ok && e->entry.type != KDP_ENTRY_STEP)
		ok = add(object, "what",
			 from_writer(put_object, &e->entry)) &&
		     add(object, "values",
			 from_writer(put_values, &e->entry));
	if (ok && name)
		ok = add(object, "device", json_object_new_string(name));
	if (ok && kdp_record_microseconds(model->header.tsc_khz, e->entry.tsc,
					  e->entry.tsc_end, &us))
		ok = add(object, "microseconds",
			 json_object_new_int64((int64_t)us));
	if (ok)
		return object;
	json_object_put(object);
	return NULL;
}

static struct json_object *
from_problem(const struct kdp_record_problem *problem)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	if (add(object, "offset",
		json_object_new_int64((int64_t)problem->offset)) &&
	    add(object, "message", json_object_new_string(problem->message)))
		return object;
	json_object_put(object);
	return NULL;
}

/* Adds an empty array to @object; NULL when that fails. */
static struct json_object *add_array(struct json_object *object,
				     const char *key)
{
	struct json_object *array = json_object_new_array();

	return add(object, key, array) ? array : NULL;
}

static struct json_object *from_event(const struct kdp_timeline_event *event)
{
	struct json_object *object = json_object_new_object();
	bool ok = object &&
		  add(object, "event", json_object_new_string(event->what));

	if (ok && event->status)
		ok = add(object, "status",
			 json_object_new_string(event->status));
	if (ok && event->clock && event->clock <= INT64_MAX)
		ok = add(object, "time",
			 json_object_new_int64((int64_t)event->clock));
	if (ok && event->timed)
		ok = add(object, "at_microseconds",
			 json_object_new_int64((int64_t)event->at_us));
	if (ok && event->ended)
		ok = add(object, "microseconds",
			 json_object_new_int64((int64_t)event->us));
	if (ok)
		return object;
	json_object_put(object);
	return NULL;
}

static bool fill_timeline(struct json_object *top,
			  const struct kdp_record_model *model)
{
	struct json_object *array = add_array(top, "timeline");
	struct kdp_timeline timeline;
	size_t i;

	kdp_timeline_make(model, &timeline);
	for (i = 0; array && i < timeline.count; i++)
		if (!append(array, from_event(&timeline.event[i])))
			return false;
	return array;
}

static bool fill(struct json_object *top, const struct kdp_record_model *model)
{
	struct json_object *array;
	size_t i;

	if (!add(top, "verdict", from_writer(put_verdict, model)) ||
	    !add(top, "header", from_fields(kdp_record_fields,
					    &model->header)))
		return false;
	if (!fill_timeline(top, model))
		return false;
	array = add_array(top, "entries");
	if (!array)
		return false;
	for (i = 0; i < model->entry_count; i++) {
		if (!append(array, from_entry(model, &model->entry[i])))
			return false;
	}
	array = add_array(top, "problems");
	if (!array)
		return false;
	for (i = 0; i < model->problem_count; i++) {
		if (!append(array, from_problem(&model->problem[i])))
			return false;
	}
	return true;
}

struct kdp_error *kdp_record_json_write(const struct kdp_record_model *model,
					FILE *out)
{
	struct json_object *top = json_object_new_object();
	const int style = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			  JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text = NULL;

	if (top && fill(top, model))
		text = json_object_to_json_string_ext(top, style);
	if (text)
		fprintf(out, "%s\n", text);
	json_object_put(top);
	return text ? NULL : &kdp_enomem;
}
