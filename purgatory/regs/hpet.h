/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hpet.h - registers of the high precision event timers: offsets and fields
 * only.
 *
 * IA-PC HPET Specification 1.0a (October 2004), 2.3.1 to 2.3.11.  Registers
 * are 64 bits wide and may be accessed by aligned halves.
 */
#ifndef KDP_PURGATORY_REGS_HPET_H
#define KDP_PURGATORY_REGS_HPET_H

#include "purgatory/regs/field.h"

#define HPET_ID 0x000		/* read-only */
#define  HPET_ID_REVISION   KDP_BITS(7, 0)
#define  HPET_ID_LAST_TIMER KDP_BITS(12, 8)
#define  HPET_ID_64BIT	    KDP_BIT(13)
/*	 reserved (14) */
#define  HPET_ID_LEGACY	    KDP_BIT(15)
#define  HPET_ID_VENDOR	    KDP_BITS(31, 16)
#define HPET_PERIOD 0x004	/* high half of the same; femtoseconds */
#define  HPET_PERIOD_MAX 100000000u	/* 0x05f5e100, 100 ns */
#define HPET_CONFIG 0x010
#define  HPET_CONFIG_ENABLE KDP_BIT(0)	/* main counter runs */
#define  HPET_CONFIG_LEGACY KDP_BIT(1)	/* timers 0, 1 replace IRQ 0, 8 */
/*	 reserved (63:2) */
#define HPET_STATUS 0x020	/* a bit for each timer, cleared by a 1 */
#define HPET_COUNTER 0x0f0

#define HPET_TIMER_CONFIG(n) (0x100u + 0x20u * (n))
/*	 reserved (0) */
#define  HPET_TIMER_LEVEL    KDP_BIT(1)
#define  HPET_TIMER_ENABLE   KDP_BIT(2)	/* of its interrupt */
#define  HPET_TIMER_PERIODIC KDP_BIT(3)
#define  HPET_TIMER_CAN_PERIODIC KDP_BIT(4)	/* read-only */
#define  HPET_TIMER_64BIT    KDP_BIT(5)		/* read-only */
#define  HPET_TIMER_SET	     KDP_BIT(6)		/* reads as 0 */
/*	 reserved (7) */
#define  HPET_TIMER_32MODE   KDP_BIT(8)
#define  HPET_TIMER_ROUTE    KDP_BITS(13, 9)
#define  HPET_TIMER_FSB	     KDP_BIT(14)	/* message, as MSI */
#define  HPET_TIMER_CAN_FSB  KDP_BIT(15)	/* read-only */
/*	 reserved (31:16), allowed routes (63:32, read-only) */
#define HPET_TIMER_VALUE(n)  (0x108u + 0x20u * (n))
#define HPET_TIMER_MSG(n)    (0x110u + 0x20u * (n))

#define HPET_TIMERS_MAX	 32u
#define HPET_WINDOW_SIZE 0x500u

#endif
