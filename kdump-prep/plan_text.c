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
		fprintf(file, REASON_MARK "%.*s\n", (int)n, reason);
		reason += n + 1;
		left -= n + 1;
	}
	fprintf(file, REASON_MARK "%s\n", reason);
}

/* As the zones of a topology, which have no ECC here. */
static void print_last_words(FILE *file, const struct kdp_last_words *words)
{
	const struct kdp_ramoops zones = { .zone = words->zone,
					   .zone_size = words->zone_size,
					   .zone_count = words->zone_count };

	kdp_print_ramoops(file, &zones);
}

static void print(const struct kdp_plan_model *plan, FILE *file)
{
	const struct kdp_plan_step *step;
	size_t i;

	fprintf(file, FORMAT_NAME " %u\nflags ", FORMAT_VERSION);
	kdp_print_flags(file, kdp_plan_flag_names, plan->flags);
	fprintf(file, "\ntsc-khz %" PRIu32 "\n", plan->tsc_khz);
	fprintf(file, "budget-us %" PRIu32 "\n", plan->budget_us);
	fprintf(file, "mismatch %s\n",
		kdp_name_of(kdp_mismatch_names, plan->mismatch));
	for (i = 0; i < plan->step_count; i++) {
		step = &plan->step[i];
		fprintf(file, "step %s budget-us %" PRIu32 " arg %" PRIu64
			" flags ",
			kdp_name_of(kdp_step_names, step->kind),
			step->budget_us, step->arg);
		kdp_print_flags(file, step_flags, step->flags);
		fputc('\n', file);
		print_reason(step->reason, file);
	}
	if (plan->last_words.zone_count) {
		fputs("last-words ", file);
		print_last_words(file, &plan->last_words);
		fputc('\n', file);
		if (plan->last_words.klog.text) {
			fputs("klog ", file);
			kdp_print_klog(file, &plan->last_words.klog);
			fputc('\n', file);
		}
	}
	for (i = 0; i < plan->watchdog_count; i++) {
		fputs("watchdog ", file);
		kdp_print_watchdog(file, &plan->watchdog[i]);
		fputc('\n', file);
	}
	for (i = 0; i < plan->ioapic_count; i++) {
		fputs("ioapic ", file);
		kdp_print_ioapic(file, &plan->ioapic[i]);
		fputc('\n', file);
	}
	for (i = 0; i < plan->hpet_count; i++) {
		fputs("hpet ", file);
		kdp_print_hpet(file, &plan->hpet[i]);
		fputc('\n', file);
	}
	for (i = 0; i < plan->function_count; i++) {
		fputs("function ", file);
		kdp_print_function(file, &plan->function[i]);
		fputc('\n', file);
	}
	for (i = 0; i < plan->ecam_count; i++) {
		fputs("ecam ", file);
		kdp_print_ecam(file, &plan->ecam[i]);
		fputc('\n', file);
	}
	for (i = 0; i < plan->map_count; i++)
		fprintf(file, "map 0x%" PRIx64 " size 0x%" PRIx64 " %s\n",
			plan->map[i].addr, plan->map[i].size,
			kdp_name_of(kdp_map_names, plan->map[i].type));
}

struct kdp_error *kdp_plan_format(const struct kdp_plan_model *plan,
				  char **ret)
{
	char *buffer = NULL;
	size_t size = 0;
	FILE *file;
	bool failed;

	file = open_memstream(&buffer, &size);
	if (!file)
		return &kdp_enomem;
	print(plan, file);
	failed = ferror(file);
	failed |= fclose(file) != 0;
	if (failed) {
		free(buffer);
		return &kdp_enomem;
	}
	*ret = buffer;
	return NULL;
}

static struct kdp_error *parse_flags(struct kdp_text *text,
				     struct kdp_plan_model *plan)
{
	unsigned int flags;
	struct kdp_error *err;

	err = kdp_text_flags(text, "flags", kdp_plan_flag_names, &flags);
	if (!err)
		plan->flags = flags;
	return err;
}

static struct kdp_error *parse_tsc_khz(struct kdp_text *text,
				       struct kdp_plan_model *plan)
{
	struct kdp_error *err;
	uint64_t value;

	err = kdp_text_u64(text, "tsc-khz", UINT32_MAX, &value);
	if (!err)
		plan->tsc_khz = (uint32_t)value;
	return err;
}

static struct kdp_error *parse_budget(struct kdp_text *text,
				      struct kdp_plan_model *plan)
{
	struct kdp_error *err;
	uint64_t value;

	err = kdp_text_u64(text, "budget-us", UINT32_MAX, &value);
	if (!err)
		plan->budget_us = (uint32_t)value;
	return err;
}

static struct kdp_error *parse_mismatch(struct kdp_text *text,
					struct kdp_plan_model *plan)
{
	struct kdp_error *err;
	unsigned int value;

	err = kdp_text_name(text, "mismatch", kdp_mismatch_names, &value);
	if (!err)
		plan->mismatch = value;
	return err;
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

static struct kdp_error *parse_step(struct kdp_text *text,
				    struct kdp_plan_model *plan)
{
	struct kdp_plan_step *step;
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
		err = kdp_table_grow(&plan->step, &plan->step_count,
				     sizeof(*step), &step);
	if (err)
		return err;
	step->kind = kind;
	step->budget_us = (uint32_t)budget;
	step->arg = arg;
	step->flags = (uint16_t)flags;
	err = kdp_text_finish(text);
	return err ? err : parse_reason(text, &step->reason);
}

static struct kdp_error *parse_last_words(struct kdp_text *text,
					  struct kdp_plan_model *plan)
{
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

static struct kdp_error *parse_klog(struct kdp_text *text,
				    struct kdp_plan_model *plan)
{
	return kdp_parse_klog(text, &plan->last_words.klog);
}

static struct kdp_error *parse_watchdog(struct kdp_text *text,
					struct kdp_plan_model *plan)
{
	struct kdp_watchdog *watchdog;
	struct kdp_error *err;

