// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rtc_model.c - the real-time clock of the fake machine.
 */
#include "tests/fake/rtc_model.h"

#include <inttypes.h>
#include <string.h>

#include "purgatory/regs/rtc.h"
#include "tests/fake/bus.h"

/* MC146818A, "Register C": the line follows flags and their enables. */
bool rtc_model_line(const struct rtc_model *model)
{
	return model->c & model->b &
	       (RTC_B_PERIODIC | RTC_B_ALARM | RTC_B_UPDATE);
}

void rtc_model_event(struct rtc_model *model, uint8_t flags)
{
	bool before = rtc_model_line(model);

	model->c |= flags;
	if (rtc_model_line(model) && !before)
		model->lines++;
}

static uint64_t index_read(void *model, uint64_t offset, unsigned int size)
{
	(void)model;
	fake_abort("rtc: index port read, %u bytes at +%" PRIu64, size,
		   offset);
}

static void index_write(void *opaque, uint64_t offset, unsigned int size,
			uint64_t value)
{
	struct rtc_model *model = opaque;

	(void)offset;
	if (size != 1)
		fake_abort("rtc: index port: %u bytes", size);
	model->nmi_off = value & RTC_INDEX_NMI_OFF;
	model->index = value & RTC_INDEX_REGISTER;
	model->is_selected = true;
}

static void select(struct rtc_model *model, unsigned int size)
{
	if (size != 1 || !model->is_selected)
		fake_abort("rtc: data port: %u bytes, no register named",
			   size);
	model->is_selected = false;
}

static uint64_t data_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct rtc_model *model = opaque;
	uint8_t value;

	(void)offset;
	select(model, size);
	if (model->absent)
		return RTC_NONE;
	switch (model->index) {
	case RTC_A:
		return model->a;
	case RTC_B:
		return model->b;
	case RTC_C:
		value = model->c;
		if (rtc_model_line(model))
			value |= RTC_C_IRQ;
		model->c = 0;
		return value;
	case RTC_D:
		return model->d;
	default:
		fake_abort("rtc: read of register 0x%02x", model->index);
	}
}

static void data_write(void *opaque, uint64_t offset, unsigned int size,
		       uint64_t value)
{
	struct rtc_model *model = opaque;
	bool before = rtc_model_line(model);

	(void)offset;
	select(model, size);
	if (model->index != RTC_B)
		fake_abort("rtc: 0x%02x written to register 0x%02x",
			   (unsigned int)value, model->index);
	if (model->absent || model->stuck)
		return;
	model->b = (uint8_t)value;
	if (rtc_model_line(model) && !before)
		model->lines++;
}

static const struct fake_ops index_ops = {
	.name = "rtc index",
	.read = index_read,
	.write = index_write,
};

static const struct fake_ops data_ops = {
	.name = "rtc data",
	.read = data_read,
	.write = data_write,
};

void rtc_model_init(struct rtc_model *model)
{
	memset(model, 0, sizeof(*model));
	model->a = 0x26;
	model->b = 0x02;
	model->d = RTC_D_VALID;
	fake_claim(FAKE_PIO, RTC_INDEX, 1, &index_ops, model);
	fake_claim(FAKE_PIO, RTC_DATA, 1, &data_ops, model);
}
