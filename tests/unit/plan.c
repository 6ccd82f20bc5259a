// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of plan.c, plan_encode.c, plan_check.c and plan_text.c: the order of
 * steps, that budgets hold what they promise, that no function, window or
 * page is planned twice, that nothing is planned that purgatory could not
 * map, that text and binary form hold the same, that purgatory's own
 * check accepts what is encoded, and that one changed field is noticed.
 */
#include "kdump-prep/plan.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <zlib.h>

#include "kdump-prep/plan_text.h"
#include "purgatory/plancheck.h"
#include "tests/tap.h"

/* A machine of one's own making; arrays are literals or static. */
static struct kdp_ioapic ioapics[40];
static struct kdp_hpet hpets[2];
static struct kdp_ecam ecams[64];
static struct kdp_topology_function functions[512];

static struct kdp_topology machine(void)
{
	memset(ioapics, 0, sizeof(ioapics));
	memset(ecams, 0, sizeof(ecams));
	memset(functions, 0, sizeof(functions));
	ioapics[0] = (struct kdp_ioapic){ .addr = 0xfec00000 };
	ecams[0] = (struct kdp_ecam){ .addr = 0xb0000000, .bus_end = 255 };
	return (struct kdp_topology){
		.tsc_khz = 2400000,
		.tsc_reliable = true,
		.lapic_addr = 0xfee00000,
		.ioapic = ioapics,
		.ioapic_count = 1,
		.ecam = ecams,
		.ecam_count = 1,
		.function = functions,
	};
}

static struct kdp_topology_function *
add_function(struct kdp_topology *topology, uint16_t segment, uint8_t bus,
	     uint8_t devfn, uint16_t flags)
{
	struct kdp_topology_function *function =
		&functions[topology->function_count++];

	function->pci = (struct kdp_pci_function){ .segment = segment,
						   .bus = bus,
						   .devfn = devfn,
						   .vendor = 0x8086,
						   .flags = flags };
	return function;
}

static void add_timers(struct kdp_topology *topology)
{
	hpets[0] = (struct kdp_hpet){ .addr = 0xfed00000, .id = 3 };
	topology->hpet = hpets;
	topology->hpet_count = 1;
	topology->pcat_compat = true;
	topology->cmos_rtc = true;
}

static const struct kdp_watchdog watchdogs[] = {
	{ .base = 0xfebff010,
	  .kind = KDP_WATCHDOG_I6300ESB,
	  .devfn = 0x20,
	  .vendor = 0x8086,
	  .device = 0x25ab },
	{ .base = 0x660,
	  .no_reboot = 0xfed1f410,
	  .no_reboot_mask = 0x20,
	  .kind = KDP_WATCHDOG_TCO,
	  .smi_en = 0x630,
	  .devfn = 0xf8,
	  .vendor = 0x8086,
	  .device = 0x2918 },
};

/* The array is read only, by what it is given to. */
static void add_watchdogs(struct kdp_topology *topology)
{
	static struct kdp_watchdog copy[2];

	memcpy(copy, watchdogs, sizeof(copy));
	topology->watchdog = copy;
	topology->watchdog_count = 2;
}

static struct kdp_plan_model build(const struct kdp_topology *topology,
				   const struct kdp_policy *policy)
{
	struct kdp_plan_model plan = { 0 };
	struct kdp_error *err = kdp_plan_build(topology, policy, &plan);

	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
	return plan;
}

static struct kdp_plan_model build_default(const struct kdp_topology *topology)
{
	const struct kdp_policy policy = { 0 };

	return build(topology, &policy);
}

static const struct kdp_plan_step *find(const struct kdp_plan_model *plan,
					enum kdp_step_kind kind)
{
	size_t i;

	for (i = 0; i < plan->step_count; i++)
		if (plan->step[i].kind == kind)
			return &plan->step[i];
	return NULL;
}

static void check_kinds(const struct kdp_plan_model *plan,
			const enum kdp_step_kind *kinds, size_t count)
{
	size_t i;

	TAP_EQ(plan->step_count, count);
	for (i = 0; i < plan->step_count && i < count; i++)
		TAP_EQ(plan->step[i].kind, kinds[i]);
}

static void steps_stand_in_the_order_of_the_design(void)
{
	static const enum kdp_step_kind kinds[] = {
		KDP_STEP_WAIT,	KDP_STEP_LAPIC_MASK, KDP_STEP_IOAPIC,
		KDP_STEP_PCI,	KDP_STEP_HPET,	     KDP_STEP_PIC,
		KDP_STEP_RTC,	KDP_STEP_DRAIN,	     KDP_STEP_LAPIC_OFF,
		KDP_STEP_COPY,	KDP_STEP_DIGEST,
	};
	const struct kdp_policy policy = { .test_wait_ms = 50 };
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;
	size_t i;

	add_function(&topology, 0, 0, 0xfa, KDP_PCI_F_INTX);
	add_timers(&topology);
	plan = build(&topology, &policy);
	check_kinds(&plan, kinds, 11);
	TAP_EQ(plan.step[0].flags, KDP_STEP_F_TEST_ONLY);
	TAP_EQ(plan.step[0].arg, 50000);
	for (i = 1; i < plan.step_count; i++)
		TAP_EQ(plan.step[i].flags, 0);
	kdp_plan_deinit(&plan);
}

static void no_test_step_in_a_plan_by_default(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan = build_default(&topology);
	size_t i;

	for (i = 0; i < plan.step_count; i++)
		TAP_CHECK(!(plan.step[i].flags & KDP_STEP_F_TEST_ONLY));
	TAP_CHECK(!find(&plan, KDP_STEP_WAIT));
	kdp_plan_deinit(&plan);
}

static void machine_without_objects_has_no_steps_for_them(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;

	topology.ioapic_count = 0;
	plan = build_default(&topology);
	TAP_CHECK(!find(&plan, KDP_STEP_IOAPIC));
	TAP_CHECK(!find(&plan, KDP_STEP_PCI));
	TAP_CHECK(!find(&plan, KDP_STEP_HPET));
	TAP_CHECK(!find(&plan, KDP_STEP_PIC));
	TAP_CHECK(!find(&plan, KDP_STEP_RTC));
	TAP_CHECK(find(&plan, KDP_STEP_LAPIC_MASK) != NULL);
	/* No function is behind the window: it is not mapped. */
	TAP_EQ(plan.ecam_count, 0);
	TAP_EQ(plan.map_count, 1);
	kdp_plan_deinit(&plan);
}