	err = kdp_table_grow(&plan->watchdog, &plan->watchdog_count,
			     sizeof(*watchdog), &watchdog);
	return err ? err : kdp_parse_watchdog(text, watchdog);
}

static struct kdp_error *parse_ioapic(struct kdp_text *text,
				      struct kdp_plan_model *plan)
{
	struct kdp_ioapic *ioapic;
	struct kdp_error *err;

	err = kdp_table_grow(&plan->ioapic, &plan->ioapic_count,
			     sizeof(*ioapic), &ioapic);
	return err ? err : kdp_parse_ioapic(text, ioapic);
}

static struct kdp_error *parse_hpet(struct kdp_text *text,
				    struct kdp_plan_model *plan)
{
	struct kdp_error *err;
	struct kdp_hpet *hpet;

	err = kdp_table_grow(&plan->hpet, &plan->hpet_count, sizeof(*hpet),
			     &hpet);
	return err ? err : kdp_parse_hpet(text, hpet);
}

static struct kdp_error *parse_function(struct kdp_text *text,
					struct kdp_plan_model *plan)
{
	struct kdp_pci_function *function;
	struct kdp_error *err;

	err = kdp_table_grow(&plan->function, &plan->function_count,
			     sizeof(*function), &function);
	return err ? err : kdp_parse_function(text, function);
}

static struct kdp_error *parse_ecam(struct kdp_text *text,
				    struct kdp_plan_model *plan)
{
	struct kdp_error *err;
	struct kdp_ecam *ecam;

	err = kdp_table_grow(&plan->ecam, &plan->ecam_count, sizeof(*ecam),
			     &ecam);
	return err ? err : kdp_parse_ecam(text, ecam);
}

static struct kdp_error *parse_map(struct kdp_text *text,
				   struct kdp_plan_model *plan)
{
	uint64_t addr = 0, size = 0;
	struct kdp_error *err;
	struct kdp_map *map;
	unsigned int type;

	err = kdp_text_u64(text, "map", UINT64_MAX, &addr);
	if (!err)
		err = kdp_text_named_u64(text, "size", UINT64_MAX, &size);
	if (!err)
		err = kdp_text_name(text, "map", kdp_map_names, &type);
	if (!err && (size == 0 || size - 1 > UINT64_MAX - addr))
		err = kdp_text_error(text, "map: beyond the address space");
	if (!err)
		err = kdp_table_grow(&plan->map, &plan->map_count,
				     sizeof(*map), &map);
	if (err)
		return err;
	*map = (struct kdp_map){ .addr = addr, .size = size, .type = type };
	return NULL;
}

/* What a line may say; @once: exactly one line of each. */
static const struct {
	const char *name;
	bool once;
	struct kdp_error *(*parse)(struct kdp_text *text,
				   struct kdp_plan_model *plan);
} facts[] = {
	{ "flags", true, parse_flags },
	{ "tsc-khz", true, parse_tsc_khz },
	{ "budget-us", true, parse_budget },
	{ "mismatch", true, parse_mismatch },
	{ "step", false, parse_step },
	{ "last-words", false, parse_last_words },
	{ "klog", false, parse_klog },
	{ "watchdog", false, parse_watchdog },
	{ "ioapic", false, parse_ioapic },
	{ "hpet", false, parse_hpet },
	{ "function", false, parse_function },
	{ "ecam", false, parse_ecam },
	{ "map", false, parse_map },
};

#define FACT_COUNT (sizeof(facts) / sizeof(*facts))

static struct kdp_error *parse_fact(struct kdp_text *text,
				    bool seen[FACT_COUNT],
				    struct kdp_plan_model *plan)
{
	struct kdp_word name = { 0 };
	size_t i;

	kdp_text_word(text, &name);
	for (i = 0; i < FACT_COUNT; i++) {
		if (!kdp_word_is(name, facts[i].name))
			continue;
		if (facts[i].once && seen[i])
			return kdp_text_error(text, "%s: a second time",
					      facts[i].name);
		seen[i] = true;
		return facts[i].parse(text, plan);
	}
	return kdp_text_unknown(text, name);
}

static struct kdp_error *parse_all(struct kdp_text *text,
				   struct kdp_plan_model *plan)
{
	bool seen[FACT_COUNT] = { false };
	struct kdp_error *err;
	size_t i;

	err = kdp_text_begin(text, FORMAT_NAME, FORMAT_VERSION);
	if (err)
		return err;
	do {
		err = kdp_text_finish(text);
		if (err)
			return err;
		if (!kdp_text_next_fact(text))
			break;
		err = parse_fact(text, seen, plan);
	} while (!err);
	if (err)
		return err;
	for (i = 0; i < FACT_COUNT; i++)
		if (facts[i].once && !seen[i])
			return kdp_text_error(text, "ends without \"%s\"",
					      facts[i].name);
	return NULL;
}

struct kdp_error *kdp_plan_parse(const char *name, const char *data,
				 size_t size, struct kdp_plan_model *ret)
{
	struct kdp_plan_model plan = { 0 };
	struct kdp_error *err;
	struct kdp_text text;

	kdp_text_init(&text, name, data, size);
	err = parse_all(&text, &plan);
	if (err) {
		kdp_plan_deinit(&plan);
		return err;
	}
	*ret = plan;
	return NULL;
}
