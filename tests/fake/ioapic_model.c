// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioapic_model.c - the I/O APIC of the fake machine.
 */
#include "tests/fake/ioapic_model.h"

#include <inttypes.h>
#include <string.h>

#include "purgatory/regs/ioapic.h"
#include "tests/fake/bus.h"

#define RTE_READ_ONLY (IOAPIC_RTE_PENDING | IOAPIC_RTE_REMOTE_IRR)
/* 82093AA 3.2.4: bits 55:17 are reserved; VT-d and later ones use 55:48. */
#define RTE_RESERVED  KDP_BITS(47, 17)

/*
 * 82093AA 3.2.4, Delivery Status: set while the message waits to be sent.
 * Remote IRR: set when a local APIC accepts a level interrupt; while it is
 * set, the pin sends nothing.
 */
static void evaluate(struct ioapic_model *model, uint32_t pin, bool edge)
{
	uint64_t *rte = &model->rte[pin];
	bool is_level = *rte & IOAPIC_RTE_LEVEL;

	if (*rte & IOAPIC_RTE_MASKED)
		return;
	if (is_level && (!model->line[pin] || (*rte & IOAPIC_RTE_REMOTE_IRR)))
		return;
	if (!is_level && !edge)
		return;
	if (model->send_blocked) {
		*rte |= IOAPIC_RTE_PENDING;
		return;
	}
	model->sent[pin]++;
	if (is_level)
		*rte |= IOAPIC_RTE_REMOTE_IRR;
}

void ioapic_model_line(struct ioapic_model *model, uint32_t pin,
		       bool asserted)
{
	bool edge = asserted && !model->line[pin];

	model->line[pin] = asserted;
	evaluate(model, pin, edge);
}

/*
 * ICH9 13.5.4, EOI register: the vector is compared with that of each entry;
 * where it matches, Remote_IRR is cleared.  An entry in edge mode takes no
 * part (Linux clear_IO_APIC_pin(): "Explicit EOI doesn't clear the remote-IRR
 * if the trigger mode is not set to level").
 */
void ioapic_model_eoi(struct ioapic_model *model, uint32_t vector)
{
	uint32_t pin;

	for (pin = 0; pin < model->pins; pin++) {
		uint64_t *rte = &model->rte[pin];

		if (!(*rte & IOAPIC_RTE_LEVEL) ||
		    KDP_FIELD_GET(IOAPIC_RTE_VECTOR, *rte) != vector)
			continue;
		if (!model->remote_irr_dead)
			*rte &= ~IOAPIC_RTE_REMOTE_IRR;
		evaluate(model, pin, false);
	}
}

/*
 * Before version 0x20 Remote-IRR goes away when the entry becomes edge
 * triggered, on which kernels rely since there is no EOI register.
 */
static void write_low(struct ioapic_model *model, uint32_t pin, uint32_t value)
{
	uint64_t *rte = &model->rte[pin];
	uint64_t kept = *rte & (KDP_BITS(63, 32) | RTE_READ_ONLY);

	if (model->mask_dead)
		value &= ~(uint32_t)IOAPIC_RTE_MASKED;
	*rte = kept | (value & ~(RTE_READ_ONLY | RTE_RESERVED));
	if (!(*rte & IOAPIC_RTE_LEVEL) &&
	    model->version < IOAPIC_VERSION_HAS_EOI && !model->remote_irr_dead)
		*rte &= ~IOAPIC_RTE_REMOTE_IRR;
	evaluate(model, pin, false);
}

static uint32_t data_read(const struct ioapic_model *model)
{
	uint32_t pin = (model->index - 0x10) / 2;

	switch (model->index) {
	case IOAPIC_REG_ID:
		return model->id;
	case IOAPIC_REG_VERSION:
		return model->version | (model->pins - 1) << 16;
	case IOAPIC_REG_ARBITRATION:
		return 0;
	default:
		if (model->index < 0x10 || pin >= model->pins)
			fake_abort("ioapic: read of reserved register 0x%x",
				   model->index);
		return (uint32_t)(model->rte[pin] >>
				  (model->index & 1 ? 32 : 0));
	}
}

static void data_write(struct ioapic_model *model, uint32_t value)
{
	uint32_t pin = (model->index - 0x10) / 2;
	uint64_t high = (uint64_t)value << 32;

	if (model->index == IOAPIC_REG_ID) {
		model->id = value & IOAPIC_ID_ID;
		return;
	}
	if (model->index < 0x10 || pin >= model->pins)
		fake_abort("ioapic: write of register 0x%x", model->index);
	if (model->index & 1)
		model->rte[pin] = (uint32_t)model->rte[pin] |
				  (high & ~RTE_RESERVED);
	else
		write_low(model, pin, value);
}

/* 82093AA 3.1: both registers are accessed as 32 bits. */
static void check_size(uint64_t offset, unsigned int size)
{
	if (size != 4)
		fake_abort("ioapic: %u bytes at 0x%" PRIx64 ", only 4 work",
			   size, offset);
}

static uint64_t model_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct ioapic_model *model = opaque;

	check_size(offset, size);
	if (model->absent)
		return 0xffffffff;
	switch (offset) {
	case IOAPIC_INDEX:
		return model->index;
	case IOAPIC_DATA:
		return data_read(model);
	default:
		fake_abort("ioapic: read at 0x%" PRIx64, offset);
	}
}

static void model_write(void *opaque, uint64_t offset, unsigned int size,
			uint64_t value)
{
	struct ioapic_model *model = opaque;

	check_size(offset, size);
	if (model->absent)
		return;
	switch (offset) {
	case IOAPIC_INDEX:
		if (!model->wide_index)
			value &= IOAPIC_INDEX_REG;
		if (!model->index_dead)
			model->index = (uint32_t)value;
		return;
	case IOAPIC_DATA:
		data_write(model, (uint32_t)value);
		return;
	case IOAPIC_EOI:
		if (model->version < IOAPIC_VERSION_HAS_EOI)
			fake_abort("ioapic: version 0x%x has no EOI register",
				   model->version);
		model->eoi_writes++;
		ioapic_model_eoi(model, value & IOAPIC_EOI_VECTOR);
		return;
	default:
		fake_abort("ioapic: write at 0x%" PRIx64, offset);
	}
}

static const struct fake_ops model_ops = {
	.name = "ioapic",
	.read = model_read,
	.write = model_write,
};

void ioapic_model_init(struct ioapic_model *model, uint64_t addr,
		       uint32_t version, uint32_t pins)
{
	uint32_t pin;

	memset(model, 0, sizeof(*model));
	model->version = version;
	model->pins = pins;
	for (pin = 0; pin < pins; pin++)
		model->rte[pin] = IOAPIC_RTE_MASKED;
	fake_claim(FAKE_MMIO, addr, IOAPIC_WINDOW_SIZE, &model_ops, model);
}

void ioapic_model_set(struct ioapic_model *model, uint32_t pin, uint64_t rte)
{
	model->rte[pin] = rte;
	evaluate(model, pin, false);
}