static void timers_have_steps_where_they_are(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;

	add_timers(&topology);
	hpets[1] = (struct kdp_hpet){ .addr = 0xfed00400, .id = 1 };
	topology.hpet_count = 2;
	topology.pcat_compat = false;
	plan = build_default(&topology);
	TAP_EQ(plan.hpet_count, 2);
	/* The local APIC, the IO-APIC, and one page for both. */
	TAP_EQ(plan.map_count, 3);
	TAP_CHECK(!find(&plan, KDP_STEP_PIC));
	TAP_CHECK(find(&plan, KDP_STEP_RTC) != NULL);
	kdp_plan_deinit(&plan);
	topology.pcat_compat = true;
	topology.cmos_rtc = false;
	hpets[1].addr = 0xfed01000;
	plan = build_default(&topology);
	TAP_EQ(plan.map_count, 4);
	TAP_CHECK(!find(&plan, KDP_STEP_RTC));
	TAP_CHECK(find(&plan, KDP_STEP_PIC) &&
		  strstr(find(&plan, KDP_STEP_PIC)->reason, "PIT"));
	kdp_plan_deinit(&plan);
}

static void policy_reaches_the_plan(void)
{
	const struct kdp_policy policy = { .mismatch = KDP_MISMATCH_BOOT,
					   .digest = KDP_DIGEST_NONE,
					   .virtual_wire = true };
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan = build(&topology, &policy);

	TAP_EQ(plan.mismatch, KDP_MISMATCH_BOOT);
	TAP_CHECK(!find(&plan, KDP_STEP_DIGEST));
	TAP_EQ(find(&plan, KDP_STEP_LAPIC_OFF)->arg, 1);
	TAP_EQ(find(&plan, KDP_STEP_DRAIN)->arg, 0);
	kdp_plan_deinit(&plan);
}

static void flags_follow_the_machine(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan = build_default(&topology);

	TAP_EQ(plan.flags, KDP_PLAN_F_KEEP_SMI);
	TAP_EQ(plan.tsc_khz, 2400000);
	kdp_plan_deinit(&plan);
	topology.iommu = KDP_IOMMU_AMD;
	topology.tsc_reliable = false;
	plan = build_default(&topology);
	TAP_EQ(plan.flags, KDP_PLAN_F_KEEP_SMI | KDP_PLAN_F_INTREMAP);
	TAP_EQ(plan.tsc_khz, 0);
	kdp_plan_deinit(&plan);
}

static void watchdog_is_armed_first_when_asked_for(void)
{
	static const uint64_t pages[] = { 0xfebff000, 0xfed1f000 };
	const struct kdp_policy policy = { .test_wait_ms = 50,
					   .watchdog_ms = 60000 };
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;
	size_t i;

	add_watchdogs(&topology);
	plan = build_default(&topology);
	TAP_CHECK(!find(&plan, KDP_STEP_WATCHDOG));
	TAP_EQ(plan.watchdog_count, 0);
	kdp_plan_deinit(&plan);

	plan = build(&topology, &policy);
	TAP_EQ(plan.step[0].kind, KDP_STEP_WATCHDOG);
	TAP_EQ(plan.step[0].flags, 0);
	TAP_CHECK(plan.step[0].budget_us > 0);
	TAP_CHECK(strstr(plan.step[0].reason, "60 s; by i6300esb, else"));
	TAP_EQ(plan.step[1].kind, KDP_STEP_WAIT);
	TAP_EQ(plan.watchdog_count, 2);
	for (i = 0; i < 2; i++) {
		TAP_EQ(plan.watchdog[i].timeout_ms, 60000);
		TAP_EQ(plan.watchdog[i].base, watchdogs[i].base);
		TAP_EQ(plan.map[i].addr, pages[i]);
		TAP_EQ(plan.map[i].size, 0x1000);
	}
	kdp_plan_deinit(&plan);
}

static void watchdog_that_is_not_there_is_an_error(void)
{
	const struct kdp_policy policy = { .watchdog_ms = 60000 };
	const struct kdp_policy none = { .watchdog_ms = 60000,
					 .no_devices = true };
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan = { 0 };
	struct kdp_error *err;

	err = kdp_plan_build(&topology, &policy, &plan);
	TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED &&
		  strstr(err->message, "no watchdog"));
	kdp_error_destroy(err);
	add_watchdogs(&topology);
	topology.guest = KDP_GUEST_SNP;
	err = kdp_plan_build(&topology, &none, &plan);
	TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED &&
		  strstr(err->message, "snp: "));
	kdp_error_destroy(err);
	topology.guest = KDP_GUEST_PLAIN;
	topology.watchdog[0].base = UINT64_MAX;
	err = kdp_plan_build(&topology, &policy, &plan);
	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT &&
		  strstr(err->message, "watchdog at 0xffffffffffffffff"));
	kdp_error_destroy(err);
	TAP_EQ(plan.step_count, 0);
}

static const struct kdp_map *find_map(const struct kdp_plan_model *plan,
				      uint64_t addr)
{
	size_t i;

	for (i = 0; i < plan->map_count; i++)
		if (plan->map[i].addr == addr)
			return &plan->map[i];
	return NULL;
}

static struct kdp_topology machine_with_ramoops(void)
{
	struct kdp_topology topology = machine();

	topology.ramoops = (struct kdp_ramoops){ .zone = 0x70000800,
						 .zone_size = 0x1000,
						 .zone_count = 4 };
	topology.klog = (struct kdp_klog_layout){
		.head_id = 0x1000218,	.tail_id = 0x1000220,
		.descs = 0x2000000,	.infos = 0x3000000,
		.text = 0x4000000,	.desc_bits = 13,
		.text_bits = 18,	.desc_size = 24,
		.desc_begin = 8,	.desc_next = 16,
		.info_size = 88,	.info_time = 8,
		.info_length = 16,
	};
	return topology;
}

