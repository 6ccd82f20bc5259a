// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/pci.c, against the functions of tests/fake:
 * - INTx is disabled first, MSI-X masked with Enable left, MSI disabled, and
 *   no function asserts INTx or sends a message afterwards.
 * - a function that is gone is not written; another one, or one without the
 *   planned capabilities, is written where its own are, and nowhere else.
 * - a MSI that cannot be disabled is masked by its mask bits.
 * - virtual functions, several segments and windows above 4 GiB are reached.
 * - functions outside of the plan are not accessed, a second run writes
 *   nothing, accesses grow with the functions only, the deadline holds.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "purgatory/record.h"
#include "purgatory/regs/pci.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/pci_model.h"
#include "tests/tap.h"

#define ECAM	  0xb0000000u
#define FUNCTIONS 4096u
#define MSI	  0x50
#define MSIX	  0x70
#define BUS	  1
#define DEVFN	  0x18
#define VENDOR	  0x8086
#define DEVICE	  0x10d3

static struct {
	struct kdp_plan plan;
	struct kdp_step step;
	struct kdp_ecam ecam[2];
	struct kdp_pci_function table[FUNCTIONS];
} plan;

static struct pci_model model;
static struct pci_model_function *bystander;

static void start(bool has_ecam)
{
	details_start();
	pci_model_deinit(&model);
	memset(&plan, 0, sizeof(plan));
	plan.step.kind = KDP_STEP_PCI;
	plan.step.table = (uint32_t)((char *)plan.table - (char *)&plan);
	plan.step.arg[0] = (uint64_t)((char *)plan.ecam - (char *)&plan);
	plan.step.arg[1] = has_ecam;
	plan.ecam[0].addr = ECAM;
	plan.ecam[0].bus_end = 0xff;
	if (has_ecam)
		pci_model_claim_ecam(&model, ECAM, 0, 0xff);
	else
		pci_model_claim_ports(&model);
	bystander = pci_model_add(&model, 0, 0xf8, VENDOR, DEVICE);
	pci_model_add_msi(bystander, MSI, PCI_MSI_ENABLE);
}

/* A function of the machine and of the plan, with both capabilities. */
static struct pci_model_function *add(uint8_t bus, uint8_t devfn,
				      uint16_t msi, uint16_t msix)
{
	struct pci_model_function *f;

	f = pci_model_add(&model, bus, devfn, VENDOR, DEVICE);
	pci_model_add_msi(f, MSI, msi);
	pci_model_add_msix(f, MSIX, msix);
	plan.table[plan.step.table_count++] = (struct kdp_pci_function){
		.bus = bus,
		.devfn = devfn,
		.vendor = VENDOR,
		.device = DEVICE,
		.msi = MSI,
		.msix = MSIX,
		.flags = KDP_PCI_F_INTX,
	};
	return f;
}

static struct kdp_pci_function *planned(void)
{
	return &plan.table[plan.step.table_count - 1];
}

static enum kdp_status run(uint64_t *changed)
{
	fake_log_clear();
	return kdp_pci_quiesce(&plan.plan, &plan.step, changed);
}

/* After a run: nothing else was accessed, a second run writes nothing. */
static void check_properties(void)
{
	uint64_t changed;
	uint32_t writes = 0;
	uint32_t bdf;

	TAP_EQ(bystander->reads + bystander->writes, 0);
	for (bdf = 0; bdf < 0x10000; bdf++) {
		if (model.functions[bdf])
			writes += model.functions[bdf]->writes;
	}
	TAP_CHECK(writes <= 3 * plan.step.table_count);
	run(&changed);
	TAP_EQ(changed, 0);
	for (bdf = 0; bdf < 0x10000; bdf++) {
		if (model.functions[bdf])
			writes -= model.functions[bdf]->writes;
	}
	TAP_EQ(writes, 0);
}

static void enabled_msi_is_disabled(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, 0x00a7, 0x0004);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(pci_model_get16(f, MSI + 2), 0x00a6);
	TAP_EQ(pci_model_get16(f, MSIX + 2), 0x0004);
	TAP_EQ(pci_model_get16(f, PCI_COMMAND), 0x0406);
	TAP_EQ(changed, 1);
	TAP_EQ(kdp_record()->pci_count, 1);
	TAP_EQ(kdp_record()->msi_disabled, 1);
	TAP_EQ(kdp_record()->msix_masked, 0);
	TAP_EQ(kdp_record()->intx_disabled, 1);
	TAP_EQ(details_get(KDP_CODE_MSI, 0)->object, KDP_BDF(0, BUS, DEVFN));
	TAP_EQ(details_get(KDP_CODE_MSI, 0)->before, 0x00a7);
	TAP_EQ(details_get(KDP_CODE_MSI, 0)->after, 0x00a6);
	TAP_EQ(details_get(KDP_CODE_INTX, 0)->before, 0x0006);
	TAP_EQ(details_count(KDP_CODE_NONE), 2);
	check_properties();
}

