// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan.c - decides the steps for a machine; see plan.h.
 *
 * The order is that of the dangers.  Sources that can interrupt this CPU by
 * themselves come first (its own LVT entries), then what forwards interrupts
 * (IO-APICs), then what sends them (PCI functions, timers): a source is never
 * woken by the quiescing of another, and the pins that a HPET gives back to
 * PIT and RTC are masked by then.  Only when all are masked is the rest
 * drained, and the local APIC switched off last, since a disabled one keeps
 * what is pending in it.  No step depends on the digest of the image; it comes
 * last, behind the copy of low memory, so that it would see a copy that went
 * astray.
 */
#include "kdump-prep/plan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/table_text.h"
#include "kdump-prep/topology_text.h"
#include "kdump-prep/watchdog.h"

/*
 * Budgets, in microseconds.  A register access takes 1 us on hardware, and
 * up to 20 us where a hypervisor emulates the device in user space; budgets
 * allow for the latter and are bounds, not what is expected.
 */
#define ACCESS_US 20u
/* For what is not counted: the first access to a page, an NMI, an SMI. */
#define BASE_US 10000u
/* 7 LVT entries and 4 of AMD's, each read, written, read back; 4 others. */
#define LAPIC_MASK_US (BASE_US + 37u * ACCESS_US)
/* 120 pins, each 8 accesses through the index register: 16 of them. */
#define IOAPIC_US (120u * 16u * ACCESS_US)
/*
 * A function: ids, two capability ids, its header; command and two message
 * controls, each read, written, read; a bridge has its numbers and its list
 * of capabilities instead.
 */
#define FUNCTION_US (16u * ACCESS_US)
/* A bus: ids of each of the 32 devices that could have appeared there. */
#define BUS_US (32u * ACCESS_US)
/* 256 vectors: 24 registers read for each, and the interrupt taken. */
#define DRAIN_US (BASE_US + 256u * 2u * ACCESS_US)
/* The TCO timer: ids, control, NO_REBOOT, SMI_EN, status, timer, reload. */
#define WATCHDOG_US (20u * ACCESS_US)
#define LAPIC_OFF_US (BASE_US + 4u * ACCESS_US)
/* 32 comparators and 3 more registers, each read, written, read back. */
#define HPET_US (35u * 3u * ACCESS_US)
/* Two controllers: 10 accesses, 9 for masks and EOIs, and 5 again. */
#define PIC_US (BASE_US + 2u * 24u * ACCESS_US)
/* 5 registers, each by index and data port. */
#define RTC_US (BASE_US + 10u * ACCESS_US)

/* The most for a step, whatever the tables say: the promise is a bound. */
#define STEP_MAX_US 5000000u

#define PAGE_SIZE 4096u
#define BUS_SIZE  (1ull << 20)	/* of an ECAM window */
#define BUS_COUNT 256u

/*
 * Purgatory has 48 tables for its mapping and needs some for itself, the
 * image, and low memory: so many may go to MMIO.  A table maps 1 GiB.
 */
#define MMIO_TABLES_MAX 32u

/* What purgatory's tables reach, with four levels and with five. */
#define REACH_4_LEVEL (1ull << 47)
#define REACH_5_LEVEL (1ull << 52)

static KDP_FORMAT(4, 5) struct kdp_error *
add_step(struct kdp_plan_model *plan, enum kdp_step_kind kind,
	 struct kdp_plan_step step, const char *format, ...)
{
	struct kdp_plan_step *added;
	struct kdp_error *err;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&step.reason, format, ap);
	va_end(ap);
	if (len < 0)
		return &kdp_enomem;
	step.kind = kind;
	err = kdp_table_grow(&plan->step, &plan->step_count, sizeof(*added),
			     &added);
	if (err) {
		free(step.reason);
		return err;
	}
	*added = step;
	return NULL;
}

static uint64_t reach(const struct kdp_topology *topology)
{
	return topology->la57 ? REACH_5_LEVEL : REACH_4_LEVEL;
}

static uint64_t gib_of(uint64_t addr)
{
	return addr >> 30;
}

/* A table for the GiB, and where no other address is, those above it. */
static size_t tables_for(uint64_t gib)
{
	return 1 + (gib >> 9 != 0) + (gib >> 18 != 0);
}

