// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * watchdog_model.c - two watchdogs of the fake machine.
 */
#include "tests/fake/watchdog_model.h"

#include <inttypes.h>
#include <string.h>

#include "purgatory/regs/pci.h"
#include "purgatory/regs/watchdog.h"
#include "tests/fake/bus.h"

#define GCS_NO_REBOOT KDP_BIT(5)

static uint64_t tco_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct tco_model *model = opaque;

	if (size != 2)
		fake_abort("TCO: read of %u bytes at 0x%" PRIx64, size,
			   offset);
	if (model->absent)
		return UINT16_MAX;
	switch (offset) {
	case TCO_RLD:
		return model->count;
	case TCO_STS1:
		return model->sts1;
	case TCO_STS2:
		return model->sts2;
	case TCO_CNT:
		return model->cnt;
	case TCO_TMR:
		return model->tmr;
	default:
		fake_abort("TCO: read at 0x%" PRIx64, offset);
	}
}

/* 13.9.6: NMI_NOW is cleared by writing 1; TCO_LOCK stays once it is set. */
static void tco_write_control(struct tco_model *model, uint16_t value)
{
	uint16_t keep = model->cnt & (uint16_t)(TCO_CNT_LOCK);
	uint16_t nmi = model->cnt & (uint16_t)TCO_CNT_NMI_NOW;

	if (value & TCO_CNT_NMI_NOW)
		fake_abort("TCO: NMI_NOW written as 1");
	if (model->halt_fixed)
		value |= TCO_CNT_HALT;
	if (model->no_reboot_fixed && model->version6)
		value |= TCO_CNT_NO_REBOOT;
	model->cnt = value | keep | nmi;
}

static void tco_write(void *opaque, uint64_t offset, unsigned int size,
		      uint64_t value)
{
	struct tco_model *model = opaque;

	if (size != 2)
		fake_abort("TCO: write of %u bytes at 0x%" PRIx64, size,
			   offset);
	switch (offset) {
	case TCO_RLD:
		model->count = model->tmr & TCO_TMR_COUNT;
		model->sts1 &= (uint16_t)~TCO_STS1_TIMEOUT;
		break;
	case TCO_STS1:
		model->sts1 &= (uint16_t)~value;
		break;
	case TCO_STS2:
		model->sts2 &= (uint16_t)~value;
		break;
	case TCO_CNT:
		tco_write_control(model, (uint16_t)value);
		break;
	case TCO_TMR:
		if (!(model->cnt & TCO_CNT_HALT))
			fake_abort("TCO: TMR written while the timer runs");
		if (!model->timer_fixed)
			model->tmr = (uint16_t)value;
		break;
	default:
		fake_abort("TCO: write at 0x%" PRIx64, offset);
	}
}

static uint64_t smi_read(void *opaque, uint64_t offset, unsigned int size)
{
	const struct tco_model *model = opaque;

	if (offset || size != 4)
		fake_abort("SMI_EN: read of %u bytes", size);
	return model->smi_en;
}

static void smi_write(void *opaque, uint64_t offset, unsigned int size,
		      uint64_t value)
{
	struct tco_model *model = opaque;
	uint32_t fixed = model->cnt & TCO_CNT_LOCK ? SMI_EN_TCO : 0;

	if (offset || size != 4)
		fake_abort("SMI_EN: write of %u bytes", size);
	model->smi_en = ((uint32_t)value & ~fixed) | (model->smi_en & fixed);
}

static uint64_t gcs_read(void *opaque, uint64_t offset, unsigned int size)
{
	const struct tco_model *model = opaque;

	if (offset || size != 4)
		fake_abort("GCS: read of %u bytes", size);
	return model->gcs;
}

static void gcs_write(void *opaque, uint64_t offset, unsigned int size,
		      uint64_t value)
{
	struct tco_model *model = opaque;

	if (offset || size != 4)
		fake_abort("GCS: write of %u bytes", size);
	if (model->no_reboot_fixed)
		value |= GCS_NO_REBOOT;
	model->gcs = (uint32_t)value;
}

static const struct fake_ops tco_ops = { "TCO", tco_read, tco_write };
static const struct fake_ops smi_ops = { "SMI_EN", smi_read, smi_write };
static const struct fake_ops gcs_ops = { "GCS", gcs_read, gcs_write };

