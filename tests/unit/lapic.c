// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/lapic.c, against the model of tests/fake:
 * - every LVT entry that the version register announces ends masked and
 *   otherwise kept, AMD's where CPUID and the version register have them; no
 *   other is accessed; the timer is stopped.
 * - xAPIC goes by memory, x2APIC by MSRs, and IA32_APIC_BASE is not written.
 * - masking raises no interrupt; a second run changes nothing.
 * - the local APIC ends software-disabled, or as virtual wire on request.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "purgatory/record.h"
#include "purgatory/regs/lapic.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/lapic_model.h"
#include "tests/fake/sys.h"
#include "tests/tap.h"

static const struct kdp_plan plan;
static struct kdp_step step;
static struct lapic_model model;

/* As the dying kernel leaves it: crash-path.md 1.3, and a busy profiler. */
static void start(enum lapic_model_mode mode, uint32_t max_lvt)
{
	details_start();
	memset(&step, 0, sizeof(step));
	lapic_model_init(&model, mode, max_lvt);
	model.id = 5;
	model.svr = 0x10f;
	model.lvt_lint0 = 0x5700;
	model.lvt_lint1 = 0x5400;
	model.lvt_timer = 0x200ec;
	model.lvt_error = 0xfe;
	model.lvt_perf = 0x400;
	model.lvt_thermal = 0xfa;
	model.lvt_cmci = 0xf8;
	model.timer_init = 1000;
}

static uint32_t irr_any(void)
{
	uint32_t any = 0;
	int i;

	for (i = 0; i < 8; i++)
		any |= model.irr[i];
	return any;
}

static void check_entries(void)
{
	TAP_EQ(model.lvt_lint0, 0x15700);
	TAP_EQ(model.lvt_lint1, 0x15400);
	TAP_EQ(model.lvt_timer, 0x300ec);
	TAP_EQ(model.lvt_error, 0x100fe);
	TAP_EQ(model.timer_init, 0);
	TAP_EQ(irr_any(), 0);
}

static void every_entry_ends_masked(void)
{
	static const enum lapic_model_mode modes[] = {
		LAPIC_MODEL_XAPIC, LAPIC_MODEL_X2APIC,
	};
	uint64_t changed;
	size_t i;

	for (i = 0; i < 2; i++) {
		start(modes[i], 6);
		TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
		check_entries();
		TAP_EQ(model.lvt_perf, 0x10400);
		TAP_EQ(model.lvt_thermal, 0x100fa);
		TAP_EQ(model.lvt_cmci, 0x100f8);
		TAP_EQ(changed, 7);
		TAP_EQ(kdp_record()->lvt_masked, 7);
		TAP_EQ(details_count(KDP_CODE_LVT), 7);
		TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
		TAP_EQ(changed, 0);
		TAP_EQ(details_count(KDP_CODE_LVT), 7);
	}
}

/* The model aborts on an access to an entry that is not there. */
static void entries_past_max_lvt_are_not_accessed(void)
{
	uint64_t changed;
	uint32_t max_lvt;

	for (max_lvt = 3; max_lvt <= 6; max_lvt++) {
		start(LAPIC_MODEL_XAPIC, max_lvt);
		TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
		check_entries();
		TAP_EQ(changed, max_lvt + 1);
		TAP_EQ(model.lvt_perf, max_lvt >= 4 ? 0x10400 : 0x400);
	}
}

static void start_amd(enum lapic_model_mode mode, uint32_t count)
{
	uint32_t i;

	start(mode, 5);
	fake_sys.vendor = "AuthenticAMD";
	fake_sys.cpuid_ext_ecx = 1u << 3;
	model.ext_count = count;
	for (i = 0; i < 4; i++)
		model.lvt_ext[i] = 0x400;
}

static void extended_entries_of_amd_are_masked(void)
{
	uint64_t changed;
	uint32_t count;
	uint32_t i;

	for (count = 1; count <= 4; count++) {
		start_amd(count % 2 ? LAPIC_MODEL_XAPIC : LAPIC_MODEL_X2APIC,
			  count);
		TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
		check_entries();
		TAP_EQ(changed, 6 + count);
		for (i = 0; i < 4; i++)
			TAP_EQ(model.lvt_ext[i], i < count ? 0x10400 : 0x400);
		TAP_EQ(details_get(KDP_CODE_LVT, 6)->object, 0x500);
	}
	fake_sys.vendor = "HygonGenuine";
	model.lvt_ext[3] = 0x400;
	TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(changed, 1);
	/* More than there are places for. */
	model.ext_count = 255;
	TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
}

