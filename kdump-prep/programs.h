/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * programs.h - puts programs and the libraries that they need into an
 * initramfs.
 *
 * Libraries lie in one directory, /lib, which whoever starts the programs
 * names to them: neither a cache nor a distribution's own directories are
 * needed.
 */
#ifndef KDP_KDUMP_PREP_PROGRAMS_H
#define KDP_KDUMP_PREP_PROGRAMS_H

#include <stddef.h>

#include "kdump-prep/cpio.h"
#include "kdump-prep/elf_needs.h"
#include "kdump-prep/error.h"

/* The programs of an archive; set the first three, zero the rest. */
struct kdp_programs {
	struct kdp_cpio *cpio;
	const char *const *dir;	/* of libraries, before the system's */
	size_t dir_count;
	size_t files;		/* that were added */
	char linker[KDP_ELF_NAME_SIZE]; /* its name, once it is there */
};

/**
 * kdp_programs_add() - add a program, its libraries and the dynamic linker
 * @path: of the program here
 * @as: its path in the archive, without a "/" at its start
 *
 * What is there already is not added again.  Errors name what is missing.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_programs_add(struct kdp_programs *programs,
				   const char *path, const char *as);

#endif
