/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crc32.h - the checksum of hand-over, plan and record.
 */
#ifndef KDP_PURGATORY_CRC32_H
#define KDP_PURGATORY_CRC32_H

#include <stddef.h>
#include <stdint.h>

/**
 * kdp_crc32() - CRC-32 of IEEE 802.3, as zlib's crc32()
 * @crc: 0, or the result for the bytes before @data
 */
uint32_t kdp_crc32(uint32_t crc, const void *data, size_t size);

#endif
