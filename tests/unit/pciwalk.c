// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/pciwalk.c, against the functions of tests/fake:
 * - a function that appeared after the load is found on a bus of the plan, or
 *   on one that a bridge leads to now, silenced by what it says itself, and
 *   recorded; one of the plan is not done twice.
 * - capability lists in circles, bridges in circles, devices that answer at
 *   every address and devices that are not ready end the search, not it them.
 * - accesses stay in proportion to functions and buses; the deadline holds.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "purgatory/record.h"
#include "purgatory/regs/pci.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/pci_model.h"
#include "tests/tap.h"

#define ECAM   0x7fc0000000u
#define ROWS   5000u
#define MSI    0x50
#define MSIX   0x70
#define VENDOR 0x8086
#define DEVICE 0x10d3
#define MULTI  0x80

static struct {
	struct kdp_plan plan;
	struct kdp_step step;
	struct kdp_ecam ecam[1];
	struct kdp_pci_function table[ROWS];
} plan;

static struct pci_model model;

static void plan_row(uint8_t bus, uint8_t devfn, uint16_t ids_device,
		     uint16_t vendor, uint16_t flags)
{
	plan.table[plan.step.table_count++] = (struct kdp_pci_function){
		.bus = bus,
		.devfn = devfn,
		.vendor = vendor,
		.device = ids_device,
		.flags = flags,
	};
}

/* A host bridge, which can do nothing, and the window for @last buses. */
static void start_ports(uint8_t last, bool has_ecam)
{
	details_start();
	pci_model_deinit(&model);
	memset(&plan, 0, sizeof(plan));
	plan.step.kind = KDP_STEP_PCI;
	plan.step.budget_us = 10000000;
	plan.step.table = (uint32_t)((char *)plan.table - (char *)&plan);
	plan.step.arg[0] = (uint64_t)((char *)plan.ecam - (char *)&plan);
	plan.step.arg[1] = has_ecam;
	plan.ecam[0].addr = ECAM;
	plan.ecam[0].bus_end = last;
	pci_model_claim_ports(&model);
	if (has_ecam)
		pci_model_claim_ecam(&model, ECAM, 0, last);
	pci_model_add(&model, 0, 0, VENDOR, DEVICE)->config[0x3d] = 0;
	plan_row(0, 0, DEVICE, VENDOR, 0);
}

static void start(void)
{
	start_ports(0xff, true);
}

/* Appeared after the load: not in the plan. */
static struct pci_model_function *appear(uint8_t bus, uint8_t devfn)
{
	struct pci_model_function *f;

	f = pci_model_add(&model, bus, devfn, VENDOR, DEVICE);
	pci_model_add_msi(f, MSI, PCI_MSI_ENABLE);
	pci_model_add_msix(f, MSIX, PCI_MSIX_ENABLE);
	return f;
}

static struct pci_model_function *plan_bridge(uint8_t bus, uint8_t devfn,
					      uint8_t secondary, int port)
{
	struct pci_model_function *f;

	f = pci_model_add_bridge(&model, bus, devfn, secondary, secondary,
				 port);
	f->config[PCI_INTERRUPT_PIN] = 0;
	plan_row(bus, devfn, 0x000c, 0x1b36, KDP_PCI_F_BRIDGE);
	return f;
}

static enum kdp_status run(uint64_t *changed)
{
	fake_log_clear();
	return kdp_pci_quiesce(&plan.plan, &plan.step, changed);
}

static size_t run_count(void)
{
	uint64_t changed;
	size_t count;

	run(&changed);
	fake_log(&count);
	return count;
}

static void check_silent(struct pci_model_function *f)
{
	TAP_EQ(pci_model_get16(f, MSI + 2), 0);
	TAP_EQ(pci_model_get16(f, MSIX + 2), 0xc000);
	TAP_EQ(pci_model_get16(f, PCI_COMMAND), 0x0406);
}

static void check_untouched(struct pci_model_function *f)
{
	TAP_EQ(f->writes, 0);
	TAP_EQ(pci_model_get16(f, MSI + 2), PCI_MSI_ENABLE);
}

static void function_on_a_known_bus_is_found(void)
{
	struct pci_model_function *f;
	const struct kdp_entry *entry;
	uint64_t changed;

	start();
	f = appear(0, 0x18);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	check_silent(f);
	TAP_EQ(changed, 1);
	TAP_EQ(kdp_record()->pci_count, 2);
	TAP_EQ(details_count(KDP_CODE_PCI_FOUND), 1);
	entry = details_get(KDP_CODE_PCI_FOUND, 0);
	TAP_EQ(entry->object, KDP_BDF(0, 0, 0x18));
	TAP_EQ(entry->before, MSI | MSIX << 8);
	TAP_EQ(entry->after, (uint32_t)DEVICE << 16 | VENDOR);
	TAP_EQ(entry->status, KDP_STATUS_OK);
	run(&changed);
	TAP_EQ(changed, 0);
}

