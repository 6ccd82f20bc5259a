/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault.h - exceptions and interrupts that purgatory takes, and the guarded
 * call that they can end.
 */
#ifndef KDP_PURGATORY_FAULT_H
#define KDP_PURGATORY_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/* As entry.S pushes it, lowest address first. */
struct kdp_frame {
	uint64_t r15;
	uint64_t r14;
	uint64_t r13;
	uint64_t r12;
	uint64_t r11;
	uint64_t r10;
	uint64_t r9;
	uint64_t r8;
	uint64_t rbp;
	uint64_t rdi;
	uint64_t rsi;
	uint64_t rdx;
	uint64_t rcx;
	uint64_t rbx;
	uint64_t rax;
	uint64_t vector;
	uint64_t error;
	uint64_t rip;
	uint64_t cs;
	uint64_t rflags;
	uint64_t rsp;
	uint64_t ss;
};

/**
 * kdp_exception() - every vector ends here; called from the stubs alone
 *
 * NMIs and recoverable machine checks are counted, vectors from 32 on are
 * the drain step's.  Anything else is recorded, and the frame is changed so
 * that the IRET ends the guarded call that runs.  Without one, or inside
 * the fault path, kdp_last_resort() is called.
 */
void kdp_exception(struct kdp_frame *frame);

/**
 * kdp_guard_call() - call a function that an exception may end
 *
 * Return: what @function returned, or KDP_STATUS_FAULT.  Not reentrant.
 */
enum kdp_status kdp_guard_call(enum kdp_status (*function)(void *), void *arg);

/**
 * kdp_fault_was_mce() - whether a machine check ended the last guarded call
 *
 * Reading it clears it.
 */
bool kdp_fault_was_mce(void);

/**
 * kdp_mce_enable() - take machine checks from here on
 * @cr4: the CR4 that is loaded
 *
 * After mce_panic() MCG_STATUS.MCIP is still set, and a machine check that
 * finds it set shuts the CPU down, so it is cleared first.  The error banks
 * are left for the second kernel.
 *
 * Return: the CR4 to load; @cr4 itself where the CPU has no machine checks.
 */
uint64_t kdp_mce_enable(uint64_t cr4);

/**
 * kdp_last_resort() - end an attempt that cannot go on; in main.c
 */
void kdp_last_resort(void) __attribute__((noreturn));

/* entry.S: stack of the guarded call that runs, 0 for none. */
extern uint64_t kdp_guard_rsp;
void kdp_guard_abandon(void);

/* entry.S: first byte of the blob. */
extern const struct kdp_blob_header kdp_blob;

#endif
