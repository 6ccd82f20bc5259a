// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/ioapic.c, against the model of tests/fake:
 * - every pin ends masked with its entry otherwise kept; SMI pins are not
 *   written; a line that stays asserted brings nothing any more.
 * - Remote-IRR is cleared by the EOI register from version 0x20 on, by the
 *   trigger mode before; what stays set is recorded.
 * - under interrupt remapping only mask bits and EOIs are written.
 * - IO-APICs that are absent or implausible do not stop the others.
 * - after every run: no access outside of the plan, writes bounded, and a
 *   second run writes no entry.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "mmio.h"
#include "purgatory/record.h"
#include "purgatory/regs/ioapic.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/ioapic_model.h"
#include "tests/tap.h"

#define BASE	   0xfec00000u
#define STRIDE	   0x1000u
#define IOAPICS	   3u
#define EDGE	   0x0000000000000030ull /* vector 0x30, unmasked */
#define LEVEL	   0x010000000000a041ull /* level, low, vector 0x41 */
#define LEVEL_RIRR (LEVEL | IOAPIC_RTE_REMOTE_IRR)
#define SMI	   0x0000000000000200ull
#define MASKED	   IOAPIC_RTE_MASKED
#define REMAPPED   IOAPIC_RTE_REMAPPABLE

static struct {
	struct kdp_plan plan;
	struct kdp_step step;
	struct kdp_ioapic table[IOAPICS];
} plan;

static struct ioapic_model models[IOAPICS];
static struct ioapic_model *const model = &models[0];

static void start(uint32_t version, uint32_t pins, uint32_t flags)
{
	uint32_t pin;

	details_start();
	memset(&plan, 0, sizeof(plan));
	plan.plan.flags = flags;
	plan.step.kind = KDP_STEP_IOAPIC;
	plan.step.table = (uint32_t)((char *)plan.table - (char *)&plan);
	plan.step.table_count = 1;
	plan.table[0].addr = BASE;
	ioapic_model_init(model, BASE, version, pins);
	/* Masked, as after a reset, but not wiped. */
	for (pin = 0; pin < pins; pin++)
		ioapic_model_set(model, pin, MASKED | (0x30 + pin % 0xc0));
}

static void add_ioapic(uint32_t version, uint32_t pins)
{
	uint32_t i = plan.step.table_count++;

	plan.table[i].addr = BASE + i * STRIDE;
	ioapic_model_init(&models[i], plan.table[i].addr, version, pins);
}

/* Writes that reached an entry: data register, index at an entry's half. */
static size_t entry_writes(bool high)
{
	const struct fake_access *log;
	uint64_t index = 0;
	size_t writes = 0;
	size_t count;
	size_t i;

	log = fake_log(&count);
	for (i = 0; i < count; i++) {
		uint64_t reg = log[i].addr & (STRIDE - 1);

		if (!log[i].is_write)
			continue;
		if (reg == IOAPIC_INDEX)
			index = log[i].value;
		else if (reg == IOAPIC_DATA && index >= 0x10)
			writes += (index & 1) == high;
	}
	return writes;
}

/*
 * The model aborts on any access beside the claimed registers, so what is
 * left to check is which of them were written, and how often.
 */
static void check_properties(void)
{
	uint32_t pins = 0;
	uint64_t changed;
	uint32_t i;

	for (i = 0; i < plan.step.table_count; i++)
		pins += models[i].pins;
	TAP_EQ(entry_writes(true), 0);
	TAP_CHECK(entry_writes(false) <= 4 * (size_t)pins);
	fake_log_clear();
	kdp_ioapic_quiesce(&plan.plan, &plan.step, &changed);
	if (kdp_record()->pin_stuck == 0) {
		TAP_EQ(changed, 0);
		TAP_EQ(entry_writes(false), 0);
	}
}

static enum kdp_status run(uint64_t *changed)
{
	fake_log_clear();
	return kdp_ioapic_quiesce(&plan.plan, &plan.step, changed);
}

static void unmasked_pins_end_masked(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	ioapic_model_set(model, 2, EDGE);
	ioapic_model_set(model, 9, LEVEL);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[2], EDGE | MASKED);
	TAP_EQ(model->rte[9], LEVEL | MASKED);
	TAP_EQ(changed, 2);
	TAP_EQ(kdp_record()->pin_count, 24);
	TAP_EQ(kdp_record()->pin_masked, 2);
	TAP_EQ(details_count(KDP_CODE_PIN), 2);
	TAP_EQ(details_get(KDP_CODE_PIN, 1)->object, 9);
	TAP_EQ(details_get(KDP_CODE_PIN, 1)->before, LEVEL);
	TAP_EQ(details_get(KDP_CODE_PIN, 1)->after, LEVEL | MASKED);
	TAP_EQ(details_get(KDP_CODE_IOAPIC, 0)->before, 0x170020);
	check_properties();
}

