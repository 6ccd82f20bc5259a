/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pic_model.h - a pair of 8259 that behaves as the datasheet says (title in
 * purgatory/regs/pic.h), initialized for a PC: edge mode, slave on input 2.
 *
 * It aborts the test on what purgatory must never do: an initialization, or
 * the unmasking of an input.
 */
#ifndef KDP_TESTS_FAKE_PIC_MODEL_H
#define KDP_TESTS_FAKE_PIC_MODEL_H

#include <stdbool.h>
#include <stdint.h>

struct pic_model_chip {
	uint8_t imr;
	uint8_t isr;
	uint8_t irr;
	bool read_isr;		/* OCW3's choice for reads */
	uint32_t eois;
};

struct pic_model {
	struct pic_model_chip chip[2];	/* master, slave */
	/* Faults. */
	bool absent;		/* all ones from everywhere */
	bool stuck;		/* masks and ISR keep their values */
};

/**
 * pic_model_init() - every input masked, nothing pending; claims the ports
 */
void pic_model_init(struct pic_model *model);

/**
 * pic_model_raise() - an edge on input 0 to 15
 */
void pic_model_raise(struct pic_model *model, unsigned int input);

/**
 * pic_model_intr() - whether the pair asks the CPU for an interrupt
 */
bool pic_model_intr(const struct pic_model *model);

#endif