static void last_words_are_planned_where_ramoops_is(void)
{
	struct kdp_topology topology = machine_with_ramoops();
	struct kdp_plan_model plan = build_default(&topology);
	const struct kdp_map *map = find_map(&plan, 0x70000000);

	TAP_EQ(plan.last_words.zone, 0x70000800);
	TAP_EQ(plan.last_words.zone_count, 4);
	TAP_CHECK(map && map->size == 0x5000 && map->type == KDP_MAP_MMIO);
	map = find_map(&plan, 0x2000000);
	TAP_CHECK(map && map->size == 24u << 13 && map->type == KDP_MAP_RAM);
	map = find_map(&plan, 0x4000000);
	TAP_CHECK(map && map->size == 1u << 18 && map->type == KDP_MAP_RAM);
	kdp_plan_deinit(&plan);
	topology.klog.text = 0;
	plan = build_default(&topology);
	TAP_EQ(plan.last_words.zone_count, 4);
	TAP_CHECK(!find_map(&plan, 0x2000000));
	kdp_plan_deinit(&plan);
}

static void no_last_words_with_ecc_or_out_of_reach(void)
{
	struct kdp_topology topology = machine_with_ramoops();
	struct kdp_plan_model plan;

	topology.ramoops.ecc = 16;
	plan = build_default(&topology);
	TAP_EQ(plan.last_words.zone_count, 0);
	TAP_CHECK(!find_map(&plan, 0x70000000));
	kdp_plan_deinit(&plan);
	topology = machine_with_ramoops();
	topology.ramoops.zone = (1ull << 47) - 0x2000;
	plan = build_default(&topology);
	TAP_EQ(plan.last_words.zone_count, 0);
	kdp_plan_deinit(&plan);
	/* The log alone is given up. */
	topology = machine_with_ramoops();
	topology.klog.infos = 0x3000000000;
	topology.klog.info_size = 16000;
	topology.klog.desc_bits = 24;
	plan = build_default(&topology);
	TAP_EQ(plan.last_words.zone_count, 4);
	TAP_EQ(plan.last_words.klog.text, 0);
	TAP_CHECK(!find_map(&plan, 0x2000000));
	kdp_plan_deinit(&plan);
}

static void encrypted_guests_are_left_alone(void)
{
	static const enum kdp_step_kind kinds[] = { KDP_STEP_COPY,
						    KDP_STEP_DIGEST };
	const struct kdp_policy policy = { .no_devices = true };
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan = { 0 };
	struct kdp_error *err;
	int guest;

	add_function(&topology, 0, 0, 0, KDP_PCI_F_INTX);
	for (guest = KDP_GUEST_SEV_ES; guest <= KDP_GUEST_XEN_PV; guest++) {
		topology.guest = (enum kdp_guest)guest;
		err = kdp_plan_build(&topology, &(struct kdp_policy){ 0 },
				     &plan);
		TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED);
		kdp_error_destroy(err);
		TAP_EQ(plan.step_count, 0);
		plan = build(&topology, &policy);
		check_kinds(&plan, kinds, 2);
		TAP_EQ(plan.map_count, 0);
		TAP_CHECK(plan.flags & KDP_PLAN_F_LEAVE_ALONE);
		TAP_EQ(plan.step[1].flags, KDP_STEP_F_PORTABLE);
		TAP_CHECK(plan.step_count &&
			  strstr(plan.step[0].reason, "left alone"));
		kdp_plan_deinit(&plan);
	}
}

static void virtual_functions_without_messages_have_no_row(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;

	add_function(&topology, 0, 0, 0x00, 0);
	add_function(&topology, 0, 0, 0x08, KDP_PCI_F_INTX);
	add_function(&topology, 0, 0, 0x10, KDP_PCI_F_BRIDGE);
	add_function(&topology, 0, 0, 0x18, 0)->pci.msi = 0x50;
	add_function(&topology, 0, 0, 0x20, KDP_PCI_F_VF)->pci.msix = 0x70;
	add_function(&topology, 0, 0, 0x28, KDP_PCI_F_VF);
	plan = build_default(&topology);
	TAP_EQ(plan.function_count, 5);
	kdp_plan_deinit(&plan);
}

static void no_function_is_planned_twice(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;
	uint32_t seed = 7;
	size_t i;

	for (i = 0; i < 500; i++) {
		seed = seed * 1664525u + 1013904223u;
		add_function(&topology, 0, (seed >> 8) & 3, seed >> 24,
			     KDP_PCI_F_INTX);
	}
	plan = build_default(&topology);
	TAP_CHECK(plan.function_count > 100 && plan.function_count < 500);
	for (i = 1; i < plan.function_count; i++) {
		const struct kdp_pci_function *a = &plan.function[i - 1];
		const struct kdp_pci_function *b = &plan.function[i];

		TAP_CHECK((a->bus << 8 | a->devfn) < (b->bus << 8 | b->devfn));
	}
	kdp_plan_deinit(&plan);
}

static void windows_are_cut_to_buses_in_use(void)
{
	struct kdp_topology topology = machine();
	struct kdp_topology_function *bridge;
	struct kdp_plan_model plan;

	bridge = add_function(&topology, 0, 0, 0x18, KDP_PCI_F_BRIDGE);
	bridge->secondary = 1;
	bridge->subordinate = 2;
	add_function(&topology, 0, 0x80, 0, KDP_PCI_F_INTX);
	plan = build_default(&topology);
	TAP_EQ(plan.ecam_count, 2);
	if (plan.ecam_count == 2) {
		/* Empty buses behind a bridge can be hot-added to. */
		TAP_EQ(plan.ecam[0].bus_start, 0);
		TAP_EQ(plan.ecam[0].bus_end, 2);
		TAP_EQ(plan.ecam[1].bus_start, 0x80);
		TAP_EQ(plan.ecam[1].bus_end, 0x80);
		TAP_EQ(plan.ecam[1].addr, 0xb0000000);
	}
	TAP_EQ(plan.map_count, 4);
	if (plan.map_count == 4) {
		TAP_EQ(plan.map[2].addr, 0xb0000000);
		TAP_EQ(plan.map[2].size, 0x300000);
		TAP_EQ(plan.map[3].addr, 0xb8000000);
		TAP_EQ(plan.map[3].size, 0x100000);
	}
	kdp_plan_deinit(&plan);
}