/* Tables that the mapping needs for the ranges of the plan. */
static size_t count_tables(const struct kdp_plan_model *plan)
{
	uint64_t first, last;
	size_t count = 0;
	size_t i, j;

	for (i = 0; i < plan->map_count; i++) {
		const struct kdp_map *map = &plan->map[i];

		first = gib_of(map->addr);
		last = gib_of(map->addr + map->size - 1);
		count += last - first;
		for (j = 0; j < i; j++)
			if (gib_of(plan->map[j].addr) == first)
				break;
		if (j == i)
			count += tables_for(first);
	}
	return count;
}

/* Adds [addr, addr + size) to what purgatory maps, once. */
static struct kdp_error *add_range(struct kdp_plan_model *plan, uint64_t addr,
				   uint64_t size, enum kdp_map_type type)
{
	struct kdp_error *err;
	struct kdp_map *map;
	size_t i;

	for (i = 0; i < plan->map_count; i++)
		if (plan->map[i].addr == addr && plan->map[i].size == size)
			return NULL;
	err = kdp_table_grow(&plan->map, &plan->map_count, sizeof(*map), &map);
	if (err)
		return err;
	*map = (struct kdp_map){ .addr = addr,
				 .size = size,
				 .type = type };
	return NULL;
}

static struct kdp_error *add_map(struct kdp_plan_model *plan, uint64_t addr,
				 uint64_t size)
{
	return add_range(plan, addr, size, KDP_MAP_MMIO);
}

/* Adds the page of a register block. */
static struct kdp_error *add_page(struct kdp_plan_model *plan,
				  const struct kdp_topology *topology,
				  const char *what, uint64_t addr)
{
	uint64_t page = addr & ~(uint64_t)(PAGE_SIZE - 1);

	if (addr == 0 || page > reach(topology) - PAGE_SIZE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s at 0x%" PRIx64
					": expected an address below 0x%" PRIx64,
					what, addr, reach(topology));
	return add_map(plan, page, PAGE_SIZE);
}

/* Adds the pages of a watchdog's registers. */
static struct kdp_error *map_watchdog(struct kdp_plan_model *plan,
				      const struct kdp_topology *topology,
				      const struct kdp_watchdog *watchdog)
{
	if (watchdog->kind == KDP_WATCHDOG_I6300ESB)
		return add_page(plan, topology, "watchdog", watchdog->base);
	if (watchdog->no_reboot)
		return add_page(plan, topology, "NO_REBOOT",
				watchdog->no_reboot);
	return NULL;
}

/*
 * The first one that can be armed will be; the others stand in for it, since
 * firmware may have fixed NO_REBOOT.
 */
static struct kdp_error *plan_watchdog(struct kdp_plan_model *plan,
				       const struct kdp_topology *topology,
				       const struct kdp_policy *policy)
{
	struct kdp_plan_step step = { .budget_us = BASE_US };
	struct kdp_watchdog *watchdog;
	struct kdp_error *err;
	size_t i;

	if (!policy->watchdog_ms)
		return NULL;
	if (topology->guest != KDP_GUEST_PLAIN)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: purgatory must not touch the devices of this machine, and so can arm no watchdog",
					kdp_name_of(kdp_guest_names,
						    topology->guest));
	if (!topology->watchdog_count)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"no watchdog that purgatory knows: expected an i6300ESB, or the TCO timer of an Intel chipset whose NO_REBOOT bit can be reached");
	for (i = 0; i < topology->watchdog_count; i++) {
		err = map_watchdog(plan, topology, &topology->watchdog[i]);
		if (!err)
			err = kdp_table_grow(&plan->watchdog,
					     &plan->watchdog_count,
					     sizeof(*watchdog), &watchdog);
		if (err)
			return err;
		*watchdog = topology->watchdog[i];
		watchdog->timeout_ms = policy->watchdog_ms;
		step.budget_us += WATCHDOG_US;
	}
	return add_step(plan, KDP_STEP_WATCHDOG, step,
			"a hang from here on, in the second kernel too, ends in a reset after %" PRIu32
			" s; by %s%s",
			policy->watchdog_ms / 1000,
			kdp_name_of(kdp_watchdog_names,
				    plan->watchdog[0].kind),
			plan->watchdog_count > 1 ? ", else the next" : "");
}

