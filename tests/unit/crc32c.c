// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/crc32c.c and check.c: the examples of RFC 3720, B.4; the
 * instruction and the tables agree for every length and alignment; three
 * blocks at a time give what one at a time gives; every flipped bit changes
 * the check; the sum finds a change that a CRC cannot see.
 */
#include "purgatory/crc32c.h"

#include <stdlib.h>

#include "purgatory/check.h"
#include "tests/tap.h"

static bool has_sse42(void)
{
	if (__builtin_cpu_supports("sse4.2"))
		return true;
	printf("# this CPU has no SSE4.2\n");
	return false;
}

static uint8_t pattern(size_t i)
{
	return (uint8_t)(i * 2654435761u >> 13);
}

static uint32_t bit_by_bit(const uint8_t *data, size_t size)
{
	uint32_t crc = 0xffffffff;
	size_t i;
	int bit;

	for (i = 0; i < size; i++) {
		crc ^= data[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

static void published_examples(void)
{
	static const uint8_t pdu[48] = {
		0x01, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0,	  0,
		0,    0,    0, 0, 0x14, 0, 0, 0, 0, 0, 4, 0,
		0,    0,    0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0,
		0,    0,    0, 0, 2, 0, 0, 0, 0, 0, 0,	  0,
	};
	uint8_t data[32];
	unsigned int i;

	memset(data, 0, sizeof(data));
	TAP_EQ(kdp_crc32c(data, sizeof(data)), 0x8a9136aa);
	memset(data, 0xff, sizeof(data));
	TAP_EQ(kdp_crc32c(data, sizeof(data)), 0x62a8ab43);
	for (i = 0; i < 32; i++)
		data[i] = (uint8_t)i;
	TAP_EQ(kdp_crc32c(data, sizeof(data)), 0x46dd794e);
	for (i = 0; i < 32; i++)
		data[i] = (uint8_t)(31 - i);
	TAP_EQ(kdp_crc32c(data, sizeof(data)), 0x113fdb5c);
	TAP_EQ(kdp_crc32c(pdu, sizeof(pdu)), 0xd9963a56);
	TAP_EQ(kdp_crc32c("123456789", 9), 0xe3069283);
	TAP_EQ(kdp_crc32c("", 0), 0);
}

static void tables_agree_with_the_definition(void)
{
	uint8_t data[200];
	size_t i, from, size;

	for (i = 0; i < sizeof(data); i++)
		data[i] = pattern(i);
	for (from = 0; from < 8; from++)
		for (size = 0; size + from <= sizeof(data); size++)
			TAP_EQ(kdp_crc32c(data + from, size),
			       bit_by_bit(data + from, size));
}

/* The check as it is defined. */
static struct kdp_block_check defined(const uint8_t *data, size_t size)
{
	struct kdp_block_check check;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < size; i++)
		sum += (uint64_t)data[i] << i % 8 * 8;
	check.crc32c = bit_by_bit(data, size);
	check.sum = (uint32_t)sum ^ (uint32_t)(sum >> 32);
	return check;
}

#define BLOCKS 7u

static bool blocks_agree(bool sse42, const uint8_t *data, size_t size)
{
	struct kdp_block_check found[BLOCKS + 1] = { 0 };
	size_t at, n, i = 0;

	found[kdp_check_count(size)].sum = 0x5a5a5a5a;
	kdp_check_blocks(sse42, data, size, found);
	for (at = 0; at < size; at += n) {
		n = size - at < KDP_CHECK_BLOCK ? size - at : KDP_CHECK_BLOCK;
		if (!kdp_check_equal(found[i++], defined(data + at, n)))
			return false;
	}
	return found[i].sum == 0x5a5a5a5a;
}

static void check_all_sizes(bool sse42)
{
	size_t room = BLOCKS * KDP_CHECK_BLOCK;
	uint8_t *data = malloc(room + 8);
	size_t from, size, blocks, i;

	TAP_CHECK(data);
	if (!data)
		return;
	for (i = 0; i < room + 8; i++)
		data[i] = pattern(i);
	for (from = 0; from < 8; from++) {
		for (size = 0; size < 70; size++)
			TAP_CHECK(blocks_agree(sse42, data + from, size));
		for (blocks = 1; blocks <= 6; blocks++)
			for (i = 0; i < 20; i++)
				TAP_CHECK(blocks_agree(
					sse42, data + from,
					blocks * KDP_CHECK_BLOCK + i - 9));
	}
	free(data);
}

static void tables_check_all_sizes_and_alignments(void)
{
	check_all_sizes(false);
}

static void instruction_checks_all_sizes_and_alignments(void)
{
	if (has_sse42())
		check_all_sizes(true);
}

static void no_block_of_a_row_is_mistaken_for_another(void)
{
	static uint8_t data[6 * KDP_CHECK_BLOCK];
	struct kdp_block_check before[6], after[6];
	unsigned int block, other;

	for (block = 0; block < 6; block++) {
		kdp_check_blocks(has_sse42(), data, sizeof(data), before);
		data[block * KDP_CHECK_BLOCK + 77 * block] ^= 0x20;
		kdp_check_blocks(has_sse42(), data, sizeof(data), after);
		for (other = 0; other < 6; other++)
			TAP_EQ(kdp_check_equal(before[other], after[other]),
			       other != block);
	}
}

static void every_flipped_bit_changes_the_check(void)
{
	static uint8_t data[KDP_CHECK_BLOCK];
	struct kdp_block_check good, bad;
	bool sse42 = has_sse42();
	size_t i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = pattern(i);
	kdp_check_blocks(sse42, data, sizeof(data), &good);
	for (i = 0; i < sizeof(data) * 8; i++) {
		data[i / 8] ^= (uint8_t)(1u << i % 8);
		kdp_check_blocks(sse42, data, sizeof(data), &bad);
		data[i / 8] ^= (uint8_t)(1u << i % 8);
		TAP_CHECK(bad.crc32c != good.crc32c);
		TAP_CHECK(bad.sum != good.sum);
	}
}

/* The polynomial itself, XORed in: the remainder does not change. */
static void sum_finds_what_a_crc_is_blind_to(void)
{
	static const uint8_t blind[] = { 0xf1, 0x76, 0xec, 0x05, 0x01 };
	struct kdp_block_check good, bad;
	uint8_t data[64];
	size_t i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = pattern(i);
	kdp_check_blocks(false, data, sizeof(data), &good);
	for (i = 0; i < sizeof(blind); i++)
		data[20 + i] ^= blind[i];
	kdp_check_blocks(false, data, sizeof(data), &bad);
	TAP_EQ(bad.crc32c, good.crc32c);
	TAP_CHECK(bad.sum != good.sum);
}

static void xor_takes_every_byte_and_no_more(void)
{
	uint8_t to[40], from[40];
	size_t size, i;

	for (size = 0; size <= 32; size++) {
		for (i = 0; i < sizeof(to); i++) {
			to[i] = (uint8_t)i;
			from[i] = pattern(i);
		}
		kdp_check_xor(to + 3, from + 1, size);
		for (i = 0; i < sizeof(to); i++)
			TAP_EQ(to[i], i >= 3 && i < 3 + size ?
					      (uint8_t)(i ^ pattern(i - 2)) :
					      i);
	}
}

int main(void)
{
	TAP_RUN(published_examples);
	TAP_RUN(tables_agree_with_the_definition);
	TAP_RUN(tables_check_all_sizes_and_alignments);
	TAP_RUN(instruction_checks_all_sizes_and_alignments);
	TAP_RUN(no_block_of_a_row_is_mistaken_for_another);
	TAP_RUN(every_flipped_bit_changes_the_check);
	TAP_RUN(sum_finds_what_a_crc_is_blind_to);
	TAP_RUN(xor_takes_every_byte_and_no_more);
	return tap_done();
}
