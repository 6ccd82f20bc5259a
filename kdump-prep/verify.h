/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verify.h - whether crash will be able to open a saved vmcore.
 *
 * Looks at everything that says where something is, to the last page's
 * descriptor; in memory only at what tells of pages that are missing.
 */
#ifndef KDP_KDUMP_PREP_VERIFY_H
#define KDP_KDUMP_PREP_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/vmcore.h"

/* Hexadecimal digits of a build ID of at most 32 bytes, and a NUL. */
#define KDP_BUILD_ID_SIZE 65u

/* What was found in a good file. */
struct kdp_verify {
	enum kdp_vmcore_format format;
	const char *packing;	/* "zlib"; NULL: ELF */
	char release[66];	/* of the kernel that panicked */
	char build_id[KDP_BUILD_ID_SIZE]; /* empty: not told */
	uint64_t size;		/* of the file */
	uint64_t pages;		/* that are in it; 0 for ELF */
	uint64_t end;		/* of the last byte of any of them */
	uint32_t page_size;
	uint32_t level;		/* what makedumpfile left out; 0 for ELF */
	bool record;		/* kdump-prep's record is in it */
	/* Why kdp_verify_pages() could not look at what is missing, or NULL. */
	const char *unchecked;
};

/**
 * kdp_verify() - look at a saved vmcore
 * @fd: a regular file, open for reading
 *
 * Errors: KDP_ERROR_FORMAT says what is wrong with it: cut short, not
 * finished by makedumpfile, without vmcoreinfo, no vmcore at all.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_verify(int fd, struct kdp_verify *ret);

/**
 * kdp_verify_pages() - whether makedumpfile took pages of the kernel for a
 *	user's, and left them out
 * @fd: what passed kdp_verify()
 * @verify: what that found; @unchecked of it is set
 *
 * Error KDP_ERROR_REDUCED: it did.  Whatever else is in the dump can be read.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_verify_pages(int fd, struct kdp_verify *verify);

/**
 * kdp_verify_vmlinux() - whether a vmlinux is that of the kernel in a vmcore
 * @fd: the vmlinux, open for reading
 *
 * Errors: KDP_ERROR_FORMAT: it is another one, or is no ELF file with a build
 * ID; or the vmcore does not tell its own.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_verify_vmlinux(const struct kdp_verify *verify, int fd);

#endif
