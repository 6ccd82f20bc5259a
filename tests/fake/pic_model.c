// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pic_model.c - the 8259 pair of the fake machine.
 */
#include "tests/fake/pic_model.h"

#include <inttypes.h>
#include <string.h>

#include "purgatory/regs/pic.h"
#include "tests/fake/bus.h"

/*
 * Fully nested mode: a request is passed on when it is unmasked and above all
 * that is in service; input 0 is the highest.
 */
static bool chip_intr(const struct pic_model_chip *chip, uint8_t extra)
{
	uint8_t requests = (uint8_t)((chip->irr | extra) & ~chip->imr);
	unsigned int input;

	for (input = 0; input < PIC_INPUTS; input++) {
		if (chip->isr >> input & 1)
			return false;
		if (requests >> input & 1)
			return true;
	}
	return false;
}

bool pic_model_intr(const struct pic_model *model)
{
	uint8_t cascade = 0;

	if (chip_intr(&model->chip[1], 0))
		cascade = 1u << PIC_CASCADE;
	return chip_intr(&model->chip[0], cascade);
}

void pic_model_raise(struct pic_model *model, unsigned int input)
{
	struct pic_model_chip *chip = &model->chip[input / PIC_INPUTS];

	chip->irr |= (uint8_t)(1u << input % PIC_INPUTS);
}

static void command(struct pic_model *model, struct pic_model_chip *chip,
		    uint8_t value)
{
	if (value & PIC_ICW1)
		fake_abort("pic: initialized with 0x%02x", value);
	if (value & PIC_OCW3) {
		if (value != PIC_OCW3_READ_IRR && value != PIC_OCW3_READ_ISR)
			fake_abort("pic: OCW3 0x%02x", value);
		chip->read_isr = value == PIC_OCW3_READ_ISR;
		return;
	}
	if (KDP_FIELD_GET(PIC_OCW2_OPERATION, value) != PIC_SPECIFIC_EOI)
		fake_abort("pic: OCW2 0x%02x", value);
	chip->eois++;
	if (!model->stuck)
		chip->isr &= (uint8_t)~(1u << (value & PIC_OCW2_LEVEL));
}

static uint64_t port_read(struct pic_model *model, struct pic_model_chip *chip,
			  uint64_t offset, unsigned int size)
{
	if (size != 1)
		fake_abort("pic: read of %u bytes", size);
	if (model->absent)
		return PIC_NONE;
	if (offset == PIC_OCW1)
		return chip->imr;
	return chip->read_isr ? chip->isr : chip->irr;
}

static void port_write(struct pic_model *model, struct pic_model_chip *chip,
		       uint64_t offset, unsigned int size, uint64_t value)
{
	if (size != 1)
		fake_abort("pic: write of %u bytes", size);
	if (model->absent)
		return;
	if (offset == PIC_COMMAND) {
		command(model, chip, (uint8_t)value);
		return;
	}
	if (chip->imr & ~value)
		fake_abort("pic: inputs 0x%" PRIx64 " unmasked",
			   chip->imr & ~value);
	if (!model->stuck)
		chip->imr = (uint8_t)value;
}

static uint64_t master_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct pic_model *model = opaque;

	return port_read(model, &model->chip[0], offset, size);
}

static void master_write(void *opaque, uint64_t offset, unsigned int size,
			 uint64_t value)
{
	struct pic_model *model = opaque;

	port_write(model, &model->chip[0], offset, size, value);
}

static uint64_t slave_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct pic_model *model = opaque;

	return port_read(model, &model->chip[1], offset, size);
}

static void slave_write(void *opaque, uint64_t offset, unsigned int size,
			uint64_t value)
{
	struct pic_model *model = opaque;

	port_write(model, &model->chip[1], offset, size, value);
}

static const struct fake_ops master_ops = {
	.name = "8259 master",
	.read = master_read,
	.write = master_write,
};

static const struct fake_ops slave_ops = {
	.name = "8259 slave",
	.read = slave_read,
	.write = slave_write,
};

void pic_model_init(struct pic_model *model)
{
	memset(model, 0, sizeof(*model));
	model->chip[0].imr = PIC_OCW1_ALL;
	model->chip[1].imr = PIC_OCW1_ALL;
	fake_claim(FAKE_PIO, PIC_MASTER, 2, &master_ops, model);
	fake_claim(FAKE_PIO, PIC_SLAVE, 2, &slave_ops, model);
}
