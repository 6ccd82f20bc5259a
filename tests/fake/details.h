/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * details.h - read back what a driver put into the record.
 */
#ifndef KDP_TESTS_FAKE_DETAILS_H
#define KDP_TESTS_FAKE_DETAILS_H

#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * details_start() - fake machine and record as new, TSC deadlines on
 */
void details_start(void);

/**
 * details_count() - details with a code; KDP_CODE_NONE: with any
 */
uint32_t details_count(uint16_t code);

/**
 * details_get() - the nth detail (from 0) with a code
 *
 * Return: an entry of zeros when there are not that many.
 */
const struct kdp_entry *details_get(uint16_t code, uint32_t nth);

#endif
