// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan_check.c - reads a plan in binary form as purgatory does, before it is
 * loaded: after the crash it is too late to learn that it is refused.
 */
#include "kdump-prep/plan.h"

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "kdump-prep/names.h"
#include "purgatory/check.h"
#include "purgatory/klog.h"

/* A table inside the plan. */
static struct kdp_error *check_table(const struct kdp_plan *plan,
				     const char *what, uint64_t offset,
				     uint64_t count, size_t element_size)
{
	if (count == 0)
		return NULL;
	if (offset < sizeof(*plan) || offset % 8 || offset > plan->size ||
	    count > (plan->size - offset) / element_size)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: %" PRIu64
					" entries at offset 0x%" PRIx64
					" do not fit into 0x%" PRIx32 " bytes",
					what, count, offset, plan->size);
	return NULL;
}

static struct kdp_error *check_header(const struct kdp_plan *plan, size_t size)
{
	struct kdp_plan copy = *plan;
	uLong crc;

	if (plan->magic != KDP_PLAN_MAGIC || plan->version != KDP_ABI_VERSION)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x0: magic 0x%016" PRIx64
					", version %u, expected version %u",
					plan->magic, plan->version,
					KDP_ABI_VERSION);
	if (plan->header_size != sizeof(*plan) || plan->size != size ||
	    plan->step_size != sizeof(struct kdp_step) ||
	    plan->step_count > KDP_PLAN_STEPS_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0xa: header %u, plan %" PRIu32
					", step %u bytes, %u steps",
					plan->header_size, plan->size,
					plan->step_size, plan->step_count);
	if (plan->mismatch > KDP_MISMATCH_HALT)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x%zx: mismatch policy %" PRIu32,
					offsetof(struct kdp_plan, mismatch),
					plan->mismatch);
	copy.crc = 0;
	crc = crc32(0, (const Bytef *)&copy, sizeof(copy));
	crc = crc32(crc, (const Bytef *)plan + sizeof(copy),
		    (uInt)(size - sizeof(copy)));
	if (plan->crc != crc)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x%zx: checksum 0x%08" PRIx32
					", expected 0x%08lx",
					offsetof(struct kdp_plan, crc),
					plan->crc, crc);
	return NULL;
}

static struct kdp_error *check_maps(const struct kdp_plan *plan)
{
	const struct kdp_map *map =
		(const void *)((const uint8_t *)plan + plan->map_offset);
	uint32_t i;

	for (i = 0; i < plan->map_count; i++)
		if (map[i].type > KDP_MAP_MMIO || map[i].size == 0 ||
		    map[i].size - 1 > UINT64_MAX - map[i].addr)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"map %" PRIu32
						": type %" PRIu32
						", 0x%" PRIx64
						" bytes at 0x%" PRIx64,
						i, map[i].type, map[i].size,
						map[i].addr);
	return NULL;
}

static struct kdp_error *check_copies(const struct kdp_copy *copy,
				      uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		if (copy[i].size > UINT64_MAX - copy[i].from ||
		    copy[i].size > UINT64_MAX - copy[i].to)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"copy %" PRIu32
						": beyond the address space",
						i);
	return NULL;
}

static struct kdp_error *check_digests(const struct kdp_digest *digest,
				       uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		if (digest[i].size > KDP_DIGEST_BLOCK ||
		    digest[i].size > UINT64_MAX - digest[i].addr)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"digest %" PRIu32
						": 0x%" PRIx64
						" bytes at 0x%" PRIx64,
						i, digest[i].size,
						digest[i].addr);
	return NULL;
}

/* Whether purgatory could reach @count objects of @each bytes at @addr. */
static bool is_reachable(uint64_t addr, uint64_t count, uint64_t each)
{
	return count <= (UINT64_MAX - addr) / each;
}

static struct kdp_error *check_places(const struct kdp_checks *c)
{
	const uint64_t each = sizeof(struct kdp_block_check);
	uint64_t count = (uint64_t)c->block_count + c->parity_count;

	if (!c->block_count || count > KDP_CHECK_BLOCKS_MAX ||
	    c->parity_count > c->block_count)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"checks: %" PRIu32 " blocks, %" PRIu32 " of parity, expected 1 to %u",
					c->block_count, c->parity_count,
					KDP_CHECK_BLOCKS_MAX);
	if (c->table[0] % each || c->table[1] % each ||
	    !is_reachable(c->table[0], count, each) ||
	    !is_reachable(c->table[1], count, each) ||
	    !is_reachable(c->parity, c->parity_count, KDP_CHECK_BLOCK))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"checks: tables at 0x%" PRIx64 " and 0x%" PRIx64 ", parity at 0x%" PRIx64,
					c->table[0], c->table[1], c->parity);
	return NULL;
}

static struct kdp_error *check_ranges(const struct kdp_check_range *range,
				      uint64_t count, uint32_t expected)
{
	uint64_t blocks = 0;
	uint64_t i;

	for (i = 0; i < count; i++) {
		if (!range[i].size ||
		    !is_reachable(range[i].addr, range[i].size, 1))
			return kdp_error_create(KDP_ERROR_FORMAT,
						"checks: range %" PRIu64 ": 0x%" PRIx64 " bytes at 0x%" PRIx64,
						i, range[i].size,
						range[i].addr);
		blocks += kdp_check_count(range[i].size);
		if (blocks > expected)
			break;
	}
	if (blocks != expected)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"checks: the ranges have %" PRIu64 " blocks, expected %" PRIu32,
					blocks, expected);
	return NULL;
}

