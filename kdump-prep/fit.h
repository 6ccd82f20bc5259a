/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fit.h - whether the second kernel can live in the crash reservation.
 *
 * A kernel whose initrd does not fit runs out of memory while it unpacks it,
 * and without panic= on its command line it hangs for ever.
 */
#ifndef KDP_KDUMP_PREP_FIT_H
#define KDP_KDUMP_PREP_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/checklist.h"
#include "kdump-prep/error.h"
#include "kdump-prep/topology.h"

/* Bytes; all are there at the same time. */
struct kdp_fit {
	uint64_t reserved;	/* all of the crash reservation */
	uint64_t kernel;	/* from its first byte to the end of its bss */
	uint64_t packed;	/* initrd, until it is unpacked */
	uint64_t unpacked;	/* what is in it, in whole pages */
	uint64_t hidden;	/* elfcorehdr, record, backup */
	uint64_t tables;	/* struct page of the reservation */
	uint64_t bounce;	/* buffers for DMA below 4 GiB */
	uint64_t low;		/* the part of it that is below 4 GiB */
	bool tmpfs;		/* it is unpacked into half of the RAM */
};

/**
 * kdp_fit_reservation() - fill the members that depend on the machine alone
 */
void kdp_fit_reservation(const struct kdp_topology *topology,
			 struct kdp_fit *ret);

/**
 * kdp_fit_least() - bytes of a reservation below which it cannot boot
 */
uint64_t kdp_fit_least(const struct kdp_fit *fit);

/**
 * kdp_fit_working_set() - what drivers, programs and caches are known to take
 */
uint64_t kdp_fit_working_set(void);

/* What a reservation is for a crash kernel; the worse, the larger. */
enum kdp_fit_verdict {
	KDP_FIT_OK,
	KDP_FIT_TIGHT,	/* the working set has less than is known to do */
	KDP_FIT_HALF,	/* the initrd does not fit into half of the RAM */
	KDP_FIT_SMALL,	/* it cannot boot */
};

/**
 * kdp_fit_verdict() - judge by the numbers alone
 */
enum kdp_fit_verdict kdp_fit_verdict(const struct kdp_fit *fit);

/**
 * kdp_fit_left() - bytes for drivers, programs and caches; 0: not even booted
 */
uint64_t kdp_fit_left(const struct kdp_fit *fit);

/**
 * kdp_fit_crashkernel() - the reservation that it takes, as an argument
 * @size: of @ret
 */
void kdp_fit_crashkernel(const struct kdp_fit *fit, char *ret, size_t size);

/**
 * kdp_fit_judge() - note in @checks whether it fits
 * @tight_ret: it fits, and the working set or half of the RAM may be too small;
 *	there is a warning in the log
 *
 * Error: it cannot boot.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_fit_judge(const struct kdp_fit *fit,
				struct kdp_checklist *checks, bool *tight_ret);

#endif
