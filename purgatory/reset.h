/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reset.h - the end of an attempt that must not start the second kernel.
 */
#ifndef KDP_PURGATORY_RESET_H
#define KDP_PURGATORY_RESET_H

#include "purgatory/kdp_abi.h"

/**
 * kdp_reset() - reset the machine, by each way that a PC has in turn
 * @reg: the register that ACPI names, tried first; NULL: none
 *
 * The ways are that register, port 0xcf9, the keyboard controller and a
 * triple fault; each write of a register is given 20 ms.
 */
void kdp_reset(const struct kdp_reset_register *reg) __attribute__((noreturn));

/**
 * kdp_halt() - stop this CPU for good; NMIs are still taken
 */
void kdp_halt(void) __attribute__((noreturn));

#endif
