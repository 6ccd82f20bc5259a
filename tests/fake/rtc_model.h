/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rtc_model.h - a real-time clock that behaves as the manuals say (titles in
 * purgatory/regs/rtc.h).  It aborts the test on a write to anything but
 * register B, and on an access to the data port that names no register.
 */
#ifndef KDP_TESTS_FAKE_RTC_MODEL_H
#define KDP_TESTS_FAKE_RTC_MODEL_H

#include <stdbool.h>
#include <stdint.h>

struct rtc_model {
	uint8_t a;
	uint8_t b;
	uint8_t c;		/* flags; the IRQ bit is made of them */
	uint8_t d;
	uint8_t index;
	bool is_selected;	/* the index port was just written */
	bool nmi_off;		/* bit 7 of the index port */
	uint32_t lines;		/* assertions of IRQ 8 */
	/* Faults. */
	bool absent;		/* all ones from everywhere */
	bool stuck;		/* register B keeps its value */
};

/**
 * rtc_model_init() - a clock that runs, no interrupts; claims the ports
 */
void rtc_model_init(struct rtc_model *model);

/**
 * rtc_model_event() - something happens: RTC_C_PERIODIC, _ALARM, _UPDATE
 */
void rtc_model_event(struct rtc_model *model, uint8_t flags);

/**
 * rtc_model_line() - whether IRQ 8 is asserted
 */
bool rtc_model_line(const struct rtc_model *model);

#endif
