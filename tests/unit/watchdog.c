// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/watchdog.c, against the models of tests/fake:
 * - an armed watchdog resets the machine behind the time asked for, not
 *   before it and not long behind it, whatever state it was left in.
 * - NO_REBOOT is cleared where it can be, and where it cannot the step says so
 *   and stops the timer.
 * - TCO_EN is taken out of SMI_EN and no other bit is.
 * - nothing but configuration reads reaches a device with other ids.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "purgatory/record.h"
#include "purgatory/regs/pci.h"
#include "purgatory/regs/watchdog.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/watchdog_model.h"
#include "tests/tap.h"

#define TCO_BASE 0x660u
#define SMI_PORT 0x630u
#define GCS	 0xfed1f410u
#define LPC	 0xf8u
#define ESB_MMIO 0xfebf0000u
#define ESB_FN	 0x20u

static struct {
	struct kdp_plan plan;
	struct kdp_step step;
	struct kdp_watchdog table[2];
} plan;

static struct pci_model pci;
static struct tco_model tco;
static struct esb_model esb;

static void start(void)
{
	details_start();
	pci_model_deinit(&pci);
	memset(&plan, 0, sizeof(plan));
	plan.step.kind = KDP_STEP_WATCHDOG;
	plan.step.table = (uint32_t)((char *)plan.table - (char *)&plan);
	plan.step.table_count = 1;
	pci_model_claim_ports(&pci);
}

static void start_tco(uint32_t ms, uint64_t gcs)
{
	start();
	plan.table[0] = (struct kdp_watchdog){
		.base = TCO_BASE,
		.no_reboot = gcs,
		.no_reboot_mask = gcs ? 0x20 : 0,
		.timeout_ms = ms,
		.kind = KDP_WATCHDOG_TCO,
		.smi_en = SMI_PORT,
		.devfn = LPC,
		.vendor = 0x8086,
		.device = 0x2918,
	};
	pci_model_add(&pci, 0, LPC, 0x8086, 0x2918);
	tco_model_init(&tco, TCO_BASE, SMI_PORT, gcs);
}

static void start_esb(uint32_t ms)
{
	struct pci_model_function *function;

	start();
	plan.table[0] = (struct kdp_watchdog){
		.base = ESB_MMIO,
		.timeout_ms = ms,
		.kind = KDP_WATCHDOG_I6300ESB,
		.devfn = ESB_FN,
		.vendor = 0x8086,
		.device = 0x25ab,
	};
	function = pci_model_add(&pci, 0, ESB_FN, 0x8086, 0x25ab);
	esb_model_init(&esb, function, ESB_MMIO);
}

static enum kdp_status run(uint64_t *changed)
{
	*changed = 0;
	return kdp_watchdog_arm(&plan.plan, &plan.step, changed);
}

static void check_armed(void)
{
	uint64_t changed;

	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 1);
	TAP_EQ(details_count(KDP_CODE_WATCHDOG), 1);
	TAP_EQ(details_get(KDP_CODE_WATCHDOG, 0)->extra,
	       plan.table[0].timeout_ms);
}

static void tco_resets_behind_its_time(void)
{
	static const uint32_t seconds[] = { 5, 6, 30, 59, 60, 300, 1200 };
	size_t i;

	for (i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
		uint32_t ms = seconds[i] * 1000;

		start_tco(ms, GCS);
		check_armed();
		tco_model_run(&tco, ms - 1);
		TAP_CHECK(!tco.reset);
		/* Two stages of whole ticks. */
		tco_model_run(&tco, 2 * TCO_TICK_MS + TCO_TICK_MS);
		TAP_CHECK(tco.reset);
		TAP_EQ(tco.smis, 0);
		TAP_EQ(tco.smi_en, 1);
		TAP_EQ(tco.gcs, 0xc0000000u);
	}
}

