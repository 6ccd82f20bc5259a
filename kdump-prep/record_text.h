/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_text.h - the record as lines of text, without loss, and back.
 *
 * The first line is "kdump-prep-record 1 size N", N the bytes of the record.
 * Then follows one line for each member of struct kdp_record, "name value",
 * and one for each slot that is not empty, "entry SLOT name value name
 * value...".  Numbers with a name (names.h) are written by it, flags as names
 * with commas between them, strings in quotes.  Empty lines and lines that
 * start with "#" say nothing.
 */
#ifndef KDP_KDUMP_PREP_RECORD_TEXT_H
#define KDP_KDUMP_PREP_RECORD_TEXT_H

#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/names.h"
#include "kdump-prep/record.h"

#define KDP_RECORD_TEXT_MAGIC "kdump-prep-record"

/* How a member is written. */
enum kdp_field_form {
	KDP_FIELD_DECIMAL,
	KDP_FIELD_HEX,
	KDP_FIELD_NAME,		/* one of names */
	KDP_FIELD_FLAGS,	/* bits of names */
	KDP_FIELD_STRING,
};

/* A member of struct kdp_record or struct kdp_entry. */
struct kdp_field {
	const char *name;
	size_t offset;
	size_t size;		/* bytes of one number */
	size_t count;		/* numbers, or bytes of a string */
	enum kdp_field_form form;
	const struct kdp_name *names;
};

/* All members, in order; a NULL name ends the table. */
extern const struct kdp_field kdp_record_fields[];
extern const struct kdp_field kdp_entry_fields[];

/**
 * kdp_field_get() - the number in a member
 * @base: the struct
 * @index: less than field->count
 */
uint64_t kdp_field_get(const struct kdp_field *field, const void *base,
		       size_t index);

/**
 * kdp_field_put() - write a member's value as text
 * @base: the struct
 */
void kdp_field_put(const struct kdp_field *field, const void *base, FILE *out);

/**
 * kdp_record_text_write() - write a record as text
 * @out: the caller looks at ferror()
 *
 * Empty slots and bytes that belong to no slot are left out.
 */
void kdp_record_text_write(const struct kdp_record_model *model, FILE *out);

/**
 * kdp_record_text_parse() - the bytes of a record from its text form
 * @data: of @size bytes
 * @record_ret: malloc'd, for kdp_record_decode(); the caller frees it
 *
 * Members and slots that the text leaves out are 0.  Nothing is checked but
 * the text: a damaged record has a text form too.  Error KDP_ERROR_FORMAT
 * names the line.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_record_text_parse(const char *data, size_t size,
					uint8_t **record_ret,
					size_t *record_size_ret);

#endif