static void msix_function_mask_leaves_enable(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, 0x0086, 0x8004);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(pci_model_get16(f, MSIX + 2), 0xc004);
	TAP_EQ(kdp_record()->msix_masked, 1);
	TAP_EQ(details_get(KDP_CODE_MSIX, 0)->before, 0x8004);
	TAP_EQ(details_get(KDP_CODE_MSIX, 0)->after, 0xc004);
	check_properties();
}

static void intx_disable_comes_first(void)
{
	const struct fake_access *log;
	struct pci_model_function *f;
	uint16_t order[3] = { 0 };
	uint64_t changed;
	size_t writes = 0;
	size_t count;
	size_t i;

	start(true);
	f = add(BUS, DEVFN, PCI_MSI_ENABLE, PCI_MSIX_ENABLE);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	log = fake_log(&count);
	for (i = 0; i < count; i++) {
		if (!log[i].is_write)
			continue;
		if (writes < 3)
			order[writes] = log[i].addr & 0xfff;
		TAP_EQ(log[i].size, 2);
		writes++;
	}
	TAP_EQ(writes, 3);
	TAP_EQ(order[0], PCI_COMMAND);
	TAP_EQ(order[1], MSIX + 2);
	TAP_EQ(order[2], MSI + 2);
	TAP_EQ(f->writes, 3);
	check_properties();
}

static void screaming_function_never_falls_back_to_intx(void)
{
	struct pci_model_function *msi;
	struct pci_model_function *msix;
	struct pci_model_function *line;
	uint64_t changed;

	start(false);
	msi = add(BUS, 0, PCI_MSI_ENABLE, 0);
	msix = add(BUS, 1, 0, PCI_MSIX_ENABLE);
	line = add(BUS, 2, 0, 0);
	pci_model_fire(msi);
	pci_model_fire(msix);
	pci_model_fire(line);
	TAP_CHECK(line->intx_asserted);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 3);
	pci_model_fire(msi);
	pci_model_fire(msix);
	pci_model_fire(line);
	TAP_EQ(msi->message_count, 1);
	TAP_EQ(msix->message_count, 1);
	TAP_EQ(msi->intx_count, 0);
	TAP_EQ(msix->intx_count, 0);
	TAP_CHECK(!line->intx_asserted);
	check_properties();
}

static void quiet_function_is_not_written(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, 0x0086, 0xc004);
	pci_model_set16(f, PCI_COMMAND, 0x0406);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 0);
	TAP_EQ(f->writes, 0);
	TAP_EQ(details_count(KDP_CODE_NONE), 0);
	check_properties();
}

static void function_without_pin_keeps_its_command(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, PCI_MSI_ENABLE, 0);
	planned()->flags = 0;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(pci_model_get16(f, PCI_COMMAND), 0x0006);
	TAP_EQ(kdp_record()->intx_disabled, 0);
	TAP_EQ(kdp_record()->msi_disabled, 1);
	check_properties();
}

static void vanished_function_is_skipped(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, PCI_MSI_ENABLE, PCI_MSIX_ENABLE);
	f->is_gone = true;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(f->writes, 0);
	TAP_EQ(changed, 0);
	TAP_EQ(kdp_record()->pci_changed, 1);
	TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->status,
	       KDP_STATUS_SKIPPED);
	TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->before, 0x10d38086);
	TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->after, 0xffffffff);
	check_properties();
}

static void function_that_vanishes_meanwhile_ends_quietly(void)
{
	struct pci_model_function *f;
	uint64_t changed;
	uint32_t after;

	for (after = 1; after < 12; after++) {
		start(true);
		f = add(BUS, DEVFN, PCI_MSI_ENABLE, PCI_MSIX_ENABLE);
		f->gone_after = after;
		run(&changed);
		TAP_CHECK(f->writes <= 3);
		TAP_CHECK(details_get(KDP_CODE_MSI, 0)->before != 0xffff);
		TAP_EQ(f->config[PCI_ID], VENDOR & 0xff);
	}
}

