// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan_pci.c - the step for PCI functions, and the windows through which
 * purgatory reaches them; see plan_steps.h.
 */
#include "kdump-prep/plan_steps.h"

#include <stdlib.h>
#include <string.h>

#include "kdump-prep/plan_map.h"
#include "kdump-prep/table_text.h"

/*
 * A function: ids, two capability ids, its header; command and two message
 * controls, each read, written, read; a bridge has its numbers and its list
 * of capabilities instead.
 */
#define FUNCTION_US (16u * KDP_PLAN_ACCESS_US)
/* A bus: ids of each of the 32 devices that could have appeared there. */
#define BUS_US (32u * KDP_PLAN_ACCESS_US)

#define BUS_SIZE  (1ull << 20)	/* of an ECAM window */
#define BUS_COUNT 256u

/* Marks the buses of @segment that have functions or that bridges lead to. */
static void mark_buses(const struct kdp_topology *topology, uint16_t segment,
		       bool used[BUS_COUNT])
{
	const struct kdp_topology_function *function;
	unsigned int bus;
	size_t i;

	memset(used, 0, BUS_COUNT * sizeof(*used));
	for (i = 0; i < topology->function_count; i++) {
		function = &topology->function[i];
		if (function->pci.segment != segment)
			continue;
		used[function->pci.bus] = true;
		if (!(function->pci.flags & KDP_PCI_F_BRIDGE) ||
		    !function->secondary)
			continue;
		for (bus = function->secondary; bus <= function->subordinate;
		     bus++)
			used[bus] = true;
	}
}

/* Whether a window for this bus is in the plan: firmware may list it twice. */
static bool is_planned(const struct kdp_plan_model *plan, uint16_t segment,
		       unsigned int bus)
{
	size_t i;

	for (i = 0; i < plan->ecam_count; i++)
		if (plan->ecam[i].segment == segment &&
		    plan->ecam[i].bus_start <= bus &&
		    plan->ecam[i].bus_end >= bus)
			return true;
	return false;
}

/* Adds buses @start to @end of a window, unless purgatory cannot map them. */
static struct kdp_error *add_ecam_run(struct kdp_plan_model *plan,
				      const struct kdp_topology *topology,
				      const struct kdp_ecam *window,
				      unsigned int start, unsigned int end)
{
	uint64_t size = (end - start + 1) * BUS_SIZE;
	size_t maps_before = plan->map_count;
	struct kdp_ecam *ecam;
	struct kdp_error *err;
	uint64_t addr;

	if (window->addr > kdp_plan_reach(topology) - BUS_COUNT * BUS_SIZE ||
	    is_planned(plan, window->segment, start))
		return NULL;
	addr = window->addr + start * BUS_SIZE;
	err = kdp_plan_map(plan, addr, size, KDP_MAP_MMIO);
	if (err)
		return err;
	if (!kdp_plan_maps_fit(plan)) {
		plan->map_count = maps_before;
		return NULL;
	}
	err = kdp_table_grow(&plan->ecam, &plan->ecam_count, sizeof(*ecam),
			     &ecam);
	if (err)
		return err;
	*ecam = (struct kdp_ecam){ .addr = window->addr,
				   .segment = window->segment,
				   .bus_start = (uint8_t)start,
				   .bus_end = (uint8_t)end };
	return NULL;
}

/*
 * Splits a window into runs of buses in use, so that purgatory maps and walks
 * no more than those.
 */
static struct kdp_error *add_ecam(struct kdp_plan_model *plan,
				  const struct kdp_topology *topology,
				  const struct kdp_ecam *window)
{
	bool used[BUS_COUNT];
	struct kdp_error *err;
	unsigned int start, end;

	mark_buses(topology, window->segment, used);
	for (start = window->bus_start; start <= window->bus_end;
	     start = end + 1) {
		end = start;
		if (!used[start])
			continue;
		while (end < window->bus_end && used[end + 1])
			end++;
		err = add_ecam_run(plan, topology, window, start, end);
		if (err)
			return err;
	}
	return NULL;
}

