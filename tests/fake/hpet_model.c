// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hpet_model.c - the high precision event timers of the fake machine.
 */
#include "tests/fake/hpet_model.h"

#include <inttypes.h>
#include <string.h>

#include "purgatory/regs/hpet.h"
#include "tests/fake/bus.h"

#define TIMER_WRITABLE                                                      \
	(HPET_TIMER_LEVEL | HPET_TIMER_ENABLE | HPET_TIMER_PERIODIC |       \
	 HPET_TIMER_32MODE | HPET_TIMER_ROUTE | HPET_TIMER_FSB)
#define TIMER_RESERVED (KDP_BIT(0) | KDP_BIT(7) | KDP_BITS(31, 16))

/* 2.3.8: in level mode the line stays asserted while the status bit is set. */
void hpet_model_match(struct hpet_model *model, uint32_t timer)
{
	uint64_t config = model->timer[timer];

	if (config & HPET_TIMER_LEVEL)
		model->status |= KDP_BIT(timer);
	if (!(config & HPET_TIMER_ENABLE))
		return;
	if (config & HPET_TIMER_FSB)
		model->messages[timer]++;
	else
		model->lines[timer]++;
}

/* Registers are read and written by aligned halves or as a whole (2.3.1). */
static void check(uint64_t offset, unsigned int size)
{
	if ((size != 4 && size != 8) || offset % size)
		fake_abort("hpet: %u bytes at 0x%" PRIx64, size, offset);
}

/* The configuration register of a timer that is there, or NULL. */
static uint64_t *timer_at(struct hpet_model *model, uint64_t reg)
{
	uint64_t index = (reg - HPET_TIMER_CONFIG(0)) / 0x20;

	if (reg < HPET_TIMER_CONFIG(0) || index >= model->timers ||
	    reg != HPET_TIMER_CONFIG((uint32_t)index))
		return NULL;
	return &model->timer[index];
}

static uint64_t reg_read(struct hpet_model *model, uint64_t reg)
{
	uint64_t *timer = timer_at(model, reg);

	if (timer)
		return *timer;
	switch (reg) {
	case HPET_ID:
		return model->id;
	case HPET_CONFIG:
		return model->config;
	case HPET_STATUS:
		return model->status;
	default:
		fake_abort("hpet: read of register 0x%" PRIx64, reg);
	}
}

static void reg_write(struct hpet_model *model, uint64_t reg, uint64_t value)
{
	uint64_t *timer = timer_at(model, reg);

	if (timer) {
		if (value & TIMER_RESERVED)
			fake_abort("hpet: timer: reserved bits in 0x%" PRIx64,
				   value);
		*timer = (*timer & ~TIMER_WRITABLE) | (value & TIMER_WRITABLE);
		return;
	}
	switch (reg) {
	case HPET_CONFIG:
		if (value & ~(HPET_CONFIG_ENABLE | HPET_CONFIG_LEGACY))
			fake_abort("hpet: reserved bits in 0x%" PRIx64, value);
		model->config = value;
		return;
	case HPET_STATUS:
		model->status &= ~value;
		return;
	default:
		fake_abort("hpet: write of register 0x%" PRIx64, reg);
	}
}

static uint64_t hpet_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct hpet_model *model = opaque;
	uint64_t value;

	check(offset, size);
	if (model->absent)
		return size == 4 ? UINT32_MAX : UINT64_MAX;
	value = reg_read(model, offset & ~7ull) >> 8 * (offset & 4);
	return size == 4 ? (uint32_t)value : value;
}

static void hpet_write(void *opaque, uint64_t offset, unsigned int size,
		       uint64_t value)
{
	struct hpet_model *model = opaque;
	uint64_t reg = offset & ~7ull;
	uint64_t other = 0;

	check(offset, size);
	if (model->absent || model->stuck)
		return;
	/* A half keeps the other, and ones clear bits of the status only. */
	if (size == 4 && reg != HPET_STATUS)
		other = reg_read(model, reg) &
			(offset & 4 ? UINT32_MAX : ~(uint64_t)UINT32_MAX);
	reg_write(model, reg, other | value << 8 * (offset & 4));
}

static const struct fake_ops hpet_ops = {
	.name = "hpet",
	.read = hpet_read,
	.write = hpet_write,
};

void hpet_model_init(struct hpet_model *model, uint64_t addr, uint32_t timers)
{
	uint32_t i;

	memset(model, 0, sizeof(*model));
	model->timers = timers;
	model->id = (uint64_t)HPET_PERIOD_MAX << 32 | 0x80860001u |
		    HPET_ID_LEGACY | HPET_ID_64BIT |
		    KDP_FIELD_MAKE(HPET_ID_LAST_TIMER, timers - 1);
	for (i = 0; i < timers; i++)
		model->timer[i] = 0xff0000ull << 32 | HPET_TIMER_CAN_FSB |
				  HPET_TIMER_CAN_PERIODIC | HPET_TIMER_64BIT;
	fake_claim(FAKE_MMIO, addr, HPET_WINDOW_SIZE, &hpet_ops, model);
}
