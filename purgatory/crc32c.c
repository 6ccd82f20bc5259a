// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crc32c.c - CRC-32C by eight tables, eight bytes at a time.  The tables are
 * computed and not stored: 8 KiB that no bit can flip in before the crash.
 */
#include "purgatory/crc32c.h"

#define POLYNOMIAL 0x82f63b78u	/* bits reversed */
#define TABLES	   8u

static uint32_t table[TABLES][256];

/* table[t][byte]: what a byte contributes that t bytes follow. */
static void make_tables(void)
{
	uint32_t crc;
	unsigned int i, t;

	for (i = 0; i < 256; i++) {
		crc = i;
		for (t = 0; t < 8; t++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		table[0][i] = crc;
	}
	for (t = 1; t < TABLES; t++) {
		for (i = 0; i < 256; i++) {
			crc = table[t - 1][i];
			table[t][i] = crc >> 8 ^ table[0][crc & 0xff];
		}
	}
}

static uint32_t eight_bytes(uint32_t crc, const uint8_t *byte)
{
	uint64_t word;

	__builtin_memcpy(&word, byte, sizeof(word));
	word ^= crc;
	return table[7][word & 0xff] ^ table[6][word >> 8 & 0xff] ^
	       table[5][word >> 16 & 0xff] ^ table[4][word >> 24 & 0xff] ^
	       table[3][word >> 32 & 0xff] ^ table[2][word >> 40 & 0xff] ^
	       table[1][word >> 48 & 0xff] ^ table[0][word >> 56];
}

uint32_t kdp_crc32c_update(uint32_t inverted, const void *data, size_t size)
{
	const uint8_t *byte = data;

	/* table[0][128] is the polynomial, so 0 means that none is there. */
	if (!table[0][128])
		make_tables();
	for (; size >= 8; size -= 8, byte += 8)
		inverted = eight_bytes(inverted, byte);
	for (; size; size--, byte++)
		inverted = inverted >> 8 ^ table[0][(inverted ^ *byte) & 0xff];
	return inverted;
}
