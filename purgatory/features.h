/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * features.h - which instructions beyond the base set the CPU has, and the
 * enabling of XMM registers that some of them need.
 */
#ifndef KDP_PURGATORY_FEATURES_H
#define KDP_PURGATORY_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

struct kdp_features {
	bool crc32;		/* SSE4.2, for crc32 */
	bool sha;		/* SHA extensions, and what goes with them */
};

/**
 * kdp_features_find() - ask CPUID
 *
 * Not where CPUID raises an exception: a guest with encrypted state.
 */
struct kdp_features kdp_features_find(void);

/**
 * kdp_xmm_enable() - let instructions use XMM registers
 *
 * The panicking kernel hands over with CR4.OSFXSR clear.  An exception that
 * abandons the step leaves it set; the jump sets CR4 to what was handed over.
 *
 * Return: the CR4 to give to kdp_xmm_restore().
 */
uint64_t kdp_xmm_enable(void);

/**
 * kdp_xmm_restore() - end what kdp_xmm_enable() began
 * @cr4: what that returned
 */
void kdp_xmm_restore(uint64_t cr4);

#endif
