/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * measure.h - finds the reservation that an initramfs needs, by rehearsals.
 */
#ifndef KDP_KDUMP_PREP_MEASURE_H
#define KDP_KDUMP_PREP_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"

struct kdp_measured {
	uint64_t mib;		/* a guest with them has saved the dump */
	bool least;		/* and one with 8 MiB less has not */
	bool kvm;
	size_t boots;
	unsigned int seconds;
};

/**
 * kdp_measure_possible() - look for the programs that it takes
 *
 * Error KDP_ERROR_UNSUPPORTED names what is missing.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_measure_possible(void);

/**
 * kdp_measure() - crash guests that are like this machine
 * @kernel: that panics, and the crash kernel
 * @initrd: of mkimage
 * @progress: tell of it on the terminal
 *
 * Errors: KDP_ERROR_UNSUPPORTED: no guest can show it here; any other: what
 * went wrong instead of a dump.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_measure(const struct kdp_sysroot *root,
			      const char *kernel, const char *initrd,
			      bool progress, struct kdp_measured *ret);

#endif
