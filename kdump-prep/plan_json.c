// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan_json.c - a plan as JSON; see plan_text.h.
 */
#include "kdump-prep/json.h"
#include "kdump-prep/names.h"
#include "kdump-prep/plan_text.h"
#include "kdump-prep/table_json.h"
#include "kdump-prep/watchdog.h"

static void add_steps(struct kdp_json *json, const struct kdp_plan_model *plan)
{
	const struct kdp_plan_step *step;
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < plan->step_count; i++) {
		step = &plan->step[i];
		kdp_json_object(&one);
		kdp_json_string(&one, "step",
				kdp_name_of(kdp_step_names, step->kind));
		kdp_json_number(&one, "budget_us", step->budget_us);
		kdp_json_number(&one, "arg", step->arg);
		kdp_json_bool(&one, "test_only",
			      step->flags & KDP_STEP_F_TEST_ONLY);
		kdp_json_bool(&one, "portable",
			      step->flags & KDP_STEP_F_PORTABLE);
		kdp_json_string(&one, "reason", step->reason);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "steps", &array);
}

static void add_functions(struct kdp_json *json,
			  const struct kdp_plan_model *plan)
{
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < plan->function_count; i++) {
		kdp_json_object(&one);
		kdp_json_function(&one, &plan->function[i]);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "functions", &array);
}

static void add_cpus(struct kdp_json *json, const struct kdp_plan_model *plan)
{
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < plan->cpu_count; i++) {
		kdp_json_object(&one);
		kdp_json_number(&one, "number", plan->cpu[i].number);
		kdp_json_number(&one, "apic_id", plan->cpu[i].apic_id);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "cpus", &array);
}

static void add_maps(struct kdp_json *json, const struct kdp_plan_model *plan)
{
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < plan->map_count; i++) {
		kdp_json_object(&one);
		kdp_json_hex(&one, "address", plan->map[i].addr);
		kdp_json_hex(&one, "size", plan->map[i].size);
		kdp_json_string(&one, "type",
				kdp_name_of(kdp_map_names, plan->map[i].type));
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "maps", &array);
}

struct json_object *kdp_plan_json(const struct kdp_plan_model *plan)
{
	struct kdp_json json;

	kdp_json_object(&json);
	kdp_json_flags(&json, "flags", kdp_plan_flag_names, plan->flags);
	kdp_json_number(&json, "tsc_khz", plan->tsc_khz);
	kdp_json_number(&json, "budget_us", plan->budget_us);
	kdp_json_string(&json, "mismatch",
			kdp_name_of(kdp_mismatch_names, plan->mismatch));
	add_steps(&json, plan);
	kdp_json_watchdogs(&json, plan->watchdog, plan->watchdog_count);
	kdp_json_ioapics(&json, plan->ioapic, plan->ioapic_count);
	kdp_json_hpets(&json, plan->hpet, plan->hpet_count);
	add_functions(&json, plan);
	kdp_json_ecams(&json, plan->ecam, plan->ecam_count);
	add_cpus(&json, plan);
	add_maps(&json, plan);
	return kdp_json_finish(&json);
}
