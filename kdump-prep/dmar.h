/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dmar.h - the ACPI table by which firmware offers Intel's VT-d.
 */
#ifndef KDP_KDUMP_PREP_DMAR_H
#define KDP_KDUMP_PREP_DMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/**
 * kdp_dmar_parse() - read a DMAR table
 * @intr_remap_ret: whether interrupt remapping may be switched on
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dmar_parse(const uint8_t *data, size_t size,
				 bool *intr_remap_ret);

#endif