static void tco_time_is_bounded_by_the_timer(void)
{
	start_tco(1000, GCS);
	check_armed();
	TAP_EQ(tco.tmr, TCO_TICKS_MIN);
	start_tco(UINT32_MAX, GCS);
	check_armed();
	TAP_EQ(tco.tmr, TCO_TICKS_MAX);
}

static void tco_that_ran_before_is_started_anew(void)
{
	start_tco(30000, GCS);
	tco.cnt = TCO_CNT_NMI_NOW;
	tco.count = 1;
	tco.sts1 = TCO_STS1_TIMEOUT;
	tco.sts2 = TCO_STS2_SECOND_TO | 4;
	check_armed();
	tco_model_run(&tco, 29999);
	TAP_CHECK(!tco.reset);
	tco_model_run(&tco, 1800);
	TAP_CHECK(tco.reset);
	TAP_CHECK(tco.sts2 & 4);
	TAP_CHECK(tco.cnt & TCO_CNT_NMI_NOW);
}

static void no_reboot_in_the_control_register(void)
{
	start_tco(12000, 0);
	check_armed();
	TAP_CHECK(!(tco.cnt & TCO_CNT_NO_REBOOT));
	tco_model_run(&tco, 11999);
	TAP_CHECK(!tco.reset);
	tco_model_run(&tco, 1800);
	TAP_CHECK(tco.reset);
}

static void no_reboot_that_is_fixed_leaves_the_timer_stopped(void)
{
	uint64_t changed;
	int version;

	for (version = 0; version < 2; version++) {
		start_tco(12000, version ? 0 : GCS);
		tco.no_reboot_fixed = true;
		tco.cnt &= (uint16_t)~TCO_CNT_HALT;
		TAP_EQ(run(&changed), KDP_STATUS_STUCK);
		TAP_EQ(changed, 0);
		TAP_EQ(details_get(KDP_CODE_WATCHDOG, 0)->status,
		       KDP_STATUS_STUCK);
		TAP_CHECK(tco.cnt & TCO_CNT_HALT);
		TAP_EQ(tco.smi_en, SMI_EN_TCO | 1);
	}
}

static void locked_smi_is_recorded_and_the_timer_armed(void)
{
	uint64_t changed;

	start_tco(12000, GCS);
	tco.cnt |= TCO_CNT_LOCK;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(details_count(KDP_CODE_WATCHDOG), 2);
	TAP_EQ(details_get(KDP_CODE_WATCHDOG, 0)->status, KDP_STATUS_STUCK);
	TAP_EQ(details_get(KDP_CODE_WATCHDOG, 0)->object,
	       KDP_WATCHDOG_TCO << 16 | SMI_PORT);
	TAP_CHECK(tco.cnt & TCO_CNT_LOCK);
	tco_model_run(&tco, 20000);
	TAP_CHECK(tco.reset);
}

static void tco_that_takes_nothing_is_stuck(void)
{
	uint64_t changed;

	start_tco(12000, GCS);
	tco.halt_fixed = true;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	start_tco(12000, GCS);
	tco.timer_fixed = true;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_CHECK(tco.cnt & TCO_CNT_HALT);
	TAP_EQ(changed, 0);
	start_tco(12000, GCS);
	tco.absent = true;
	TAP_EQ(run(&changed), KDP_STATUS_UNSUPPORTED);
	TAP_EQ(fake_log_writes(FAKE_PIO, TCO_BASE, TCO_SIZE), 0);
}

static void esb_resets_behind_its_time(void)
{
	static const uint32_t seconds[] = { 1, 2, 30, 60, 300, 1200 };
	size_t i;

	for (i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
		uint32_t ms = seconds[i] * 1000;

		start_esb(ms);
		check_armed();
		esb_model_run(&esb, ms - 1);
		TAP_CHECK(!esb.reset);
		esb_model_run(&esb, 3 + ms / 1000);
		TAP_CHECK(esb.reset);
	}
}

