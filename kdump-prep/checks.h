/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checks.h - the table of checks and the parity by which purgatory verifies
 * and repairs the image; see struct kdp_checks of kdp_abi.h.
 *
 * The segment: KDP_CHECK_MAGIC, the table, the parity blocks from the next
 * page on, the table once more.  The copies are far apart, so that what hits
 * one does not hit the other.
 */
#ifndef KDP_KDUMP_PREP_CHECKS_H
#define KDP_KDUMP_PREP_CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"

/* A part of the image that is to be verified. */
struct kdp_checked {
	const uint8_t *data;
	size_t size;
	uint64_t addr;		/* where it will lie */
	const struct kdp_block_check *checks; /* known before; or NULL */
};

/* Where things are in the segment. */
struct kdp_checks_layout {
	uint32_t block_count;
	uint32_t parity_count;
	size_t table[2];
	size_t parity;
	size_t size;		/* of the segment */
};

/**
 * kdp_checks_lay_out() - from the sizes of the parts to the segment's layout
 */
KDP_MUST_CHECK
struct kdp_error *kdp_checks_lay_out(const struct kdp_checked *part,
				     size_t count,
				     struct kdp_checks_layout *ret);

/**
 * kdp_checks_sums() - whether data still has the sums that are in its checks
 * @checks: one for each block
 * @bad_ret: number of the first block that has not
 *
 * The cheaper half of the checks: other data passes with a chance of 2^-32 a
 * block, and exchanged words of a block do.
 */
bool kdp_checks_sums(const uint8_t *data, size_t size,
		     const struct kdp_block_check *checks, size_t *bad_ret);

/**
 * kdp_checks_fill() - compute checks and parity
 * @part: as laid out, with data
 * @addr: where the segment will lie
 * @segment: of layout->size bytes, zeroed
 */
void kdp_checks_fill(const struct kdp_checked *part, size_t count,
		     const struct kdp_checks_layout *layout, uint64_t addr,
		     uint8_t *segment, struct kdp_checks *ret);

#endif