static void function_behind_a_bridge_is_found_by_both_ways(void)
{
	struct pci_model_function *f;
	uint64_t changed;
	int has_ecam;

	for (has_ecam = 0; has_ecam < 2; has_ecam++) {
		start_ports(0xff, has_ecam);
		plan_bridge(0, 0x10, 1, PCI_PCIE_ROOT_PORT);
		f = appear(1, 0);
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		check_silent(f);
	}
}

/* The number that the plan had is of no use: the register says another. */
static void bridge_is_read_live(void)
{
	struct pci_model_function *bridge;
	struct pci_model_function *f;
	uint64_t changed;

	start();
	bridge = plan_bridge(0, 0x10, 1, PCI_PCIE_ROOT_PORT);
	bridge->config[PCI_BUS_NUMBERS + 1] = 7;
	bridge->config[PCI_BUS_NUMBERS + 2] = 7;
	f = appear(7, 0);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	check_silent(f);
}

/* A whole switch was plugged in; its buses are past the window. */
static void bridges_that_appeared_are_followed(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start_ports(1, true);
	plan_bridge(0, 0x10, 1, PCI_PCIE_ROOT_PORT);
	pci_model_add_bridge(&model, 1, 0, 2, 4, 5);
	pci_model_add_bridge(&model, 2, 0x00, 3, 3, PCI_PCIE_DOWNSTREAM);
	pci_model_add_bridge(&model, 2, 0x08, 4, 4, PCI_PCIE_DOWNSTREAM);
	f = appear(4, 0);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	check_silent(f);
	TAP_EQ(details_count(KDP_CODE_PCI_FOUND), 4);
}

static void other_functions_need_the_bit_of_the_first(void)
{
	struct pci_model_function *first;
	struct pci_model_function *third;
	uint64_t changed;

	start();
	first = appear(0, 0x18);
	third = appear(0, 0x1b);
	run(&changed);
	check_untouched(third);
	/* The bit of another function than the first says nothing. */
	third->config[PCI_HEADER_TYPE] = MULTI;
	run(&changed);
	check_untouched(third);
	first->config[PCI_HEADER_TYPE] = MULTI;
	run(&changed);
	check_silent(third);
}

static void new_function_of_a_planned_device_is_found(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start();
	model.functions[0]->config[PCI_HEADER_TYPE] = MULTI;
	f = appear(0, 0x05);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	check_silent(f);
	TAP_EQ(details_count(KDP_CODE_PCI_FOUND), 1);
}

/* Ids, and the header of the first: nothing else is read of it again. */
static void planned_function_is_not_done_twice(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start();
	f = pci_model_add(&model, 0, 0x18, VENDOR, DEVICE);
	plan_row(0, 0x18, DEVICE, VENDOR, 0);
	run(&changed);
	TAP_EQ(f->reads, 2);
	TAP_EQ(f->writes, 0);
	TAP_EQ(details_count(KDP_CODE_NONE), 0);
	TAP_EQ(kdp_record()->pci_count, 2);
}

static void only_device_0_is_looked_for_at_a_link(void)
{
	struct pci_model_function *ghost;
	uint64_t changed;

	start();
	plan_bridge(0, 0x10, 1, PCI_PCIE_ROOT_PORT);
	ghost = appear(1, 0x08);
	run(&changed);
	check_untouched(ghost);
	TAP_EQ(ghost->reads, 0);

	start();
	plan_bridge(0, 0x10, 1, -1);
	ghost = appear(1, 0x08);
	run(&changed);
	check_silent(ghost);
}

static void unknown_bus_is_not_walked(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start();
	f = appear(0x40, 0);
	run(&changed);
	TAP_EQ(f->reads + f->writes, 0);
}

static void bridges_in_a_circle_end(void)
{
	struct pci_model_function *bridge;
	uint64_t changed;

	start();
	plan_bridge(0, 0x10, 1, -1);
	bridge = plan_bridge(1, 0x08, 1, -1);
	bridge->config[PCI_BUS_NUMBERS + 1] = 0;
	bridge = plan_bridge(1, 0x10, 1, -1);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	bridge->config[PCI_BUS_NUMBERS + 1] = 0xff;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	memset(bridge->config + PCI_BUS_NUMBERS, 0xff, 4);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
}

