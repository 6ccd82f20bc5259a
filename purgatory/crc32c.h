/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crc32c.h - CRC-32C (Castagnoli; RFC 3720, 12.1), by tables and by the
 * instruction of SSE4.2, which works on general registers.
 */
#ifndef KDP_PURGATORY_CRC32C_H
#define KDP_PURGATORY_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The CRC is kept inverted between these: begin and end with this value. */
#define KDP_CRC32C_INVERT 0xffffffffu

/**
 * kdp_crc32c_update() - by tables: take @size bytes into an inverted CRC
 *
 * The tables are made at the first call.
 */
uint32_t kdp_crc32c_update(uint32_t inverted, const void *data, size_t size);

/* The same for eight bytes; the CPU must have SSE4.2. */
static inline uint64_t kdp_crc32c_word(uint64_t inverted, uint64_t word)
{
	__asm__("crc32q %1, %0" : "+r"(inverted) : "rm"(word));
	return inverted;
}

/* The same for one byte; the CPU must have SSE4.2. */
static inline uint32_t kdp_crc32c_byte(uint32_t inverted, uint8_t byte)
{
	__asm__("crc32b %1, %0" : "+r"(inverted) : "rm"(byte));
	return inverted;
}

/* The CRC-32C of @size bytes, by tables. */
static inline uint32_t kdp_crc32c(const void *data, size_t size)
{
	return ~kdp_crc32c_update(KDP_CRC32C_INVERT, data, size);
}

#endif
