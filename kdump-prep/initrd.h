/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * initrd.h - what an initrd takes in memory once the kernel has unpacked it.
 */
#ifndef KDP_KDUMP_PREP_INITRD_H
#define KDP_KDUMP_PREP_INITRD_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

struct kdp_initrd {
	uint64_t bytes;		/* of files, in whole pages, and of inodes */
	uint64_t files;		/* entries of all kinds */
};

/**
 * kdp_initrd_measure() - unpack an initrd and count what is in it
 *
 * It is one archive behind the other, each plain or packed, as
 * Documentation/driver-api/early-userspace/buffer-format.rst has it.  Nothing
 * is kept of what is unpacked.
 *
 * Errors: KDP_ERROR_UNSUPPORTED: packed in a way that this build lacks;
 * KDP_ERROR_FORMAT: the kernel would not take it either.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_initrd_measure(const uint8_t *data, size_t size,
				     struct kdp_initrd *ret);

/* Larger files are not kept. */
#define KDP_INITRD_FIND_MAX 65536u

/**
 * kdp_initrd_find() - the content of a small file of an initrd
 * @name: as in the archive, at most 31 characters
 * @ret: malloc'd, NUL-terminated beyond @size_ret; the caller frees it
 *
 * Errors: those of kdp_initrd_measure(); KDP_ERROR_NOT_FOUND.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_initrd_find(const uint8_t *data, size_t size,
				  const char *name, char **ret,
				  size_t *size_ret);

#endif
