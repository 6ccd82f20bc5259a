// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fit.c - what the second kernel needs; see fit.h.
 */
#include "kdump-prep/fit.h"

#include <inttypes.h>
#include <stdio.h>

#include "kdump-prep/log.h"

#define MIB	 ((uint64_t)1 << 20)
#define FOUR_GIB ((uint64_t)1 << 32)

/*
 * Measured with Debian 12's kernel 6.1 and kdump-tools, whose kernel spans
 * 57 MiB and whose initrd has 7.3 MiB packed and 21.1 MiB unpacked: with
 * 112 MiB, which leaves 24 MiB to everything else, it runs out of memory; with
 * 120 MiB, which leaves 32, the dump is saved.
 */
#define WORKING_SET (32 * MIB)

/* A struct page of 64 bytes for each page. */
#define TABLE_PART 64

/* Linux's default (IO_TLB_DEFAULT_SIZE), taken when any RAM is above 4 GiB. */
#define BOUNCE_BYTES (64 * MIB)

/* A reservation is a multiple of this, for people's sake. */
#define ROUND (8 * MIB)

void kdp_fit_reservation(const struct kdp_topology *topology,
			 struct kdp_fit *ret)
{
	const struct kdp_ranges *memory = &topology->memory;
	const struct kdp_range *range;
	size_t i;

	ret->reserved = 0;
	ret->low = 0;
	ret->bounce = 0;
	for (i = 0; i < memory->count; i++) {
		range = &memory->range[i];
		if (range->type != KDP_RANGE_CRASH)
			continue;
		ret->reserved += range->end - range->start + 1;
		if (range->end < FOUR_GIB)
			ret->low += range->end - range->start + 1;
		else
			ret->bounce = BOUNCE_BYTES;
	}
	ret->tables = ret->reserved / TABLE_PART;
}

uint64_t kdp_fit_least(const struct kdp_fit *fit)
{
	return fit->kernel + fit->packed + fit->unpacked + fit->hidden +
	       fit->tables + fit->bounce;
}

uint64_t kdp_fit_working_set(void)
{
	return WORKING_SET;
}

/* RAM that the second kernel has when it unpacks its initrd. */
static uint64_t ram(const struct kdp_fit *fit)
{
	const uint64_t taken = kdp_fit_least(fit) - fit->unpacked;

	return fit->reserved > taken ? fit->reserved - taken : 0;
}

uint64_t kdp_fit_left(const struct kdp_fit *fit)
{
	const uint64_t least = kdp_fit_least(fit);

	return fit->reserved > least ? fit->reserved - least : 0;
}

enum kdp_fit_verdict kdp_fit_verdict(const struct kdp_fit *fit)
{
	if (kdp_fit_least(fit) > fit->reserved)
		return KDP_FIT_SMALL;
	if (fit->tmpfs && fit->unpacked > ram(fit) / 2)
		return KDP_FIT_HALF;
	return kdp_fit_left(fit) < WORKING_SET ? KDP_FIT_TIGHT : KDP_FIT_OK;
}

void kdp_fit_crashkernel(const struct kdp_fit *fit, char *ret, size_t size)
{
	const bool halves = fit->tmpfs && fit->unpacked > WORKING_SET;
	uint64_t need = kdp_fit_least(fit) - fit->tables +
			(halves ? fit->unpacked : WORKING_SET);

	/* The tables grow with the reservation. */
	need += need / (TABLE_PART - 1) + 1;
	/* Of two ranges the one below 4 GiB stays as it is. */
	if (fit->low < fit->reserved)
		need = need > fit->low ? need - fit->low : ROUND;
	need = (need + ROUND - 1) / ROUND * ROUND;
	snprintf(ret, size, "crashkernel=%" PRIu64 "M%s", need / MIB,
		 fit->low < fit->reserved ? ",high" : "");
}

/* Rounded up. */
static uint64_t mib(uint64_t bytes)
{
	return bytes / MIB + (bytes % MIB != 0);
}

static void warn_of_tmpfs(const struct kdp_fit *fit, const char *fits,
			  struct kdp_checklist *checks)
{
	kdp_log_warn("the crash kernel may not be able to unpack its initrd: that takes %" PRIu64 " MiB, in a tmpfs of half of the RAM that it has then, %" PRIu64 " MiB; %s would fit, and rootfstype=ramfs on its command line lifts the limit",
		     mib(fit->unpacked), ram(fit) / 2 / MIB, fits);
	kdp_checklist_add(checks, "working-set", KDP_CHECKLIST_FAILED,
			  "the initrd unpacks to %" PRIu64 " MiB, expected at most half of the RAM, %" PRIu64 "; %s would fit",
			  mib(fit->unpacked), ram(fit) / 2 / MIB, fits);
}

struct kdp_error *kdp_fit_judge(const struct kdp_fit *fit,
				struct kdp_checklist *checks, bool *tight_ret)
{
	const enum kdp_fit_verdict verdict = kdp_fit_verdict(fit);
	const uint64_t left = kdp_fit_left(fit);
	char fits[64];

	*tight_ret = verdict != KDP_FIT_OK;
	kdp_fit_crashkernel(fit, fits, sizeof(fits));
	switch (verdict) {
	case KDP_FIT_SMALL:
		return kdp_error_create(KDP_ERROR_OTHER,
					"the crash kernel cannot boot in the crash reservation of %" PRIu64 " MiB: kernel, initrd and what is unpacked from it (%" PRIu64 " MiB) need %" PRIu64 " MiB; %s would fit",
					mib(fit->reserved), mib(fit->unpacked),
					mib(kdp_fit_least(fit)), fits);
	case KDP_FIT_HALF:
		warn_of_tmpfs(fit, fits, checks);
		return NULL;
	case KDP_FIT_OK:
		kdp_checklist_add(checks, "working-set", KDP_CHECKLIST_OK,
				  "%" PRIu64 " MiB are left to it, expected at least %" PRIu64,
				  left / MIB, WORKING_SET / MIB);
		return NULL;
	case KDP_FIT_TIGHT:
		break;
	}
	kdp_log_warn("the crash reservation is tight: of %" PRIu64 " MiB the crash kernel and its unpacked initrd leave %" PRIu64 " MiB, and %" PRIu64 " are known to be needed; it may run out of memory before it saves the dump; %s would fit",
		     mib(fit->reserved), left / MIB,
		     WORKING_SET / MIB, fits);
	kdp_checklist_add(checks, "working-set", KDP_CHECKLIST_FAILED,
			  "%" PRIu64 " MiB are left to it, expected at least %" PRIu64 "; %s would fit",
			  left / MIB, WORKING_SET / MIB, fits);
	return NULL;
}