/* What a DIGEST step has beside its table. */
static struct kdp_error *check_checks(const struct kdp_plan *plan,
				      const struct kdp_step *step)
{
	const struct kdp_checks *checks;
	struct kdp_error *err;

	if (!step->arg[0])
		return NULL;
	err = check_table(plan, "checks", step->arg[0], 1, sizeof(*checks));
	if (!err)
		err = check_table(plan, "ranges",
				  step->arg[0] + sizeof(*checks), step->arg[1],
				  sizeof(struct kdp_check_range));
	if (err)
		return err;
	checks = (const void *)((const uint8_t *)plan + step->arg[0]);
	err = check_places(checks);
	if (!err)
		err = check_ranges((const void *)(checks + 1), step->arg[1],
				   checks->block_count);
	return err;
}

static struct kdp_error *check_step(const struct kdp_plan *plan,
				    const struct kdp_step *step)
{
	const void *table = (const uint8_t *)plan + step->table;
	const char *name = kdp_name_of(kdp_step_names, step->kind);
	struct kdp_error *err;

	switch (step->kind) {
	case KDP_STEP_WAIT:
	case KDP_STEP_LAPIC_MASK:
	case KDP_STEP_PIC:
	case KDP_STEP_RTC:
	case KDP_STEP_DRAIN:
	case KDP_STEP_LAPIC_OFF:
		/* They have none; purgatory looks at the place all the same. */
		return check_table(plan, name, step->table, step->table_count,
				   1);
	case KDP_STEP_WATCHDOG:
		return check_table(plan, name, step->table, step->table_count,
				   sizeof(struct kdp_watchdog));
	case KDP_STEP_IOAPIC:
		return check_table(plan, name, step->table, step->table_count,
				   sizeof(struct kdp_ioapic));
	case KDP_STEP_HPET:
		return check_table(plan, name, step->table, step->table_count,
				   sizeof(struct kdp_hpet));
	case KDP_STEP_PCI:
		err = check_table(plan, name, step->table, step->table_count,
				  sizeof(struct kdp_pci_function));
		if (err)
			return err;
		return check_table(plan, "ecam", step->arg[0], step->arg[1],
				   sizeof(struct kdp_ecam));
	case KDP_STEP_COPY:
		err = check_table(plan, name, step->table, step->table_count,
				  sizeof(struct kdp_copy));
		return err ? err : check_copies(table, step->table_count);
	case KDP_STEP_DIGEST:
		err = check_table(plan, name, step->table, step->table_count,
				  sizeof(struct kdp_digest));
		if (!err)
			err = check_digests(table, step->table_count);
		return err ? err : check_checks(plan, step);
	default:
		return kdp_error_create(KDP_ERROR_FORMAT,
					"step of unknown kind %u", step->kind);
	}
}

static struct kdp_error *check_last_words(const struct kdp_plan *plan)
{
	const struct kdp_last_words *words =
		(const void *)((const uint8_t *)plan + plan->last_words);
	struct kdp_error *err;

	if (!plan->last_words)
		return NULL;
	err = check_table(plan, "last words", plan->last_words, 1,
			  sizeof(*words));
	if (err)
		return err;
	if (!words->zone_count || words->zone_size < KDP_ZONE_SIZE_MIN ||
	    words->zone_size % 2 ||
	    !is_reachable(words->zone, words->zone_count, words->zone_size))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"last words: %" PRIu32 " zones of 0x%" PRIx32 " bytes at 0x%" PRIx64,
					words->zone_count, words->zone_size,
					words->zone);
	if (words->klog.text && !kdp_klog_valid(&words->klog))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"last words: log with arrays that cannot be");
	return NULL;
}

static struct kdp_error *check(const struct kdp_plan *plan, size_t size)
{
	const struct kdp_step *step;
	struct kdp_error *err;
	unsigned int i;

	if (size < sizeof(*plan) || size > UINT32_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%zu bytes, expected at least %zu",
					size, sizeof(*plan));
	err = check_header(plan, size);
	if (!err)
		err = check_table(plan, "steps", plan->steps,
				  plan->step_count, sizeof(*step));
	if (!err)
		err = check_table(plan, "maps", plan->map_offset,
				  plan->map_count, sizeof(struct kdp_map));
	if (!err)
		err = check_table(plan, "CPUs", plan->cpus, plan->cpu_count,
				  sizeof(struct kdp_plan_cpu));
	if (!err)
		err = check_last_words(plan);
	if (!err)
		err = check_maps(plan);
	if (err)
		return err;
	step = (const void *)((const uint8_t *)plan + plan->steps);
	for (i = 0; i < plan->step_count; i++) {
		err = check_step(plan, &step[i]);
		if (err)
			return kdp_error_wrap(err, "step %u", i);
	}
	return NULL;
}

struct kdp_error *kdp_plan_check(const void *buffer, size_t size)
{
	return kdp_error_wrap(check(buffer, size), "plan");
}