void tco_model_init(struct tco_model *model, uint16_t base, uint16_t smi_en,
		    uint64_t gcs)
{
	*model = (struct tco_model){
		.cnt = TCO_CNT_HALT,
		.tmr = 4,
		.smi_en = SMI_EN_TCO | 1,
		.gcs = 0xc0000000u | GCS_NO_REBOOT,
		.version6 = !gcs,
	};
	if (model->version6)
		model->cnt |= TCO_CNT_NO_REBOOT;
	fake_claim(FAKE_PIO, base, TCO_SIZE, &tco_ops, model);
	fake_claim(FAKE_PIO, smi_en, 4, &smi_ops, model);
	if (gcs)
		fake_claim(FAKE_MMIO, gcs, 4, &gcs_ops, model);
}

static bool tco_no_reboot(const struct tco_model *model)
{
	if (model->version6)
		return model->cnt & TCO_CNT_NO_REBOOT;
	return model->gcs & GCS_NO_REBOOT;
}

/* 13.9.5: the reset comes with the second timeout; between, an SMI. */
static void tco_timeout(struct tco_model *model)
{
	model->count = model->tmr & TCO_TMR_COUNT;
	if (model->sts1 & TCO_STS1_TIMEOUT) {
		model->sts2 |= TCO_STS2_SECOND_TO;
		if (!tco_no_reboot(model))
			model->reset = true;
	}
	model->sts1 |= TCO_STS1_TIMEOUT;
	if (model->smi_en & SMI_EN_TCO)
		model->smis++;
}

void tco_model_run(struct tco_model *model, uint64_t ms)
{
	uint64_t left = ms / TCO_TICK_MS;

	while (left-- && !(model->cnt & TCO_CNT_HALT) && !model->reset) {
		if (model->count)
			model->count--;
		if (!model->count)
			tco_timeout(model);
	}
}

static uint64_t esb_read(void *opaque, uint64_t offset, unsigned int size)
{
	const struct esb_model *model = opaque;

	if (offset != ESB_RELOAD || size != 2)
		fake_abort("i6300ESB: read of %u bytes at 0x%" PRIx64, size,
			   offset);
	return model->timed_out ? ESB_RELOAD_TIMEOUT : 0;
}

static void esb_write_reload(struct esb_model *model, uint64_t value)
{
	if (value == ESB_RELOAD_UNLOCK1 && !model->unlocked) {
		model->unlocked = 1;
	} else if (value == ESB_RELOAD_UNLOCK2 && model->unlocked == 1) {
		model->unlocked = 2;
	} else {
		if (model->unlocked == 2 && value & ESB_RELOAD_RELOAD)
			model->elapsed_us = 0;
		if (model->unlocked == 2 && value & ESB_RELOAD_TIMEOUT)
			model->timed_out = false;
		model->unlocked = 0;
	}
}

static void esb_write(void *opaque, uint64_t offset, unsigned int size,
		      uint64_t value)
{
	struct esb_model *model = opaque;

	if (offset == ESB_RELOAD && size == 2) {
		esb_write_reload(model, value);
		return;
	}
	if (offset > ESB_TIMER2 || offset % 4 || size != 4)
		fake_abort("i6300ESB: write of %u bytes at 0x%" PRIx64, size,
			   offset);
	if (value & ~ESB_TIMER_COUNT)
		fake_abort("i6300ESB: reserved bits of a timer written");
	if (model->unlocked == 2) {
		if (offset == ESB_TIMER1)
			model->timer1 = (uint32_t)value;
		else
			model->timer2 = (uint32_t)value;
	}
	model->unlocked = 0;
}

static const struct fake_ops esb_ops = { "i6300ESB", esb_read, esb_write };

void esb_model_init(struct esb_model *model,
		    struct pci_model_function *function, uint64_t bar)
{
	*model = (struct esb_model){
		.function = function,
		.timer1 = ESB_TIMER_COUNT,
		.timer2 = ESB_TIMER_COUNT,
	};
	memset(function->writable + ESB_CONFIG, 0xff, 2);
	function->writable[ESB_LOCK] = 7;
	function->config[ESB_BAR] = (uint8_t)bar;
	fake_claim(FAKE_MMIO, bar, ESB_SIZE, &esb_ops, model);
}

void esb_model_run(struct esb_model *model, uint64_t ms)
{
	uint16_t config = pci_model_get16(model->function, ESB_CONFIG);
	uint8_t lock = model->function->config[ESB_LOCK];
	uint64_t ticks;

	if (!(lock & ESB_LOCK_ENABLE) || lock & ESB_LOCK_FREE_RUN)
		return;
	model->elapsed_us += ms * 1000;
	ticks = config & ESB_CONFIG_FAST ? model->elapsed_us :
					   model->elapsed_us * 100 / 98304;
	if (ticks < (uint64_t)model->timer1 + model->timer2)
		return;
	model->timed_out = true;
	if (!(config & ESB_CONFIG_NO_OUTPUT))
		model->reset = true;
}