static void masked_pin_keeps_its_entry(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	ioapic_model_set(model, 4, LEVEL | MASKED);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[4], LEVEL | MASKED);
	TAP_EQ(changed, 0);
	TAP_EQ(entry_writes(false), 0);
	TAP_EQ(details_count(KDP_CODE_PIN), 0);
	check_properties();
}

/* As Linux's clear_IO_APIC() leaves it; any other edge entry is kept. */
static void wiped_pin_follows_the_level_of_its_wire(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	ioapic_model_set(model, 3, MASKED);
	ioapic_model_set(model, 4, MASKED | 0x31);
	ioapic_model_set(model, 5, MASKED | 0x700);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[3], IOAPIC_RTE_LEVEL | MASKED);
	TAP_EQ(model->rte[4], MASKED | 0x31);
	TAP_EQ(model->rte[5], MASKED | 0x700);
	TAP_EQ(entry_writes(false), 1);
	TAP_EQ(changed, 0);
	check_properties();
	start(0x20, 24, KDP_PLAN_F_INTREMAP);
	ioapic_model_set(model, 3, MASKED);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[3], MASKED);
}

static void special_delivery_modes_are_masked_and_kept(void)
{
	uint64_t changed;

	start(0x20, 24, KDP_PLAN_F_KEEP_SMI);
	ioapic_model_set(model, 0, 0x700);
	ioapic_model_set(model, 1, 0x400);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[0], 0x10700);
	TAP_EQ(model->rte[1], 0x10400);
	check_properties();
}

static void smi_pin_is_not_touched(void)
{
	uint64_t changed;

	start(0x20, 24, KDP_PLAN_F_KEEP_SMI);
	ioapic_model_set(model, 6, SMI);
	ioapic_model_set(model, 7, SMI | IOAPIC_RTE_REMOTE_IRR);
	ioapic_model_set(model, 8, SMI | MASKED | IOAPIC_RTE_REMOTE_IRR);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[6], SMI);
	TAP_EQ(model->rte[7], SMI | IOAPIC_RTE_REMOTE_IRR);
	TAP_EQ(model->rte[8], SMI | MASKED | IOAPIC_RTE_REMOTE_IRR);
	TAP_EQ(entry_writes(false), 0);
	TAP_EQ(model->eoi_writes, 0);
	check_properties();
}

static void smi_pin_is_masked_unless_the_plan_keeps_it(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	ioapic_model_set(model, 6, SMI);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[6], SMI | MASKED);
	check_properties();
}

static void remappable_entry_has_no_smi_mode(void)
{
	uint64_t changed;

	start(0x20, 24, KDP_PLAN_F_KEEP_SMI | KDP_PLAN_F_INTREMAP);
	ioapic_model_set(model, 6, SMI | REMAPPED);
	ioapic_model_set(model, 7, SMI);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[6], SMI | REMAPPED | MASKED);
	TAP_EQ(model->rte[7], SMI);
	check_properties();
}

static void bit_48_means_nothing_without_remapping(void)
{
	uint64_t changed;

	start(0x20, 24, KDP_PLAN_F_KEEP_SMI);
	ioapic_model_set(model, 6, SMI | REMAPPED);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[6], SMI | REMAPPED);
	check_properties();
}

static void remote_irr_set_is_cleared_by_eoi_register(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	ioapic_model_set(model, 11, LEVEL_RIRR);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[11], LEVEL | MASKED);
	TAP_EQ(model->eoi_writes, 1);
	TAP_EQ(entry_writes(false), 1);
	TAP_EQ(changed, 2);
	TAP_EQ(kdp_record()->pin_rirr, 1);
	TAP_EQ(kdp_record()->pin_stuck, 0);
	TAP_EQ(details_get(KDP_CODE_RIRR, 0)->before, LEVEL_RIRR | MASKED);
	TAP_EQ(details_get(KDP_CODE_RIRR, 0)->after, LEVEL | MASKED);
	check_properties();
}

static void remote_irr_of_a_masked_pin_is_cleared(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	ioapic_model_set(model, 11, LEVEL_RIRR | MASKED);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[11], LEVEL | MASKED);
	TAP_EQ(entry_writes(false), 0);
	TAP_EQ(details_count(KDP_CODE_PIN), 0);
	TAP_EQ(details_count(KDP_CODE_RIRR), 1);
	check_properties();
}

static void remote_irr_in_edge_mode_is_cleared_and_edge_kept(void)
{
	static const uint32_t versions[] = { 0x11, 0x20 };
	uint64_t edge = EDGE | MASKED;
	uint64_t changed;
	size_t i;

	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		start(versions[i], 24, 0);
		ioapic_model_set(model, 3, edge | IOAPIC_RTE_REMOTE_IRR);
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		TAP_EQ(model->rte[3], edge);
		TAP_EQ(kdp_record()->pin_rirr, 1);
		check_properties();
	}
}

