/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * boots.h - what is kept on disk of the last boots, so that a later one can
 * tell which of them crashed: when it began, what was loaded, and whether it
 * ended in order.
 *
 * Only a boot whose beginning was noted, by kdump-prep-last.service, is one
 * whose end would have been: where that is not noted, the machine went down
 * without notice.
 */
#ifndef KDP_KDUMP_PREP_BOOTS_H
#define KDP_KDUMP_PREP_BOOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/ways.h"

#define KDP_BOOT_ID_SIZE 37u /* a UUID and a NUL */
#define KDP_BOOTS_MAX	 16u

/* Times are seconds since 1970; 0: it did not happen, or is not known. */
struct kdp_boot {
	char id[KDP_BOOT_ID_SIZE];
	char release[65];	/* of its kernel */
	uint64_t began;		/* noted by the service */
	uint64_t loaded;	/* the last time */
	uint64_t unloaded;	/* after that */
	uint64_t ended;		/* in order */
	enum kdp_way way;	/* of what was loaded */
};

/* The oldest first; zero it first. */
struct kdp_boots {
	size_t count;
	struct kdp_boot boot[KDP_BOOTS_MAX];
};

enum kdp_boot_event {
	KDP_BOOT_BEGAN,
	KDP_BOOT_LOADED,
	KDP_BOOT_UNLOADED,
	KDP_BOOT_ENDED,
};

/**
 * kdp_boots_parse() - read what was kept
 *
 * Error KDP_ERROR_FORMAT names the line.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_boots_parse(const char *data, size_t size,
				  struct kdp_boots *ret);

/**
 * kdp_boots_write() - write it, to be read as the same
 * @out: the caller looks at ferror()
 */
void kdp_boots_write(const struct kdp_boots *boots, FILE *out);

/**
 * kdp_boots_read() - read it from disk
 *
 * Error KDP_ERROR_NOT_FOUND: nothing was kept yet.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_boots_read(const struct kdp_sysroot *root,
				 struct kdp_boots *ret);

/**
 * kdp_boot_id() - the running boot
 */
KDP_MUST_CHECK
struct kdp_error *kdp_boot_id(const struct kdp_sysroot *root,
			      char ret[KDP_BOOT_ID_SIZE]);

/**
 * kdp_boot_start() - the first that is known of a boot, in time
 */
uint64_t kdp_boot_start(const struct kdp_boot *boot);

/**
 * kdp_boots_note() - keep on disk what happened to the running boot
 * @way: of KDP_BOOT_LOADED
 *
 * The oldest boot is forgotten where there are more than KDP_BOOTS_MAX, and
 * all of them where the file is damaged.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_boots_note(const struct kdp_sysroot *root,
				 enum kdp_boot_event event, enum kdp_way way);

/**
 * kdp_boots_try() - the same where it is possible
 *
 * A disk that is full or cannot be written to yet is no reason to warn.
 */
void kdp_boots_try(const struct kdp_sysroot *root, enum kdp_boot_event event,
		   enum kdp_way way);

#endif
