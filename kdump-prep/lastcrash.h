/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lastcrash.h - how the boot before this one ended, and what became of the
 * last crash: what was kept of the boots, put together with what crashes have
 * left.
 */
#ifndef KDP_KDUMP_PREP_LASTCRASH_H
#define KDP_KDUMP_PREP_LASTCRASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/boots.h"
#include "kdump-prep/capture_result.h"
#include "kdump-prep/error.h"
#include "kdump-prep/names.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/traces.h"
#include "kdump-prep/verify.h"

/* How a boot ended. */
enum kdp_boot_end {
	KDP_END_NONE,		/* no boot before this one is known */
	KDP_END_ORDERLY,
	KDP_END_CRASH,		/* it left something */
	KDP_END_SUDDEN,		/* without notice */
	KDP_END_UNKNOWN,	/* nobody would have noted it */
};

extern const struct kdp_name kdp_boot_end_names[];

/* How far the last attempt came; the best first. */
enum kdp_outcome {
	KDP_OUTCOME_SAVED,	/* the dump is whole */
	KDP_OUTCOME_DAMAGED,	/* it has its name, and is not */
	KDP_OUTCOME_PARTIAL,	/* it was begun */
	KDP_OUTCOME_LOG,	/* the log alone */
	KDP_OUTCOME_FAILED,	/* the capture ran, and says why */
	KDP_OUTCOME_PURGATORY,	/* purgatory did not start the crash kernel */
	KDP_OUTCOME_PANIC,	/* persistent RAM has the panic, that is all */
	KDP_OUTCOME_NOTHING,
};

extern const struct kdp_name kdp_outcome_names[];

struct kdp_last_crash {
	enum kdp_boot_end end;	/* of the boot before this one */
	bool known;		/* a crash is known; else none of the rest */
	struct kdp_boot boot;	/* that crashed */
	uint64_t next;		/* when the next one is known of; 0: not */
	enum kdp_outcome outcome;
	bool has_trace;
	struct kdp_trace trace;
	bool has_result;
	struct kdp_capture_result result;
	bool has_log;
	struct kdp_trace_log log;
	bool verified;
	struct kdp_verify dump;	/* when verified */
	char rehearsal[512];	/* it was one, and how it went; else empty */
	char *damage;		/* what is wrong with the dump or the result */
};

/**
 * kdp_last_crash_find() - find out
 * @ret: zeroed; the caller calls kdp_last_crash_deinit(), after an error too
 *
 * Error KDP_ERROR_FORMAT: what was kept of the boots is damaged.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_last_crash_find(const struct kdp_sysroot *root,
				      struct kdp_last_crash *ret);
void kdp_last_crash_deinit(struct kdp_last_crash *crash);

/** kdp_last_crash_print() - print it for people */
void kdp_last_crash_print(const struct kdp_last_crash *crash);

/** kdp_last_crash_json() - print it as JSON */
KDP_MUST_CHECK
struct kdp_error *kdp_last_crash_json(const struct kdp_last_crash *crash);

#endif
