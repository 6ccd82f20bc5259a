/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bytes.h - little-endian numbers in byte arrays of any alignment, and bits.
 * The caller has checked that the bytes are there.
 */
#ifndef KDP_KDUMP_PREP_BYTES_H
#define KDP_KDUMP_PREP_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline uint16_t kdp_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t kdp_le32(const uint8_t *p)
{
	return kdp_le16(p) | (uint32_t)kdp_le16(p + 2) << 16;
}

static inline uint64_t kdp_le64(const uint8_t *p)
{
	return kdp_le32(p) | (uint64_t)kdp_le32(p + 4) << 32;
}

/* How many bits of @size bytes are set. */
static inline uint64_t kdp_count_bits(const uint8_t *p, size_t size)
{
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < size; i++)
		bits += (uint64_t)__builtin_popcount(p[i]);
	return bits;
}

#endif
