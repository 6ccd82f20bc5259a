// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/paging.c, by walking the tables as the CPU does (Intel
 * SDM Vol. 3A, 4.5): ranges are mapped one to one with four and with five
 * levels, below and above 4 GiB, devices uncached also where RAM shares their
 * page, nothing else is mapped, and what does not fit is refused.
 */
#include "purgatory/paging.h"

#include "tests/fake/bus.h"
#include "tests/tap.h"

#define POOL  12u
#define MIB   (1ull << 20)
#define GIB   (1ull << 30)
#define ABSENT UINT64_MAX

#define PTE_PRESENT 1u
#define PTE_WRITE   2u
#define PTE_UC	    0x18u
#define PTE_LARGE   0x80u
#define PTE_ADDR    0x000ffffffffff000ull

static _Alignas(4096) uint64_t pool[POOL][KDP_PAGING_WORDS];

static struct kdp_paging begin(uint32_t tables, bool la57)
{
	struct kdp_paging paging;

	fake_reset();
	fake_ram_add((uintptr_t)pool, sizeof(pool), pool);
	memset(pool, 0xff, sizeof(pool));
	kdp_paging_init(&paging, pool, tables, la57);
	return paging;
}

/* The flags with which @addr is mapped one to one, or ABSENT. */
static uint64_t walk(const struct kdp_paging *paging, uint64_t addr)
{
	const uint64_t *table = (void *)(uintptr_t)kdp_paging_root(paging);
	unsigned int shift = paging->la57 ? 48 : 39;
	uint64_t entry;

	for (;; shift -= 9) {
		entry = table[addr >> shift & 511];
		if (!(entry & PTE_PRESENT))
			return ABSENT;
		if (!(entry & PTE_WRITE))
			return ABSENT;
		if (shift == 21)
			break;
		if (entry & PTE_LARGE)
			return ABSENT;
		table = (void *)(uintptr_t)(entry & PTE_ADDR);
	}
	if (!(entry & PTE_LARGE) ||
	    (entry & PTE_ADDR) != (addr & ~(2 * MIB - 1)))
		return ABSENT;
	return entry & PTE_UC;
}

static void check_range_mapped(bool la57)
{
	struct kdp_paging paging = begin(POOL, la57);

	TAP_EQ(kdp_paging_map(&paging, 0x2bf01000, 4 * MIB, KDP_MAP_RAM),
	       KDP_STATUS_OK);
	TAP_EQ(kdp_paging_map(&paging, 0xfee00000, 0x1000, KDP_MAP_MMIO),
	       KDP_STATUS_OK);
	TAP_EQ(walk(&paging, 0x2be00000), 0);
	TAP_EQ(walk(&paging, 0x2c000000), 0);
	TAP_EQ(walk(&paging, 0x2c200000), 0);
	TAP_EQ(walk(&paging, 0x2c3fffff), 0);
	TAP_EQ(walk(&paging, 0x2bdfffff), ABSENT);
	TAP_EQ(walk(&paging, 0x2c400000), ABSENT);
	TAP_EQ(walk(&paging, 0xfee00000), PTE_UC);
	TAP_EQ(walk(&paging, 0xfec00000), ABSENT);
	TAP_EQ(walk(&paging, 0), ABSENT);
}

static void four_levels(void)
{
	check_range_mapped(false);
}

static void five_levels(void)
{
	check_range_mapped(true);
}

static void above_4_gib(void)
{
	bool la57;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct kdp_paging paging;

		la57 = i;
		paging = begin(POOL, la57);
		TAP_EQ(kdp_paging_map(&paging, 5 * GIB - MIB, 2 * MIB,
				      KDP_MAP_RAM),
		       KDP_STATUS_OK);
		TAP_EQ(kdp_paging_map(&paging, 0x380000000000, 0x100000,
				      KDP_MAP_MMIO),
		       KDP_STATUS_OK);
		TAP_EQ(walk(&paging, 5 * GIB - 1), 0);
		TAP_EQ(walk(&paging, 5 * GIB), 0);
		TAP_EQ(walk(&paging, GIB), ABSENT);
		TAP_EQ(walk(&paging, 0x380000000000), PTE_UC);
	}
}

