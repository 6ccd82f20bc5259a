/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dumplevel.h - whether makedumpfile can tell the pages of users from those of
 * the kernel, which is what a dump level with the bit 8 asks of it.
 *
 * It tells them by facts that the kernel has in vmcoreinfo.  One that it does
 * not know it passes over in silence, and pages of the kernel are missing from
 * a dump that is called complete.  Linux 7.1 gave OFFSET(page.compound_head)
 * the name OFFSET(page.compound_info): up to its version 1.7.9 makedumpfile
 * takes the second page of a slab, as of every other compound page, for a
 * user's, since folio._entire_mapcount lies there where page.mapping would.
 */
#ifndef KDP_KDUMP_PREP_DUMPLEVEL_H
#define KDP_KDUMP_PREP_DUMPLEVEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KDP_DUMP_LEVEL	    31u	/* all that need not be in a dump */
#define KDP_DUMP_LEVEL_USER 8u	/* the bit of it for the pages of users */
/* Room for the name of a fact. */
#define KDP_DUMP_FACT	    64u

/**
 * kdp_dumplevel_unknown() - what a makedumpfile does not know of a kernel's
 *	pages
 * @info: the kernel's vmcoreinfo
 * @program: the file of makedumpfile
 * @ret: the first such fact, "OFFSET(page.compound_info)"
 *
 * What it looks up is in its file, letter by letter; its version tells less,
 * and so does "The kernel version is not supported.", which it says of every
 * update of a kernel that it knows.
 *
 * Return: false where it knows all, and where the file tells nothing, as a
 * script's.
 */
bool kdp_dumplevel_unknown(const uint8_t *info, size_t info_size,
			   const uint8_t *program, size_t program_size,
			   char ret[KDP_DUMP_FACT]);

#endif