/* The model aborts on an access to registers that are not there. */
static void extended_entries_need_cpuid_and_version(void)
{
	uint64_t changed;

	start_amd(LAPIC_MODEL_XAPIC, 0);
	TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
	start_amd(LAPIC_MODEL_XAPIC, 4);
	fake_sys.cpuid_ext_ecx = 0;
	kdp_lapic_mask(&plan, &step, &changed);
	TAP_EQ(changed, 6);
	start_amd(LAPIC_MODEL_XAPIC, 4);
	fake_sys.cpuid_ext_max = 0x80000000;
	kdp_lapic_mask(&plan, &step, &changed);
	TAP_EQ(changed, 6);
	start_amd(LAPIC_MODEL_XAPIC, 4);
	fake_sys.vendor = "GenuineIntel";
	kdp_lapic_mask(&plan, &step, &changed);
	TAP_EQ(changed, 6);
}

static void detail_tells_before_and_after(void)
{
	const struct kdp_entry *entry;
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC, 6);
	model.lvt_timer |= LAPIC_LVT_MASKED;
	kdp_lapic_mask(&plan, &step, &changed);
	TAP_EQ(changed, 6);
	entry = details_get(KDP_CODE_LVT, 0);
	TAP_EQ(entry->object, LAPIC_LVT_ERROR);
	TAP_EQ(entry->before, 0xfe);
	TAP_EQ(entry->after, 0x100fe);
	TAP_EQ(entry->status, KDP_STATUS_OK);
}

static void masking_raises_no_error_interrupt(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC, 6);
	model.lvt_timer = 0;
	model.lvt_cmci = 0;
	TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(model.lvt_timer, LAPIC_LVT_MASKED);
	TAP_CHECK(model.errors != 0);
	TAP_EQ(irr_any(), 0);
}

static void tsc_deadline_timer_is_disarmed(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_X2APIC, 6);
	model.lvt_timer = 0x400ec;
	model.tsc_deadline = 12345678;
	TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(model.tsc_deadline, 0);
	start(LAPIC_MODEL_X2APIC, 6);
	kdp_lapic_mask(&plan, &step, &changed);
	TAP_EQ(fake_log_writes(FAKE_MSR, MSR_IA32_TSC_DEADLINE, 1), 0);
}

static void mask_bit_that_does_not_stick_is_recorded(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC, 6);
	model.lvt_dead = true;
	TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_STUCK);
	TAP_EQ(changed, 0);
	TAP_EQ(kdp_record()->lvt_masked, 0);
	TAP_EQ(details_get(KDP_CODE_LVT, 0)->status, KDP_STATUS_STUCK);
}

static void x2apic_uses_msrs(void)
{
	const struct fake_access *log;
	uint64_t changed;
	size_t count;
	size_t i;

	start(LAPIC_MODEL_X2APIC, 6);
	kdp_lapic_mask(&plan, &step, &changed);
	kdp_lapic_off(&plan, &step, &changed);
	log = fake_log(&count);
	TAP_CHECK(count > 0);
	for (i = 0; i < count; i++)
		TAP_EQ(log[i].space, FAKE_MSR);
}

static void xapic_uses_memory(void)
{
	const struct fake_access *log;
	uint64_t changed;
	size_t count;
	size_t i;

	start(LAPIC_MODEL_XAPIC, 6);
	kdp_lapic_mask(&plan, &step, &changed);
	kdp_lapic_off(&plan, &step, &changed);
	log = fake_log(&count);
	TAP_CHECK(count > 0);
	for (i = 0; i < count; i++)
		TAP_CHECK(log[i].space == FAKE_MMIO ||
			  log[i].addr == MSR_IA32_APIC_BASE);
}

