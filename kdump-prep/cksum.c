// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cksum.c - the checksum of POSIX; see cksum.h.
 *
 * IEEE Std 1003.1, cksum: a CRC with the polynomial 0x04c11db7, highest bit
 * first, over the data and its length, lowest byte first and without zeros at
 * its end, inverted.
 */
#include "kdump-prep/cksum.h"

#define POLYNOMIAL 0x04c11db7u
#define HIGHEST	   0x80000000u

static uint32_t table[256];

static void fill_table(void)
{
	unsigned int i, bit;
	uint32_t crc;

	for (i = 0; i < 256; i++) {
		crc = (uint32_t)i << 24;
		for (bit = 0; bit < 8; bit++)
			crc = crc << 1 ^ (crc & HIGHEST ? POLYNOMIAL : 0);
		table[i] = crc;
	}
}

static uint32_t step(uint32_t crc, uint8_t byte)
{
	return crc << 8 ^ table[crc >> 24 ^ byte];
}

void kdp_cksum_add(struct kdp_cksum *sum, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	uint32_t crc = sum->crc;
	size_t i;

	if (!table[1])
		fill_table();
	for (i = 0; i < size; i++)
		crc = step(crc, bytes[i]);
	sum->crc = crc;
	sum->size += size;
}

uint32_t kdp_cksum_result(const struct kdp_cksum *sum)
{
	uint32_t crc = sum->crc;
	uint64_t size;

	if (!table[1])
		fill_table();
	for (size = sum->size; size; size >>= 8)
		crc = step(crc, (uint8_t)size);
	return ~crc;
}