static void bridge_without_buses_adds_none(void)
{
	struct kdp_topology topology = machine();
	struct kdp_topology_function *bridge;
	struct kdp_plan_model plan;

	bridge = add_function(&topology, 0, 3, 0x18, KDP_PCI_F_BRIDGE);
	bridge->subordinate = 0xff;
	plan = build_default(&topology);
	TAP_EQ(plan.ecam_count, 1);
	TAP_EQ(plan.ecam_count ? plan.ecam[0].bus_end : 0, 3);
	kdp_plan_deinit(&plan);
}

static void repeated_window_is_planned_once(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;

	add_function(&topology, 0, 0, 0, KDP_PCI_F_INTX);
	ecams[1] = ecams[0];
	topology.ecam_count = 2;
	plan = build_default(&topology);
	TAP_EQ(plan.ecam_count, 1);
	kdp_plan_deinit(&plan);
}

static void pages_that_objects_share_are_mapped_once(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;

	ioapics[1] = (struct kdp_ioapic){ .addr = 0xfec00400, .id = 1 };
	topology.ioapic_count = 2;
	plan = build_default(&topology);
	TAP_EQ(plan.ioapic_count, 2);
	TAP_EQ(plan.map_count, 2);
	kdp_plan_deinit(&plan);
}

static void windows_beyond_purgatorys_tables_are_left_out(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;
	size_t i;

	/* Each in a GiB of its own: more than there are tables. */
	topology.ecam_count = 60;
	for (i = 0; i < 60; i++) {
		ecams[i] = (struct kdp_ecam){ .addr = 0x4000000000 + (i << 30),
					      .segment = (uint16_t)i,
					      .bus_end = 255 };
		add_function(&topology, (uint16_t)i, 0, 0, KDP_PCI_F_INTX);
	}
	plan = build_default(&topology);
	TAP_CHECK(plan.ecam_count > 20 && plan.ecam_count < 40);
	TAP_EQ(plan.map_count, plan.ecam_count + 2);
	TAP_CHECK(strstr(find(&plan, KDP_STEP_PCI)->reason,
			 "cannot be reached"));
	kdp_plan_deinit(&plan);
}

static void window_beyond_the_reach_is_left_out(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;

	add_function(&topology, 0, 0, 0, KDP_PCI_F_INTX);
	ecams[0].addr = 1ull << 47;
	plan = build_default(&topology);
	TAP_EQ(plan.ecam_count, 0);
	kdp_plan_deinit(&plan);
	topology.la57 = true;
	plan = build_default(&topology);
	TAP_EQ(plan.ecam_count, 1);
	kdp_plan_deinit(&plan);
	ecams[0].addr = UINT64_MAX - (256ull << 20);
	plan = build_default(&topology);
	TAP_EQ(plan.ecam_count, 0);
	kdp_plan_deinit(&plan);
}

static void registers_beyond_the_reach_are_an_error(void)
{
	static const uint64_t bad[] = { 0, 1ull << 47, UINT64_MAX };
	const struct kdp_policy policy = { 0 };
	struct kdp_plan_model plan = { 0 };
	struct kdp_topology topology;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		topology = machine();
		topology.lapic_addr = bad[i];
		err = kdp_plan_build(&topology, &policy, &plan);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		kdp_error_destroy(err);
		topology = machine();
		ioapics[0].addr = bad[i];
		err = kdp_plan_build(&topology, &policy, &plan);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		kdp_error_destroy(err);
	}
}

static uint64_t budget_sum(const struct kdp_plan_model *plan)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < plan->step_count; i++)
		sum += plan->step[i].budget_us;
	return sum;
}

static void budgets_grow_with_the_machine_and_are_bounded(void)
{
	struct kdp_policy policy = { .test_wait_ms = UINT32_MAX };
	struct kdp_topology topology = machine();
	struct kdp_plan_model small, large;
	size_t i;

	add_function(&topology, 0, 0, 0, KDP_PCI_F_INTX);
	small = build_default(&topology);
	for (i = 1; i < 200; i++)
		add_function(&topology, 0, (uint8_t)i, 0, KDP_PCI_F_INTX);
	for (i = 0; i < 32; i++)
		ioapics[i].addr = 0xfec00000 + (i << 12);
	topology.ioapic_count = 32;
	large = build(&topology, &policy);
	TAP_CHECK(find(&large, KDP_STEP_PCI)->budget_us >
		  find(&small, KDP_STEP_PCI)->budget_us + 199 * 320);
	TAP_CHECK(find(&large, KDP_STEP_IOAPIC)->budget_us >
		  find(&small, KDP_STEP_IOAPIC)->budget_us * 20);
	TAP_CHECK(small.budget_us > budget_sum(&small));
	TAP_CHECK(small.budget_us < 1000000);
	TAP_CHECK(large.budget_us > budget_sum(&large));
	for (i = 0; i < large.step_count; i++)
		if (large.step[i].kind != KDP_STEP_COPY &&
		    large.step[i].kind != KDP_STEP_DIGEST)
			TAP_CHECK(large.step[i].budget_us > 0);
		else
			TAP_EQ(large.step[i].budget_us, 0);
	kdp_plan_deinit(&small);
	kdp_plan_deinit(&large);
}

/* A plan with every table, and an image that fills the rest. */
static struct kdp_cpu cpus[] = {
	{ .id = 0, .apic_id = 4, .has_apic_id = true },
	{ .id = 1 },
	{ .id = 2, .apic_id = 0, .has_apic_id = true },
};

static struct kdp_plan_model full_plan(void)
{
	const struct kdp_policy policy = { .test_wait_ms = 1,
					   .mismatch = KDP_MISMATCH_HALT };
	struct kdp_topology topology = machine();

	topology.iommu = KDP_IOMMU_VTD;
	add_function(&topology, 0, 0, 0x18, KDP_PCI_F_INTX)->pci.msix = 0x48;
	add_function(&topology, 1, 2, 0x08,
		     KDP_PCI_F_BRIDGE | KDP_PCI_F_VF)->pci.msi = 0xfc;
	add_timers(&topology);
	topology.cpu = cpus;
	topology.cpu_count = 3;
	return build(&topology, &policy);
}

static const struct kdp_map image_map[] = {
	{ .addr = 0x33000000, .size = 0xc000000 },
};