static void esb_that_ran_before_is_started_anew(void)
{
	start_esb(2000);
	esb.function->config[ESB_LOCK] = ESB_LOCK_ENABLE | ESB_LOCK_FREE_RUN;
	pci_model_set16(esb.function, ESB_CONFIG,
			ESB_CONFIG_FAST | ESB_CONFIG_NO_OUTPUT);
	esb.elapsed_us = 1000000000;
	check_armed();
	TAP_EQ(pci_model_get16(esb.function, ESB_CONFIG),
	       ESB_CONFIG_NO_INTERRUPT);
	TAP_CHECK(pci_model_get16(esb.function, PCI_COMMAND) &
		  PCI_COMMAND_MEMORY);
	esb_model_run(&esb, 1999);
	TAP_CHECK(!esb.reset);
	esb_model_run(&esb, 5);
	TAP_CHECK(esb.reset);
}

static void locked_esb_tells_by_its_state(void)
{
	uint64_t changed;

	start_esb(2000);
	esb.function->writable[ESB_LOCK] = 0;
	esb.function->config[ESB_LOCK] = ESB_LOCK_LOCKED;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(changed, 0);
	start_esb(2000);
	esb.function->writable[ESB_LOCK] = 0;
	esb.function->config[ESB_LOCK] = ESB_LOCK_LOCKED | ESB_LOCK_ENABLE;
	check_armed();
}

static void other_device_is_left_alone(void)
{
	uint64_t changed;

	start_tco(12000, GCS);
	plan.table[0].device = 0x2919;
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
	TAP_EQ(details_count(KDP_CODE_PCI_CHANGED), 1);
	TAP_EQ(fake_log_writes(FAKE_PIO, TCO_BASE, TCO_SIZE), 0);
	TAP_EQ(fake_log_writes(FAKE_MMIO, 0, UINT64_MAX), 0);
	TAP_EQ(tco.smi_en, SMI_EN_TCO | 1);
}

static void second_watchdog_stands_in_for_the_first(void)
{
	struct pci_model_function *function;
	uint64_t changed;

	start_tco(12000, GCS);
	tco.no_reboot_fixed = true;
	plan.step.table_count = 2;
	plan.table[1] = (struct kdp_watchdog){
		.base = ESB_MMIO,
		.timeout_ms = 12000,
		.kind = KDP_WATCHDOG_I6300ESB,
		.devfn = ESB_FN,
		.vendor = 0x8086,
		.device = 0x25ab,
	};
	function = pci_model_add(&pci, 0, ESB_FN, 0x8086, 0x25ab);
	esb_model_init(&esb, function, ESB_MMIO);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 1);
	esb_model_run(&esb, 12020);
	TAP_CHECK(esb.reset);
}

static void unknown_kind_is_unsupported(void)
{
	uint64_t changed;

	start_tco(12000, GCS);
	plan.table[0].kind = 77;
	TAP_EQ(run(&changed), KDP_STATUS_UNSUPPORTED);
	plan.step.table_count = 0;
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
}

int main(void)
{
	TAP_RUN(tco_resets_behind_its_time);
	TAP_RUN(tco_time_is_bounded_by_the_timer);
	TAP_RUN(tco_that_ran_before_is_started_anew);
	TAP_RUN(no_reboot_in_the_control_register);
	TAP_RUN(no_reboot_that_is_fixed_leaves_the_timer_stopped);
	TAP_RUN(locked_smi_is_recorded_and_the_timer_armed);
	TAP_RUN(tco_that_takes_nothing_is_stuck);
	TAP_RUN(esb_resets_behind_its_time);
	TAP_RUN(esb_that_ran_before_is_started_anew);
	TAP_RUN(locked_esb_tells_by_its_state);
	TAP_RUN(other_device_is_left_alone);
	TAP_RUN(second_watchdog_stands_in_for_the_first);
	TAP_RUN(unknown_kind_is_unsupported);
	pci_model_deinit(&pci);
	return tap_done();
}