static bool is_first_of_segment(const struct kdp_topology *topology,
				size_t index)
{
	size_t i;

	for (i = 0; i < index; i++)
		if (topology->function[i].pci.segment ==
		    topology->function[index].pci.segment)
			return false;
	return true;
}

static size_t count_buses(const struct kdp_topology *topology)
{
	bool used[BUS_COUNT];
	unsigned int bus;
	size_t count = 0;
	size_t i;

	for (i = 0; i < topology->function_count; i++) {
		if (!is_first_of_segment(topology, i))
			continue;
		mark_buses(topology, topology->function[i].pci.segment, used);
		for (bus = 0; bus < BUS_COUNT; bus++)
			count += used[bus];
	}
	return count;
}

/*
 * A function that cannot interrupt has a row too, by which purgatory knows
 * its bus and that it is no new one.  A virtual function is not seen by the
 * search for new ones.
 */
static bool needs_row(const struct kdp_pci_function *function)
{
	return function->msi || function->msix ||
	       !(function->flags & KDP_PCI_F_VF);
}

static int compare_functions(const void *a, const void *b)
{
	const struct kdp_pci_function *x = a;
	const struct kdp_pci_function *y = b;

	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	if (x->bus != y->bus)
		return x->bus < y->bus ? -1 : 1;
	return (x->devfn > y->devfn) - (x->devfn < y->devfn);
}

/* Fills the table of functions: sorted, none twice. */
static struct kdp_error *add_functions(struct kdp_plan_model *plan,
				       const struct kdp_topology *topology)
{
	struct kdp_pci_function *function;
	size_t count = 0;
	size_t i;

	if (!topology->function_count)
		return NULL;
	function = calloc(topology->function_count, sizeof(*function));
	if (!function)
		return &kdp_enomem;
	plan->function = function;
	for (i = 0; i < topology->function_count; i++)
		if (needs_row(&topology->function[i].pci))
			function[count++] = topology->function[i].pci;
	qsort(function, count, sizeof(*function), compare_functions);
	for (i = 0; i < count; i++)
		if (i == 0 ||
		    compare_functions(&function[i - 1], &function[i]) != 0)
			function[plan->function_count++] = function[i];
	return NULL;
}

/* Segments other than 0 are out of reach of CF8/CFC. */
static size_t count_unreachable(const struct kdp_plan_model *plan)
{
	const struct kdp_pci_function *function;
	size_t count = 0;
	size_t i;

	for (i = 0; i < plan->function_count; i++) {
		function = &plan->function[i];
		if (function->segment != 0 &&
		    !is_planned(plan, function->segment, function->bus))
			count++;
	}
	return count;
}

struct kdp_error *kdp_plan_pci(struct kdp_plan_model *plan,
			       const struct kdp_topology *topology)
{
	struct kdp_plan_step step = { 0 };
	size_t unreachable;
	struct kdp_error *err;
	uint64_t us;
	size_t i;

	err = add_functions(plan, topology);
	if (err || !plan->function_count)
		return err;
	for (i = 0; i < topology->ecam_count; i++) {
		err = add_ecam(plan, topology, &topology->ecam[i]);
		if (err)
			return err;
	}
	us = KDP_PLAN_BASE_US + plan->function_count * (uint64_t)FUNCTION_US +
	     count_buses(topology) * (uint64_t)BUS_US;
	step.budget_us = kdp_plan_budget(us);
	unreachable = count_unreachable(plan);
	if (unreachable)
		return kdp_plan_add_step(plan, KDP_STEP_PCI, step,
					 "%zu functions, and any that appear on their buses later; %zu of them cannot be reached",
					 plan->function_count, unreachable);
	return kdp_plan_add_step(plan, KDP_STEP_PCI, step,
				 "%zu function%s, and any that appear on their buses later; by %s",
				 plan->function_count,
				 plan->function_count == 1 ? "" : "s",
				 plan->ecam_count ? "ECAM" : "ports CF8 and CFC");
}
