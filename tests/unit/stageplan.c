// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/stageplan.c: purgatory takes the plan that the stage
 * makes, whatever was found; no address of it comes from the table behind the
 * initrd; capabilities are those of the functions, not the table's; a scan
 * finds the first function of each bus.
 */
#include "purgatory/stageplan.h"

#include <stdlib.h>

#include "kdump-prep/plan.h"
#include "purgatory/plancheck.h"
#include "purgatory/regs/pci.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/pci_model.h"
#include "tests/tap.h"

#define VENDOR 0x8086
#define DEVICE 0x10d3

static struct pci_model model;
static struct kdp_pci_function rows[KDP_WRAP_FUNCTIONS_MAX];
static _Alignas(8) uint8_t buffer[KDP_TAIL_PLAN];

static void start(void)
{
	details_start();
	pci_model_deinit(&model);
	pci_model_claim_ports(&model);
}

static const struct kdp_step *step_of(uint16_t kind)
{
	const struct kdp_plan *plan = (const void *)buffer;
	const struct kdp_step *step = (const void *)(buffer + plan->steps);
	uint16_t i;

	for (i = 0; i < plan->step_count; i++)
		if (step[i].kind == kind)
			return &step[i];
	return NULL;
}

/* Makes a plan, and has both checks of it pass. */
static const struct kdp_plan *make(const struct kdp_stage_facts *facts)
{
	struct kdp_error *err;
	uint32_t size;

	memset(buffer, 0xa5, sizeof(buffer));
	size = kdp_stage_plan(facts, buffer, sizeof(buffer));
	TAP_CHECK(size);
	TAP_CHECK(kdp_plan_valid((const void *)buffer, size));
	err = kdp_plan_check(buffer, size);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	return (const void *)buffer;
}

static void machine_without_anything_gets_a_plan(void)
{
	const struct kdp_acpi none = { .ioapic_count = 0 };
	const struct kdp_stage_facts facts = { .acpi = &none };
	const struct kdp_plan *plan = make(&facts);

	TAP_EQ(plan->step_count, 3);
	TAP_EQ(plan->mismatch, KDP_MISMATCH_BOOT);
	TAP_EQ(plan->flags, KDP_PLAN_F_KEEP_SMI);
	TAP_EQ(plan->map_count, 0);
	TAP_CHECK(step_of(KDP_STEP_LAPIC_MASK));
	TAP_CHECK(step_of(KDP_STEP_DRAIN));
	TAP_CHECK(step_of(KDP_STEP_LAPIC_OFF));
}

static void largest_machine_gets_a_plan(void)
{
	struct kdp_acpi acpi = {
		.ioapic_count = KDP_ACPI_IOAPICS_MAX,
		.pcat_compat = true,
		.cmos_rtc = true,
		.hpet = 0xfed00000,
	};
	const struct kdp_stage_facts facts = {
		.acpi = &acpi,
		.function = rows,
		.function_count = KDP_WRAP_FUNCTIONS_MAX,
		.tsc_khz = 3000000,
		.test_wait_ms = 500,
		.remapping = true,
		.virtual_wire = true,
	};
	const struct kdp_plan *plan;
	uint32_t i;

	for (i = 0; i < KDP_ACPI_IOAPICS_MAX; i++)
		acpi.ioapic[i].addr = 0xfec00000 + i * 0x1000;
	plan = make(&facts);
	TAP_EQ(plan->step_count, 9);
	TAP_EQ(plan->tsc_khz, 3000000);
	TAP_EQ(plan->flags, KDP_PLAN_F_KEEP_SMI | KDP_PLAN_F_INTREMAP);
	TAP_EQ(plan->map_count, KDP_ACPI_IOAPICS_MAX + 1);
	TAP_EQ(step_of(KDP_STEP_IOAPIC)->table_count, KDP_ACPI_IOAPICS_MAX);
	TAP_EQ(step_of(KDP_STEP_PCI)->table_count, KDP_WRAP_FUNCTIONS_MAX);
	TAP_EQ(step_of(KDP_STEP_PCI)->arg[1], 0);
	TAP_EQ(step_of(KDP_STEP_WAIT)->arg[0], 500000);
	TAP_EQ(step_of(KDP_STEP_LAPIC_OFF)->arg[0], 1);
}

static void machine_to_leave_alone_gets_no_steps(void)
{
	const struct kdp_acpi acpi = { .ioapic_count = 2, .hpet = 0xfed00000 };
	const struct kdp_stage_facts facts = {
		.acpi = &acpi,
		.function = rows,
		.function_count = 3,
		.leave_alone = true,
	};
	const struct kdp_plan *plan = make(&facts);

	TAP_EQ(plan->step_count, 0);
	TAP_EQ(plan->map_count, 0);
	TAP_CHECK(plan->flags & KDP_PLAN_F_LEAVE_ALONE);
}