static struct kdp_error *plan_wait(struct kdp_plan_model *plan,
				   const struct kdp_policy *policy)
{
	uint64_t us = policy->test_wait_ms * 1000ull;
	struct kdp_plan_step step = {
		.flags = KDP_STEP_F_TEST_ONLY,
		.budget_us = us > UINT32_MAX / 2 ? UINT32_MAX / 2 :
						   (uint32_t)us,
	};

	if (!policy->test_wait_ms)
		return NULL;
	step.arg = step.budget_us;
	return add_step(plan, KDP_STEP_WAIT, step,
			"for tests only: spend %" PRIu32
			" ms with every source still unmasked",
			step.budget_us / 1000);
}

static struct kdp_error *plan_lapic_mask(struct kdp_plan_model *plan,
					 const struct kdp_topology *topology)
{
	struct kdp_plan_step step = { .budget_us = LAPIC_MASK_US };
	struct kdp_error *err;

	err = add_page(plan, topology, "local APIC", topology->lapic_addr);
	if (err)
		return err;
	return add_step(plan, KDP_STEP_LAPIC_MASK, step,
			"the panicking kernel leaves LINT1 (NMI)%s unmasked",
			topology->pcat_compat ? " and LINT0 (8259)" : "");
}

static const char *remapping_note(const struct kdp_topology *topology)
{
	switch (topology->iommu) {
	case KDP_IOMMU_VTD:
		return "; entries may be remapped by VT-d: mask bits and EOIs only";
	case KDP_IOMMU_AMD:
		return "; entries may be remapped by AMD-Vi: mask bits and EOIs only";
	default:
		return "";
	}
}

