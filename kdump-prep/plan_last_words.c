// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan_last_words.c - where purgatory leaves its last words, and the log that
 * it takes them from; see plan_steps.h.
 */
#include "kdump-prep/plan_map.h"
#include "kdump-prep/plan_steps.h"

#define PAGE_SIZE 4096u

/* The log's arrays; where they take too many tables, the log is left out. */
static struct kdp_error *map_klog(struct kdp_plan_model *plan)
{
	struct kdp_klog_layout *klog = &plan->last_words.klog;
	const struct {
		uint64_t addr;
		uint64_t size;
	} arrays[] = {
		{ klog->head_id, sizeof(uint64_t) },
		{ klog->tail_id, sizeof(uint64_t) },
		{ klog->descs, (uint64_t)klog->desc_size << klog->desc_bits },
		{ klog->infos, (uint64_t)klog->info_size << klog->desc_bits },
		{ klog->text, 1ull << klog->text_bits },
	};
	size_t maps_before = plan->map_count;
	struct kdp_error *err;
	size_t i;

	if (!klog->text)
		return NULL;
	for (i = 0; i < sizeof(arrays) / sizeof(*arrays); i++) {
		err = kdp_plan_map(plan, arrays[i].addr, arrays[i].size,
				   KDP_MAP_RAM);
		if (err)
			return err;
	}
	if (!kdp_plan_maps_fit(plan)) {
		plan->map_count = maps_before;
		*klog = (struct kdp_klog_layout){ 0 };
	}
	return NULL;
}

/*
 * The zones are not cached, as ramoops maps them: a reset does not write caches
 * back.  With ECC they would need its code.
 */
struct kdp_error *kdp_plan_last_words(struct kdp_plan_model *plan,
				      const struct kdp_topology *topology)
{
	struct kdp_error *err;
	const struct kdp_ramoops *ramoops = &topology->ramoops;
	uint64_t first = ramoops->zone & ~(uint64_t)(PAGE_SIZE - 1);
	uint64_t size = (uint64_t)ramoops->zone_size * ramoops->zone_count;
	uint64_t end;

	if (!ramoops->zone_count || ramoops->ecc ||
	    topology->guest != KDP_GUEST_PLAIN)
		return NULL;
	if (ramoops->zone >= kdp_plan_reach(topology) ||
	    size > kdp_plan_reach(topology) - ramoops->zone)
		return NULL;
	end = (ramoops->zone + size + PAGE_SIZE - 1) &
	      ~(uint64_t)(PAGE_SIZE - 1);
	plan->last_words = (struct kdp_last_words){
		.zone = ramoops->zone,
		.zone_size = ramoops->zone_size,
		.zone_count = ramoops->zone_count,
		.klog = topology->klog,
	};
	err = kdp_plan_map(plan, first, end - first, KDP_MAP_MMIO);
	return err ? err : map_klog(plan);
}
