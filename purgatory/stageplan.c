// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stageplan.c - makes the plan of a wrapped kernel's stage; see stageplan.h.
 * The order of the steps is that of kdump-prep/plan.c, which tells why.
 */
#include "purgatory/stageplan.h"

#include "purgatory/clock.h"
#include "purgatory/crc32.h"
#include "purgatory/mem.h"
#include "purgatory/pci.h"
#include "purgatory/pcicfg.h"
#include "purgatory/plancheck.h"

#define STEPS_MAX 9u
#define BUSES	  256u
#define DEVICES	  32u

/*
 * Bounds, not what is expected: 20 us an access, as where a hypervisor
 * emulates devices in user space.
 */
#define LAPIC_US    11000u
#define IOAPIC_US   38400u
#define FUNCTION_US 320u
#define BUS_US	    640u
#define HPET_US	    12000u
#define LEGACY_US   12000u
#define DRAIN_US    21000u
#define STEP_MAX_US 5000000u
#define SCAN_US	    200000u

/* A plan while it is written. */
struct writer {
	uint8_t *at;		/* the plan */
	uint32_t size;
	uint32_t used;
	bool full;
};

/* Room for @bytes, 8-byte aligned; its offset. */
static uint32_t take(struct writer *w, uint64_t bytes)
{
	uint32_t at = w->used;

	bytes = (bytes + 7) & ~(uint64_t)7;
	if (bytes > w->size - w->used) {
		w->full = true;
		return 0;
	}
	w->used += (uint32_t)bytes;
	return at;
}

static uint32_t add(struct writer *w, const void *from, uint64_t bytes)
{
	uint32_t at = take(w, bytes);

	if (!w->full)
		memcpy(w->at + at, from, bytes);
	return at;
}

static struct kdp_step *add_step(struct writer *w, uint16_t kind,
				 uint64_t budget_us)
{
	struct kdp_plan *plan = (void *)w->at;
	struct kdp_step *step = (void *)(w->at + plan->steps);

	step += plan->step_count++;
	step->kind = kind;
	step->budget_us = budget_us > STEP_MAX_US ? STEP_MAX_US :
						    (uint32_t)budget_us;
	plan->budget_us += step->budget_us + step->budget_us / 4;
	return step;
}

static void add_map(struct writer *w, uint64_t addr)
{
	struct kdp_plan *plan = (void *)w->at;
	struct kdp_map *map = (void *)(w->at + plan->map_offset);

	map[plan->map_count].addr = addr & ~(uint64_t)4095;
	map[plan->map_count].size = 4096;
	map[plan->map_count].type = KDP_MAP_MMIO;
	plan->map_count++;
}

static void plan_ioapic(struct writer *w, const struct kdp_acpi *acpi)
{
	struct kdp_step *step;
	uint32_t i;

	if (!acpi->ioapic_count)
		return;
	step = add_step(w, KDP_STEP_IOAPIC,
			10000 + acpi->ioapic_count * (uint64_t)IOAPIC_US);
	step->table = add(w, acpi->ioapic,
			  acpi->ioapic_count * sizeof(acpi->ioapic[0]));
	step->table_count = acpi->ioapic_count;
	for (i = 0; i < acpi->ioapic_count; i++)
		add_map(w, acpi->ioapic[i].addr);
}

static void plan_pci(struct writer *w, const struct kdp_stage_facts *facts)
{
	struct kdp_step *step;

	if (!facts->function_count)
		return;
	step = add_step(w, KDP_STEP_PCI,
			10000 + BUSES * (uint64_t)BUS_US +
				facts->function_count * (uint64_t)FUNCTION_US);
	step->table = add(w, facts->function,
			  facts->function_count *
				  sizeof(facts->function[0]));
	step->table_count = facts->function_count;
}

static void plan_hpet(struct writer *w, const struct kdp_acpi *acpi)
{
	const struct kdp_hpet hpet = { .addr = acpi->hpet };
	struct kdp_step *step;

	if (!acpi->hpet)
		return;
	step = add_step(w, KDP_STEP_HPET, HPET_US);
	step->table = add(w, &hpet, sizeof(hpet));
	step->table_count = 1;
	add_map(w, hpet.addr);
}

