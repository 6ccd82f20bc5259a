// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * watchdog.c - arms a watchdog, so that a hang behind this step ends in a
 * reset.
 *
 * The timer is stopped while it is programmed: the panicked kernel may have
 * used it, with any time left.  It is never armed for less than the plan
 * says, and an armed one is left to the second kernel, whose driver takes it
 * over when it is probed (Linux: iTCO_wdt keeps it running, i6300esb stops
 * it).
 */
#include "purgatory/steps.h"

#include <stdbool.h>

#include "purgatory/pcicfg.h"
#include "purgatory/record.h"
#include "purgatory/regs/pci.h"
#include "purgatory/regs/watchdog.h"

#include "mmio.h"
#include "pio.h"

static void note(const struct kdp_watchdog *watchdog, enum kdp_status status,
		 uint64_t reg, uint64_t before, uint64_t after)
{
	if (status == KDP_STATUS_OK)
		kdp_record()->watchdog_ms = watchdog->timeout_ms;
	kdp_record_detail(KDP_CODE_WATCHDOG, (uint16_t)status,
			  (uint32_t)watchdog->kind << 16 | (uint16_t)reg,
			  before, after,
			  status == KDP_STATUS_OK ? watchdog->timeout_ms : 0);
}

/* The device that the plan knows, or false with a detail. */
static bool is_there(const struct kdp_watchdog *watchdog,
		     struct kdp_pcicfg *cfg)
{
	uint32_t planned = watchdog->vendor | (uint32_t)watchdog->device << 16;
	uint32_t found = PCI_ID_NONE;

	if (kdp_pcicfg_open(NULL, 0, 0, watchdog->bus, watchdog->devfn, cfg))
		found = kdp_pcicfg_read32(cfg, PCI_ID);
	if (found == planned)
		return true;
	kdp_record_detail(KDP_CODE_PCI_CHANGED, KDP_STATUS_MISMATCH,
			  KDP_BDF(0, watchdog->bus, watchdog->devfn), planned,
			  found, 0);
	return false;
}

/*
 * NMI_NOW is written as 0: 1 clears it, and the next value read would be
 * another one.
 */
static uint16_t tco_control(uint16_t base, uint16_t clear, uint16_t set)
{
	uint16_t cnt = kdp_pio_in16(base + TCO_CNT);

	cnt &= (uint16_t)~(TCO_CNT_NMI_NOW | clear);
	cnt |= set;
	kdp_pio_out16(base + TCO_CNT, cnt);
	return kdp_pio_in16(base + TCO_CNT);
}

/* Firmware can fix the bit: then no timeout resets the machine. */
static bool tco_allow_reset(const struct kdp_watchdog *watchdog)
{
	uint16_t base = (uint16_t)watchdog->base;
	uint32_t before, after;

	if (!watchdog->no_reboot) {
		before = kdp_pio_in16(base + TCO_CNT);
		after = tco_control(base, TCO_CNT_NO_REBOOT, 0);
		if (!(after & TCO_CNT_NO_REBOOT))
			return true;
	} else {
		before = kdp_mmio_read32(watchdog->no_reboot);
		kdp_mmio_write32(watchdog->no_reboot,
				 before & ~watchdog->no_reboot_mask);
		after = kdp_mmio_read32(watchdog->no_reboot);
		if (!(after & watchdog->no_reboot_mask))
			return true;
	}
	note(watchdog, KDP_STATUS_STUCK,
	     watchdog->no_reboot ? watchdog->no_reboot :
				   watchdog->base + TCO_CNT,
	     before, after);
	return false;
}

/*
 * With TCO_EN the first timeout is an SMI, whose handler may reload the timer
 * for ever.  Where firmware has locked it the watchdog is armed all the same:
 * not each handler does so.
 */
static void tco_stop_smi(const struct kdp_watchdog *watchdog)
{
	uint32_t before, after;

	if (!watchdog->smi_en)
		return;
	before = kdp_pio_in32(watchdog->smi_en);
	if (!(before & SMI_EN_TCO))
		return;
	kdp_pio_out32(watchdog->smi_en, before & ~(uint32_t)SMI_EN_TCO);
	after = kdp_pio_in32(watchdog->smi_en);
	if (after & SMI_EN_TCO)
		note(watchdog, KDP_STATUS_STUCK, watchdog->smi_en, before,
		     after);
}

static uint32_t clamp(uint64_t count, uint32_t min, uint32_t max)
{
	if (count < min)
		return min;
	return count > max ? max : (uint32_t)count;
}

static uint64_t divide_up(uint64_t a, uint64_t b)
{
	return (a + b - 1) / b;
}

static enum kdp_status tco_arm(const struct kdp_watchdog *watchdog)
{
	uint16_t base = (uint16_t)watchdog->base;
	uint16_t before = kdp_pio_in16(base + TCO_CNT);
	uint16_t count, timer;