static void too_small_a_buffer_gets_none(void)
{
	const struct kdp_acpi none = { .ioapic_count = 0 };
	const struct kdp_stage_facts facts = {
		.acpi = &none,
		.function = rows,
		.function_count = KDP_WRAP_FUNCTIONS_MAX,
	};

	TAP_EQ(kdp_stage_plan(&facts, buffer, 64), 0);
	TAP_EQ(kdp_stage_plan(&facts, buffer, 4096), 0);
}

/* A table as the stage found it; the functions are the caller's. */
static struct kdp_wrap_found found_of(const struct kdp_wrap_function *function,
				      uint32_t count)
{
	struct kdp_wrap_found found = {
		.table.function_count = count,
		.at = (const uint8_t *)function,
		.functions = (const uint8_t *)function,
	};

	return found;
}

static void capabilities_are_read_from_the_function(void)
{
	const struct kdp_wrap_function named[] = {
		{ 0, 0, 0x10, VENDOR, DEVICE, 0, 0 },
		{ 0, 0, 0x18, VENDOR, 0x9999, 0xffff, 0 },
		{ 1, 0, 0x10, VENDOR, DEVICE, 0, 0 },
	};
	struct kdp_wrap_found found = found_of(named, 3);
	struct pci_model_function *f;

	start();
	f = pci_model_add(&model, 0, 0x10, VENDOR, DEVICE);
	pci_model_add_msi(f, 0x50, PCI_MSI_ENABLE);
	pci_model_add_msix(f, 0x70, PCI_MSIX_ENABLE);
	TAP_EQ(kdp_stage_rows(&found, rows, KDP_WRAP_FUNCTIONS_MAX), 2);
	TAP_EQ(rows[0].devfn, 0x10);
	TAP_EQ(rows[0].msi, 0x50);
	TAP_EQ(rows[0].msix, 0x70);
	TAP_EQ(rows[0].flags, KDP_PCI_F_INTX);
	/* Nobody there: what was named is kept, so that it is recorded. */
	TAP_EQ(rows[1].device, 0x9999);
	TAP_EQ(rows[1].msi | rows[1].msix, 0);
	TAP_EQ(rows[1].flags, KDP_PCI_F_VF);
	TAP_EQ(kdp_stage_rows(&found, rows, 1), 1);
	/* Reading alone does it. */
	TAP_EQ(fake_log_writes(FAKE_PIO, 0xcfc, 4), 0);
}

static void scan_finds_a_function_of_each_bus(void)
{
	struct pci_model_function *f;

	start();
	pci_model_add(&model, 0, 0x08, VENDOR, 1);
	pci_model_add(&model, 0, 0x10, VENDOR, 2);
	pci_model_add_bridge(&model, 0, 0x18, 3, 3, 4);
	f = pci_model_add(&model, 3, 0, VENDOR, 3);
	pci_model_add_msix(f, 0x70, PCI_MSIX_ENABLE);
	pci_model_add(&model, 0x80, 0xf8, VENDOR, 4);
	TAP_EQ(kdp_stage_scan(rows, KDP_WRAP_FUNCTIONS_MAX), 3);
	TAP_EQ(rows[0].device, 1);
	TAP_EQ(rows[1].bus, 3);
	TAP_EQ(rows[1].msix, 0x70);
	TAP_EQ(rows[2].bus, 0x80);
	TAP_EQ(rows[2].devfn, 0xf8);
	TAP_EQ(kdp_stage_scan(rows, 2), 2);
	TAP_EQ(fake_log_writes(FAKE_PIO, 0xcfc, 4), 0);
}

static void scan_of_nothing_finds_nothing(void)
{
	start();
	TAP_EQ(kdp_stage_scan(rows, KDP_WRAP_FUNCTIONS_MAX), 0);
}

int main(void)
{
	pci_model_init(&model);
	TAP_RUN(machine_without_anything_gets_a_plan);
	TAP_RUN(largest_machine_gets_a_plan);
	TAP_RUN(machine_to_leave_alone_gets_no_steps);
	TAP_RUN(too_small_a_buffer_gets_none);
	TAP_RUN(capabilities_are_read_from_the_function);
	TAP_RUN(scan_finds_a_function_of_each_bus);
	TAP_RUN(scan_of_nothing_finds_nothing);
	pci_model_deinit(&model);
	return tap_done();
}
