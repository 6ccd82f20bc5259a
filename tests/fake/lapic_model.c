// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lapic_model.c - the local APIC of the fake machine.
 */
#include "tests/fake/lapic_model.h"

#include <inttypes.h>
#include <string.h>

#include "purgatory/regs/lapic.h"
#include "tests/fake/bus.h"

#define ERROR_ILLEGAL_VECTOR KDP_BIT(6) /* received, figure 11-9 */
#define LVT_READ_ONLY (LAPIC_LVT_PENDING | LAPIC_LVT_REMOTE_IRR)
#define LVT_PLAIN     (LAPIC_LVT_VECTOR | LAPIC_LVT_MASKED)
#define LVT_MESSAGE   (LVT_PLAIN | LAPIC_LVT_DELIVERY)

bool lapic_model_bit(const uint32_t *words, uint32_t vector)
{
	return words[vector / 32] >> vector % 32 & 1;
}

void lapic_model_set_bit(uint32_t *words, uint32_t vector)
{
	words[vector / 32] |= 1u << vector % 32;
}

static void clear_bit(uint32_t *words, uint32_t vector)
{
	words[vector / 32] &= ~(1u << vector % 32);
}

static int highest(const uint32_t *words)
{
	int vector;

	for (vector = 255; vector >= 16; vector--) {
		if (lapic_model_bit(words, (uint32_t)vector))
			return vector;
	}
	return -1;
}

void lapic_model_raise(struct lapic_model *model, uint32_t vector, bool level)
{
	lapic_model_set_bit(model->irr, vector);
	if (level)
		lapic_model_set_bit(model->tmr, vector);
	else
		clear_bit(model->tmr, vector);
}

/* 11.8.3.1: the higher class of TPR and of the highest vector in service. */
static uint32_t ppr(const struct lapic_model *model)
{
	int in_service = highest(model->isr);
	uint32_t isrv = in_service < 0 ? 0 : (uint32_t)in_service;

	if (model->tpr >> 4 >= isrv >> 4)
		return model->tpr;
	return isrv & 0xf0;
}

/*
 * 11.8.4: the highest bit of IRR whose class is above PPR moves to ISR.
 * 11.9: a spurious interrupt takes SVR's vector and leaves ISR alone.
 */
int lapic_model_accept(void *opaque)
{
	struct lapic_model *model = opaque;
	int vector = highest(model->irr);

	if (!(model->svr & LAPIC_SVR_ENABLED))
		return -1;
	if (model->spurious) {
		model->spurious = false;
		return (int)(model->svr & LAPIC_SVR_VECTOR);
	}
	if (vector < 0 || (uint32_t)vector >> 4 <= ppr(model) >> 4)
		return -1;
	clear_bit(model->irr, (uint32_t)vector);
	lapic_model_set_bit(model->isr, (uint32_t)vector);
	return vector;
}

/*
 * 11.8.5: an EOI clears the highest bit of ISR and, for a level interrupt, is
 * broadcast to the I/O APICs unless SVR suppresses that.
 */
static void eoi(struct lapic_model *model)
{
	int vector = highest(model->isr);

	model->eoi_count++;
	if (model->screaming)
		lapic_model_raise(model, model->screaming, false);
	if (vector < 0 || model->eoi_dead)
		return;
	clear_bit(model->isr, (uint32_t)vector);
	if (model->ioapic && lapic_model_bit(model->tmr, (uint32_t)vector) &&
	    !(model->svr & LAPIC_SVR_NO_BROADCAST))
		ioapic_model_eoi(model->ioapic, (uint32_t)vector);
}

static void raise_error(struct lapic_model *model, uint32_t error)
{
	model->errors |= error;
	if (!(model->lvt_error & LAPIC_LVT_MASKED))
		lapic_model_raise(model, model->lvt_error & LAPIC_LVT_VECTOR,
				  false);
}