static const struct kdp_copy image_copy[] = {
	{ 0x1000, 0x33800000, 0x9e000 },
};

static const struct kdp_digest image_digest[] = {
	{ .addr = 0x34000000, .size = KDP_DIGEST_BLOCK, .sha256 = { 1, 2 } },
	{ .addr = 0x34100000, .size = 17 },
};

static const struct kdp_checks image_checks = {
	.table = { 0x36000008, 0x36009000 },
	.parity = 0x36001000,
	.block_count = 259,
	.parity_count = 16,
};

static const struct kdp_check_range image_range[] = {
	{ 0x34000000, KDP_DIGEST_BLOCK + 1 },
	{ 0x35000000, 0x2000 },
};

static const struct kdp_plan_image image = {
	image_map, 1,		  image_copy,  1, image_digest,
	2,	   &image_checks, image_range, 2,
};

static uint8_t *encode(const struct kdp_plan_model *plan,
		       const struct kdp_plan_image *from, size_t *size)
{
	struct kdp_error *err;
	uint8_t *buffer;

	*size = kdp_plan_encoded_size(plan, from);
	buffer = malloc(*size);
	if (!buffer)
		abort();
	memset(buffer, 0xaa, *size);
	err = kdp_plan_encode(plan, from, buffer, *size);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	return buffer;
}

static void encoded_plan_holds_what_the_model_holds(void)
{
	struct kdp_plan_model plan = full_plan();
	const struct kdp_pci_function *function;
	const struct kdp_checks *checks;
	const struct kdp_digest *digest;
	const struct kdp_ioapic *ioapic;
	const struct kdp_hpet *hpet;
	const struct kdp_step *step;
	const struct kdp_plan *head;
	const struct kdp_copy *copy;
	const struct kdp_map *map;
	uint8_t *buffer;
	size_t size, i;

	buffer = encode(&plan, &image, &size);
	head = (const void *)buffer;
	step = (const void *)(buffer + head->steps);
	map = (const void *)(buffer + head->map_offset);
	TAP_EQ(head->magic, KDP_PLAN_MAGIC);
	TAP_EQ(head->size, size);
	TAP_EQ(head->flags, plan.flags);
	TAP_EQ(head->tsc_khz, plan.tsc_khz);
	TAP_EQ(head->budget_us, plan.budget_us);
	TAP_EQ(head->mismatch, KDP_MISMATCH_HALT);
	TAP_EQ(head->step_count, 11);
	TAP_EQ(head->map_count, plan.map_count + 1);
	TAP_EQ(map[plan.map_count].addr, 0x33000000);
	for (i = 0; i < 11; i++) {
		TAP_EQ(step[i].kind, plan.step[i].kind);
		TAP_EQ(step[i].flags, plan.step[i].flags);
		TAP_EQ(step[i].budget_us, plan.step[i].budget_us);
	}
	TAP_EQ(step[0].arg[0], 1000);
	ioapic = (const void *)(buffer + step[2].table);
	TAP_EQ(step[2].table_count, 1);
	TAP_EQ(ioapic->addr, 0xfec00000);
	function = (const void *)(buffer + step[3].table);
	TAP_EQ(step[3].table_count, 2);
	TAP_EQ(function[1].segment, 1);
	TAP_EQ(function[1].msi, 0xfc);
	TAP_EQ(step[3].arg[1], 1);
	TAP_EQ(((const struct kdp_ecam *)(const void *)(buffer +
							step[3].arg[0]))->addr,
	       0xb0000000);
	hpet = (const void *)(buffer + step[4].table);
	TAP_EQ(step[4].table_count, 1);
	TAP_EQ(hpet->addr, 0xfed00000);
	TAP_EQ(hpet->id, 3);
	copy = (const void *)(buffer + step[9].table);
	TAP_EQ(copy->to, 0x33800000);
	digest = (const void *)(buffer + step[10].table);
	TAP_EQ(step[10].table_count, 2);
	TAP_EQ(digest[1].size, 17);
	checks = (const void *)(buffer + step[10].arg[0]);
	TAP_EQ(step[10].arg[1], 2);
	TAP_EQ(checks->block_count, 259);
	TAP_EQ(checks->parity, 0x36001000);
	TAP_EQ(((const struct kdp_check_range *)(checks + 1))[1].size, 0x2000);
	for (i = offsetof(struct kdp_plan, reserved); i < sizeof(*head); i++)
		TAP_EQ(buffer[i], 0);
	free(buffer);
	kdp_plan_deinit(&plan);
}

static void purgatory_accepts_what_is_encoded(void)
{
	struct kdp_plan_model plan = full_plan();
	uint8_t *buffer;
	size_t size;

	buffer = encode(&plan, &image, &size);
	TAP_CHECK(kdp_plan_valid((const void *)buffer, (uint32_t)size));
	buffer[size - 1] ^= 1;
	TAP_CHECK(!kdp_plan_valid((const void *)buffer, (uint32_t)size));
	free(buffer);
	kdp_plan_deinit(&plan);
}

static void steps_without_a_table_are_left_out(void)
{
	const struct kdp_plan_image nothing = { 0 };
	struct kdp_plan_model plan = full_plan();
	const struct kdp_plan *head;
	uint8_t *buffer;
	size_t size;

	buffer = encode(&plan, &nothing, &size);
	head = (const void *)buffer;
	TAP_EQ(head->step_count, 9);
	TAP_CHECK(!kdp_plan_check(buffer, size));
	free(buffer);
	kdp_plan_deinit(&plan);
}

static void no_windows_is_no_offset(void)
{
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan;
	const struct kdp_step *step;
	const struct kdp_plan *head;
	uint8_t *buffer;
	size_t size;

	topology.ecam_count = 0;
	add_function(&topology, 0, 0, 0, KDP_PCI_F_INTX);
	plan = build_default(&topology);
	buffer = encode(&plan, &image, &size);
	head = (const void *)buffer;
	step = (const void *)(buffer + head->steps);
	TAP_EQ(step[2].kind, KDP_STEP_PCI);
	TAP_EQ(step[2].arg[0], 0);
	TAP_EQ(step[2].arg[1], 0);
	TAP_CHECK(strstr(find(&plan, KDP_STEP_PCI)->reason, "CF8"));
	free(buffer);
	kdp_plan_deinit(&plan);
}

