/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rehearsed.h - the last rehearsal, kept for "check".
 */
#ifndef KDP_KDUMP_PREP_REHEARSED_H
#define KDP_KDUMP_PREP_REHEARSED_H

#include <stdint.h>

#include "kdump-prep/armed.h"
#include "kdump-prep/boots.h"
#include "kdump-prep/error.h"
#include "kdump-prep/names.h"
#include "kdump-prep/sysroot.h"

enum kdp_rehearsed_result {
	KDP_REHEARSED_SAVED = 1,
	KDP_REHEARSED_WARNING = 2, /* saved, and something to mend */
	KDP_REHEARSED_LOST = 3,
	KDP_REHEARSED_PENDING = 4, /* in place; the next boot will tell */
};

extern const struct kdp_name kdp_rehearsed_names[];

struct kdp_rehearsed {
	uint64_t time;		/* seconds since 1970 */
	enum kdp_rehearsed_result result;
	char release[66];	/* of the kernel that panicked */
	char text[512];		/* the verdict in words, one line */
	char boot[KDP_BOOT_ID_SIZE]; /* crashed in place; empty: a guest was */
	struct kdp_armed armed;	/* what was rehearsed */
};

/**
 * kdp_rehearsed_write() - keep it, instead of the one before
 *
 * As root for all, else for the user alone.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_rehearsed_write(const struct kdp_sysroot *root,
				      const struct kdp_rehearsed *rehearsed);

/**
 * kdp_rehearsed_read() - the newer one of root's and the user's
 *
 * Errors: KDP_ERROR_NOT_FOUND: there is none; KDP_ERROR_FORMAT.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_rehearsed_read(const struct kdp_sysroot *root,
				     struct kdp_rehearsed *ret);

/**
 * kdp_rehearsed_forget() - remove what root has kept
 */
void kdp_rehearsed_forget(const struct kdp_sysroot *root);

/**
 * kdp_rehearsed_parse() - read the text form; pure
 * @name: of the file, for messages
 */
KDP_MUST_CHECK
struct kdp_error *kdp_rehearsed_parse(const char *name, const char *data,
				      size_t size, struct kdp_rehearsed *ret);

#endif
