/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace.h - what the plugin inside QEMU and the sweep outside of it share: one
 * page-aligned struct in a file that both map.
 */
#ifndef KDP_TESTS_SWEEP_TRACE_H
#define KDP_TESTS_SWEEP_TRACE_H

#include <stdint.h>

#define TRACE_MARKS 1024

enum trace_kind {
	TRACE_LIDT = 1,		/* an instruction that loads the IDTR */
	TRACE_CR3,		/* one that loads CR3 */
	TRACE_CR4,		/* one that loads CR4 */
	TRACE_REGION,		/* a jump of a megabyte, or to a kernel */
	TRACE_HIGH,		/* a jump to addresses with the top bit set */
	TRACE_LOW,		/* a jump back */
};

/**
 * struct trace_mark - something that happened
 * @kind: enum trace_kind
 * @at: instructions executed before this one
 * @address: its own
 * @from: the end of the block before, for the jumps
 */
struct trace_mark {
	uint64_t kind;
	uint64_t at;
	uint64_t address;
	uint64_t from;
};

/**
 * struct trace - the plugin's state
 * @count: instructions executed since this was last set
 * @target: stop the guest before so many, never more than @slack before
 * @slack: the largest translation block
 * @armed: written by the sweep; cleared when the stop is requested
 * @marking: write marks
 * @mark_count: marks written
 * @mark: the marks, oldest first; those that do not fit are not kept
 */
struct trace {
	uint64_t count;
	uint64_t target;
	uint64_t slack;
	uint64_t armed;
	uint64_t marking;
	uint64_t mark_count;
	struct trace_mark mark[TRACE_MARKS];
};

#endif