/* One that nobody configured has zeros; one that is gone reads all ones. */
static void bridge_without_numbers_leads_nowhere(void)
{
	struct pci_model_function *bridge;
	struct pci_model_function *first;
	struct pci_model_function *last;
	uint64_t changed;

	start();
	plan.step.table_count = 0;
	first = model.functions[0];
	last = appear(0xff, 0);
	bridge = plan_bridge(0x40, 0x08, 0, -1);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(first->reads, 0);
	memset(bridge->config + PCI_BUS_NUMBERS, 0xff, 4);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(last->reads, 0);
}

static void function_without_a_pin_keeps_its_command(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start();
	f = appear(0, 0x18);
	f->config[PCI_INTERRUPT_PIN] = 0;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(pci_model_get16(f, PCI_COMMAND), 0x0006);
	TAP_EQ(pci_model_get16(f, MSI + 2), 0);
}

static void capability_list_ends(void)
{
	static const struct {
		uint8_t next;	/* of the capability at 0x50 */
		bool has_msix;
	} lists[] = {
		{ 0x50, false },  /* itself */
		{ 0x00, false },
		{ 0x10, false },  /* the header */
		{ 0xfc, false },  /* reads as none */
		{ 0x73, true },	  /* reserved bits */
		{ 0x70, true },
	};
	struct pci_model_function *f;
	uint64_t changed;
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		start();
		f = appear(0, 0x18);
		f->config[0xfc] = 0xff;
		f->config[0x10] = PCI_CAP_ID_MSIX;
		f->config[PCI_CAPABILITIES] = MSI;
		f->config[MSI + 1] = lists[i].next;
		f->config[MSIX + 1] = MSI;	/* a circle of two */
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		TAP_EQ(pci_model_get16(f, MSI + 2), 0);
		TAP_EQ(pci_model_get16(f, MSIX + 2),
		       lists[i].has_msix ? 0xc000 : 0x8000);
		TAP_EQ(details_get(KDP_CODE_PCI_FOUND, 0)->before,
		       lists[i].has_msix ? MSI | MSIX << 8 : MSI);
		TAP_CHECK(f->reads < 48 + 16);
	}
}

static void function_without_a_list_has_none(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start();
	f = appear(0, 0x18);
	f->config[PCI_STATUS] = 0;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(pci_model_get16(f, MSI + 2), PCI_MSI_ENABLE);
	TAP_EQ(pci_model_get16(f, PCI_COMMAND), 0x0406);
	/* That of a CardBus bridge is elsewhere. */
	start();
	f = appear(0, 0x18);
	f->config[PCI_HEADER_TYPE] = 2;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(pci_model_get16(f, MSI + 2), PCI_MSI_ENABLE);
}

static void device_that_is_not_ready_is_left_alone(void)
{
	static const uint32_t ids[] = { 0xffff0001, 0x00000000, 0x0000ffff,
					0xffff0000 };
	struct pci_model_function *f;
	uint64_t changed;
	size_t i;

	for (i = 0; i < 4; i++) {
		start();
		f = appear(0, 0x18);
		pci_model_set16(f, PCI_ID, (uint16_t)ids[i]);
		pci_model_set16(f, PCI_ID + 2, (uint16_t)(ids[i] >> 16));
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		TAP_EQ(f->reads, 1);
		TAP_EQ(f->writes, 0);
	}
}

static void function_that_vanishes_meanwhile_ends_quietly(void)
{
	struct pci_model_function *f;
	uint64_t changed;
	uint32_t after;

	for (after = 1; after < 20; after++) {
		start();
		f = appear(0, 0x18);
		f->gone_after = after;
		run(&changed);
		TAP_CHECK(f->reads + f->writes < 24);
	}
}

static void virtual_function_is_left_to_the_plan(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start();
	f = appear(0, 0x18);
	f->is_vf = true;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	check_untouched(f);
}

static void bus_of_virtual_functions_is_not_walked(void)
{
	size_t without;

	start();
	without = run_count();
	start();
	pci_model_add(&model, 9, 0x02, VENDOR, DEVICE)->is_vf = true;
	plan_row(9, 0x02, DEVICE, VENDOR, KDP_PCI_F_VF);
	TAP_EQ(run_count(), without + 1);
}

static void bus_out_of_reach_is_recorded(void)
{
	const struct kdp_entry *entry;
	uint64_t changed;

	start_ports(1, true);
	plan.ecam[0].segment = 3;
	plan_bridge(0, 0x10, 2, PCI_PCIE_ROOT_PORT);
	plan.table[0].segment = 3;
	plan.table[1].segment = 3;
	TAP_EQ(run(&changed), KDP_STATUS_UNSUPPORTED);
	entry = details_get(KDP_CODE_PCI_FOUND, 0);
	TAP_EQ(entry->status, KDP_STATUS_UNSUPPORTED);
	TAP_EQ(entry->object, KDP_BDF(3, 2, 0));
}

