/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_json.h - the record as JSON.
 */
#ifndef KDP_KDUMP_PREP_RECORD_JSON_H
#define KDP_KDUMP_PREP_RECORD_JSON_H

#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/record.h"

/**
 * kdp_record_json_write() - write a record as one JSON object
 * @out: the caller looks at ferror()
 *
 * Members: "verdict", a paragraph; "timeline", what happened when; "header" and
 * "entries", with the members of
 * struct kdp_record and struct kdp_entry by name; "problems".  Numbers that
 * are written in hexadecimal in the text form are strings, since many readers
 * keep only 53 bits of a number.  An entry has besides its members "slot",
 * "good", "what" and, when it can be told, "microseconds".
 */
KDP_MUST_CHECK
struct kdp_error *kdp_record_json_write(const struct kdp_record_model *model,
					FILE *out);

#endif
