/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lapic_model.h - a local APIC that behaves as the Intel SDM says (revision
 * in purgatory/regs/lapic.h), with an xAPIC and an x2APIC front end.
 */
#ifndef KDP_TESTS_FAKE_LAPIC_MODEL_H
#define KDP_TESTS_FAKE_LAPIC_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/fake/ioapic_model.h"

#define LAPIC_MODEL_ADDR 0xfee00000u

enum lapic_model_mode {
	LAPIC_MODEL_DISABLED,
	LAPIC_MODEL_XAPIC,
	LAPIC_MODEL_X2APIC,
};

struct lapic_model {
	enum lapic_model_mode mode;
	uint32_t id;
	uint32_t max_lvt;
	uint32_t tpr;
	uint32_t svr;
	uint32_t isr[8];
	uint32_t tmr[8];
	uint32_t irr[8];
	uint32_t esr;		/* what a read returns */
	uint32_t errors;	/* since the last write to ESR */
	uint32_t lvt_error;
	uint32_t lvt_timer;
	uint32_t lvt_cmci;
	uint32_t lvt_thermal;
	uint32_t lvt_perf;
	uint32_t lvt_lint0;
	uint32_t lvt_lint1;
	uint32_t lvt_ext[4];	/* AMD */
	uint32_t ext_count;	/* announced; 0: no such registers */
	uint32_t timer_init;
	uint64_t tsc_deadline;
	uint32_t eoi_count;
	uint64_t icr;		/* both halves, as they were written last */
	void (*sent)(void);	/* called when it is sent; may be NULL */
	struct ioapic_model *ioapic; /* hears EOI broadcasts; may be NULL */
	/* Faults. */
	bool spurious;		/* the next acceptance finds nothing */
	uint32_t screaming;	/* this vector is raised after each EOI */
	bool eoi_dead;		/* ISR bits stay */
	bool svr_dead;		/* SVR keeps its value */
	bool lvt_dead;		/* mask bits cannot be set */
};

/**
 * lapic_model_init() - after reset (11.4.7.1), software-disabled; claims its
 * registers and becomes the one that the fake CPU accepts interrupts from
 */
void lapic_model_init(struct lapic_model *model, enum lapic_model_mode mode,
		      uint32_t max_lvt);

/**
 * lapic_model_raise() - an interrupt message arrives
 */
void lapic_model_raise(struct lapic_model *model, uint32_t vector,
		       bool level);

/**
 * lapic_model_accept() - the CPU acknowledges an interrupt
 *
 * Return: its vector, or -1 when none may be taken.
 */
int lapic_model_accept(void *model);

/* A bit of isr, tmr or irr. */
bool lapic_model_bit(const uint32_t *words, uint32_t vector);
void lapic_model_set_bit(uint32_t *words, uint32_t vector);

#endif