static void fifth_level_reaches_beyond_47_bits(void)
{
	struct kdp_paging paging = begin(POOL, true);

	TAP_EQ(kdp_paging_map(&paging, 1ull << 50, 1, KDP_MAP_MMIO),
	       KDP_STATUS_OK);
	TAP_EQ(walk(&paging, 1ull << 50), PTE_UC);
}

static void device_wins_in_a_shared_page(void)
{
	struct kdp_paging paging = begin(POOL, false);

	kdp_paging_map(&paging, 0xfec00000, 0x1000, KDP_MAP_MMIO);
	kdp_paging_map(&paging, 0xfe000000, 16 * MIB, KDP_MAP_RAM);
	TAP_EQ(walk(&paging, 0xfec00000), PTE_UC);
	TAP_EQ(walk(&paging, 0xfea00000), 0);

	paging = begin(POOL, false);
	kdp_paging_map(&paging, 0xfe000000, 16 * MIB, KDP_MAP_RAM);
	kdp_paging_map(&paging, 0xfec00000, 0x1000, KDP_MAP_MMIO);
	TAP_EQ(walk(&paging, 0xfec00000), PTE_UC);
	TAP_EQ(walk(&paging, 0xfea00000), 0);
}

static void nothing_is_mapped_for_an_empty_range(void)
{
	struct kdp_paging paging = begin(POOL, false);

	TAP_EQ(kdp_paging_map(&paging, 0x200000, 0, KDP_MAP_RAM),
	       KDP_STATUS_OK);
	TAP_EQ(walk(&paging, 0x200000), ABSENT);
	TAP_EQ(paging.pool_used, 1);
}

static void full_pool_is_refused(void)
{
	struct kdp_paging paging = begin(3, false);

	TAP_EQ(kdp_paging_map(&paging, 0, GIB, KDP_MAP_RAM), KDP_STATUS_OK);
	TAP_EQ(paging.pool_used, 3);
	TAP_EQ(kdp_paging_map(&paging, GIB, 1, KDP_MAP_RAM),
	       KDP_STATUS_UNSUPPORTED);
	TAP_EQ(paging.pool_used, 3);
	TAP_EQ(walk(&paging, 0), 0);
	paging = begin(1, true);
	TAP_EQ(kdp_paging_map(&paging, 0, 1, KDP_MAP_RAM),
	       KDP_STATUS_UNSUPPORTED);
}

static void out_of_reach_is_refused(void)
{
	struct kdp_paging paging = begin(POOL, false);

	TAP_EQ(kdp_paging_map(&paging, 1ull << 47, 1, KDP_MAP_RAM),
	       KDP_STATUS_UNSUPPORTED);
	TAP_EQ(kdp_paging_map(&paging, (1ull << 47) - 4096, 8192, KDP_MAP_RAM),
	       KDP_STATUS_UNSUPPORTED);
	TAP_EQ(kdp_paging_map(&paging, 4096, UINT64_MAX, KDP_MAP_RAM),
	       KDP_STATUS_UNSUPPORTED);
	TAP_EQ(kdp_paging_map(&paging, UINT64_MAX, 1, KDP_MAP_RAM),
	       KDP_STATUS_UNSUPPORTED);
	TAP_EQ(kdp_paging_map(&paging, 0, 4096, 2), KDP_STATUS_UNSUPPORTED);
	TAP_EQ(paging.pool_used, 1);
	TAP_EQ(kdp_paging_map(&paging, (1ull << 47) - 4096, 4096, KDP_MAP_RAM),
	       KDP_STATUS_OK);
	TAP_EQ(walk(&paging, (1ull << 47) - 1), 0);
}

int main(void)
{
	TAP_RUN(four_levels);
	TAP_RUN(five_levels);
	TAP_RUN(above_4_gib);
	TAP_RUN(fifth_level_reaches_beyond_47_bits);
	TAP_RUN(device_wins_in_a_shared_page);
	TAP_RUN(nothing_is_mapped_for_an_empty_range);
	TAP_RUN(full_pool_is_refused);
	TAP_RUN(out_of_reach_is_refused);
	return tap_done();
}
