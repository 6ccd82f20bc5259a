// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan_text.c - a plan as text; see plan_text.h.
 */
#include "kdump-prep/plan_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/facts.h"
#include "kdump-prep/names.h"
#include "kdump-prep/printk.h"
#include "kdump-prep/ramoops.h"
#include "kdump-prep/table_text.h"
#include "kdump-prep/text.h"
#include "kdump-prep/watchdog.h"

#define FORMAT_NAME    "kdump-prep-plan"
#define FORMAT_VERSION 1u

/* A step's reason follows it in lines that begin so. */
#define REASON_MARK "  : "
#define MARK_SIZE   (sizeof(REASON_MARK) - 1)
#define REASON_WIDTH (79 - MARK_SIZE)

const struct kdp_name kdp_plan_flag_names[] = {
	{ KDP_PLAN_F_INTREMAP, "intremap", "" },
	{ KDP_PLAN_F_KEEP_SMI, "keep-smi", "" },
	{ KDP_PLAN_F_LEAVE_ALONE, "leave-alone", "" },
	{ 0, NULL, NULL },
};

static const struct kdp_name step_flags[] = {
	{ KDP_STEP_F_TEST_ONLY, "test-only", "" },
	{ KDP_STEP_F_PORTABLE, "portable", "" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_map_names[] = {
	{ KDP_MAP_RAM, "ram", "" },
	{ KDP_MAP_MMIO, "mmio", "" },
	{ 0, NULL, NULL },
};

/* In lines of REASON_WIDTH; the blank that a line is broken at is left out. */
static void print_reason(const char *reason, FILE *file)
{
	size_t left = strlen(reason);
	size_t n;

	while (left > REASON_WIDTH) {
		for (n = REASON_WIDTH; n > 0 && reason[n] != ' '; n--)
			;
		if (n == 0)
			n = 1 + strcspn(reason + 1, " ");
		if (n + 1 >= left)
			break;
		fprintf(file, "\n" REASON_MARK "%.*s", (int)n, reason);
		reason += n + 1;
		left -= n + 1;
	}
	fprintf(file, "\n" REASON_MARK "%s", reason);
}

static void print_step(FILE *file, const void *from)
{
	const struct kdp_plan_step *step = from;

	fprintf(file, "%s budget-us %" PRIu32 " arg %" PRIu64 " flags ",
		kdp_name_of(kdp_step_names, step->kind), step->budget_us,
		step->arg);
	kdp_print_flags(file, step_flags, step->flags);
	print_reason(step->reason, file);
}

/* Goes to the next line if that one holds a reason, to what the mark is for. */
static bool next_reason(struct kdp_text *text)
{
	struct kdp_text ahead = *text;

	if (!kdp_text_next(&ahead) || ahead.rest.size <= MARK_SIZE ||
	    memcmp(ahead.rest.start, REASON_MARK, MARK_SIZE) != 0)
		return false;
	ahead.rest.start += MARK_SIZE;
	ahead.rest.size -= MARK_SIZE;
	*text = ahead;
	return true;
}

/* The marked lines behind a step, printable, joined by a blank. */
static struct kdp_error *parse_reason(struct kdp_text *text, char **ret)
{
	KDP_AUTO_FREE char *reason = NULL;
	size_t size = 0, i;
	char *longer;

	while (next_reason(text)) {
		for (i = 0; i < text->rest.size; i++)
			if (text->rest.start[i] < ' ' ||
			    text->rest.start[i] > '~')
				return kdp_text_error(text,
						      "reason: not printable");
		longer = realloc(reason, size + text->rest.size + 2);
		if (!longer)
			return &kdp_enomem;
		reason = longer;
		if (size)
			reason[size++] = ' ';
		memcpy(reason + size, text->rest.start, text->rest.size);
		size += text->rest.size;
		reason[size] = '\0';
		text->rest.size = 0;
	}
	if (!reason)
		return kdp_text_error(text, "step without a reason");
	*ret = KDP_TAKE(reason);
	return NULL;
}

static struct kdp_error *parse_step(struct kdp_text *text, void *ret)
{
	struct kdp_plan_step *step = ret;
	uint64_t budget, arg;
	struct kdp_error *err;
	unsigned int kind, flags;

	err = kdp_text_name(text, "step", kdp_step_names, &kind);
	if (!err && kind < KDP_STEP_WATCHDOG)
		err = kdp_text_error(text, "step: not one of a plan");
	if (!err)
		err = kdp_text_named_u64(text, "budget-us", UINT32_MAX,
					 &budget);
	if (!err)
		err = kdp_text_named_u64(text, "arg", UINT64_MAX, &arg);
	if (!err)
		err = kdp_text_expect(text, "flags");
	if (!err)
		err = kdp_text_flags(text, "flags", step_flags, &flags);
	if (!err)
		err = kdp_text_finish(text);
	if (err)
		return err;
	step->kind = kind;
	step->budget_us = (uint32_t)budget;
	step->arg = arg;
	step->flags = (uint16_t)flags;
	return parse_reason(text, &step->reason);
}

/* As the zones of a topology, which have no ECC here. */
static void print_last_words(FILE *file, const void *model)
{
	const struct kdp_plan_model *plan = model;
	const struct kdp_last_words *words = &plan->last_words;
	const struct kdp_ramoops zones = { .zone = words->zone,
					   .zone_size = words->zone_size,
					   .zone_count = words->zone_count };

	if (!zones.zone_count)
		return;
	fputs("last-words ", file);
	kdp_print_ramoops(file, &zones);
	fputc('\n', file);
}

static struct kdp_error *parse_last_words(struct kdp_text *text, void *model)
{
	struct kdp_plan_model *plan = model;
	struct kdp_ramoops zones = { 0 };
	struct kdp_error *err;

	zones.zone_count = plan->last_words.zone_count;
	err = kdp_parse_ramoops(text, &zones);
	if (err)
		return err;
	plan->last_words.zone = zones.zone;
	plan->last_words.zone_size = zones.zone_size;
	plan->last_words.zone_count = zones.zone_count;
	return NULL;
}

static void print_klog(FILE *file, const void *model)
{
	const struct kdp_plan_model *plan = model;

	if (!plan->last_words.zone_count || !plan->last_words.klog.text)
		return;
	fputs("klog ", file);
	kdp_print_klog(file, &plan->last_words.klog);
	fputc('\n', file);
}

static struct kdp_error *parse_klog(struct kdp_text *text, void *model)
{
	struct kdp_plan_model *plan = model;

	return kdp_parse_klog(text, &plan->last_words.klog);
}

static void print_cpu(FILE *file, const void *from)
{
	const struct kdp_plan_cpu *cpu = from;

	fprintf(file, "%" PRIu32 " apic %" PRIu32, cpu->number, cpu->apic_id);
}

static struct kdp_error *parse_cpu(struct kdp_text *text, void *ret)
{
	uint64_t number = 0, apic_id = 0;
	struct kdp_error *err;

	err = kdp_text_u64(text, "cpu", UINT32_MAX, &number);
	if (!err)
		err = kdp_text_named_u64(text, "apic", UINT32_MAX, &apic_id);
	if (err)
		return err;
	*(struct kdp_plan_cpu *)ret = (struct kdp_plan_cpu){
		.apic_id = (uint32_t)apic_id,
		.number = (uint32_t)number,
	};
	return NULL;
}

static void print_map(FILE *file, const void *from)
{
	const struct kdp_map *map = from;

	fprintf(file, "0x%" PRIx64 " size 0x%" PRIx64 " %s", map->addr,
		map->size, kdp_name_of(kdp_map_names, map->type));
}

static struct kdp_error *parse_map(struct kdp_text *text, void *ret)
{
	uint64_t addr = 0, size = 0;
	struct kdp_error *err;
	unsigned int type;

	err = kdp_text_u64(text, "map", UINT64_MAX, &addr);
	if (!err)
		err = kdp_text_named_u64(text, "size", UINT64_MAX, &size);
	if (!err)
		err = kdp_text_name(text, "map", kdp_map_names, &type);
	if (!err && (size == 0 || size - 1 > UINT64_MAX - addr))
		err = kdp_text_error(text, "map: beyond the address space");
	if (err)
		return err;
	*(struct kdp_map *)ret = (struct kdp_map){ .addr = addr,
						   .size = size,
						   .type = type };
	return NULL;
}

#define PLAN(kind, name, member) \
	KDP_FACT(struct kdp_plan_model, name, kind, member)
#define NAMED(kind, name, member, table) \
	KDP_FACT_NAMED(struct kdp_plan_model, name, kind, member, table)
#define ARRAY(name, member, print, parse) \
	KDP_FACT_ARRAY(struct kdp_plan_model, name, member, print, parse)

static const struct kdp_fact facts[] = {
	NAMED(KDP_FACT_FLAGS, "flags", flags, kdp_plan_flag_names),
	PLAN(KDP_FACT_U32, "tsc-khz", tsc_khz),
	PLAN(KDP_FACT_U32, "budget-us", budget_us),
	NAMED(KDP_FACT_NAME, "mismatch", mismatch, kdp_mismatch_names),
	ARRAY("step", step, print_step, parse_step),
	{ .name = "last-words", .kind = KDP_FACT_OWN,
	  .print = print_last_words, .parse = parse_last_words },
	{ .name = "klog", .kind = KDP_FACT_OWN,
	  .print = print_klog, .parse = parse_klog },
	ARRAY("watchdog", watchdog, kdp_print_watchdog, kdp_parse_watchdog),
	ARRAY("ioapic", ioapic, kdp_print_ioapic, kdp_parse_ioapic),
	ARRAY("hpet", hpet, kdp_print_hpet, kdp_parse_hpet),
	ARRAY("function", function, kdp_print_function, kdp_parse_function),
	ARRAY("ecam", ecam, kdp_print_ecam, kdp_parse_ecam),
	ARRAY("cpu", cpu, print_cpu, parse_cpu),
	ARRAY("map", map, print_map, parse_map),
	{ .name = NULL },
};

struct kdp_error *kdp_plan_format(const struct kdp_plan_model *plan,
				  char **ret)
{
	return kdp_facts_format(FORMAT_NAME, FORMAT_VERSION, facts, plan, ret);
}

struct kdp_error *kdp_plan_parse(const char *name, const char *data,
				 size_t size, struct kdp_plan_model *ret)
{
	struct kdp_plan_model plan = { 0 };
	struct kdp_error *err;
	struct kdp_text text;

	kdp_text_init(&text, name, data, size);
	err = kdp_facts_parse(&text, FORMAT_NAME, FORMAT_VERSION, facts, &plan);
	if (err) {
		kdp_plan_deinit(&plan);
		return err;
	}
	*ret = plan;
	return NULL;
}
