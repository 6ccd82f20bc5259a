/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verify.h - verifies the blocks of struct kdp_checks and repairs those that
 * parity can bring back.
 */
#ifndef KDP_PURGATORY_VERIFY_H
#define KDP_PURGATORY_VERIFY_H

#include <stdbool.h>

#include "purgatory/clock.h"
#include "purgatory/kdp_abi.h"

/**
 * kdp_verify_begin() - forget what faulted before
 *
 * Called before the first run of the step.
 */
void kdp_verify_begin(void);

/**
 * kdp_verify_again() - a fault ended kdp_verify(): whether to call it again
 *
 * Memory that faulted when it was read is remembered, so that the next run
 * comes further: it repairs the block without reading it.  A block that faults
 * once more when it was written is left alone.
 *
 * Return: false when the fault was of nothing that the image is made of, or
 * when there were too many.
 */
bool kdp_verify_again(void);

/**
 * kdp_verify() - check all blocks, repair, record
 * @checks: in the plan, kdp_check_range behind it; was checked with the plan
 * @range_count: their number
 * @sse42: the CPU has the crc32 instruction
 * @deadline: NULL: none
 *
 * Counts in digest_blocks, digest_bad, digest_repaired and parity_bad of the
 * record and adds a detail for each run of damaged neighbours.
 *
 * Return: KDP_STATUS_OK when every block is what was loaded, perhaps by a
 * repair, MISMATCH when one is not, or cannot be read, or none can be checked,
 * TIMEOUT.
 */
enum kdp_status kdp_verify(const struct kdp_checks *checks,
			   uint64_t range_count, bool sse42,
			   struct kdp_deadline *deadline);

#endif
