/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watchdog.h - registers of two watchdogs: offsets and fields only.
 *
 * Intel I/O Controller Hub 9 (ICH9) datasheet, order no. 316972-004: 10.1.75
 * (GCS), 13.8.3.8 (SMI_EN), 13.9 (TCO I/O registers).
 * Intel 6300ESB I/O Controller Hub datasheet, order no. 300641-004, chapter
 * 16: watchdog timer, device 29 function 4.
 */
#ifndef KDP_PURGATORY_REGS_WATCHDOG_H
#define KDP_PURGATORY_REGS_WATCHDOG_H

#include "purgatory/regs/field.h"

/* TCO: I/O ports from TCOBASE, 16 bits each. */
#define TCO_RLD 0x00		/* a write loads the timer */
#define  TCO_RLD_COUNT KDP_BITS(9, 0)
#define TCO_STS1 0x04
#define  TCO_STS1_TIMEOUT KDP_BIT(3)		/* write 1 to clear */
#define TCO_STS2 0x06
#define  TCO_STS2_SECOND_TO KDP_BIT(1)		/* write 1 to clear */
#define TCO_CNT 0x08
#define  TCO_CNT_NO_REBOOT KDP_BIT(0)		/* from version 6 on */
#define  TCO_CNT_NMI_NOW   KDP_BIT(8)		/* write 1 to clear */
#define  TCO_CNT_HALT	   KDP_BIT(11)
#define  TCO_CNT_LOCK	   KDP_BIT(12)		/* SMI_EN.TCO_EN is fixed */
#define TCO_TMR 0x12
#define  TCO_TMR_COUNT KDP_BITS(9, 0)
#define  TCO_TICKS_MIN 4u	/* less is ignored by some of them */
#define  TCO_TICKS_MAX 0x3ffu
#define  TCO_TICK_MS   600u
#define  TCO_STAGES    2u	/* the reset is at the second timeout */
#define TCO_SIZE 0x20

/* SMI_EN: one 32-bit port. */
#define SMI_EN_TCO KDP_BIT(13)

/* i6300ESB: PCI configuration space. */
#define ESB_CONFIG 0x60		/* 16 bits */
#define  ESB_CONFIG_NO_INTERRUPT KDP_BITS(1, 0)
#define  ESB_CONFIG_FAST	 KDP_BIT(2)	/* 1 MHz; else 1 kHz */
/*	 reserved (4:3) */
#define  ESB_CONFIG_NO_OUTPUT	 KDP_BIT(5)	/* no reset at the timeout */
#define ESB_LOCK 0x68		/* 8 bits */
#define  ESB_LOCK_LOCKED    KDP_BIT(0)	/* until the next reset */
#define  ESB_LOCK_ENABLE    KDP_BIT(1)
#define  ESB_LOCK_FREE_RUN  KDP_BIT(2)	/* counts and never resets */
#define ESB_BAR 0x10
#define  ESB_BAR_ADDR KDP_BITS(31, 4)

/* i6300ESB: memory; every write must be unlocked by the two of RELOAD. */
#define ESB_TIMER1 0x00		/* 32 bits */
#define ESB_TIMER2 0x04
#define  ESB_TIMER_COUNT KDP_BITS(19, 0)
#define ESB_RELOAD 0x0c		/* 16 bits */
#define  ESB_RELOAD_UNLOCK1 0x80u
#define  ESB_RELOAD_UNLOCK2 0x86u
#define  ESB_RELOAD_RELOAD  KDP_BIT(8)
#define  ESB_RELOAD_TIMEOUT KDP_BIT(9)	/* write 1 to clear */
#define ESB_TICKS_MAX 0xfffffu
#define ESB_HZ	      1018u	/* 33.33 MHz / 2^15, rounded up */
#define ESB_STAGES    2u	/* timer 1, then timer 2 */
#define ESB_SIZE      0x10

#endif
