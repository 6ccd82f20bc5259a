// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check.c - checks of blocks.  The crc32 instruction takes a word in a cycle
 * and has its result after three, so three blocks are worked on at a time:
 * each has its own CRC, and nothing has to be combined.
 */
#include "purgatory/check.h"

#include "purgatory/crc32c.h"

#define STREAMS 3u
#define WORD	sizeof(uint64_t)

static inline uint64_t load(const uint8_t *byte)
{
	uint64_t word;

	__builtin_memcpy(&word, byte, sizeof(word));
	return word;
}

/* The last bytes of a block, filled up with zeros. */
static uint64_t load_rest(const uint8_t *byte, size_t size)
{
	uint64_t word = 0;

	while (size--)
		word = word << 8 | byte[size];
	return word;
}

static struct kdp_block_check make(uint32_t inverted, uint64_t sum)
{
	struct kdp_block_check check = {
		.crc32c = ~inverted,
		.sum = (uint32_t)(sum ^ sum >> 32),
	};

	return check;
}

static struct kdp_block_check by_tables(const uint8_t *data, size_t size)
{
	uint64_t sum = 0;
	size_t at;

	for (at = 0; size - at >= WORD; at += WORD)
		sum += load(data + at);
	sum += load_rest(data + at, size - at);
	return make(kdp_crc32c_update(KDP_CRC32C_INVERT, data, size), sum);
}

static struct kdp_block_check by_sse42(const uint8_t *data, size_t size)
{
	uint64_t crc = KDP_CRC32C_INVERT;
	uint64_t sum = 0;
	size_t at;

	for (at = 0; size - at >= WORD; at += WORD) {
		crc = kdp_crc32c_word(crc, load(data + at));
		sum += load(data + at);
	}
	sum += load_rest(data + at, size - at);
	for (; at < size; at++)
		crc = kdp_crc32c_byte((uint32_t)crc, data[at]);
	return make((uint32_t)crc, sum);
}

/* Three whole blocks in a row. */
static void three_by_sse42(const uint8_t *data, struct kdp_block_check *ret)
{
	const uint8_t *second = data + KDP_CHECK_BLOCK;
	const uint8_t *third = second + KDP_CHECK_BLOCK;
	uint64_t crc0 = KDP_CRC32C_INVERT;
	uint64_t crc1 = KDP_CRC32C_INVERT;
	uint64_t crc2 = KDP_CRC32C_INVERT;
	uint64_t sum0 = 0;
	uint64_t sum1 = 0;
	uint64_t sum2 = 0;
	size_t at;

	for (at = 0; at < KDP_CHECK_BLOCK; at += WORD) {
		uint64_t word0 = load(data + at);
		uint64_t word1 = load(second + at);
		uint64_t word2 = load(third + at);

		crc0 = kdp_crc32c_word(crc0, word0);
		crc1 = kdp_crc32c_word(crc1, word1);
		crc2 = kdp_crc32c_word(crc2, word2);
		sum0 += word0;
		sum1 += word1;
		sum2 += word2;
	}
	ret[0] = make((uint32_t)crc0, sum0);
	ret[1] = make((uint32_t)crc1, sum1);
	ret[2] = make((uint32_t)crc2, sum2);
}

void kdp_check_blocks(bool sse42, const void *data, size_t size,
		      struct kdp_block_check *ret)
{
	const uint8_t *byte = data;
	size_t n;

	while (sse42 && size >= STREAMS * KDP_CHECK_BLOCK) {
		three_by_sse42(byte, ret);
		byte += STREAMS * KDP_CHECK_BLOCK;
		size -= STREAMS * KDP_CHECK_BLOCK;
		ret += STREAMS;
	}
	for (; size; size -= n, byte += n) {
		n = size < KDP_CHECK_BLOCK ? size : KDP_CHECK_BLOCK;
		*ret++ = sse42 ? by_sse42(byte, n) : by_tables(byte, n);
	}
}

void kdp_check_xor(void *to, const void *from, size_t size)
{
	uint8_t *out = to;
	const uint8_t *in = from;
	uint64_t word;
	size_t at;

	for (at = 0; size - at >= WORD; at += WORD) {
		word = load(out + at) ^ load(in + at);
		__builtin_memcpy(out + at, &word, sizeof(word));
	}
	for (; at < size; at++)
		out[at] ^= in[at];
}