/* No write to a register but command and the message controls. */
static void check_written_registers(void)
{
	const struct fake_access *log;
	size_t count;
	size_t i;

	log = fake_log(&count);
	for (i = 0; i < count; i++) {
		uint64_t reg = log[i].addr & 0xfff;

		TAP_CHECK(!log[i].is_write || log[i].space != FAKE_MMIO ||
			  reg == PCI_COMMAND || reg == MSI + 2 ||
			  reg == MSIX + 2);
	}
}

static void other_device_is_silenced_by_its_own_capabilities(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, PCI_MSI_ENABLE, PCI_MSIX_ENABLE);
	planned()->device = DEVICE + 1;
	planned()->msi = 0x60;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(f->writes, 3);
	TAP_EQ(pci_model_get16(f, MSI + 2), 0);
	TAP_EQ(kdp_record()->pci_count, 2);
	check_written_registers();
	TAP_EQ(kdp_record()->pci_changed, 1);
	TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->status,
	       KDP_STATUS_MISMATCH);
	TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->before, 0x10d48086);
	TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->after, 0x10d38086);
	check_properties();
}

static void planned_capability_that_is_not_there_is_not_written(void)
{
	static const struct {
		uint16_t msi;
		uint16_t msix;
		uint16_t extra;
	} wrong[] = {
		{ 0x54, MSIX, 0x54 },	  { MSI, 0x60, 0x60 },
		{ MSIX, MSIX, MSIX },	  { MSI, MSI, MSI },
		{ 0x04, MSIX, 0x04 },	  { MSI, 0x1070, 0x1070 },
		{ MSI + 1, MSIX, MSI + 1 }, { MSI, 0x100, 0x100 },
	};
	struct pci_model_function *f;
	uint64_t changed;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		start(i & 1);
		f = add(BUS, DEVFN, PCI_MSI_ENABLE, PCI_MSIX_ENABLE);
		planned()->msi = wrong[i].msi;
		planned()->msix = wrong[i].msix;
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		check_written_registers();
		TAP_EQ(pci_model_get16(f, MSI + 2), 0);
		TAP_EQ(pci_model_get16(f, MSIX + 2), 0xc000);
		TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->status,
		       KDP_STATUS_MISMATCH);
		TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->extra,
		       wrong[i].extra);
		check_properties();
	}
}

/* The id of a capability stands there, but no capability can. */
static void impossible_capability_offset_is_not_believed(void)
{
	static const uint16_t offsets[] = { 0x04, 0x3c, MSI + 5, 0x100 };
	struct pci_model_function *f;
	uint64_t changed;
	size_t i;

	for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		start(true);
		f = add(BUS, DEVFN, PCI_MSI_ENABLE, 0);
		f->config[offsets[i]] = PCI_CAP_ID_MSI;
		planned()->msi = offsets[i];
		planned()->msix = 0;
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		check_written_registers();
		TAP_EQ(kdp_record()->pci_changed, 1);
		check_properties();
	}
}

static void virtual_function_is_known_by_its_capability(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, 0, PCI_MSIX_ENABLE);
	f->is_vf = true;
	planned()->msi = 0;
	planned()->flags = KDP_PCI_F_VF | KDP_PCI_F_INTX;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->msix_masked, 1);
	TAP_EQ(pci_model_get16(f, PCI_COMMAND), 0x0006);
	TAP_EQ(f->writes, 1);
	check_properties();

	start(true);
	f = add(BUS, DEVFN, 0, PCI_MSIX_ENABLE);
	f->is_gone = true;
	planned()->flags = KDP_PCI_F_VF;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(f->writes, 0);
	TAP_EQ(kdp_record()->pci_changed, 1);
}

static void bit_that_does_not_stick_is_recorded(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, PCI_MSI_ENABLE, 0);
	f->writable[PCI_COMMAND + 1] = 0;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(kdp_record()->intx_disabled, 0);
	TAP_EQ(kdp_record()->msi_disabled, 1);
	TAP_EQ(details_get(KDP_CODE_INTX, 0)->status, KDP_STATUS_STUCK);
	TAP_EQ(details_get(KDP_CODE_MSI, 0)->status, KDP_STATUS_OK);
}

static struct pci_model_function *add_stuck_msi(uint16_t control)
{
	struct pci_model_function *f = add(BUS, DEVFN, control, 0);

