/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dumppages.h - whether a dump lacks pages of the kernel.
 *
 * makedumpfile leaves out a compound page as a whole or not at all.  One that
 * is there without the page behind it shows that makedumpfile could not tell
 * them apart, see dumplevel.h, and so does a page of a slab that is not there.
 */
#ifndef KDP_KDUMP_PREP_DUMPPAGES_H
#define KDP_KDUMP_PREP_DUMPPAGES_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/dumpfile.h"
#include "kdump-prep/error.h"

/**
 * kdp_dumppages_check() - look at the pages where a dump has gaps
 * @header: of one file, not of a part; its bitmaps have room for its pages
 * @info: the kernel's vmcoreinfo
 * @unchecked_ret: why none of them could be looked at, or NULL: the dump is
 *	packed in a way that this build does not unpack, it lacks page tables,
 *	or its kernel is one before 6.10, which does not tell where its struct
 *	pages are
 *
 * The gaps of the first gigabytes stand for all: the time that this takes does
 * not grow with the dump.
 *
 * Error KDP_ERROR_REDUCED: a page of the kernel is missing.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dumppages_check(const struct kdp_dumpfile *file,
				      const struct kdp_dumpfile_header *header,
				      const uint8_t *info, size_t info_size,
				      const char **unchecked_ret);

#endif