static void disabled_apic_is_skipped(void)
{
	uint64_t changed;
	size_t count;

	start(LAPIC_MODEL_DISABLED, 6);
	TAP_EQ(kdp_lapic_mask(&plan, &step, &changed), KDP_STATUS_SKIPPED);
	TAP_EQ(changed, 0);
	TAP_EQ(kdp_lapic_off(&plan, &step, &changed), KDP_STATUS_SKIPPED);
	kdp_lapic_record_state();
	TAP_EQ(kdp_record()->apic_base, 0xfee00100);
	TAP_EQ(kdp_record()->apic_version, 0);
	fake_log(&count);
	TAP_EQ(count, 4);
}

static void state_handed_over_is_recorded(void)
{
	size_t count;

	start(LAPIC_MODEL_XAPIC, 6);
	kdp_lapic_record_state();
	TAP_EQ(kdp_record()->apic_base, 0xfee00900);
	TAP_EQ(kdp_record()->apic_id, 5);
	TAP_EQ(kdp_record()->apic_version, 0x60014);
	TAP_EQ(kdp_record()->apic_svr, 0x10f);
	TAP_EQ(kdp_record()->apic_lvt0, 0x5700);
	TAP_EQ(kdp_record()->apic_lvt1, 0x5400);
	TAP_EQ(kdp_record()->apic_lvtt, 0x200ec);
	TAP_EQ(kdp_record()->flags & KDP_RECORD_F_X2APIC, 0);
	TAP_EQ(fake_log_writes(FAKE_MMIO, LAPIC_MODEL_ADDR, 0x1000), 0);

	start(LAPIC_MODEL_X2APIC, 6);
	model.id = 0x10203;
	kdp_lapic_record_state();
	TAP_EQ(kdp_record()->apic_id, 0x10203);
	TAP_CHECK(kdp_record()->flags & KDP_RECORD_F_X2APIC);
	fake_log(&count);
	TAP_EQ(fake_log_writes(FAKE_MSR, 0, 0x1000), 0);
}

static void apic_ends_software_disabled(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC, 6);
	TAP_EQ(kdp_lapic_off(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(model.svr, 0xff);
	TAP_EQ(changed, 1);
	TAP_EQ(details_get(KDP_CODE_SVR, 0)->before, 0x10f);
	TAP_EQ(details_get(KDP_CODE_SVR, 0)->after, 0xff);
	TAP_CHECK(model.lvt_lint0 & LAPIC_LVT_MASKED);
	TAP_EQ(kdp_lapic_off(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(changed, 0);
}

static void virtual_wire_is_left_on_request(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_X2APIC, 6);
	step.arg[0] = 1;
	kdp_lapic_mask(&plan, &step, &changed);
	TAP_EQ(kdp_lapic_off(&plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(model.svr, 0x1ff);
	TAP_EQ(model.lvt_lint0 & ~LAPIC_LVT_REMOTE_IRR & ~LAPIC_LVT_PENDING,
	       0x700);
	TAP_CHECK(model.lvt_lint1 & LAPIC_LVT_MASKED);
	TAP_CHECK(model.lvt_timer & LAPIC_LVT_MASKED);
}

static void svr_that_keeps_its_value_is_recorded(void)
{
	uint64_t changed;

	start(LAPIC_MODEL_XAPIC, 6);
	model.svr_dead = true;
	TAP_EQ(kdp_lapic_off(&plan, &step, &changed), KDP_STATUS_STUCK);
	TAP_EQ(changed, 0);
	TAP_EQ(details_get(KDP_CODE_SVR, 0)->status, KDP_STATUS_STUCK);
}

int main(void)
{
	TAP_RUN(every_entry_ends_masked);
	TAP_RUN(entries_past_max_lvt_are_not_accessed);
	TAP_RUN(extended_entries_of_amd_are_masked);
	TAP_RUN(extended_entries_need_cpuid_and_version);
	TAP_RUN(detail_tells_before_and_after);
	TAP_RUN(masking_raises_no_error_interrupt);
	TAP_RUN(tsc_deadline_timer_is_disarmed);
	TAP_RUN(mask_bit_that_does_not_stick_is_recorded);
	TAP_RUN(x2apic_uses_msrs);
	TAP_RUN(xapic_uses_memory);
	TAP_RUN(disabled_apic_is_skipped);
	TAP_RUN(state_handed_over_is_recorded);
	TAP_RUN(apic_ends_software_disabled);
	TAP_RUN(virtual_wire_is_left_on_request);
	TAP_RUN(svr_that_keeps_its_value_is_recorded);
	return tap_done();
}
