/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ioapic_model.h - an I/O APIC that behaves as the 82093AA and ICH9 manuals
 * say (titles in purgatory/regs/ioapic.h), with the faults of real ones as
 * switches.
 */
#ifndef KDP_TESTS_FAKE_IOAPIC_MODEL_H
#define KDP_TESTS_FAKE_IOAPIC_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define IOAPIC_MODEL_PINS 240u

struct ioapic_model {
	uint32_t version;	/* 0x11 or 0x20 */
	uint32_t pins;
	uint32_t index;
	uint32_t id;
	uint64_t rte[IOAPIC_MODEL_PINS];
	bool line[IOAPIC_MODEL_PINS]; /* asserted, whatever the polarity */
	uint32_t sent[IOAPIC_MODEL_PINS]; /* interrupts sent by each pin */
	uint32_t eoi_writes;
	bool wide_index;	/* more than the eight bits of the manual */
	/* Faults. */
	bool absent;		/* all ones from everywhere */
	bool index_dead;	/* the index register does not hold its value */
	bool mask_dead;		/* the mask bit cannot be set */
	bool remote_irr_dead;	/* nothing clears Remote-IRR */
	bool send_blocked;	/* messages stay pending: bit 12 */
};

/**
 * ioapic_model_init() - after reset: every pin masked, claimed at @addr
 */
void ioapic_model_init(struct ioapic_model *model, uint64_t addr,
		       uint32_t version, uint32_t pins);

/**
 * ioapic_model_set() - give a pin its entry, read-only bits included
 */
void ioapic_model_set(struct ioapic_model *model, uint32_t pin, uint64_t rte);

/**
 * ioapic_model_line() - assert or release an input
 */
void ioapic_model_line(struct ioapic_model *model, uint32_t pin,
		       bool asserted);

/**
 * ioapic_model_eoi() - an EOI message for a vector arrives
 */
void ioapic_model_eoi(struct ioapic_model *model, uint32_t vector);

#endif
