/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fadt.h - the ACPI table of fixed features ("FACP").
 */
#ifndef KDP_KDUMP_PREP_FADT_H
#define KDP_KDUMP_PREP_FADT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/**
 * kdp_fadt_parse() - read a FADT
 * @cmos_rtc_ret: whether there may be a real-time clock at ports 0x70, 0x71
 */
KDP_MUST_CHECK
struct kdp_error *kdp_fadt_parse(const uint8_t *data, size_t size,
				 bool *cmos_rtc_ret);

#endif