	f->writable[MSI + 2] = 0;
	return f;
}

static void msi_that_stays_enabled_is_masked(void)
{
	static const struct {
		uint16_t control;
		uint8_t reg;
		uint32_t bits;
	} cases[] = {
		{ PCI_MSI_ENABLE | PCI_MSI_MASKING, MSI + 0x0c, 0x1 },
		{ PCI_MSI_ENABLE | PCI_MSI_MASKING | PCI_MSI_64BIT,
		  MSI + 0x10, 0x1 },
		{ PCI_MSI_ENABLE | PCI_MSI_MASKING | 3u << 1, MSI + 0x0c,
		  0xff },
		{ PCI_MSI_ENABLE | PCI_MSI_MASKING | 5u << 1, MSI + 0x0c,
		  0xffffffff },
	};
	struct pci_model_function *f;
	uint64_t changed;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start(i & 1);
		f = add_stuck_msi(cases[i].control);
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		TAP_EQ(changed, 1);
		TAP_EQ(pci_model_get16(f, cases[i].reg), cases[i].bits & 0xffff);
		TAP_EQ(pci_model_get16(f, cases[i].reg + 2),
		       cases[i].bits >> 16);
		TAP_EQ(kdp_record()->msi_disabled, 0);
		TAP_EQ(details_get(KDP_CODE_MSI, 0)->status, KDP_STATUS_STUCK);
		TAP_EQ(details_get(KDP_CODE_MSI_MASK, 0)->after,
		       cases[i].bits);
		pci_model_fire(f);
		TAP_EQ(f->message_count, 0);
		TAP_EQ(f->intx_count, 0);
	}
}

static void msi_that_nothing_stops_is_stuck(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	add_stuck_msi(PCI_MSI_ENABLE);
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(details_count(KDP_CODE_MSI_MASK), 0);

	start(true);
	f = add_stuck_msi(PCI_MSI_ENABLE | PCI_MSI_MASKING);
	f->writable[MSI + 0x0c] = 0;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(details_get(KDP_CODE_MSI_MASK, 0)->status, KDP_STATUS_STUCK);
}

/* Where the mask bits would lie past the space of a PCI function. */
static void mask_bits_beyond_the_space_are_not_written(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, 0, 0);
	pci_model_add_msi(f, 0xf4, PCI_MSI_ENABLE | PCI_MSI_MASKING);
	f->writable[0xf6] = 0;
	planned()->msi = 0xf4;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(f->config[0x100], 0);
	TAP_EQ(details_count(KDP_CODE_MSI_MASK), 0);
}

/* Both segments have the same buses; the second is above 4 GiB. */
static void segments_are_kept_apart(void)
{
	static struct pci_model other;
	struct pci_model_function *f;
	struct pci_model_function *vf;
	uint64_t changed;
	uint32_t i;

	start(true);
	pci_model_init(&other);
	pci_model_claim_ecam(&other, 0x380000000000, 0, 0xff);
	plan.ecam[1] = (struct kdp_ecam){ .addr = 0x380000000000,
					  .segment = 2,
					  .bus_end = 0xff };
	plan.step.arg[1] = 2;
	add(BUS, DEVFN, PCI_MSI_ENABLE, 0);
	f = pci_model_add(&other, BUS, DEVFN, VENDOR, DEVICE);
	pci_model_add_msi(f, MSI, PCI_MSI_ENABLE);
	plan.table[1] = plan.table[0];
	plan.table[1].segment = 2;
	plan.table[1].msix = 0;
	/* A virtual function past the bus of its physical one. */
	vf = pci_model_add(&other, BUS + 1, 0x02, VENDOR, DEVICE);
	vf->is_vf = true;
	pci_model_add_msix(vf, MSIX, PCI_MSIX_ENABLE);
	plan.table[2] = (struct kdp_pci_function){ .segment = 2,
						   .bus = BUS + 1,
						   .devfn = 0x02,
						   .vendor = VENDOR,
						   .device = DEVICE + 1,
						   .msix = MSIX,
						   .flags = KDP_PCI_F_VF };
	plan.step.table_count = 3;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 3);
	TAP_EQ(pci_model_get16(f, MSI + 2), 0);
	TAP_EQ(pci_model_get16(vf, MSIX + 2), 0xc000);
	TAP_EQ(details_get(KDP_CODE_MSIX, 0)->object,
	       KDP_BDF(2, BUS + 1, 0x02));
	TAP_EQ(details_count(KDP_CODE_PCI_FOUND), 0);
	for (i = 0; i < 2; i++)
		TAP_EQ(details_get(KDP_CODE_MSI, i)->object,
		       KDP_BDF(2 * i, BUS, DEVFN));
	pci_model_deinit(&other);
}

