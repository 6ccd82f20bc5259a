/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ways.h - by which way a crash kernel is loaded, what that protects, and what
 * it does not cover.
 */
#ifndef KDP_KDUMP_PREP_WAYS_H
#define KDP_KDUMP_PREP_WAYS_H

#include <stdbool.h>

#include "kdump-prep/error.h"
#include "kdump-prep/names.h"
#include "kdump-prep/state.h"

/* The strongest first. */
enum kdp_way {
	KDP_WAY_PURGATORY,	/* kexec_load(2), purgatory of our own */
	KDP_WAY_WRAPPED,	/* kexec_file_load(2), stage in the kernel */
	KDP_WAY_STOCK,		/* the real kexec */
};

extern const struct kdp_name kdp_way_names[];

/* What is done for the crash kernel before it starts; bits. */
enum kdp_protection {
	KDP_PROTECT_PURGATORY = 1 << 0,
	KDP_PROTECT_QUIESCE = 1 << 1,
	KDP_PROTECT_DIGEST = 1 << 2,
	KDP_PROTECT_RECORD = 1 << 3,
	KDP_PROTECT_NOTE = 1 << 4,
	KDP_PROTECT_WATCHDOG = 1 << 5,
	KDP_PROTECT_LAST_WORDS = 1 << 6,
	KDP_PROTECT_HOTPLUG = 1 << 7,
};

/* The words for them, and what each is. */
extern const struct kdp_name kdp_protection_names[];

/* What a load gives that asks for nothing on a machine that allows all. */
#define KDP_PROTECT_ALL                                               \
	(KDP_PROTECT_PURGATORY | KDP_PROTECT_QUIESCE |                \
	 KDP_PROTECT_DIGEST | KDP_PROTECT_RECORD | KDP_PROTECT_NOTE)

/**
 * kdp_require_parse() - parse --require: names, parted by commas, or "all"
 * @bits: the ones named are added
 */
KDP_MUST_CHECK
struct kdp_error *kdp_require_parse(const char *text, unsigned int *bits);

/**
 * kdp_require_check() - whether everything required is there
 *
 * Error KDP_ERROR_UNSUPPORTED with the first that is not, and what to do.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_require_check(unsigned int required, unsigned int found);

/** kdp_protection_advice() - why one is missing, and what to do */
const char *kdp_protection_advice(enum kdp_protection bit);

/**
 * kdp_way_choose() - the strongest way that the host allows
 * @why_ret: what stands in the way of a stronger one; NULL for the strongest
 */
enum kdp_way kdp_way_choose(const struct kdp_state *state,
			    const char **why_ret);

/** kdp_way_gap() - what a way does not cover */
const char *kdp_way_gap(enum kdp_way way);

#endif