/* The register behind an LVT offset and the bits that can be written. */
static uint32_t *lvt(struct lapic_model *model, uint32_t reg,
		     uint32_t *writable)
{
	uint32_t index = (reg - LAPIC_EXT_LVT(0)) / 16;

	*writable = LVT_MESSAGE;
	if (reg >= LAPIC_EXT_LVT(0) && index < LAPIC_EXT_LVT_MAX &&
	    index < model->ext_count)
		return &model->lvt_ext[index];
	switch (reg) {
	case LAPIC_LVT_TIMER:
		*writable = LVT_PLAIN | LAPIC_TIMER_MODE;
		return &model->lvt_timer;
	case LAPIC_LVT_LINT0:
	case LAPIC_LVT_LINT1:
		*writable = LVT_MESSAGE | LAPIC_LVT_ACTIVE_LOW |
			    LAPIC_LVT_LEVEL;
		return reg == LAPIC_LVT_LINT0 ? &model->lvt_lint0 :
						&model->lvt_lint1;
	case LAPIC_LVT_ERROR:
		*writable = LVT_PLAIN;
		return model->max_lvt >= 3 ? &model->lvt_error : NULL;
	case LAPIC_LVT_PERF:
		return model->max_lvt >= 4 ? &model->lvt_perf : NULL;
	case LAPIC_LVT_THERMAL:
		return model->max_lvt >= 5 ? &model->lvt_thermal : NULL;
	case LAPIC_LVT_CMCI:
		return model->max_lvt >= 6 ? &model->lvt_cmci : NULL;
	default:
		return NULL;
	}
}

/* 11.4.7.2: while software-disabled, attempts to clear a mask are ignored. */
static void lvt_write(struct lapic_model *model, uint32_t reg, uint32_t value)
{
	uint32_t writable;
	uint32_t *entry = lvt(model, reg, &writable);

	if (value & ~writable & ~LVT_READ_ONLY)
		fake_abort("lapic: 0x%x: reserved bits in 0x%x", reg, value);
	if (!(model->svr & LAPIC_SVR_ENABLED))
		value |= LAPIC_LVT_MASKED;
	if (model->lvt_dead)
		value = (value & ~LAPIC_LVT_MASKED) |
			(*entry & LAPIC_LVT_MASKED);
	*entry = (value & writable) | (*entry & LVT_READ_ONLY);
	/* 11.5.3: a vector below 16 is an error, whatever the mask says. */
	if (KDP_FIELD_GET(LAPIC_LVT_DELIVERY, value) == LAPIC_DELIVERY_FIXED &&
	    (value & LAPIC_LVT_VECTOR) < 16)
		raise_error(model, ERROR_ILLEGAL_VECTOR);
}

/* 11.4.7.2: clearing the enable bit sets the mask of every LVT entry. */
static void svr_write(struct lapic_model *model, uint32_t value)
{
	static const uint16_t entries[] = {
		LAPIC_LVT_TIMER, LAPIC_LVT_CMCI,  LAPIC_LVT_THERMAL,
		LAPIC_LVT_PERF,	 LAPIC_LVT_LINT0, LAPIC_LVT_LINT1,
		LAPIC_LVT_ERROR,
		LAPIC_EXT_LVT(0), LAPIC_EXT_LVT(1), LAPIC_EXT_LVT(2),
		LAPIC_EXT_LVT(3),
	};
	uint32_t writable;
	size_t i;

	if (value & ~(LAPIC_SVR_VECTOR | LAPIC_SVR_ENABLED | LAPIC_SVR_FOCUS |
		      LAPIC_SVR_NO_BROADCAST))
		fake_abort("lapic: svr: reserved bits in 0x%x", value);
	if (model->svr_dead)
		return;
	model->svr = value;
	if (value & LAPIC_SVR_ENABLED)
		return;
	for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		uint32_t *entry = lvt(model, entries[i], &writable);

		if (entry)
			*entry |= LAPIC_LVT_MASKED;
	}
}