	if (before == UINT16_MAX)
		return KDP_STATUS_UNSUPPORTED;
	tco_control(base, 0, TCO_CNT_HALT);
	if (!tco_allow_reset(watchdog))
		return KDP_STATUS_STUCK;
	tco_stop_smi(watchdog);
	/* An old first timeout would make the next one the second. */
	kdp_pio_out16(base + TCO_STS1, TCO_STS1_TIMEOUT);
	kdp_pio_out16(base + TCO_STS2, TCO_STS2_SECOND_TO);

	count = (uint16_t)clamp(divide_up(watchdog->timeout_ms,
					  TCO_TICK_MS * TCO_STAGES),
				TCO_TICKS_MIN, TCO_TICKS_MAX);
	timer = kdp_pio_in16(base + TCO_TMR);
	timer &= (uint16_t)~TCO_TMR_COUNT;
	kdp_pio_out16(base + TCO_TMR, timer | count);
	timer = kdp_pio_in16(base + TCO_TMR);
	kdp_pio_out16(base + TCO_RLD, 1);
	if ((timer & TCO_TMR_COUNT) != count ||
	    tco_control(base, TCO_CNT_HALT, 0) & TCO_CNT_HALT) {
		note(watchdog, KDP_STATUS_STUCK, base + TCO_TMR, count, timer);
		return KDP_STATUS_STUCK;
	}
	note(watchdog, KDP_STATUS_OK, base + TCO_CNT, before,
	     kdp_pio_in16(base + TCO_CNT));
	return KDP_STATUS_OK;
}

static void esb_unlock(const struct kdp_watchdog *watchdog)
{
	kdp_mmio_write16(watchdog->base + ESB_RELOAD, ESB_RELOAD_UNLOCK1);
	kdp_mmio_write16(watchdog->base + ESB_RELOAD, ESB_RELOAD_UNLOCK2);
}

static enum kdp_status esb_arm(const struct kdp_watchdog *watchdog,
			       const struct kdp_pcicfg *cfg)
{
	uint32_t count = clamp(divide_up((uint64_t)watchdog->timeout_ms *
						 ESB_HZ,
					 1000 * ESB_STAGES),
			       1, ESB_TICKS_MAX);
	uint16_t command = kdp_pcicfg_read16(cfg, PCI_COMMAND);
	uint8_t before = kdp_pcicfg_read8(cfg, ESB_LOCK);
	uint8_t after;

	if (!(command & PCI_COMMAND_MEMORY))
		kdp_pcicfg_write16(cfg, PCI_COMMAND,
				   command | (uint16_t)PCI_COMMAND_MEMORY);
	/* Both are ignored where the device was locked. */
	kdp_pcicfg_write8(cfg, ESB_LOCK, 0);
	kdp_pcicfg_write16(cfg, ESB_CONFIG, ESB_CONFIG_NO_INTERRUPT);
	esb_unlock(watchdog);
	kdp_mmio_write32(watchdog->base + ESB_TIMER1, count);
	esb_unlock(watchdog);
	kdp_mmio_write32(watchdog->base + ESB_TIMER2, count);
	esb_unlock(watchdog);
	kdp_mmio_write16(watchdog->base + ESB_RELOAD,
			 ESB_RELOAD_RELOAD | ESB_RELOAD_TIMEOUT);
	kdp_pcicfg_write8(cfg, ESB_LOCK, ESB_LOCK_ENABLE);

	after = kdp_pcicfg_read8(cfg, ESB_LOCK);
	if ((after & (ESB_LOCK_ENABLE | ESB_LOCK_FREE_RUN)) !=
	    ESB_LOCK_ENABLE) {
		note(watchdog, KDP_STATUS_STUCK, ESB_LOCK, before, after);
		return KDP_STATUS_STUCK;
	}
	note(watchdog, KDP_STATUS_OK, ESB_LOCK, before, after);
	return KDP_STATUS_OK;
}

static enum kdp_status arm(const struct kdp_watchdog *watchdog)
{
	struct kdp_pcicfg cfg = { 0 };

	if (!is_there(watchdog, &cfg))
		return KDP_STATUS_SKIPPED;
	switch (watchdog->kind) {
	case KDP_WATCHDOG_TCO:
		return tco_arm(watchdog);
	case KDP_WATCHDOG_I6300ESB:
		return esb_arm(watchdog, &cfg);
	default:
		return KDP_STATUS_UNSUPPORTED;
	}
}

enum kdp_status kdp_watchdog_arm(const struct kdp_plan *plan,
				 const struct kdp_step *step,
				 uint64_t *changed)
{
	const struct kdp_watchdog *watchdog = kdp_step_table(plan, step);
	enum kdp_status status = KDP_STATUS_SKIPPED;
	uint32_t i;

	/* One is enough: the others stand in for it. */
	for (i = 0; i < step->table_count; i++) {
		status = arm(&watchdog[i]);
		if (status != KDP_STATUS_OK)
			continue;
		*changed = 1;
		break;
	}
	return status;
}