static void remote_irr_set_is_cleared_by_edge_toggle(void)
{
	uint64_t changed;

	start(0x11, 24, 0);
	ioapic_model_set(model, 11, LEVEL_RIRR);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[11], LEVEL | MASKED);
	TAP_EQ(model->eoi_writes, 0);
	TAP_EQ(kdp_record()->pin_rirr, 1);
	check_properties();
}

static void stuck_remote_irr_is_recorded(void)
{
	static const uint32_t versions[] = { 0x11, 0x20 };
	uint64_t changed;
	size_t i;

	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		start(versions[i], 24, 0);
		model->remote_irr_dead = true;
		ioapic_model_set(model, 11, LEVEL_RIRR);
		TAP_EQ(run(&changed), KDP_STATUS_STUCK);
		TAP_EQ(model->rte[11], LEVEL_RIRR | MASKED);
		TAP_EQ(changed, 1);
		TAP_EQ(kdp_record()->pin_rirr, 0);
		TAP_EQ(kdp_record()->pin_stuck, 1);
		TAP_EQ(details_get(KDP_CODE_RIRR, 0)->status,
		       KDP_STATUS_STUCK);
		check_properties();
	}
}

static void mask_bit_that_does_not_stick_is_recorded(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	ioapic_model_set(model, 2, EDGE);
	model->mask_dead = true;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(changed, 0);
	TAP_EQ(kdp_record()->pin_masked, 0);
	TAP_EQ(details_get(KDP_CODE_PIN, 0)->status, KDP_STATUS_STUCK);
}

static void screaming_pin_stays_quiet(void)
{
	static const uint32_t versions[] = { 0x11, 0x20 };
	uint64_t changed;
	size_t i;

	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		start(versions[i], 24, 0);
		ioapic_model_set(model, 17, LEVEL);
		ioapic_model_set(model, 18, LEVEL);
		ioapic_model_line(model, 17, true);
		ioapic_model_line(model, 18, true);
		TAP_EQ(model->sent[17], 1);
		TAP_EQ(run(&changed), KDP_STATUS_OK);
		TAP_EQ(model->rte[17], LEVEL | MASKED);
		TAP_EQ(model->rte[18], LEVEL | MASKED);
		TAP_EQ(model->sent[17], 1);
		TAP_EQ(model->sent[18], 1);
		ioapic_model_line(model, 17, false);
		ioapic_model_line(model, 17, true);
		TAP_EQ(model->sent[17], 1);
		check_properties();
	}
}

static void remapping_allows_mask_bit_and_eoi_only(void)
{
	uint64_t entry = 0x0123000000008811ull | REMAPPED;
	uint64_t changed;

	start(0x20, 24, KDP_PLAN_F_INTREMAP | KDP_PLAN_F_KEEP_SMI);
	ioapic_model_set(model, 17, entry | IOAPIC_RTE_REMOTE_IRR);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model->rte[17], entry | MASKED);
	TAP_EQ(entry_writes(false), 1);
	TAP_EQ(model->eoi_writes, 1);
	check_properties();
}

static void remapping_never_changes_the_trigger_mode(void)
{
	static const uint32_t versions[] = { 0x11, 0x20 };
	uint64_t level = LEVEL_RIRR | MASKED;
	uint64_t edge = EDGE | MASKED | IOAPIC_RTE_REMOTE_IRR;
	uint64_t changed;
	size_t i;

	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		start(versions[i], 24, KDP_PLAN_F_INTREMAP);
		model->remote_irr_dead = true;
		ioapic_model_set(model, 3, edge);
		ioapic_model_set(model, 4, level);
		TAP_EQ(run(&changed), KDP_STATUS_STUCK);
		TAP_EQ(entry_writes(false), 0);
		TAP_EQ(model->rte[3], edge);
		TAP_EQ(model->rte[4], level);
		TAP_EQ(kdp_record()->pin_stuck, 2);
	}
}

static void table_of_240_pins_is_covered(void)
{
	uint64_t changed;
	uint32_t pin;

	start(0x20, 240, 0);
	model->wide_index = true;
	for (pin = 0; pin < 240; pin++)
		ioapic_model_set(model, pin, LEVEL_RIRR);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	for (pin = 0; pin < 240; pin++)
		TAP_EQ(model->rte[pin], LEVEL | MASKED);
	TAP_EQ(kdp_record()->pin_count, 240);
	check_properties();
}