static struct kdp_error *plan_ioapic(struct kdp_plan_model *plan,
				     const struct kdp_topology *topology)
{
	struct kdp_plan_step step = { 0 };
	struct kdp_ioapic *ioapic;
	struct kdp_error *err;
	uint64_t us;
	size_t i;

	if (!topology->ioapic_count)
		return NULL;
	for (i = 0; i < topology->ioapic_count; i++) {
		err = add_page(plan, topology, "IO-APIC",
			       topology->ioapic[i].addr);
		if (!err)
			err = kdp_table_grow(&plan->ioapic,
					     &plan->ioapic_count,
					     sizeof(*ioapic), &ioapic);
		if (err)
			return err;
		*ioapic = topology->ioapic[i];
	}
	us = BASE_US + plan->ioapic_count * (uint64_t)IOAPIC_US;
	step.budget_us = us > STEP_MAX_US ? STEP_MAX_US : (uint32_t)us;
	return add_step(plan, KDP_STEP_IOAPIC, step,
			"%zu IO-APIC%s: a level interrupt without an EOI blocks its pin for the second kernel%s",
			plan->ioapic_count, plan->ioapic_count == 1 ? "" : "s",
			remapping_note(topology));
}

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

	if (window->addr > reach(topology) - BUS_COUNT * BUS_SIZE ||
	    is_planned(plan, window->segment, start))
		return NULL;
	addr = window->addr + start * BUS_SIZE;
	err = add_map(plan, addr, size);
	if (err)
		return err;
	if (count_tables(plan) > MMIO_TABLES_MAX) {
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

static struct kdp_error *plan_pci(struct kdp_plan_model *plan,
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
	us = BASE_US + plan->function_count * (uint64_t)FUNCTION_US +
	     count_buses(topology) * (uint64_t)BUS_US;
	step.budget_us = us > STEP_MAX_US ? STEP_MAX_US : (uint32_t)us;
	unreachable = count_unreachable(plan);
	if (unreachable)
		return add_step(plan, KDP_STEP_PCI, step,
				"%zu functions, and any that appear on their buses later; %zu of them cannot be reached",
				plan->function_count, unreachable);
	return add_step(plan, KDP_STEP_PCI, step,
			"%zu function%s, and any that appear on their buses later; by %s",
			plan->function_count,
			plan->function_count == 1 ? "" : "s",
			plan->ecam_count ? "ECAM" : "ports CF8 and CFC");
}

static struct kdp_error *plan_hpet(struct kdp_plan_model *plan,
				   const struct kdp_topology *topology)
{
	struct kdp_plan_step step = { 0 };
	struct kdp_hpet *hpet;
	struct kdp_error *err;
	uint64_t us;
	size_t i;

	if (!topology->hpet_count)
		return NULL;
	for (i = 0; i < topology->hpet_count; i++) {
		err = add_page(plan, topology, "HPET", topology->hpet[i].addr);
		if (!err)
			err = kdp_table_grow(&plan->hpet, &plan->hpet_count,
					     sizeof(*hpet), &hpet);
		if (err)
			return err;
		*hpet = topology->hpet[i];
	}
	us = BASE_US + plan->hpet_count * (uint64_t)HPET_US;
	step.budget_us = us > STEP_MAX_US ? STEP_MAX_US : (uint32_t)us;
	return add_step(plan, KDP_STEP_HPET, step,
			"%zu HPET%s: a comparator can send messages past the IO-APICs; the counter runs on",
			plan->hpet_count, plan->hpet_count == 1 ? "" : "s");
}

static struct kdp_error *plan_legacy(struct kdp_plan_model *plan,
				     const struct kdp_topology *topology)
{
	struct kdp_plan_step pic = { .budget_us = PIC_US };
	struct kdp_plan_step rtc = { .budget_us = RTC_US };
	struct kdp_error *err = NULL;

	if (topology->pcat_compat)
		err = add_step(plan, KDP_STEP_PIC, pic,
			       "the 8259 pair reaches the CPU through LINT0; the PIT has no mask of its own and ends here and at the IO-APICs");
	if (err || !topology->cmos_rtc)
		return err;
	return add_step(plan, KDP_STEP_RTC, rtc,
			"an alarm or tick that nobody answers holds its line, and the second kernel sees no further edge");
}

static struct kdp_error *plan_drain(struct kdp_plan_model *plan,
				    const struct kdp_policy *policy)
{
	struct kdp_plan_step drain = { .budget_us = DRAIN_US };
	struct kdp_plan_step off = { .budget_us = LAPIC_OFF_US,
				     .arg = policy->virtual_wire };
	struct kdp_error *err;

	err = add_step(plan, KDP_STEP_DRAIN, drain,
		       "pending interrupts outlive the jump, and so does a latched NMI");
	if (err)
		return err;
	return add_step(plan, KDP_STEP_LAPIC_OFF, off, "%s",
			policy->virtual_wire ?
				"a second kernel before Linux 4.15 needs virtual wire" :
				"the second kernel enables interrupts before it sets up its local APIC");
}

static struct kdp_error *plan_image(struct kdp_plan_model *plan,
				    const struct kdp_topology *topology,
				    const struct kdp_policy *policy)
{
	struct kdp_plan_step step = { 0 };
	struct kdp_plan_step digest = { .arg = policy->digest };
	const char *alone = policy->no_devices ? "; devices left alone: " : "";
	const char *guest = "";
	struct kdp_error *err;

	/* CPUID raises an exception where the guest's state is encrypted. */
	if (policy->no_devices) {
		digest.flags = KDP_STEP_F_PORTABLE;
		guest = kdp_name_of(kdp_guest_names, topology->guest);
	}
	err = add_step(plan, KDP_STEP_COPY, step,
		       "second kernels that use the first MiB overwrite it; left out for others%s%s",
		       alone, guest);
	if (err || policy->digest == KDP_DIGEST_NONE)
		return err;
	return add_step(plan, KDP_STEP_DIGEST, digest,
			"the panicking kernel or a device may have written into the image; by CRC-32C and parity%s%s%s",
			policy->digest == KDP_DIGEST_SHA256 ?
				", then SHA-256" : "",
			alone, guest);
}

static struct kdp_error *plan_cpus(struct kdp_plan_model *plan,
				   const struct kdp_topology *topology)
{
	struct kdp_plan_cpu *cpu;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < topology->cpu_count; i++) {
		if (!topology->cpu[i].has_apic_id)
			continue;
		err = kdp_table_grow(&plan->cpu, &plan->cpu_count, sizeof(*cpu),
				     &cpu);
		if (err)
			return err;
		*cpu = (struct kdp_plan_cpu){
			.apic_id = topology->cpu[i].apic_id,
			.number = topology->cpu[i].id,
		};
	}
	return NULL;
}

