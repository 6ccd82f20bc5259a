/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reset.h - the end of an attempt that must not start the second kernel.
 */
#ifndef KDP_PURGATORY_RESET_H
#define KDP_PURGATORY_RESET_H

/**
 * kdp_reset() - reset the machine, by each way that a PC has in turn
 */
void kdp_reset(void) __attribute__((noreturn));

/**
 * kdp_halt() - stop this CPU for good; NMIs are still taken
 */
void kdp_halt(void) __attribute__((noreturn));

#endif
