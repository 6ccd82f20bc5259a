// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan_encode.c - a plan in the binary form of kdp_abi.h.
 *
 * Header, steps, then each table in the order of struct kdp_plan_model: all
 * have sizes that are multiples of 8, so that every table is aligned.
 */
#include "kdump-prep/plan.h"

#include <string.h>
#include <zlib.h>

/* A plan lies in one segment and is read by crc32() in one call. */
#define PLAN_SIZE_MAX (64u << 20)

/* Where the tables are, in bytes from the plan's first. */
struct layout {
	size_t steps;
	size_t watchdog;
	size_t ioapic;
	size_t hpet;
	size_t function;
	size_t ecam;
	size_t map;
	size_t copy;
	size_t digest;
	size_t checks;
	size_t range;
	size_t last_words;
	size_t cpu;
	size_t size;
	size_t step_count;
};

/* Whether the binary form has the step: those without a table are left out. */
static bool is_encoded(const struct kdp_plan_step *step,
		       const struct kdp_plan_image *image)
{
	return (step->kind != KDP_STEP_COPY || image->copy_count) &&
	       (step->kind != KDP_STEP_DIGEST || image->digest_count ||
		image->checks);
}

static struct layout lay_out(const struct kdp_plan_model *plan,
			     const struct kdp_plan_image *image)
{
	struct layout at = { .steps = sizeof(struct kdp_plan) };
	size_t i;

	for (i = 0; i < plan->step_count; i++)
		at.step_count += is_encoded(&plan->step[i], image);
	at.watchdog = at.steps + at.step_count * sizeof(struct kdp_step);
	at.ioapic = at.watchdog +
		    plan->watchdog_count * sizeof(struct kdp_watchdog);
	at.hpet = at.ioapic + plan->ioapic_count * sizeof(struct kdp_ioapic);
	at.function = at.hpet + plan->hpet_count * sizeof(struct kdp_hpet);
	at.ecam = at.function +
		  plan->function_count * sizeof(struct kdp_pci_function);
	at.map = at.ecam + plan->ecam_count * sizeof(struct kdp_ecam);
	at.copy = at.map + (plan->map_count + image->map_count) *
				   sizeof(struct kdp_map);
	at.digest = at.copy + image->copy_count * sizeof(struct kdp_copy);
	at.checks = at.digest +
		    image->digest_count * sizeof(struct kdp_digest);
	at.range = at.checks +
		   (image->checks ? sizeof(struct kdp_checks) : 0);
	at.last_words = at.range +
			image->range_count * sizeof(struct kdp_check_range);
	at.cpu = at.last_words;
	if (plan->last_words.zone_count)
		at.cpu += sizeof(struct kdp_last_words);
	at.size = at.cpu + plan->cpu_count * sizeof(struct kdp_plan_cpu);
	return at;
}

size_t kdp_plan_encoded_size(const struct kdp_plan_model *plan,
			     const struct kdp_plan_image *image)
{
	return lay_out(plan, image).size;
}

/* memcpy() that allows no source for no bytes. */
static void put(uint8_t *to, const void *from, size_t size)
{
	if (size)
		memcpy(to, from, size);
}

static struct kdp_step encode_step(const struct kdp_plan_step *step,
				   const struct kdp_plan_model *plan,
				   const struct kdp_plan_image *image,
				   const struct layout *at)
{
	struct kdp_step encoded = {
		.kind = (uint16_t)step->kind,
		.flags = step->flags,
		.budget_us = step->budget_us,
		.arg = { step->arg },
	};

	switch (step->kind) {
	case KDP_STEP_WATCHDOG:
		encoded.table = (uint32_t)at->watchdog;
		encoded.table_count = (uint32_t)plan->watchdog_count;
		break;
	case KDP_STEP_IOAPIC:
		encoded.table = (uint32_t)at->ioapic;
		encoded.table_count = (uint32_t)plan->ioapic_count;
		break;
	case KDP_STEP_HPET:
		encoded.table = (uint32_t)at->hpet;
		encoded.table_count = (uint32_t)plan->hpet_count;
		break;
	case KDP_STEP_PCI:
		encoded.table = (uint32_t)at->function;
		encoded.table_count = (uint32_t)plan->function_count;
		encoded.arg[0] = plan->ecam_count ? at->ecam : 0;
		encoded.arg[1] = plan->ecam_count;
		break;
	case KDP_STEP_COPY:
		encoded.table = (uint32_t)at->copy;
		encoded.table_count = (uint32_t)image->copy_count;
		break;
	case KDP_STEP_DIGEST:
		encoded.table = (uint32_t)at->digest;
		encoded.table_count = (uint32_t)image->digest_count;
		encoded.arg[0] = image->checks ? at->checks : 0;
		encoded.arg[1] = image->range_count;
		break;
	default:
		break;
	}
	if (!encoded.table_count)
		encoded.table = 0;
	return encoded;
}

