/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.h - what entry.S keeps and does for main.c, and for the stage of a
 * wrapped kernel, which runs before main.c.
 */
#ifndef KDP_PURGATORY_MACHINE_H
#define KDP_PURGATORY_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"
#include "purgatory/layout.h"

/* What entry.S found. */
struct kdp_machine {
	uint64_t tsc;
	uint64_t cr0;
	uint64_t cr3;
	uint64_t cr4;
};

_Static_assert(offsetof(struct kdp_machine, tsc) == KDP_MACHINE_TSC, "tsc");
_Static_assert(offsetof(struct kdp_machine, cr0) == KDP_MACHINE_CR0, "cr0");
_Static_assert(offsetof(struct kdp_machine, cr3) == KDP_MACHINE_CR3, "cr3");
_Static_assert(offsetof(struct kdp_machine, cr4) == KDP_MACHINE_CR4, "cr4");

extern struct kdp_machine kdp_machine;
extern struct kdp_handover kdp_handover;

/**
 * kdp_jump() - leave for the second kernel
 * @cr3: its tables must map this code, the stack, @boot_params and @entry
 * @cr4: loaded first; paging levels as they are
 * @boot_params: physical address, for RSI
 * @entry: 64-bit entry of the boot protocol
 *
 * Interrupts are off; the descriptor tables stay loaded, and all general
 * registers but RSI and RSP are 0.
 */
void kdp_jump(uint64_t cr3, uint64_t cr4, uint64_t boot_params,
	      uint64_t entry) __attribute__((noreturn));

/**
 * kdp_main() - purgatory, from a hand-over on
 */
void kdp_main(void) __attribute__((noreturn));

/**
 * kdp_start() - what entry.S calls: kdp_main(), or the stage
 */
void kdp_start(void) __attribute__((noreturn));

#endif