static void buffer_of_another_size_is_refused(void)
{
	struct kdp_plan_model plan = full_plan();
	size_t size = kdp_plan_encoded_size(&plan, &image);
	uint8_t *buffer = calloc(1, size + 8);
	struct kdp_error *err;

	err = kdp_plan_encode(&plan, &image, buffer, size + 8);
	TAP_CHECK(err != NULL);
	kdp_error_destroy(err);
	err = kdp_plan_encode(&plan, &image, buffer, size - 8);
	TAP_CHECK(err != NULL);
	kdp_error_destroy(err);
	free(buffer);
	kdp_plan_deinit(&plan);
}

static void any_changed_byte_is_noticed(void)
{
	struct kdp_plan_model plan = full_plan();
	struct kdp_error *err;
	uint8_t *buffer;
	size_t size, i;

	buffer = encode(&plan, &image, &size);
	TAP_CHECK(!kdp_plan_check(buffer, size));
	for (i = 0; i < size; i++) {
		buffer[i] ^= 0x40;
		err = kdp_plan_check(buffer, size);
		TAP_CHECK(err != NULL);
		kdp_error_destroy(err);
		buffer[i] ^= 0x40;
	}
	for (i = 0; i < size; i++) {
		err = kdp_plan_check(buffer, i);
		TAP_CHECK(err != NULL);
		kdp_error_destroy(err);
	}
	free(buffer);
	kdp_plan_deinit(&plan);
}

/* With @bytes at @offset changed and the checksum made right again. */
static void expect_refused(size_t offset, uint64_t value, size_t bytes)
{
	struct kdp_plan_model plan = full_plan();
	struct kdp_error *err;
	struct kdp_plan *head;
	uint8_t *buffer;
	size_t size;

	buffer = encode(&plan, &image, &size);
	head = (void *)buffer;
	memcpy(buffer + offset, &value, bytes);
	head->crc = 0;
	head->crc = (uint32_t)crc32(0, buffer, (uInt)size);
	err = kdp_plan_check(buffer, size);
	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
	if (!err)
		printf("# offset 0x%zx value 0x%" PRIx64 "\n", offset, value);
	kdp_error_destroy(err);
	free(buffer);
	kdp_plan_deinit(&plan);
}

#define STEP(n, member) \
	(sizeof(struct kdp_plan) + (n) * sizeof(struct kdp_step) + \
	 offsetof(struct kdp_step, member))