static void pins_past_the_index_register_are_reported(void)
{
	uint64_t changed;
	uint32_t pin;

	start(0x20, 240, 0);
	for (pin = 0; pin < 240; pin++)
		ioapic_model_set(model, pin, LEVEL_RIRR);
	TAP_EQ(run(&changed), KDP_STATUS_UNSUPPORTED);
	for (pin = 0; pin < 120; pin++)
		TAP_EQ(model->rte[pin], LEVEL | MASKED);
	TAP_EQ(kdp_record()->pin_count, 120);
	TAP_EQ(details_get(KDP_CODE_IOAPIC, 0)->status,
	       KDP_STATUS_UNSUPPORTED);
}

static void every_ioapic_of_the_plan_is_covered(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	add_ioapic(0x11, 16);
	add_ioapic(0x21, 120);
	ioapic_model_set(&models[0], 23, LEVEL);
	ioapic_model_set(&models[1], 15, LEVEL_RIRR);
	ioapic_model_set(&models[2], 119, LEVEL_RIRR);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(models[0].rte[23], LEVEL | MASKED);
	TAP_EQ(models[1].rte[15], LEVEL | MASKED);
	TAP_EQ(models[2].rte[119], LEVEL | MASKED);
	TAP_EQ(kdp_record()->pin_count, 160);
	TAP_EQ(details_get(KDP_CODE_PIN, 2)->object, 2 << 16 | 119);
	TAP_EQ(details_count(KDP_CODE_IOAPIC), 3);
	check_properties();
}

static void absent_ioapic_is_skipped(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	add_ioapic(0x20, 24);
	models[0].absent = true;
	ioapic_model_set(&models[1], 1, EDGE);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(fake_log_writes(FAKE_MMIO, BASE + IOAPIC_DATA, 4), 0);
	TAP_EQ(details_get(KDP_CODE_IOAPIC, 0)->status, KDP_STATUS_SKIPPED);
	TAP_EQ(models[1].rte[1], EDGE | MASKED);
	check_properties();
}

static void no_ioapic_at_all_is_skipped(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	models[0].absent = true;
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
	plan.step.table_count = 0;
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
}

static void dead_index_register_is_not_believed(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	model->index_dead = true;
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
	TAP_EQ(fake_log_writes(FAKE_MMIO, BASE + IOAPIC_DATA, 4), 0);
	TAP_EQ(details_get(KDP_CODE_IOAPIC, 0)->status, KDP_STATUS_SKIPPED);
}

static void impossible_pin_count_is_unsupported(void)
{
	uint64_t changed;

	start(0x20, 24, 0);
	model->version = 0x00ff0020;
	TAP_EQ(run(&changed), KDP_STATUS_UNSUPPORTED);
	TAP_EQ(fake_log_writes(FAKE_MMIO, BASE + IOAPIC_DATA, 4), 0);
	TAP_EQ(details_get(KDP_CODE_IOAPIC, 0)->status,
	       KDP_STATUS_UNSUPPORTED);
}

static void deadline_ends_the_step(void)
{
	uint64_t changed;

	start(0x20, 120, 0);
	plan.step.budget_us = 50;
	TAP_EQ(run(&changed), KDP_STATUS_TIMEOUT);
	TAP_CHECK(kdp_record()->pin_count < 120);
}

int main(void)
{
	TAP_RUN(unmasked_pins_end_masked);
	TAP_RUN(masked_pin_keeps_its_entry);
	TAP_RUN(wiped_pin_follows_the_level_of_its_wire);
	TAP_RUN(special_delivery_modes_are_masked_and_kept);
	TAP_RUN(smi_pin_is_not_touched);
	TAP_RUN(smi_pin_is_masked_unless_the_plan_keeps_it);
	TAP_RUN(remappable_entry_has_no_smi_mode);
	TAP_RUN(bit_48_means_nothing_without_remapping);
	TAP_RUN(remote_irr_set_is_cleared_by_eoi_register);
	TAP_RUN(remote_irr_of_a_masked_pin_is_cleared);
	TAP_RUN(remote_irr_in_edge_mode_is_cleared_and_edge_kept);
	TAP_RUN(remote_irr_set_is_cleared_by_edge_toggle);
	TAP_RUN(stuck_remote_irr_is_recorded);
	TAP_RUN(mask_bit_that_does_not_stick_is_recorded);
	TAP_RUN(screaming_pin_stays_quiet);
	TAP_RUN(remapping_allows_mask_bit_and_eoi_only);
	TAP_RUN(remapping_never_changes_the_trigger_mode);
	TAP_RUN(table_of_240_pins_is_covered);
	TAP_RUN(pins_past_the_index_register_are_reported);
	TAP_RUN(every_ioapic_of_the_plan_is_covered);
	TAP_RUN(absent_ioapic_is_skipped);
	TAP_RUN(no_ioapic_at_all_is_skipped);
	TAP_RUN(dead_index_register_is_not_believed);
	TAP_RUN(impossible_pin_count_is_unsupported);
	TAP_RUN(deadline_ends_the_step);
	return tap_done();
}
