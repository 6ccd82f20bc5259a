/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * initrd_cache.h - measures an initrd once, not at every load.
 */
#ifndef KDP_KDUMP_PREP_INITRD_CACHE_H
#define KDP_KDUMP_PREP_INITRD_CACHE_H

#include "kdump-prep/error.h"
#include "kdump-prep/file.h"
#include "kdump-prep/initrd.h"
#include "kdump-prep/sysroot.h"

/**
 * kdp_initrd_cached() - kdp_initrd_measure() of a file
 * @keep: the result may be kept below /run until the next boot
 *
 * The result of the last file is found there, as long as it is the same file.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_initrd_cached(const struct kdp_sysroot *root,
				    const struct kdp_file *file, bool keep,
				    struct kdp_initrd *ret);

#endif