static void each_field_that_cannot_be_is_refused(void)
{
	static const struct {
		size_t offset;
		uint64_t value;
		size_t bytes;
	} bad[] = {
		{ offsetof(struct kdp_plan, magic), 1, 8 },
		{ offsetof(struct kdp_plan, version), 2, 2 },
		{ offsetof(struct kdp_plan, header_size), 96, 2 },
		{ offsetof(struct kdp_plan, size), 104, 4 },
		{ offsetof(struct kdp_plan, step_size), 24, 2 },
		{ offsetof(struct kdp_plan, step_count), 65, 2 },
		{ offsetof(struct kdp_plan, step_count), 64, 2 },
		{ offsetof(struct kdp_plan, steps), 0, 4 },
		{ offsetof(struct kdp_plan, steps), 100, 4 },
		{ offsetof(struct kdp_plan, steps), 0xfffffff8, 4 },
		{ offsetof(struct kdp_plan, mismatch), 3, 4 },
		{ offsetof(struct kdp_plan, map_offset), 0xfffffff8, 4 },
		{ offsetof(struct kdp_plan, map_count), 0xffffffff, 4 },
		{ STEP(1, kind), 99, 2 },
		{ STEP(1, kind), KDP_STEP_SETUP, 2 },
		{ STEP(2, table), 4, 4 },
		{ STEP(2, table), 106, 4 },
		{ STEP(2, table), 0xfffffff8, 4 },
		{ STEP(2, table_count), 0xffffffff, 4 },
		{ STEP(3, table_count), 0x10000000, 4 },
		{ STEP(3, arg), 0xfffffffffffffff8, 8 },
		{ STEP(3, arg) + 8, 0xffffffffffffffff, 8 },
		{ STEP(4, table_count), 0x10000000, 4 },
		{ STEP(4, table), 106, 4 },
		{ STEP(5, table_count), 0xffffffff, 4 },
		{ STEP(9, table_count), 0x10000000, 4 },
		{ STEP(10, table_count), 0x10000000, 4 },
		{ STEP(10, arg), 4, 8 },
		{ STEP(10, arg), 0xfffffffffffffff8, 8 },
		{ STEP(10, arg) + 8, 0, 8 },
		{ STEP(10, arg) + 8, 1, 8 },
		{ STEP(10, arg) + 8, 3, 8 },
		{ STEP(10, arg) + 8, 0xffffffffffffffff, 8 },
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		expect_refused(bad[i].offset, bad[i].value, bad[i].bytes);
}

static void ranges_that_wrap_are_refused(void)
{
	struct kdp_plan_model plan = full_plan();
	size_t cpu = kdp_plan_encoded_size(&plan, &image) -
		     plan.cpu_count * sizeof(struct kdp_plan_cpu);
	size_t range = cpu - 2 * sizeof(struct kdp_check_range);
	size_t checks = range - sizeof(struct kdp_checks);
	size_t digest = checks - 2 * sizeof(struct kdp_digest);
	size_t copy = digest - sizeof(struct kdp_copy);
	size_t map = copy - sizeof(struct kdp_map);

	kdp_plan_deinit(&plan);
	expect_refused(digest + offsetof(struct kdp_digest, size),
		       KDP_DIGEST_BLOCK + 1, 8);
	expect_refused(digest + offsetof(struct kdp_digest, addr),
		       UINT64_MAX - 1, 8);
	expect_refused(checks, 0x36000004, 8);
	expect_refused(checks, UINT64_MAX - 0x100 + 1, 8);
	expect_refused(checks + 8, UINT64_MAX - 0x100 + 1, 8);
	expect_refused(checks + offsetof(struct kdp_checks, parity),
		       UINT64_MAX - 16 * KDP_CHECK_BLOCK + 1, 8);
	expect_refused(checks + offsetof(struct kdp_checks, block_count), 0, 4);
	expect_refused(checks + offsetof(struct kdp_checks, block_count), 258,
		       4);
	expect_refused(checks + offsetof(struct kdp_checks, block_count), 260,
		       4);
	expect_refused(checks + offsetof(struct kdp_checks, block_count),
		       UINT32_MAX, 4);
	expect_refused(checks + offsetof(struct kdp_checks, parity_count), 260,
		       4);
	expect_refused(range + 8, 0, 8);
	expect_refused(range + 8, UINT64_MAX, 8);
	expect_refused(range, UINT64_MAX - 0x1000, 8);
	expect_refused(copy + offsetof(struct kdp_copy, to), UINT64_MAX, 8);
	expect_refused(copy + offsetof(struct kdp_copy, from), UINT64_MAX, 8);
	expect_refused(map + offsetof(struct kdp_map, type), 2, 4);
	expect_refused(map + offsetof(struct kdp_map, size), 0, 8);
	expect_refused(map + offsetof(struct kdp_map, addr), UINT64_MAX, 8);
}

static struct kdp_error *parse(const char *text, size_t size,
			       struct kdp_plan_model *ret)
{
	char *copy = malloc(size ? size : 1);
	struct kdp_error *err;

	if (!copy)
		abort();
	memcpy(copy, text, size);
	*ret = (struct kdp_plan_model){ 0 };
	err = kdp_plan_parse("file", copy, size, ret);
	free(copy);
	return err;
}

static void text_round_trips_to_the_same_plan(void)
{
	struct kdp_plan_model plan = full_plan();
	struct kdp_plan_model read_back;
	char *text = NULL, *again = NULL;
	uint8_t *one, *two;
	size_t size, size_two;
	struct kdp_error *err;

	TAP_CHECK(!kdp_plan_format(&plan, &text));
	err = parse(text, strlen(text), &read_back);
	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
	TAP_CHECK(!kdp_plan_format(&read_back, &again));
	TAP_STR(again, text);
	one = encode(&plan, &image, &size);
	two = encode(&read_back, &image, &size_two);
	TAP_EQ(size, size_two);
	TAP_CHECK(size == size_two && memcmp(one, two, size) == 0);
	free(one);
	free(two);
	free(text);
	free(again);
	kdp_plan_deinit(&plan);
	kdp_plan_deinit(&read_back);
}

static void cpus_with_an_apic_id_are_looked_up(void)
{
	struct kdp_plan_model plan = full_plan();
	const struct kdp_plan_cpu *cpu;
	const struct kdp_plan *header;
	uint8_t *bytes;
	size_t size;

	bytes = encode(&plan, &image, &size);
	header = (const void *)bytes;
	TAP_EQ(header->cpu_count, 2);
	cpu = (const void *)(bytes + header->cpus);
	TAP_EQ(cpu[0].apic_id, 4);
	TAP_EQ(cpu[0].number, 0);
	TAP_EQ(cpu[1].apic_id, 0);
	TAP_EQ(cpu[1].number, 2);
	TAP_CHECK(kdp_plan_valid(header, (uint32_t)size));
	free(bytes);
	kdp_plan_deinit(&plan);
}

/* Blanks where a line breaks, words that no line holds, a blank at the end. */
static void long_reason_is_wrapped_and_kept(void)
{
	static const char *const reasons[] = {
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa    b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
		"a bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb c",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb c",
	};
	struct kdp_plan_model plan = full_plan();
	struct kdp_plan_model read_back;
	struct kdp_error *err;
	char *text = NULL;
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		free(plan.step[0].reason);
		plan.step[0].reason = strdup(reasons[i]);
		TAP_CHECK(!kdp_plan_format(&plan, &text));
		err = parse(text, strlen(text), &read_back);
		TAP_CHECK(!err);
		if (!err)
			TAP_STR(read_back.step[0].reason, reasons[i]);
		kdp_error_destroy(err);
		kdp_plan_deinit(&read_back);
		free(text);
	}
	kdp_plan_deinit(&plan);
}

static void last_words_are_in_text_and_binary_form(void)
{
	struct kdp_topology topology = machine_with_ramoops();
	struct kdp_plan_model plan = build_default(&topology);
	struct kdp_plan_model read_back;
	const struct kdp_plan *header;
	uint8_t *one, *two;
	size_t size, size_two;
	char *text = NULL;

	TAP_CHECK(!kdp_plan_format(&plan, &text));
	TAP_CHECK(!parse(text, strlen(text), &read_back));
	one = encode(&plan, &image, &size);
	two = encode(&read_back, &image, &size_two);
	TAP_CHECK(size == size_two && memcmp(one, two, size) == 0);
	header = (const void *)one;
	TAP_EQ(header->last_words, size - sizeof(struct kdp_last_words));
	TAP_CHECK(kdp_plan_valid(header, (uint32_t)size));
	TAP_CHECK(!kdp_plan_check(one, size));
	free(one);
	free(two);
	free(text);
	kdp_plan_deinit(&plan);
	kdp_plan_deinit(&read_back);
}

static void watchdogs_are_in_text_and_binary_form(void)
{
	const struct kdp_policy policy = { .watchdog_ms = 60000 };
	struct kdp_topology topology = machine();
	struct kdp_plan_model plan, read_back;
	const struct kdp_step *step;
	struct kdp_error *err;
	char *text = NULL;
	uint8_t *one, *two;
	size_t size, size_two;

	add_watchdogs(&topology);
	plan = build(&topology, &policy);
	TAP_CHECK(!kdp_plan_format(&plan, &text));
	err = parse(text, strlen(text), &read_back);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	one = encode(&plan, &image, &size);
	two = encode(&read_back, &image, &size_two);
	TAP_EQ(size, size_two);
	TAP_CHECK(size == size_two && memcmp(one, two, size) == 0);
	TAP_CHECK(!kdp_plan_check(one, size));
	TAP_CHECK(kdp_plan_valid((const void *)one, (uint32_t)size));
	step = (const void *)(one + sizeof(struct kdp_plan));
	TAP_EQ(step->kind, KDP_STEP_WATCHDOG);
	TAP_EQ(step->table_count, 2);
	TAP_CHECK(memcmp(one + step->table, plan.watchdog,
			 2 * sizeof(*plan.watchdog)) == 0);
	free(one);
	free(two);
	free(text);
	kdp_plan_deinit(&plan);
	kdp_plan_deinit(&read_back);
}

