// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plancheck.c - checks of hand-over and plan.  A plan that fails is not used
 * at all: half a plan could leave a source enabled that the other half wakes.
 */
#include "purgatory/plancheck.h"

#include "purgatory/check.h"
#include "purgatory/crc32.h"
#include "purgatory/klog.h"
#include "purgatory/steps.h"

bool kdp_handover_valid(const struct kdp_handover *handover)
{
	return handover->magic == KDP_HANDOVER_MAGIC &&
	       handover->version == KDP_ABI_VERSION &&
	       handover->size == sizeof(*handover) &&
	       handover->crc == kdp_crc32(0, handover,
					  offsetof(struct kdp_handover, crc));
}

/* Whether @count objects of @each bytes at @offset lie inside the plan. */
static bool inside(const struct kdp_plan *plan, uint64_t offset,
		   uint64_t count, uint64_t each)
{
	if (count == 0)
		return true;
	return offset >= sizeof(*plan) && offset % 8 == 0 &&
	       offset <= plan->size && count <= (plan->size - offset) / each;
}

static bool last_words_valid(const struct kdp_plan *plan)
{
	const struct kdp_last_words *words =
		(const void *)((const uint8_t *)plan + plan->last_words);

	if (!plan->last_words)
		return true;
	if (!inside(plan, plan->last_words, 1, sizeof(*words)))
		return false;
	return words->zone_count && words->zone_size >= KDP_ZONE_SIZE_MIN &&
	       words->zone_size % 2 == 0 &&
	       words->zone_count <= (UINT64_MAX - words->zone) /
					    words->zone_size &&
	       (!words->klog.text || kdp_klog_valid(&words->klog));
}

static uint64_t table_entry_size(uint16_t kind)
{
	switch (kind) {
	case KDP_STEP_WATCHDOG:
		return sizeof(struct kdp_watchdog);
	case KDP_STEP_IOAPIC:
		return sizeof(struct kdp_ioapic);
	case KDP_STEP_PCI:
		return sizeof(struct kdp_pci_function);
	case KDP_STEP_HPET:
		return sizeof(struct kdp_hpet);
	case KDP_STEP_COPY:
		return sizeof(struct kdp_copy);
	case KDP_STEP_DIGEST:
		return sizeof(struct kdp_digest);
	default:
		return 1;
	}
}

static bool ranges_valid(const struct kdp_plan *plan,
			 const struct kdp_step *step)
{
	const void *table = kdp_step_table(plan, step);
	const struct kdp_digest *block = table;
	const struct kdp_copy *copy = table;
	uint32_t i;

	for (i = 0; i < step->table_count; i++) {
		if (step->kind == KDP_STEP_DIGEST) {
			if (block[i].size > KDP_DIGEST_BLOCK ||
			    block[i].size > UINT64_MAX - block[i].addr)
				return false;
		} else if (step->kind == KDP_STEP_COPY) {
			if (copy[i].size > UINT64_MAX - copy[i].from ||
			    copy[i].size > UINT64_MAX - copy[i].to)
				return false;
		}
	}
	return true;
}

/* Whether [addr, addr + count * each) is inside the address space. */
static bool reachable(uint64_t addr, uint64_t count, uint64_t each)
{
	return count <= (UINT64_MAX - addr) / each;
}

static bool check_places_valid(const struct kdp_checks *checks)
{
	uint64_t entries = (uint64_t)checks->block_count +
			   checks->parity_count;
	uint64_t each = sizeof(struct kdp_block_check);

	return entries <= KDP_CHECK_BLOCKS_MAX &&
	       checks->parity_count <= checks->block_count &&
	       checks->table[0] % each == 0 && checks->table[1] % each == 0 &&
	       reachable(checks->table[0], entries, each) &&
	       reachable(checks->table[1], entries, each) &&
	       reachable(checks->parity, checks->parity_count,
			 KDP_CHECK_BLOCK);
}

/* The checks of a DIGEST step, when it has them. */
static bool checks_valid(const struct kdp_plan *plan,
			 const struct kdp_step *step)
{
	const struct kdp_check_range *range;
	const struct kdp_checks *checks;
	uint64_t blocks = 0;
	uint64_t i;

	if (!step->arg[0])
		return true;
	if (!inside(plan, step->arg[0], 1, sizeof(*checks)) ||
	    !step->arg[1] ||
	    !inside(plan, step->arg[0] + sizeof(*checks), step->arg[1],
		    sizeof(*range)))
		return false;
	checks = (const void *)((const uint8_t *)plan + step->arg[0]);
	if (!check_places_valid(checks))
		return false;

	range = (const void *)(checks + 1);
	for (i = 0; i < step->arg[1]; i++) {
		if (!range[i].size || !reachable(range[i].addr, range[i].size,
						 1))
			return false;
		blocks += kdp_check_count(range[i].size);
		if (blocks > checks->block_count)
			return false;
	}
	return blocks == checks->block_count;
}

static bool step_valid(const struct kdp_plan *plan,
		       const struct kdp_step *step)
{
	if (!inside(plan, step->table, step->table_count,
		    table_entry_size(step->kind)))
		return false;
	if (step->kind == KDP_STEP_PCI &&
	    !inside(plan, step->arg[0], step->arg[1],
		    sizeof(struct kdp_ecam)))
		return false;
	if (step->kind == KDP_STEP_DIGEST && !checks_valid(plan, step))
		return false;
	return ranges_valid(plan, step);
}

static bool header_valid(const struct kdp_plan *plan, uint32_t size)
{
	return plan->magic == KDP_PLAN_MAGIC &&
	       plan->version == KDP_ABI_VERSION &&
	       plan->header_size == sizeof(*plan) && plan->size == size &&
	       plan->step_size == sizeof(struct kdp_step) &&
	       plan->step_count <= KDP_PLAN_STEPS_MAX &&
	       plan->mismatch <= KDP_MISMATCH_HALT;
}

uint32_t kdp_plan_crc(const struct kdp_plan *plan)
{
	static const uint8_t zero[sizeof(plan->crc)];
	const size_t behind = offsetof(struct kdp_plan, flags);
	uint32_t crc;

	crc = kdp_crc32(0, plan, offsetof(struct kdp_plan, crc));
	crc = kdp_crc32(crc, zero, sizeof(zero));
	return kdp_crc32(crc, (const uint8_t *)plan + behind,
			 plan->size - behind);
}

bool kdp_plan_valid(const struct kdp_plan *plan, uint32_t size)
{
	const struct kdp_step *steps;
	uint16_t i;

	if (size < sizeof(*plan) || !header_valid(plan, size) ||
	    plan->crc != kdp_plan_crc(plan))
		return false;
	if (!inside(plan, plan->steps, plan->step_count,
		    sizeof(struct kdp_step)) ||
	    !inside(plan, plan->map_offset, plan->map_count,
		    sizeof(struct kdp_map)) ||
	    !inside(plan, plan->cpus, plan->cpu_count,
		    sizeof(struct kdp_plan_cpu)) ||
	    !last_words_valid(plan))
		return false;

	steps = (const void *)((const uint8_t *)plan + plan->steps);
	for (i = 0; i < plan->step_count; i++) {
		if (!step_valid(plan, &steps[i]))
			return false;
	}
	return true;
}