/* 11.6.1: writing the low half sends; both at once in x2APIC mode. */
static void icr_write(struct lapic_model *model, uint64_t value)
{
	if (value & 0xfff32000)
		fake_abort("lapic: icr: reserved bits in 0x%" PRIx64, value);
	model->icr = value;
	if (model->sent)
		model->sent();
}

/* 11.5.3: a write makes the errors since the last one readable. */
static void esr_write(struct lapic_model *model)
{
	model->esr = model->errors;
	model->errors = 0;
}

static uint32_t reg_read(struct lapic_model *model, uint32_t reg)
{
	uint32_t writable;
	uint32_t *entry = lvt(model, reg, &writable);

	if (entry)
		return *entry;
	if (reg >= LAPIC_ISR(0) && reg <= LAPIC_ISR(7))
		return model->isr[(reg - LAPIC_ISR(0)) / 16];
	if (reg >= LAPIC_TMR(0) && reg <= LAPIC_TMR(7))
		return model->tmr[(reg - LAPIC_TMR(0)) / 16];
	if (reg >= LAPIC_IRR(0) && reg <= LAPIC_IRR(7))
		return model->irr[(reg - LAPIC_IRR(0)) / 16];
	switch (reg) {
	case LAPIC_ID:
		return model->mode == LAPIC_MODEL_XAPIC ? model->id << 24 :
							  model->id;
	case LAPIC_VERSION:
		return 0x14 | model->max_lvt << 16 |
		       (model->ext_count ? LAPIC_VERSION_EXTENDED : 0);
	case LAPIC_EXT_FEATURES:
		if (!model->ext_count)
			fake_abort("lapic: read of register 0x%x", reg);
		return model->ext_count << 16;
	case LAPIC_TPR:
		return model->tpr;
	case LAPIC_PPR:
		return ppr(model);
	case LAPIC_SVR:
		return model->svr;
	case LAPIC_ESR:
		return model->esr;
	case LAPIC_TIMER_INIT:
		return model->timer_init;
	default:
		fake_abort("lapic: read of register 0x%x", reg);
	}
}

static void reg_write(struct lapic_model *model, uint32_t reg, uint32_t value)
{
	uint32_t writable;

	if (lvt(model, reg, &writable)) {
		lvt_write(model, reg, value);
		return;
	}
	switch (reg) {
	case LAPIC_TPR:
		if (value > 0xff)
			fake_abort("lapic: tpr: reserved bits in 0x%x", value);
		model->tpr = value;
		return;
	case LAPIC_EOI:
		if (value)
			fake_abort("lapic: eoi written with 0x%x", value);
		eoi(model);
		return;
	case LAPIC_SVR:
		svr_write(model, value);
		return;
	case LAPIC_ESR:
		if (value)
			fake_abort("lapic: esr written with 0x%x", value);
		esr_write(model);
		return;
	case LAPIC_ICR_LOW:
		icr_write(model, (model->icr & ~(uint64_t)UINT32_MAX) | value);
		return;
	case LAPIC_ICR_HIGH:
		if (value & 0x00ffffff)
			fake_abort("lapic: icr: reserved bits in 0x%x", value);
		model->icr = (uint64_t)value << 32 | (uint32_t)model->icr;
		return;
	case LAPIC_TIMER_INIT:
		/* 11.5.4.1: ignored in TSC-deadline mode. */
		if (KDP_FIELD_GET(LAPIC_TIMER_MODE, model->lvt_timer) !=
		    LAPIC_TIMER_TSC_DEADLINE)
			model->timer_init = value;
		return;
	default:
		fake_abort("lapic: write of register 0x%x", reg);
	}
}

/* 11.4.1: registers are 32 bits wide on 16-byte boundaries. */
static void check_xapic(uint64_t offset, unsigned int size)
{
	if (size != 4 || offset % 16)
		fake_abort("lapic: %u bytes at 0x%" PRIx64, size, offset);
}

