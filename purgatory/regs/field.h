/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * field.h - how the register headers spell bits and fields: a field is its
 * mask, and a value is read or made through the mask.
 *
 * Sections of Intel's SDM, here and in all of kdump-prep, are those of the
 * edition of December 2023 (order no. 325462-082US); later ones count the
 * chapters of Vol. 3 differently.  AMD's APM: order no. 24593, revision 3.40
 * or later.
 */
#ifndef KDP_PURGATORY_REGS_FIELD_H
#define KDP_PURGATORY_REGS_FIELD_H

#define KDP_BIT(n)	    (1ull << (n))
#define KDP_BITS(high, low) ((~0ull >> (63 - (high))) & (~0ull << (low)))

/* The lowest bit of the mask is the field's unit. */
#define KDP_FIELD_UNIT(mask)	   ((mask) & (~(mask) + 1))
#define KDP_FIELD_GET(mask, value) (((value) & (mask)) / KDP_FIELD_UNIT(mask))
#define KDP_FIELD_MAKE(mask, number) \
	(((number) * KDP_FIELD_UNIT(mask)) & (mask))

#endif
