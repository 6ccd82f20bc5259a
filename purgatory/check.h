/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check.h - the checks of small blocks: CRC-32C and a sum, made in one pass.
 *
 * The two are unrelated.  CRC-32C finds every burst of up to 32 bits and every
 * one, two or three flipped bits; the sum finds what a CRC is blind to, such
 * as one buffer of a protocol that ends in its own CRC-32C in the place of
 * another.  Other damage passes both with a chance of 2^-64 a block.
 *
 * Used by purgatory and by the loader.
 */
#ifndef KDP_PURGATORY_CHECK_H
#define KDP_PURGATORY_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_check_count() - blocks that @size bytes are cut into
 */
static inline uint64_t kdp_check_count(uint64_t size)
{
	return size / KDP_CHECK_BLOCK + (size % KDP_CHECK_BLOCK != 0);
}

/**
 * kdp_check_blocks() - the check of each block of @data
 * @sse42: use the CPU's crc32 instruction; else tables
 * @ret: kdp_check_count(@size) checks
 */
void kdp_check_blocks(bool sse42, const void *data, size_t size,
		      struct kdp_block_check *ret);

static inline bool kdp_check_equal(struct kdp_block_check a,
				   struct kdp_block_check b)
{
	return a.crc32c == b.crc32c && a.sum == b.sum;
}

/**
 * kdp_check_xor() - XOR @size bytes of @from into @to
 */
void kdp_check_xor(void *to, const void *from, size_t size);

#endif
