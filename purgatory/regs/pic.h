/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pic.h - the pair of 8259 interrupt controllers: ports and command words
 * only.
 *
 * Intel 8259A datasheet, order no. 231468-003 (December 1988): initialization
 * and operation command words.  Intel ICH9 datasheet, order no. 316972-004,
 * 13.4: ports of the pair.
 */
#ifndef KDP_PURGATORY_REGS_PIC_H
#define KDP_PURGATORY_REGS_PIC_H

#include "purgatory/regs/field.h"

#define PIC_MASTER 0x20u
#define PIC_SLAVE  0xa0u
#define PIC_CASCADE 2u		/* input of the master that the slave is on */
#define PIC_INPUTS  8u

/* First port. */
#define PIC_COMMAND 0u
#define  PIC_ICW1 KDP_BIT(4)	/* starts an initialization */
#define  PIC_OCW_SELECT KDP_BITS(4, 3)	/* 0: OCW2, 1: OCW3 */
#define  PIC_OCW2_LEVEL	KDP_BITS(2, 0)
#define  PIC_OCW2_OPERATION KDP_BITS(7, 5)
#define   PIC_SPECIFIC_EOI 3u
#define  PIC_OCW3	   KDP_BIT(3)
#define  PIC_OCW3_READ_IRR (PIC_OCW3 | 2u)	/* next reads: IRR */
#define  PIC_OCW3_READ_ISR (PIC_OCW3 | 3u)	/* next reads: ISR */

/* Second port, outside of an initialization. */
#define PIC_OCW1 1u
#define  PIC_OCW1_ALL 0xffu

#define PIC_NONE 0xffu		/* what reads return where there is none */

#endif
