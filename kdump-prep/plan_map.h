/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan_map.h - what purgatory maps for a plan: registers, and memory that it
 * reads or writes beside the image.
 */
#ifndef KDP_KDUMP_PREP_PLAN_MAP_H
#define KDP_KDUMP_PREP_PLAN_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "kdump-prep/plan.h"

/** kdp_plan_reach() - the first address that purgatory's tables cannot map */
uint64_t kdp_plan_reach(const struct kdp_topology *topology);

/** kdp_plan_map() - add [addr, addr + size) to what purgatory maps, once */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_map(struct kdp_plan_model *plan, uint64_t addr,
			       uint64_t size, enum kdp_map_type type);

/**
 * kdp_plan_map_page() - add the page of a register block
 * @what: for the message where @addr is out of reach
 */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_map_page(struct kdp_plan_model *plan,
				    const struct kdp_topology *topology,
				    const char *what, uint64_t addr);

/**
 * kdp_plan_maps_fit() - whether purgatory has tables for all that was added
 *
 * Where not, the caller drops what it added last: map_count as it was before.
 */
bool kdp_plan_maps_fit(const struct kdp_plan_model *plan);

#endif
