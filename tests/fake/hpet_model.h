/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hpet_model.h - a high precision event timer block that behaves as the
 * specification says (title in purgatory/regs/hpet.h).
 */
#ifndef KDP_TESTS_FAKE_HPET_MODEL_H
#define KDP_TESTS_FAKE_HPET_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define HPET_MODEL_TIMERS 32u

struct hpet_model {
	uint64_t id;		/* capabilities and period */
	uint64_t config;
	uint64_t status;
	uint64_t timer[HPET_MODEL_TIMERS];	/* configuration registers */
	uint32_t timers;
	uint32_t lines[HPET_MODEL_TIMERS];	/* assertions through a pin */
	uint32_t messages[HPET_MODEL_TIMERS];
	/* Faults. */
	bool absent;		/* all ones from everywhere */
	bool stuck;		/* registers keep their values */
};

/**
 * hpet_model_init() - after reset, with a period of 100 ns; claimed at @addr
 */
void hpet_model_init(struct hpet_model *model, uint64_t addr,
		     uint32_t timers);

/**
 * hpet_model_match() - the counter reaches a comparator
 */
void hpet_model_match(struct hpet_model *model, uint32_t timer);

#endif