/* Sixteen buses, each with 32 devices of 8 functions: 4,096. */
static void add_machine(uint32_t buses, bool is_planned)
{
	uint32_t bus;
	uint32_t devfn;

	for (bus = 1; bus <= buses; bus++) {
		plan_bridge(0, (uint8_t)(bus << 3), (uint8_t)bus, -1);
		for (devfn = 0; devfn < 256; devfn++) {
			appear((uint8_t)bus, (uint8_t)devfn)
				->config[PCI_HEADER_TYPE] = MULTI;
			if (is_planned)
				plan_row((uint8_t)bus, (uint8_t)devfn, DEVICE,
					 VENDOR, KDP_PCI_F_INTX);
		}
	}
}

/* The search costs a look at each device, and none at its functions. */
static void accesses_stay_in_proportion_to_the_functions(void)
{
	size_t one;
	size_t sixteen;

	start();
	add_machine(1, true);
	one = run_count();
	start();
	add_machine(16, true);
	sixteen = run_count();
	TAP_EQ(kdp_record()->pci_count, 1 + 16 + 4096);
	/* Ids, and command read, written, read; then the search. */
	TAP_CHECK(one <= 256 * 4 + 2 * 32 + 16);
	TAP_CHECK(sixteen <= 4096 * 4 + 17 * 32 + 16 * 16);
	TAP_CHECK(sixteen < 16 * one);
}

static void functions_that_all_appeared_stay_in_proportion(void)
{
	size_t count;

	start();
	add_machine(15, false);
	count = run_count();
	TAP_EQ(kdp_record()->msix_masked, 3840);
	TAP_CHECK(count < 3840 * 20);
}

static void empty_slots_cost_one_access_each(void)
{
	size_t none;
	size_t slots;
	uint32_t i;

	start();
	none = run_count();
	start();
	for (i = 1; i < 32; i++)
		plan_bridge(0, (uint8_t)(i << 3), (uint8_t)(2 * i),
			    PCI_PCIE_ROOT_PORT);
	slots = run_count();
	/* Of the bridge: ids, list, type, numbers, header; and the slot. */
	TAP_CHECK(slots <= none + 31 * 9);
}

static void number_of_functions_is_bounded(void)
{
	uint64_t changed;

	start();
	add_machine(17, false);
	TAP_EQ(run(&changed), KDP_STATUS_TIMEOUT);
	TAP_EQ(changed, 4096);
}

static void deadline_ends_the_search(void)
{
	const struct kdp_entry *entry;
	uint64_t changed;
	uint32_t last;

	start();
	add_machine(4, false);
	plan.step.budget_us = 1000;
	TAP_EQ(run(&changed), KDP_STATUS_TIMEOUT);
	TAP_CHECK(changed > 0 && changed < 1024);
	last = details_count(KDP_CODE_PCI_FOUND) - 1;
	entry = details_get(KDP_CODE_PCI_FOUND, last);
	TAP_EQ(entry->status, KDP_STATUS_TIMEOUT);
	TAP_EQ(entry->object, KDP_BDF(0, 1 + (kdp_record()->pci_count - 6) / 256,
				      0));
}

int main(void)
{
	TAP_RUN(function_on_a_known_bus_is_found);
	TAP_RUN(function_behind_a_bridge_is_found_by_both_ways);
	TAP_RUN(bridge_is_read_live);
	TAP_RUN(bridges_that_appeared_are_followed);
	TAP_RUN(other_functions_need_the_bit_of_the_first);
	TAP_RUN(new_function_of_a_planned_device_is_found);
	TAP_RUN(planned_function_is_not_done_twice);
	TAP_RUN(only_device_0_is_looked_for_at_a_link);
	TAP_RUN(unknown_bus_is_not_walked);
	TAP_RUN(bridges_in_a_circle_end);
	TAP_RUN(bridge_without_numbers_leads_nowhere);
	TAP_RUN(function_without_a_pin_keeps_its_command);
	TAP_RUN(capability_list_ends);
	TAP_RUN(function_without_a_list_has_none);
	TAP_RUN(device_that_is_not_ready_is_left_alone);
	TAP_RUN(function_that_vanishes_meanwhile_ends_quietly);
	TAP_RUN(virtual_function_is_left_to_the_plan);
	TAP_RUN(bus_of_virtual_functions_is_not_walked);
	TAP_RUN(bus_out_of_reach_is_recorded);
	TAP_RUN(accesses_stay_in_proportion_to_the_functions);
	TAP_RUN(functions_that_all_appeared_stay_in_proportion);
	TAP_RUN(empty_slots_cost_one_access_each);
	TAP_RUN(number_of_functions_is_bounded);
	TAP_RUN(deadline_ends_the_search);
	pci_model_deinit(&model);
	return tap_done();
}
