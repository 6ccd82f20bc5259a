/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regs/reset.h - the reset control register and the keyboard controller's
 * reset line.  Intel ICH9 datasheet (order no. 316972-004), 13.7.5; IBM AT
 * Technical Reference, 8042.
 */
#ifndef KDP_REGS_RESET_H
#define KDP_REGS_RESET_H

/* The ACPI register in configuration space, of bus 0 (ACPI 6.4, 5.2.3.2). */
#define RESET_PCI_DEVFN(addr) \
	((uint8_t)(((addr) >> 32 & 0x1f) << 3 | ((addr) >> 16 & 7)))
#define RESET_PCI_REGISTER(addr) ((uint16_t)((addr) & 0xff))

#define RESET_CONTROL		0xcf9u
#define RESET_CONTROL_SYS	0x02u	/* SYS_RST: a hard one is meant */
#define RESET_CONTROL_CPU	0x04u	/* RST_CPU: 0 to 1 begins it */
#define RESET_CONTROL_POWER	0x08u	/* FULL_RST: with a power cycle */

#define RESET_KEYBOARD		0x64u
#define RESET_KEYBOARD_PULSE	0xfeu	/* pulse output bit 0, the reset line */

#endif