static void bad_text_is_an_error(void)
{
	static const char *const bad[] = {
		"",
		"kdump-prep-plan 2\n",
		"kdump-prep-plan 1\n",
		"kdump-prep-plan 1 1\n",
		"kdump-prep-plan 1\nflags none\nflags none\n",
		"kdump-prep-plan 1\nflags some\n",
		"kdump-prep-plan 1\nmismatch none\n",
		"kdump-prep-plan 1\nstep setup budget-us 1 arg 0 flags none\n  : x\n",
		"kdump-prep-plan 1\nstep drain budget-us 1 arg 0 flags none\n",
		"kdump-prep-plan 1\nstep drain budget-us 1 arg 0 flags none : x\n",
		"kdump-prep-plan 1\nstep drain budget-us 1 arg 0 flags none\n  :\n",
		"kdump-prep-plan 1\nstep drain budget-us 1 arg 0 flags none\n  : \n",
		"kdump-prep-plan 1\nstep drain budget-us 1 arg 0 flags none\n  : \a\n",
		"kdump-prep-plan 1\nstep drain budget-us 4294967296 arg 0 flags none\n  : x\n",
		"kdump-prep-plan 1\ncpu 1 apic\n",
		"kdump-prep-plan 1\nmap 0x1000 size 0x0 mmio\n",
		"kdump-prep-plan 1\nmap 0xffffffffffffffff size 0x2 mmio\n",
		"kdump-prep-plan 1\nmap 0x1000 size 0x1000 io\n",
		"kdump-prep-plan 1\nunknown\n",
	};
	struct kdp_plan_model plan;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = parse(bad[i], strlen(bad[i]), &plan);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		if (!err)
			printf("# no error: %s", bad[i]);
		kdp_error_destroy(err);
		kdp_plan_deinit(&plan);
	}
}

static void text_cut_or_changed_anywhere_is_survived(void)
{
	struct kdp_plan_model plan = full_plan();
	struct kdp_plan_model other;
	char *text = NULL;
	size_t size, i;

	TAP_CHECK(!kdp_plan_format(&plan, &text));
	size = strlen(text);
	for (i = 0; i < size; i++) {
		char saved = text[i];

		kdp_error_destroy(parse(text, i, &other));
		kdp_plan_deinit(&other);
		text[i] = i % 2 ? '\0' : ' ';
		kdp_error_destroy(parse(text, size, &other));
		kdp_plan_deinit(&other);
		text[i] = saved;
	}
	free(text);
	kdp_plan_deinit(&plan);
}

static void json_has_every_list(void)
{
	struct kdp_plan_model plan = full_plan();
	struct json_object *json = kdp_plan_json(&plan);
	struct json_object *list;

	TAP_CHECK(json != NULL);
	TAP_CHECK(json_object_object_get_ex(json, "steps", &list));
	TAP_EQ(json_object_array_length(list), 11);
	TAP_CHECK(json_object_object_get_ex(json, "hpets", &list));
	TAP_EQ(json_object_array_length(list), 1);
	TAP_CHECK(json_object_object_get_ex(json, "watchdogs", &list));
	TAP_CHECK(json_object_object_get_ex(json, "functions", &list));
	TAP_EQ(json_object_array_length(list), 2);
	TAP_CHECK(json_object_object_get_ex(json, "cpus", &list));
	TAP_EQ(json_object_array_length(list), 2);
	TAP_CHECK(json_object_object_get_ex(json, "maps", &list));
	TAP_EQ(json_object_array_length(list), plan.map_count);
	json_object_put(json);
	kdp_plan_deinit(&plan);
}

int main(void)
{
	TAP_RUN(steps_stand_in_the_order_of_the_design);
	TAP_RUN(no_test_step_in_a_plan_by_default);
	TAP_RUN(machine_without_objects_has_no_steps_for_them);
	TAP_RUN(timers_have_steps_where_they_are);
	TAP_RUN(policy_reaches_the_plan);
	TAP_RUN(flags_follow_the_machine);
	TAP_RUN(watchdog_is_armed_first_when_asked_for);
	TAP_RUN(watchdog_that_is_not_there_is_an_error);
	TAP_RUN(last_words_are_planned_where_ramoops_is);
	TAP_RUN(no_last_words_with_ecc_or_out_of_reach);
	TAP_RUN(last_words_are_in_text_and_binary_form);
	TAP_RUN(encrypted_guests_are_left_alone);
	TAP_RUN(virtual_functions_without_messages_have_no_row);
	TAP_RUN(no_function_is_planned_twice);
	TAP_RUN(windows_are_cut_to_buses_in_use);
	TAP_RUN(bridge_without_buses_adds_none);
	TAP_RUN(repeated_window_is_planned_once);
	TAP_RUN(pages_that_objects_share_are_mapped_once);
	TAP_RUN(windows_beyond_purgatorys_tables_are_left_out);
	TAP_RUN(window_beyond_the_reach_is_left_out);
	TAP_RUN(registers_beyond_the_reach_are_an_error);
	TAP_RUN(budgets_grow_with_the_machine_and_are_bounded);
	TAP_RUN(encoded_plan_holds_what_the_model_holds);
	TAP_RUN(purgatory_accepts_what_is_encoded);
	TAP_RUN(steps_without_a_table_are_left_out);
	TAP_RUN(no_windows_is_no_offset);
	TAP_RUN(buffer_of_another_size_is_refused);
	TAP_RUN(any_changed_byte_is_noticed);
	TAP_RUN(each_field_that_cannot_be_is_refused);
	TAP_RUN(ranges_that_wrap_are_refused);
	TAP_RUN(text_round_trips_to_the_same_plan);
	TAP_RUN(cpus_with_an_apic_id_are_looked_up);
	TAP_RUN(long_reason_is_wrapped_and_kept);
	TAP_RUN(watchdogs_are_in_text_and_binary_form);
	TAP_RUN(bad_text_is_an_error);
	TAP_RUN(text_cut_or_changed_anywhere_is_survived);
	TAP_RUN(json_has_every_list);
	return tap_done();
}