static struct kdp_error *plan_devices(struct kdp_plan_model *plan,
				      const struct kdp_topology *topology,
				      const struct kdp_policy *policy)
{
	struct kdp_error *err;

	err = plan_cpus(plan, topology);
	if (!err)
		err = plan_lapic_mask(plan, topology);
	if (!err)
		err = plan_ioapic(plan, topology);
	if (!err)
		err = plan_pci(plan, topology);
	if (!err)
		err = plan_hpet(plan, topology);
	if (!err)
		err = plan_legacy(plan, topology);
	if (!err)
		err = plan_drain(plan, policy);
	return err;
}

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
		err = add_range(plan, arrays[i].addr, arrays[i].size,
				KDP_MAP_RAM);
		if (err)
			return err;
	}
	if (count_tables(plan) > MMIO_TABLES_MAX) {
		plan->map_count = maps_before;
		*klog = (struct kdp_klog_layout){ 0 };
	}
	return NULL;
}

/*
 * The zones are not cached, as ramoops maps them: a reset does not write caches
 * back.  With ECC they would need its code.
 */
static struct kdp_error *plan_last_words(struct kdp_plan_model *plan,
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
	if (ramoops->zone >= reach(topology) ||
	    size > reach(topology) - ramoops->zone)
		return NULL;
	end = (ramoops->zone + size + PAGE_SIZE - 1) &
	      ~(uint64_t)(PAGE_SIZE - 1);
	plan->last_words = (struct kdp_last_words){
		.zone = ramoops->zone,
		.zone_size = ramoops->zone_size,
		.zone_count = ramoops->zone_count,
		.klog = topology->klog,
	};
	err = add_map(plan, first, end - first);
	return err ? err : map_klog(plan);
}

/* A quarter more than the steps: faults, and the record between them. */
static void set_total_budget(struct kdp_plan_model *plan)
{
	uint64_t us = BASE_US;
	size_t i;

	for (i = 0; i < plan->step_count; i++)
		us += plan->step[i].budget_us;
	us += us / 4;
	plan->budget_us = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static struct kdp_error *build(const struct kdp_topology *topology,
			       const struct kdp_policy *policy,
			       struct kdp_plan_model *plan)
{
	struct kdp_error *err;

	plan->flags = KDP_PLAN_F_KEEP_SMI;
	if (topology->guest != KDP_GUEST_PLAIN)
		plan->flags |= KDP_PLAN_F_LEAVE_ALONE;
	if (topology->iommu != KDP_IOMMU_NONE)
		plan->flags |= KDP_PLAN_F_INTREMAP;
	if (topology->tsc_reliable)
		plan->tsc_khz = topology->tsc_khz;
	plan->mismatch = policy->mismatch;
	err = plan_watchdog(plan, topology, policy);
	if (!err)
		err = plan_wait(plan, policy);
	if (!err && !policy->no_devices)
		err = plan_devices(plan, topology, policy);
	if (!err)
		err = plan_image(plan, topology, policy);
	if (!err)
		err = plan_last_words(plan, topology);
	if (!err)
		set_total_budget(plan);
	return err;
}

struct kdp_error *kdp_plan_build(const struct kdp_topology *topology,
				 const struct kdp_policy *policy,
				 struct kdp_plan_model *ret)
{
	struct kdp_plan_model plan = { 0 };
	struct kdp_error *err;

	if (topology->guest != KDP_GUEST_PLAIN && !policy->no_devices)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: purgatory must not touch the devices of this machine",
					kdp_name_of(kdp_guest_names,
						    topology->guest));
	err = build(topology, policy, &plan);
	if (err) {
		kdp_plan_deinit(&plan);
		return err;
	}
	*ret = plan;
	return NULL;
}

void kdp_plan_deinit(struct kdp_plan_model *plan)
{
	size_t i;

	for (i = 0; i < plan->step_count; i++)
		free(plan->step[i].reason);
	free(plan->step);
	free(plan->watchdog);
	free(plan->ioapic);
	free(plan->hpet);
	free(plan->ecam);
	free(plan->function);
	free(plan->cpu);
	free(plan->map);
	*plan = (struct kdp_plan_model){ 0 };
}
