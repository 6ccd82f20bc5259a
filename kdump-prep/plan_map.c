// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan_map.c - what purgatory maps for a plan; see plan_map.h.
 */
#include "kdump-prep/plan_map.h"

#include <inttypes.h>

#include "kdump-prep/table_text.h"

#define PAGE_SIZE 4096u

/*
 * Purgatory has 48 tables for its mapping and needs some for itself, the
 * image, and low memory: so many may go to MMIO.  A table maps 1 GiB.
 */
#define MMIO_TABLES_MAX 32u

/* What purgatory's tables reach, with four levels and with five. */
#define REACH_4_LEVEL (1ull << 47)
#define REACH_5_LEVEL (1ull << 52)

uint64_t kdp_plan_reach(const struct kdp_topology *topology)
{
	return topology->la57 ? REACH_5_LEVEL : REACH_4_LEVEL;
}

static uint64_t gib_of(uint64_t addr)
{
	return addr >> 30;
}

/* A table for the GiB, and where no other address is, those above it. */
static size_t tables_for(uint64_t gib)
{
	return 1 + (gib >> 9 != 0) + (gib >> 18 != 0);
}

/* Tables that the mapping needs for the ranges of the plan. */
static size_t count_tables(const struct kdp_plan_model *plan)
{
	uint64_t first, last;
	size_t count = 0;
	size_t i, j;

	for (i = 0; i < plan->map_count; i++) {
		const struct kdp_map *map = &plan->map[i];

		first = gib_of(map->addr);
		last = gib_of(map->addr + map->size - 1);
		count += last - first;
		for (j = 0; j < i; j++)
			if (gib_of(plan->map[j].addr) == first)
				break;
		if (j == i)
			count += tables_for(first);
	}
	return count;
}

bool kdp_plan_maps_fit(const struct kdp_plan_model *plan)
{
	return count_tables(plan) <= MMIO_TABLES_MAX;
}

struct kdp_error *kdp_plan_map(struct kdp_plan_model *plan, uint64_t addr,
			       uint64_t size, enum kdp_map_type type)
{
	struct kdp_error *err;
	struct kdp_map *map;
	size_t i;

	for (i = 0; i < plan->map_count; i++)
		if (plan->map[i].addr == addr && plan->map[i].size == size)
			return NULL;
	err = kdp_table_grow(&plan->map, &plan->map_count, sizeof(*map), &map);
	if (err)
		return err;
	*map = (struct kdp_map){ .addr = addr,
				 .size = size,
				 .type = type };
	return NULL;
}

struct kdp_error *kdp_plan_map_page(struct kdp_plan_model *plan,
				    const struct kdp_topology *topology,
				    const char *what, uint64_t addr)
{
	uint64_t page = addr & ~(uint64_t)(PAGE_SIZE - 1);

	if (addr == 0 || page > kdp_plan_reach(topology) - PAGE_SIZE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s at 0x%" PRIx64
					": expected an address below 0x%" PRIx64,
					what, addr, kdp_plan_reach(topology));
	return kdp_plan_map(plan, page, PAGE_SIZE, KDP_MAP_MMIO);
}
