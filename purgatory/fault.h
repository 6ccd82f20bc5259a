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
 * NMIs are counted, machine checks recorded; both return where the interrupted
 * code can go on, in the fault path too.  Vectors from 32 on are the drain
 * step's.  Anything else is recorded, and the frame is changed so that the
 * IRET ends the guarded call that runs.  Without one, or inside the fault
 * path, kdp_last_resort() is called.
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
 * kdp_fault_vector() - vector that ended a guarded call most recently
 */
uint32_t kdp_fault_vector(void);

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
