/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hit.h - what a sweep hits the guest with.
 */
#ifndef KDP_TESTS_SWEEP_HIT_H
#define KDP_TESTS_SWEEP_HIT_H

#include <stdbool.h>

/**
 * enum hit - what hits the guest
 * @HIT_NMI: an NMI that no local APIC entry masks, as an IPI or an MSI is
 * @HIT_LINT: one at the local APIC's LINT1
 * @HIT_MCE: a machine check that can be survived, RIPV set
 */
enum hit {
	HIT_NMI,
	HIT_LINT,
	HIT_MCE,
	HIT_COUNT,
};

/** hit_name() - the name that results and options use */
const char *hit_name(enum hit hit);

/** hit_parse() - the other way */
bool hit_parse(const char *name, enum hit *ret);

#endif