struct kdp_error *kdp_plan_encode(const struct kdp_plan_model *plan,
				  const struct kdp_plan_image *image,
				  void *buffer, size_t size)
{
	const struct layout at = lay_out(plan, image);
	struct kdp_plan header = {
		.magic = KDP_PLAN_MAGIC,
		.version = KDP_ABI_VERSION,
		.header_size = sizeof(header),
		.size = (uint32_t)at.size,
		.flags = plan->flags,
		.step_size = sizeof(struct kdp_step),
		.step_count = (uint16_t)at.step_count,
		.steps = (uint32_t)at.steps,
		.tsc_khz = plan->tsc_khz,
		.budget_us = plan->budget_us,
		.mismatch = (uint32_t)plan->mismatch,
		.map_offset = (uint32_t)at.map,
		.map_count = (uint32_t)(plan->map_count + image->map_count),
	};
	uint8_t *base = buffer;
	uint8_t *next = base + at.steps;
	struct kdp_step step;
	size_t i;

	if (size != at.size || size > PLAN_SIZE_MAX)
		return kdp_error_create(KDP_ERROR_OTHER,
					"plan: %zu bytes needed, %zu given, %u allowed",
					at.size, size, PLAN_SIZE_MAX);
	if (at.step_count > KDP_PLAN_STEPS_MAX)
		return kdp_error_create(KDP_ERROR_OTHER,
					"plan: %zu steps, expected at most %u",
					at.step_count, KDP_PLAN_STEPS_MAX);
	for (i = 0; i < plan->step_count; i++) {
		if (!is_encoded(&plan->step[i], image))
			continue;
		step = encode_step(&plan->step[i], plan, image, &at);
		put(next, &step, sizeof(step));
		next += sizeof(step);
	}
	put(base + at.watchdog, plan->watchdog,
	    plan->watchdog_count * sizeof(*plan->watchdog));
	put(base + at.ioapic, plan->ioapic,
	    plan->ioapic_count * sizeof(*plan->ioapic));
	put(base + at.hpet, plan->hpet,
	    plan->hpet_count * sizeof(*plan->hpet));
	put(base + at.function, plan->function,
	    plan->function_count * sizeof(*plan->function));
	put(base + at.ecam, plan->ecam,
	    plan->ecam_count * sizeof(*plan->ecam));
	put(base + at.map, plan->map, plan->map_count * sizeof(*plan->map));
	put(base + at.map + plan->map_count * sizeof(*plan->map), image->map,
	    image->map_count * sizeof(*image->map));
	put(base + at.copy, image->copy,
	    image->copy_count * sizeof(*image->copy));
	put(base + at.digest, image->digest,
	    image->digest_count * sizeof(*image->digest));
	put(base + at.checks, image->checks,
	    image->checks ? sizeof(*image->checks) : 0);
	put(base + at.range, image->range,
	    image->range_count * sizeof(*image->range));
	if (plan->last_words.zone_count) {
		header.last_words = (uint32_t)at.last_words;
		put(base + at.last_words, &plan->last_words,
		    sizeof(plan->last_words));
	}
	if (plan->cpu_count) {
		header.cpus = (uint32_t)at.cpu;
		header.cpu_count = (uint32_t)plan->cpu_count;
	}
	put(base + at.cpu, plan->cpu, plan->cpu_count * sizeof(*plan->cpu));
	/* The checksum is made with its own field as 0. */
	put(base, &header, sizeof(header));
	header.crc = (uint32_t)crc32(0, base, (uInt)at.size);
	put(base, &header, sizeof(header));
	return NULL;
}
