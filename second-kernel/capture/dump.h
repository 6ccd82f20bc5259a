/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dump.h - runs makedumpfile.
 */
#ifndef KDP_CAPTURE_DUMP_H
#define KDP_CAPTURE_DUMP_H

#include "kdump-prep/error.h"

#define KDP_VMCORE "/proc/vmcore"
#define KDP_DUMP_PROGRAM "/bin/makedumpfile"

/* What makedumpfile is to do. */
struct kdp_dump_how {
	const char *packing;	/* "lzo" or "zlib" */
	unsigned int level;	/* what it leaves out */
};

/**
 * kdp_dump_write() - write the filtered memory of the kernel that panicked
 * @path: of the dump
 *
 * Tells of the progress by kdp_step_doing().
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dump_write(const struct kdp_dump_how *how,
				 const char *path);

/* Arguments that kdp_dump_as() takes at most. */
#define KDP_DUMP_WORDS 16u

/**
 * kdp_dump_as() - the same with options of the caller's
 * @words: of makedumpfile, without its name and what it reads and writes; NULL
 *	ends them
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dump_as(char *const *words, const char *path);

/**
 * kdp_dump_stream() - write the same flattened, for which nothing but a pipe
 *	is needed
 * @fd: where to
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dump_stream(const struct kdp_dump_how *how, int fd);

/**
 * kdp_dump_dmesg() - write the log of the kernel that panicked
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dump_dmesg(const char *path);

#endif
