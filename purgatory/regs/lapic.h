/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lapic.h - registers of the local APIC: offsets and fields only.
 *
 * Intel SDM Vol. 3A, order no. 253668-082US (December 2023), chapter 11:
 * table 11-1 (register map), 11.5 (local vector table), 11.8 (ISR, IRR, TMR),
 * 11.9 (spurious vector), 11.12 (x2APIC).
 * AMD64 Architecture Programmer's Manual Vol. 2, order no. 24593, chapter 16,
 * table 16-2: registers from 0x400 on, also as x2APIC's MSRs.
 */
#ifndef KDP_PURGATORY_REGS_LAPIC_H
#define KDP_PURGATORY_REGS_LAPIC_H

#include "purgatory/regs/field.h"

#define MSR_IA32_APIC_BASE 0x1bu
/*	 reserved (7:0) */
#define  APIC_BASE_BSP	   KDP_BIT(8)
/*	 reserved (9) */
#define  APIC_BASE_X2APIC  KDP_BIT(10)
#define  APIC_BASE_ENABLED KDP_BIT(11)
#define  APIC_BASE_ADDR	   KDP_BITS(51, 12)
/*	 reserved (63:52) */

#define MSR_IA32_TSC_DEADLINE 0x6e0u

/* In x2APIC mode, the register at offset n is this MSR (11.12.1.2). */
#define MSR_X2APIC(reg) (0x800u + (reg) / 16)

#define LAPIC_WINDOW_SIZE 0x1000

#define LAPIC_ID 0x020
#define  LAPIC_ID_XAPIC KDP_BITS(31, 24)	/* x2APIC: all 32 bits */
#define LAPIC_VERSION 0x030
#define  LAPIC_VERSION_VERSION KDP_BITS(7, 0)
/*	 reserved (15:8) */
#define  LAPIC_VERSION_MAX_LVT KDP_BITS(23, 16)
#define   LAPIC_MAX_LVT_ERROR	3u	/* timer, LINT0, LINT1, error */
#define   LAPIC_MAX_LVT_PERF	4u
#define   LAPIC_MAX_LVT_THERMAL 5u
#define   LAPIC_MAX_LVT_CMCI	6u
#define  LAPIC_VERSION_NO_BROADCAST KDP_BIT(24)
/*	 reserved (30:25) */
#define  LAPIC_VERSION_EXTENDED	    KDP_BIT(31)	/* AMD: from 0x400 on */
#define LAPIC_TPR 0x080
#define  LAPIC_TPR_CLASS KDP_BITS(7, 4)
#define LAPIC_APR 0x090	/* not in x2APIC mode */
#define LAPIC_PPR 0x0a0	/* read-only */
#define LAPIC_EOI 0x0b0	/* write-only, 0 */
#define LAPIC_RRD 0x0c0	/* not in x2APIC mode */
#define LAPIC_LDR 0x0d0
#define LAPIC_DFR 0x0e0	/* not in x2APIC mode */
#define LAPIC_SVR 0x0f0
#define  LAPIC_SVR_VECTOR  KDP_BITS(7, 0)
#define  LAPIC_SVR_ENABLED KDP_BIT(8)
#define  LAPIC_SVR_FOCUS   KDP_BIT(9)
/*	 reserved (11:10) */
#define  LAPIC_SVR_NO_BROADCAST KDP_BIT(12)
/*	 reserved (31:13) */

/* Eight words of 32 vectors each, read-only; vectors 0 to 15 reserved. */
#define LAPIC_ISR(word) (0x100u + 16 * (word))
#define LAPIC_TMR(word) (0x180u + 16 * (word))
#define LAPIC_IRR(word) (0x200u + 16 * (word))
#define LAPIC_VECTOR_WORDS 8u

#define LAPIC_ESR	   0x280	/* write 0, then read */
#define LAPIC_LVT_CMCI	   0x2f0
#define LAPIC_ICR_LOW	   0x300
#define  LAPIC_ICR_ASSERT  KDP_BIT(14)	/* delivery mode as in the LVT */
#define LAPIC_ICR_HIGH	   0x310	/* not in x2APIC mode */
#define LAPIC_LVT_TIMER	   0x320
#define  LAPIC_TIMER_MODE  KDP_BITS(18, 17)
#define   LAPIC_TIMER_TSC_DEADLINE 2u
#define LAPIC_LVT_THERMAL  0x330
#define LAPIC_LVT_PERF	   0x340
#define LAPIC_LVT_LINT0	   0x350
#define LAPIC_LVT_LINT1	   0x360
#define LAPIC_LVT_ERROR	   0x370
#define LAPIC_TIMER_INIT   0x380
#define LAPIC_TIMER_COUNT  0x390	/* read-only */
/*	 reserved (0x3a0 to 0x3d0) */
#define LAPIC_TIMER_DIVIDE 0x3e0

/* AMD only. */
#define LAPIC_EXT_FEATURES 0x400	/* read-only */
#define  LAPIC_EXT_LVT_COUNT KDP_BITS(23, 16)
#define LAPIC_EXT_LVT(n) (0x500u + 16 * (n))
#define  LAPIC_EXT_LVT_MAX 4u

/* Fields of the LVT registers; not each has all of them (figure 11-8). */
#define LAPIC_LVT_VECTOR   KDP_BITS(7, 0)
#define LAPIC_LVT_DELIVERY KDP_BITS(10, 8)
#define  LAPIC_DELIVERY_FIXED  0u
#define  LAPIC_DELIVERY_SMI    2u
#define  LAPIC_DELIVERY_NMI    4u
#define  LAPIC_DELIVERY_EXTINT 7u
/*	 reserved (11) */
#define LAPIC_LVT_PENDING    KDP_BIT(12)	/* read-only */
#define LAPIC_LVT_ACTIVE_LOW KDP_BIT(13)
#define LAPIC_LVT_REMOTE_IRR KDP_BIT(14)	/* read-only */
#define LAPIC_LVT_LEVEL	     KDP_BIT(15)
#define LAPIC_LVT_MASKED     KDP_BIT(16)
/*	 timer mode (18:17), reserved (31:19) */

#endif
