/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mcfg.h - the ACPI table that lists the memory-mapped windows to PCI
 * configuration space.
 */
#ifndef KDP_KDUMP_PREP_MCFG_H
#define KDP_KDUMP_PREP_MCFG_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"

/**
 * kdp_mcfg_parse() - read an MCFG
 * @ret: malloc'd array, NULL when there is no window; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_mcfg_parse(const uint8_t *data, size_t size,
				 struct kdp_ecam **ret, size_t *count_ret);

#endif
