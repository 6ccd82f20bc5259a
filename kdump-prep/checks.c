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

/* XORs the blocks of all parts into those of their groups. */
static void fill_parity(const struct kdp_checked *part, size_t count,
			uint32_t parity_count, uint8_t *parity)
{
	size_t at, i, n;
	uint32_t group = 0;

	for (i = 0; i < count; i++) {
		for (at = 0; at < part[i].size; at += n) {
			n = part[i].size - at;
			if (n > KDP_CHECK_BLOCK)
				n = KDP_CHECK_BLOCK;
			kdp_check_xor(parity + (size_t)group * KDP_CHECK_BLOCK,
				      part[i].data + at, n);
			group = (group + 1) % parity_count;
		}
	}
}

static void fill_table(const struct kdp_checked *part, size_t count,
		       const struct kdp_checks_layout *layout,
		       const uint8_t *parity, struct kdp_block_check *table)
{
	bool sse42 = __builtin_cpu_supports("sse4.2");
	size_t i;

	for (i = 0; i < count; i++) {
		kdp_check_blocks(sse42, part[i].data, part[i].size, table);
		table += kdp_check_count(part[i].size);
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
