/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mce.h - machine checks: what the error banks say, kept in the record.  No
 * bank is ever written: the second kernel logs them.
 */
#ifndef KDP_PURGATORY_MCE_H
#define KDP_PURGATORY_MCE_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_mce_look() - record the errors that the panicking kernel left
 * @unused: for kdp_guard_call()
 *
 * Called once, guarded, before kdp_mce_enable(): a machine check reads the
 * banks that this could read, and no others.
 *
 * Return: KDP_STATUS_SKIPPED where the CPU has no banks.
 */
enum kdp_status kdp_mce_look(void *unused);

/**
 * kdp_mce_enable() - take machine checks from here on
 * @cr4: the CR4 that is loaded
 *
 * After mce_panic() MCG_STATUS.MCIP is still set, and a machine check that
 * finds it set shuts the CPU down, so it is cleared first.
 *
 * Return: the CR4 to load; @cr4 itself where the CPU has no machine checks.
 */
uint64_t kdp_mce_enable(uint64_t cr4);

/**
 * kdp_mce_record() - count a machine check, and record what is new in the banks
 * @rip: where it was taken, offset in the blob
 *
 * Called by the exception handler.  A storm does not fill the record: banks
 * that read as before are left out, and so is all beyond 64 entries.
 *
 * Return: whether the interrupted code can go on.
 */
bool kdp_mce_record(uint64_t rip);

/**
 * kdp_mce_restartable() - whether the interrupted code can go on
 */
bool kdp_mce_restartable(void);

/**
 * kdp_mce_end() - let the next machine check come
 *
 * Clears MCG_STATUS.MCIP, so it is the last thing that a handler does: one
 * that arrives before it shuts the CPU down.
 */
void kdp_mce_end(void);

#endif
