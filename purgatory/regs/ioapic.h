/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ioapic.h - registers of the I/O APIC: offsets and fields only.
 *
 * Intel 82093AA I/O APIC, order no. 290566-001 (May 1996), 3.1 and 3.2:
 * index and data register, version 0x11.
 * Intel I/O Controller Hub 9 (ICH9) datasheet, order no. 316972-004, 13.5:
 * version 0x20 and its EOI register.
 * Intel VT-d specification 3.3, 5.1.5.1: remappable format of an entry.
 */
#ifndef KDP_PURGATORY_REGS_IOAPIC_H
#define KDP_PURGATORY_REGS_IOAPIC_H

#include "purgatory/regs/field.h"

/* Memory-mapped, 32-bit accesses only. */
#define IOAPIC_INDEX 0x00
#define  IOAPIC_INDEX_REG KDP_BITS(7, 0)
/*	 reserved (31:8) */
#define  IOAPIC_INDEX_PINS 120u	/* entries that eight bits can name */
#define IOAPIC_DATA  0x10
#define IOAPIC_EOI   0x40	/* write-only; version 0x20 and later */
#define  IOAPIC_EOI_VECTOR KDP_BITS(7, 0)
/*	 reserved (31:8) */
#define IOAPIC_WINDOW_SIZE 0x44

/* Behind the index register. */
#define IOAPIC_REG_ID 0x00
/*	 reserved (23:0) */
#define  IOAPIC_ID_ID KDP_BITS(27, 24)
/*	 reserved (31:28) */
#define IOAPIC_REG_VERSION 0x01
#define  IOAPIC_VERSION_VERSION	 KDP_BITS(7, 0)
#define   IOAPIC_VERSION_FIRST	 0x10u	/* 0x0X: 82489DX, a chip of its own */
#define   IOAPIC_VERSION_HAS_EOI 0x20u
#define   IOAPIC_VERSION_LAST	 0x2fu
/*	 reserved (14:8), PRQ (15) */
#define  IOAPIC_VERSION_LAST_PIN KDP_BITS(23, 16)
#define   IOAPIC_LAST_PIN_MAX	 239u	/* 82093AA 3.2.2 */
#define  IOAPIC_VERSION_RESERVED KDP_BITS(31, 24)
#define IOAPIC_REG_ARBITRATION 0x02	/* read-only */
/*	 reserved (0x03 to 0x0f) */
#define IOAPIC_REG_RTE_LOW(pin)	 (0x10u + 2u * (pin))
#define IOAPIC_REG_RTE_HIGH(pin) (0x11u + 2u * (pin))

/* Redirection table entry, both halves; compatibility format. */
#define IOAPIC_RTE_VECTOR   KDP_BITS(7, 0)
#define IOAPIC_RTE_DELIVERY KDP_BITS(10, 8)
#define  IOAPIC_DELIVERY_FIXED	0u
#define  IOAPIC_DELIVERY_LOWEST 1u
#define  IOAPIC_DELIVERY_SMI	2u
/*	 reserved (3) */
#define  IOAPIC_DELIVERY_NMI	4u
#define  IOAPIC_DELIVERY_INIT	5u
/*	 reserved (6) */
#define  IOAPIC_DELIVERY_EXTINT 7u
#define IOAPIC_RTE_LOGICAL    KDP_BIT(11)
#define IOAPIC_RTE_PENDING    KDP_BIT(12)	/* read-only */
#define IOAPIC_RTE_ACTIVE_LOW KDP_BIT(13)
#define IOAPIC_RTE_REMOTE_IRR KDP_BIT(14)	/* read-only */
#define IOAPIC_RTE_LEVEL      KDP_BIT(15)
#define IOAPIC_RTE_MASKED     KDP_BIT(16)
/*	 reserved (47:17) */
#define IOAPIC_RTE_REMAPPABLE KDP_BIT(48)	/* VT-d: index in 63:49, 11 */
/*	 reserved or extended destination (55:49) */
#define IOAPIC_RTE_DESTINATION KDP_BITS(63, 56)

#endif
