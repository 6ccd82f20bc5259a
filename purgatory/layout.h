/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * layout.h - numbers that entry.S and the C sources share.  Those that
 * kdp_abi.h fixes as well are compared in fault.c.
 */
#ifndef KDP_PURGATORY_LAYOUT_H
#define KDP_PURGATORY_LAYOUT_H

#define KDP_LAYOUT_CODE		0x10	/* KDP_SEL_CODE */
#define KDP_LAYOUT_DATA		0x18	/* KDP_SEL_DATA */
#define KDP_LAYOUT_TSS		0x20	/* KDP_SEL_TSS */
#define KDP_LAYOUT_GATES	256	/* KDP_GATE_COUNT */
#define KDP_LAYOUT_STRIDE	16	/* bytes of one vector stub */
#define KDP_LAYOUT_HANDOVER	120	/* sizeof(struct kdp_handover) */
#define KDP_LAYOUT_HEADER	72	/* sizeof(struct kdp_blob_header) */

/* Stage of a wrapped kernel; compared in stage.c. */
#define KDP_LAYOUT_CONFIG	0x40	/* KDP_STAGE_CONFIG */
#define KDP_LAYOUT_ENTRY	0x200	/* KDP_STAGE_ENTRY */
#define KDP_LAYOUT_EFI		0x300	/* KDP_STAGE_EFI */
#define KDP_LAYOUT_STAGE	152	/* sizeof(struct kdp_stage) */
#define KDP_LAYOUT_STAGE_FILE	16	/* its file_size */
#define KDP_LAYOUT_STAGE_TAIL	40	/* its tail */

#define KDP_LAYOUT_STACK	0x4000	/* bytes of the stack */
#define KDP_LAYOUT_DF_STACK	0x1000	/* bytes of the #DF stack */

/* struct kdp_machine, filled by entry.S. */
#define KDP_MACHINE_TSC		0
#define KDP_MACHINE_CR0		8
#define KDP_MACHINE_CR3		16
#define KDP_MACHINE_CR4		24

/* kdp_guard_call() of an abandoned step returns this: KDP_STATUS_FAULT. */
#define KDP_LAYOUT_FAULT	6

#endif
