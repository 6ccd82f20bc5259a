/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hpet.h - the ACPI table that names a block of high precision event timers.
 */
#ifndef KDP_KDUMP_PREP_HPET_H
#define KDP_KDUMP_PREP_HPET_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"

/**
 * kdp_hpet_parse() - read a HPET table
 * @ret: written on success; address 0 where the block is not in memory, which
 *	the kernel ignores
 */
KDP_MUST_CHECK
struct kdp_error *kdp_hpet_parse(const uint8_t *data, size_t size,
				 struct kdp_hpet *ret);

#endif
