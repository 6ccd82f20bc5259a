// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/crc32.c: the check value of CRC-32/ISO-HDLC, the same
 * result as a bit at a time for every byte, and that parts can be joined.
 */
#include "purgatory/crc32.h"

#include "tests/tap.h"

static uint32_t by_bits(const uint8_t *data, size_t size)
{
	uint32_t crc = ~0u;
	unsigned int bit;

	while (size--) {
		crc ^= *data++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void published_check_value(void)
{
	TAP_EQ(kdp_crc32(0, "123456789", 9), 0xcbf43926);
	TAP_EQ(kdp_crc32(0, "", 0), 0);
}

static void every_byte_as_by_bits(void)
{
	unsigned int value;
	uint8_t byte;

	for (value = 0; value < 256; value++) {
		byte = (uint8_t)value;
		TAP_EQ(kdp_crc32(0, &byte, 1), by_bits(&byte, 1));
	}
}

static void parts_join(void)
{
	uint32_t crc = kdp_crc32(0, "1234", 4);

	TAP_EQ(kdp_crc32(crc, "56789", 5), 0xcbf43926);
}

int main(void)
{
	TAP_RUN(published_check_value);
	TAP_RUN(every_byte_as_by_bits);
	TAP_RUN(parts_join);
	return tap_done();
}