static uint64_t xapic_read(void *model, uint64_t offset, unsigned int size)
{
	check_xapic(offset, size);
	return reg_read(model, (uint32_t)offset);
}

static void xapic_write(void *model, uint64_t offset, unsigned int size,
			uint64_t value)
{
	check_xapic(offset, size);
	reg_write(model, (uint32_t)offset, (uint32_t)value);
}

static const struct fake_ops xapic_ops = {
	.name = "xapic",
	.read = xapic_read,
	.write = xapic_write,
};

/* 11.12.1.3: #GP, here the end of the test, for reserved bits. */
static uint64_t x2apic_read(void *model, uint64_t offset, unsigned int size)
{
	(void)size;
	return reg_read(model, (uint32_t)offset * 16);
}

static void x2apic_write(void *model, uint64_t offset, unsigned int size,
			 uint64_t value)
{
	(void)size;
	if (offset * 16 == LAPIC_ICR_LOW) {
		icr_write(model, value);
		return;
	}
	if (value >> 32 || offset * 16 == LAPIC_ICR_HIGH)
		fake_abort("x2apic: bits 63:32 in 0x%" PRIx64, value);
	reg_write(model, (uint32_t)offset * 16, (uint32_t)value);
}

static const struct fake_ops x2apic_ops = {
	.name = "x2apic",
	.read = x2apic_read,
	.write = x2apic_write,
};

static uint64_t base_read(void *opaque, uint64_t offset, unsigned int size)
{
	const struct lapic_model *model = opaque;
	uint64_t base = LAPIC_MODEL_ADDR | APIC_BASE_BSP;

	(void)offset;
	(void)size;
	if (model->mode != LAPIC_MODEL_DISABLED)
		base |= APIC_BASE_ENABLED;
	if (model->mode == LAPIC_MODEL_X2APIC)
		base |= APIC_BASE_X2APIC;
	return base;
}

static void base_write(void *model, uint64_t offset, unsigned int size,
		       uint64_t value)
{
	(void)model;
	(void)offset;
	(void)size;
	fake_abort("IA32_APIC_BASE written with 0x%" PRIx64, value);
}

static const struct fake_ops base_ops = {
	.name = "IA32_APIC_BASE",
	.read = base_read,
	.write = base_write,
};

static uint64_t deadline_read(void *opaque, uint64_t offset, unsigned int size)
{
	const struct lapic_model *model = opaque;

	(void)offset;
	(void)size;
	return model->tsc_deadline;
}

static void deadline_write(void *opaque, uint64_t offset, unsigned int size,
			   uint64_t value)
{
	struct lapic_model *model = opaque;

	(void)offset;
	(void)size;
	model->tsc_deadline = value;
}

static const struct fake_ops deadline_ops = {
	.name = "IA32_TSC_DEADLINE",
	.read = deadline_read,
	.write = deadline_write,
};

void lapic_model_init(struct lapic_model *model, enum lapic_model_mode mode,
		      uint32_t max_lvt)
{
	memset(model, 0, sizeof(*model));
	model->mode = mode;
	model->max_lvt = max_lvt;
	svr_write(model, 0xff);
	fake_claim(FAKE_MSR, MSR_IA32_APIC_BASE, 1, &base_ops, model);
	fake_claim(FAKE_MSR, MSR_IA32_TSC_DEADLINE, 1, &deadline_ops, model);
	if (mode == LAPIC_MODEL_XAPIC)
		fake_claim(FAKE_MMIO, LAPIC_MODEL_ADDR, LAPIC_WINDOW_SIZE,
			   &xapic_ops, model);
	if (mode == LAPIC_MODEL_X2APIC)
		fake_claim(FAKE_MSR, MSR_X2APIC(0), 0x100, &x2apic_ops, model);
	fake_cpu.accept = lapic_model_accept;
	fake_cpu.accept_model = model;
}