static void plan_steps(struct writer *w, const struct kdp_stage_facts *facts)
{
	uint32_t wait_us = facts->test_wait_ms * 1000;

	if (wait_us)
		add_step(w, KDP_STEP_WAIT, wait_us)->arg[0] = wait_us;
	add_step(w, KDP_STEP_LAPIC_MASK, LAPIC_US);
	plan_ioapic(w, facts->acpi);
	plan_pci(w, facts);
	plan_hpet(w, facts->acpi);
	if (facts->acpi->pcat_compat)
		add_step(w, KDP_STEP_PIC, LEGACY_US);
	if (facts->acpi->cmos_rtc)
		add_step(w, KDP_STEP_RTC, LEGACY_US);
	add_step(w, KDP_STEP_DRAIN, DRAIN_US);
	add_step(w, KDP_STEP_LAPIC_OFF, LAPIC_US)->arg[0] =
		facts->virtual_wire;
}

uint32_t kdp_stage_plan(const struct kdp_stage_facts *facts, void *buffer,
			uint32_t size)
{
	const uint32_t fixed = sizeof(struct kdp_plan) +
			       STEPS_MAX * sizeof(struct kdp_step) +
			       (KDP_ACPI_IOAPICS_MAX + 1) *
				       sizeof(struct kdp_map);
	struct writer w = { .at = buffer, .size = size };
	struct kdp_plan *plan = buffer;

	if (size < fixed)
		return 0;
	memset(buffer, 0, fixed);
	take(&w, sizeof(*plan));
	plan->magic = KDP_PLAN_MAGIC;
	plan->version = KDP_ABI_VERSION;
	plan->header_size = sizeof(*plan);
	plan->step_size = sizeof(struct kdp_step);
	plan->flags = KDP_PLAN_F_KEEP_SMI;
	if (facts->remapping)
		plan->flags |= KDP_PLAN_F_INTREMAP;
	plan->tsc_khz = facts->tsc_khz;
	plan->budget_us = 10000;
	plan->mismatch = KDP_MISMATCH_BOOT;
	plan->steps = take(&w, STEPS_MAX * sizeof(struct kdp_step));
	plan->map_offset = take(&w, (KDP_ACPI_IOAPICS_MAX + 1) *
					    sizeof(struct kdp_map));
	if (facts->leave_alone)
		plan->flags |= KDP_PLAN_F_LEAVE_ALONE;
	else
		plan_steps(&w, facts);
	if (w.full)
		return 0;
	plan->size = w.used;
	plan->crc = kdp_plan_crc(plan);
	return w.used;
}

uint32_t kdp_stage_rows(const struct kdp_wrap_found *found,
			struct kdp_pci_function *rows, uint32_t max)
{
	struct kdp_pcicfg cfg;
	uint32_t count = 0;
	uint32_t i;

	for (i = 0; i < found->table.function_count && count < max; i++) {
		struct kdp_wrap_function named = kdp_wrap_function(found, i);
		struct kdp_pci_function row = {
			.bus = named.bus,
			.devfn = named.devfn,
			.flags = named.flags & KDP_PCI_F_VF,
		};

		if (named.segment ||
		    !kdp_pcicfg_open(NULL, 0, 0, row.bus, row.devfn, &cfg))
			continue;
		kdp_pci_describe(&cfg, &row);
		row.vendor = named.vendor;
		row.device = named.device;
		rows[count++] = row;
	}
	return count;
}

/* Function 0 of a device is there, or none is (PCI 3.0, 3.2.2.3.4). */
static bool first_of_bus(uint8_t bus, struct kdp_deadline *deadline,
			 struct kdp_pci_function *row)
{
	struct kdp_pcicfg cfg;
	uint32_t device;

	for (device = 0; device < DEVICES; device++) {
		memset(row, 0, sizeof(*row));
		row->bus = bus;
		row->devfn = (uint8_t)(device << 3);
		if (kdp_pcicfg_open(NULL, 0, 0, bus, row->devfn, &cfg) &&
		    kdp_pci_describe(&cfg, row))
			return true;
		if (kdp_deadline_passed(deadline))
			break;
	}
	return false;
}

uint32_t kdp_stage_scan(struct kdp_pci_function *rows, uint32_t max)
{
	struct kdp_deadline deadline;
	uint32_t count = 0;
	uint32_t bus;

	kdp_deadline_start(&deadline, SCAN_US);
	for (bus = 0; bus < BUSES && count < max; bus++) {
		if (first_of_bus((uint8_t)bus, &deadline, &rows[count]))
			count++;
		if (kdp_deadline_passed(&deadline))
			break;
	}
	return count;
}
