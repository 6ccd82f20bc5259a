/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checks_cache.h - makes the checks of a file's blocks once, not at every load.
 */
#ifndef KDP_KDUMP_PREP_CHECKS_CACHE_H
#define KDP_KDUMP_PREP_CHECKS_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/file.h"
#include "kdump-prep/sysroot.h"
#include "purgatory/kdp_abi.h"

/* Data of fewer bytes is not worth a file. */
#define KDP_CHECKS_CACHE_MIN ((size_t)1 << 20)

/**
 * kdp_checks_cached() - the checks of what comes from a file
 * @name: where they are kept below /run/kdump-prep, those of one file at a time
 * @file: by its identity they are found again
 * @data: all of the file, or what is made of it
 * @keep: they may be kept until the next boot
 * @ret: one for each block, malloc'd; NULL: nothing is kept of such a file
 *
 * What was kept is used as long as the file is the same, and the data has the
 * sums that are in its checks.  Nothing is kept of a file that is copied: it
 * may still be written to.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_checks_cached(const struct kdp_sysroot *root,
				    const char *name,
				    const struct kdp_file *file,
				    const uint8_t *data, size_t size,
				    bool keep, struct kdp_block_check **ret);

#endif
