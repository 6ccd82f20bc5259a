/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * number.h - numbers on the command line.
 */
#ifndef KDP_KDUMP_PREP_NUMBER_H
#define KDP_KDUMP_PREP_NUMBER_H

#include <stdint.h>

#include "kdump-prep/error.h"

/**
 * kdp_number_parse() - parse an unsigned number, decimal or 0x
 * @what: names it in the message
 *
 * Nothing may stand around the digits.  Error KDP_ERROR_USAGE.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_number_parse(const char *what, const char *text,
				   uint64_t max, uint64_t *ret);

#endif
