// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * checks.c - computes checks and parity; see checks.h.
 */
#include "kdump-prep/checks.h"

#include <string.h>

#include "kdump-prep/hash.h"
#include "purgatory/check.h"

/*
 * One parity block for so many blocks: 2 % of the image.  Damage in any run of
 * neighbours up to that size, less a block, can be repaired.
 */
#define GROUP_SIZE 50u

/* At least 64 KiB of neighbours, the largest buffer of a network card. */
#define GROUPS_MIN 16u

static size_t page_up(size_t size)
{
	return (size + KDP_CHECK_BLOCK - 1) & ~(size_t)(KDP_CHECK_BLOCK - 1);
}

struct kdp_error *kdp_checks_lay_out(const struct kdp_checked *part,
				     size_t count,
				     struct kdp_checks_layout *ret)
{
	uint64_t blocks = 0;
	uint64_t groups;
	size_t i, table;

	for (i = 0; i < count; i++)
		blocks += kdp_check_count(part[i].size);
	groups = (blocks + GROUP_SIZE - 1) / GROUP_SIZE;
	if (groups < GROUPS_MIN)
		groups = blocks < GROUPS_MIN ? blocks : GROUPS_MIN;
	if (blocks + groups > KDP_CHECK_BLOCKS_MAX)
		return kdp_error_create(KDP_ERROR_OTHER,
					"the image has more blocks than can be checked: %llu, expected at most %u",
					(unsigned long long)(blocks + groups),
					KDP_CHECK_BLOCKS_MAX);
	table = (size_t)(blocks + groups) * sizeof(struct kdp_block_check);
	ret->block_count = (uint32_t)blocks;
	ret->parity_count = (uint32_t)groups;
	ret->table[0] = sizeof(uint64_t);
	ret->parity = page_up(ret->table[0] + table);
	ret->table[1] = ret->parity + (size_t)groups * KDP_CHECK_BLOCK;
	ret->size = ret->table[1] + table;
	return NULL;
}

static inline uint64_t load(const uint8_t *byte)
{
	uint64_t word;

	memcpy(&word, byte, sizeof(word));
	return word;
}

/* Four sums do not wait for each other. */
static uint64_t sum_block(const uint8_t *data)
{
	uint64_t sum[4] = { 0 };
	size_t at;

	for (at = 0; at < KDP_CHECK_BLOCK; at += sizeof(sum)) {
		sum[0] += load(data + at);
		sum[1] += load(data + at + 8);
		sum[2] += load(data + at + 16);
		sum[3] += load(data + at + 24);
	}
	return sum[0] + sum[1] + sum[2] + sum[3];
}

bool kdp_checks_sums(const uint8_t *data, size_t size,
		     const struct kdp_block_check *checks, size_t *bad_ret)
{
	const size_t count = (size_t)kdp_check_count(size);
	uint8_t last[KDP_CHECK_BLOCK] = { 0 };
	const uint8_t *block = data;
	uint64_t sum;
	size_t i;

	for (i = 0; i < count; i++, block += KDP_CHECK_BLOCK) {
		if (size - i * KDP_CHECK_BLOCK < KDP_CHECK_BLOCK) {
			memcpy(last, block, size - i * KDP_CHECK_BLOCK);
			block = last;
		}
		sum = sum_block(block);
		if ((uint32_t)(sum ^ sum >> 32) != checks[i].sum) {
			*bad_ret = i;
			return false;
		}
	}
	return true;
}

/* XORs into a block four whole ones that are @stride bytes apart. */
static void xor_four(uint8_t *restrict to, const uint8_t *restrict from,
		     size_t stride)
{
	uint64_t word;
	size_t at;

	for (at = 0; at < KDP_CHECK_BLOCK; at += sizeof(word)) {
		word = load(to + at) ^ load(from + at) ^
		       load(from + stride + at) ^ load(from + 2 * stride + at) ^
		       load(from + 3 * stride + at);
		memcpy(to + at, &word, sizeof(word));
	}
}

/* The whole blocks of a part that belong to one group, from @at on. */
static void fill_group(const struct kdp_checked *part, size_t at,
		       size_t parity_count, uint8_t *to)
{
	const size_t whole = part->size / KDP_CHECK_BLOCK;
	const size_t stride = parity_count * KDP_CHECK_BLOCK;

	for (; at + 3 * parity_count < whole; at += 4 * parity_count)
		xor_four(to, part->data + at * KDP_CHECK_BLOCK, stride);
	for (; at < whole; at += parity_count)
		kdp_check_xor(to, part->data + at * KDP_CHECK_BLOCK,
			      KDP_CHECK_BLOCK);
}

/*
 * XORs the blocks of all parts into those of their groups, group by group: the
 * parity block stays in the CPU's cache.
 */
static void fill_parity(const struct kdp_checked *part, size_t count,
			size_t parity_count, uint8_t *parity)
{
	size_t first = 0, i, at, whole;

	for (i = 0; i < count; i++) {
		whole = part[i].size / KDP_CHECK_BLOCK;
		for (at = 0; at < parity_count && at < whole; at++)
			fill_group(&part[i], at, parity_count,
				   parity + (first + at) % parity_count *
						    KDP_CHECK_BLOCK);
		at = part[i].size % KDP_CHECK_BLOCK;
		if (at)
			kdp_check_xor(parity + (first + whole) % parity_count *
						       KDP_CHECK_BLOCK,
				      part[i].data + whole * KDP_CHECK_BLOCK,
				      at);
		first += (size_t)kdp_check_count(part[i].size);
	}
}

static void fill_table(const struct kdp_checked *part, size_t count,
		       const struct kdp_checks_layout *layout,
		       const uint8_t *parity, struct kdp_block_check *table)
{
	bool sse42 = __builtin_cpu_supports("sse4.2");
	size_t i, n;

	for (i = 0; i < count; i++) {
		n = (size_t)kdp_check_count(part[i].size);
		if (part[i].checks)
			memcpy(table, part[i].checks, n * sizeof(*table));
		else
			kdp_check_blocks(sse42, part[i].data, part[i].size,
					 table);
		table += n;
	}
	kdp_check_blocks(sse42, parity,
			 (size_t)layout->parity_count * KDP_CHECK_BLOCK,
			 table);
}

void kdp_checks_fill(const struct kdp_checked *part, size_t count,
		     const struct kdp_checks_layout *layout, uint64_t addr,
		     uint8_t *segment, struct kdp_checks *ret)
{
	static const uint64_t magic = KDP_CHECK_MAGIC;
	uint8_t *table = segment + layout->table[0];
	uint8_t *parity = segment + layout->parity;
	size_t size = layout->size - layout->table[1];
	struct kdp_checks checks = {
		.table = { addr + layout->table[0], addr + layout->table[1] },
		.parity = addr + layout->parity,
		.block_count = layout->block_count,
		.parity_count = layout->parity_count,
	};

	memcpy(segment, &magic, sizeof(magic));
	fill_parity(part, count, layout->parity_count, parity);
	fill_table(part, count, layout, parity, (void *)table);
	memcpy(segment + layout->table[1], table, size);
	kdp_hash(table, size, checks.sha256);
	*ret = checks;
}
