/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rtc.h - the real-time clock: ports and registers only.
 *
 * Motorola MC146818A datasheet (1988), "Registers".  Intel ICH9 datasheet,
 * order no. 316972-004, 13.6: ports, and bit 7 of the index port.
 */
#ifndef KDP_PURGATORY_REGS_RTC_H
#define KDP_PURGATORY_REGS_RTC_H

#include "purgatory/regs/field.h"

#define RTC_INDEX 0x70u		/* write-only */
#define  RTC_INDEX_REGISTER KDP_BITS(6, 0)
#define  RTC_INDEX_NMI_OFF  KDP_BIT(7)	/* the chipset holds back NMIs */
#define RTC_DATA  0x71u

#define RTC_A 0x0a
#define RTC_B 0x0b
#define  RTC_B_SET	KDP_BIT(7)	/* the clock is stopped to be set */
#define  RTC_B_PERIODIC KDP_BIT(6)
#define  RTC_B_ALARM	KDP_BIT(5)
#define  RTC_B_UPDATE	KDP_BIT(4)
/*	 square wave (3), format of the time (2:0) */
#define RTC_C 0x0c		/* read-only, a read clears it */
#define  RTC_C_IRQ KDP_BIT(7)	/* the line is asserted */
#define  RTC_C_PERIODIC KDP_BIT(6)
#define  RTC_C_ALARM	KDP_BIT(5)
#define  RTC_C_UPDATE	KDP_BIT(4)
/*	 zero (3:0) */
#define RTC_D 0x0d		/* read-only */
#define  RTC_D_VALID KDP_BIT(7)
/*	 zero (6), date of the alarm or zero (5:0) */

#define RTC_NONE 0xffu		/* what reads return where there is none */

#endif
