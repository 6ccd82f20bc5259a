/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reset_register.h - the register by which ACPI says that the machine is
 * reset, and its line in the text form of a topology.
 */
#ifndef KDP_KDUMP_PREP_RESET_REGISTER_H
#define KDP_KDUMP_PREP_RESET_REGISTER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/json.h"
#include "kdump-prep/names.h"
#include "kdump-prep/text.h"
#include "purgatory/kdp_abi.h"

extern const struct kdp_name kdp_reset_names[]; /* enum kdp_reset_space */

/**
 * kdp_reset_parse() - read the reset register from a FADT
 * @ret: space KDP_RESET_NONE where the FADT has none, or one that cannot be
 *
 * Error: the table itself is damaged.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_reset_parse(const uint8_t *data, size_t size,
				  struct kdp_reset_register *ret);

/* "SPACE ADDRESS value N" behind the word that names the line. */
void kdp_print_reset(FILE *file, const struct kdp_reset_register *reset);
KDP_MUST_CHECK
struct kdp_error *kdp_parse_reset(struct kdp_text *text,
				  struct kdp_reset_register *ret);

/** kdp_json_reset() - the same as member "reset_register"; none: left out */
void kdp_json_reset(struct kdp_json *json,
		    const struct kdp_reset_register *reset);

#endif
