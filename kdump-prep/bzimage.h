/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bzimage.h - what a Linux kernel image says about itself.
 *
 * Fields and offsets: Documentation/arch/x86/boot.rst of the kernel, "The
 * Real-Mode Kernel Header" and "64-bit Boot Protocol".
 */
#ifndef KDP_KDUMP_PREP_BZIMAGE_H
#define KDP_KDUMP_PREP_BZIMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/* Where the 64-bit entry lies in the protected-mode part. */
#define KDP_BZIMAGE_ENTRY64 0x200u

/* A parsed image; the pointers lead into the caller's data. */
struct kdp_bzimage {
	const uint8_t *header;	/* setup header, from file offset 0x1f1 */
	size_t header_size;
	const uint8_t *payload;	/* protected-mode part, what is loaded */
	size_t payload_size;
	const uint8_t *packed;	/* the packed kernel in it; NULL: not told */
	size_t packed_size;
	uint16_t version;	/* of the boot protocol */
	uint16_t xloadflags;	/* XLF_* */
	uint32_t alignment;	/* of the load address, a power of two */
	uint32_t init_size;	/* bytes that the kernel needs from there on */
	uint32_t cmdline_size;	/* longest command line, without its NUL */
	uint32_t initrd_addr_max; /* last byte that an initrd may have */
	uint64_t pref_address;	/* a kernel below it moves itself there */
	char release[65];	/* "6.1.0-56-amd64"; empty: not told */
};

/**
 * kdp_bzimage_parse() - read the header of a 64-bit kernel image
 * @data: the file, kept by the caller while @ret is used
 *
 * Every field that the loader relies on is checked: a truncated image, one
 * without 64-bit entry and one that cannot be moved are errors.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_bzimage_parse(const uint8_t *data, size_t size,
				    struct kdp_bzimage *ret);

/**
 * kdp_release_older() - whether @release is known and below major.minor
 */
bool kdp_release_older(const char *release, unsigned int major,
		       unsigned int minor);

/**
 * kdp_bzimage_above_4g() - whether it may lie at any physical address
 */
bool kdp_bzimage_above_4g(const struct kdp_bzimage *image);

/**
 * kdp_bzimage_la57() - whether it can be entered with five-level paging on
 */
bool kdp_bzimage_la57(const struct kdp_bzimage *image);

/**
 * kdp_bzimage_five_levels() - whether the packed kernel itself uses five-level
 *	paging where it is on
 */
bool kdp_bzimage_five_levels(const struct kdp_bzimage *image);

#endif