static void segment_without_window_is_unsupported(void)
{
	struct pci_model_function *f;
	uint64_t changed;

	start(true);
	f = add(BUS, DEVFN, PCI_MSI_ENABLE, 0);
	planned()->segment = 1;
	TAP_EQ(run(&changed), KDP_STATUS_UNSUPPORTED);
	TAP_EQ(f->reads + f->writes, 0);
	TAP_EQ(details_get(KDP_CODE_PCI_CHANGED, 0)->status,
	       KDP_STATUS_UNSUPPORTED);
}

static void add_many(uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		add((uint8_t)(1 + i / 256), (uint8_t)i, PCI_MSI_ENABLE,
		    PCI_MSIX_ENABLE);
}

static void accesses_grow_with_the_functions_only(void)
{
	size_t accesses[2];
	uint64_t changed;

	start(false);
	add_many(16);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	fake_log(&accesses[0]);
	start(false);
	add_many(FUNCTIONS);
	plan.step.budget_us = 1000000;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	fake_log(&accesses[1]);
	TAP_EQ(changed, FUNCTIONS);
	/* One bus with 16 functions costs 32 looks, as one with 256. */
	TAP_CHECK(accesses[1] / FUNCTIONS <= accesses[0] / 16);
	TAP_EQ(accesses[1], FUNCTIONS * 24 + 16 * 32 * 2);
	TAP_EQ(kdp_record()->msi_disabled, FUNCTIONS);
	TAP_EQ(kdp_record()->msix_masked, FUNCTIONS);
	TAP_EQ(kdp_record()->intx_disabled, FUNCTIONS);
	TAP_CHECK(kdp_record()->entry_dropped > 0);
	check_properties();
}

static void deadline_ends_the_step(void)
{
	const struct kdp_entry *entry;
	uint64_t changed;

	start(true);
	add_many(256);
	plan.step.budget_us = 200;
	TAP_EQ(run(&changed), KDP_STATUS_TIMEOUT);
	TAP_CHECK(changed > 0 && changed < 256);
	TAP_EQ(kdp_record()->pci_count, changed);
	entry = details_get(KDP_CODE_PCI_CHANGED, 0);
	TAP_EQ(entry->status, KDP_STATUS_TIMEOUT);
	TAP_EQ(entry->object, KDP_BDF(0, 1, changed));
	TAP_EQ(entry->extra, 256 - changed);
	TAP_EQ(kdp_record()->pci_changed, 0);
}

static void empty_table_is_skipped(void)
{
	uint64_t changed;

	start(true);
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
	TAP_EQ(changed, 0);
}

int main(void)
{
	TAP_RUN(enabled_msi_is_disabled);
	TAP_RUN(msix_function_mask_leaves_enable);
	TAP_RUN(intx_disable_comes_first);
	TAP_RUN(screaming_function_never_falls_back_to_intx);
	TAP_RUN(quiet_function_is_not_written);
	TAP_RUN(function_without_pin_keeps_its_command);
	TAP_RUN(vanished_function_is_skipped);
	TAP_RUN(function_that_vanishes_meanwhile_ends_quietly);
	TAP_RUN(other_device_is_silenced_by_its_own_capabilities);
	TAP_RUN(planned_capability_that_is_not_there_is_not_written);
	TAP_RUN(impossible_capability_offset_is_not_believed);
	TAP_RUN(virtual_function_is_known_by_its_capability);
	TAP_RUN(bit_that_does_not_stick_is_recorded);
	TAP_RUN(msi_that_stays_enabled_is_masked);
	TAP_RUN(msi_that_nothing_stops_is_stuck);
	TAP_RUN(mask_bits_beyond_the_space_are_not_written);
	TAP_RUN(segments_are_kept_apart);
	TAP_RUN(segment_without_window_is_unsupported);
	TAP_RUN(accesses_grow_with_the_functions_only);
	TAP_RUN(deadline_ends_the_step);
	TAP_RUN(empty_table_is_skipped);
	pci_model_deinit(&model);
	return tap_done();
}
