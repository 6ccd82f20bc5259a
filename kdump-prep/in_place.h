/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * in_place.h - a rehearsal that is a crash of this machine: what must be right
 * before it, and, at the next boot, what became of it.
 */
#ifndef KDP_KDUMP_PREP_IN_PLACE_H
#define KDP_KDUMP_PREP_IN_PLACE_H

#include <stdbool.h>

#include "kdump-prep/error.h"
#include "kdump-prep/finding.h"
#include "kdump-prep/host.h"
#include "kdump-prep/lastcrash.h"
#include "kdump-prep/rehearsed.h"
#include "kdump-prep/sysroot.h"

/* Seconds for which an NMI is waited for. */
#define KDP_IN_PLACE_NMI 120u

struct kdp_in_place {
	struct kdp_host host;
	struct kdp_findings findings;
	char name[65];		/* of this machine */
	bool nmi;		/* somebody sends one; else by sysrq */
	int trigger_fd;		/* of sysrq's; -1 */
};

/**
 * kdp_in_place_look() - look at this machine before it is crashed
 * @nmi: by an NMI that somebody sends
 * @ret: zeroed; the caller calls kdp_in_place_deinit(), after an error too
 *
 * Error KDP_ERROR_UNSUPPORTED names what check calls a failure, but for the
 * last rehearsal; or what is missing for the trigger.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_in_place_look(const struct kdp_sysroot *root, bool nmi,
				    struct kdp_in_place *ret);
void kdp_in_place_deinit(struct kdp_in_place *in_place);

/**
 * kdp_in_place_crash() - keep that a rehearsal begins, flush the disks, crash
 *
 * It returns where the machine has not crashed, always with an error; what was
 * kept of the rehearsal before is there again.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_in_place_crash(const struct kdp_sysroot *root,
				     const struct kdp_in_place *in_place);

/**
 * kdp_in_place_resolve() - put the result in place of a pending rehearsal
 * @crash: the last one
 *
 * In the boot in which it was begun it stays pending.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_in_place_resolve(const struct kdp_sysroot *root,
				       const struct kdp_last_crash *crash,
				       struct kdp_rehearsed *rehearsed);

#endif
