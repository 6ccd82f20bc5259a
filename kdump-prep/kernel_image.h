/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel_image.h - the crash kernel: from whatever file holds it to what is
 * loaded and where it is entered.
 *
 * A kernel comes as bzImage, as ELF vmlinux, as a packed vmlinux or in a
 * unified kernel image; which one is told by its content.  The vmlinux inside
 * a bzImage is unpacked and entered itself where that is possible: the crash
 * boot is then spared the time, the memory and the windows without an IDT of
 * the decompressor.
 */
#ifndef KDP_KDUMP_PREP_KERNEL_IMAGE_H
#define KDP_KDUMP_PREP_KERNEL_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/bzimage.h"
#include "kdump-prep/error.h"
#include "kdump-prep/file.h"
#include "kdump-prep/topology.h"
#include "kdump-prep/vmlinux.h"

/* Where the setup header ends in boot_params at the latest. */
#define KDP_SETUP_HEADER_MAX (0x290u - 0x1f1u)

/* Room for kdp_kernel_image_describe(). */
#define KDP_KERNEL_ENTRY_TEXT 256u

struct kdp_kernel_image {
	/* What is loaded; valid after kdp_kernel_image_choose(). */
	const uint8_t *data;
	size_t data_size;
	const struct kdp_block_check *checks; /* known before; or NULL */
	uint64_t mem_size;	/* bytes that it needs from its start on */
	bool ragged;		/* those behind data need not be zero */
	uint64_t align;		/* of its start */
	uint64_t min;		/* lowest start */
	uint64_t entry;		/* offset from its start */
	bool as_vmlinux;	/* entered as vmlinux, not by a decompressor */
	bool cached;		/* it was unpacked before */
	char why_not[160];	/* why not; empty when it is */

	/* What it says about itself. */
	uint8_t header[KDP_SETUP_HEADER_MAX]; /* setup header, from 0x1f1 */
	size_t header_size;
	bool above_4g;		/* may lie at any physical address */
	uint32_t cmdline_size;	/* longest command line, without its NUL */
	uint32_t initrd_addr_max; /* last byte that an initrd may have */
	char release[65];	/* "6.1.0-56-amd64"; empty: not told */
	char format[64];	/* "bzImage (xz)", "UKI with bzImage (zstd)" */

	/* From a unified kernel image; NULL: has none. */
	const uint8_t *initrd;
	size_t initrd_size;
	char *cmdline;

	uint8_t *unpacked;	/* from a packed file */
	struct kdp_bzimage bzimage; /* payload NULL: a vmlinux by itself */
	struct kdp_vmlinux vmlinux;
};

/* What the caller wants. */
struct kdp_kernel_policy {
	bool keep_packed;	/* do not unpack what is inside a bzImage */
	const char *cache;	/* directory of unpacked kernels; NULL: none */
	const struct stat *file; /* by which they are found; NULL: the same */
	bool read_only;		/* add nothing to it */
};

/**
 * kdp_kernel_image_open() - bring a kernel's file into memory
 * @ret: zeroed; the caller calls kdp_file_close()
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kernel_image_open(const char *path,
					struct kdp_file *ret);

/**
 * kdp_kernel_image_parse() - tell what a file is
 * @file: its bytes, kept by the caller while @ret is used
 * @ret: zeroed; the caller calls kdp_kernel_image_deinit()
 *
 * Error KDP_ERROR_FORMAT names what the file is instead.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kernel_image_parse(const uint8_t *file, size_t size,
					 struct kdp_kernel_image *ret);

/**
 * kdp_kernel_image_choose() - choose how it is entered, and unpack it for that
 *
 * What is wrong with the cache is a warning in the log.  Error
 * KDP_ERROR_UNSUPPORTED: it can be entered in no way on this machine.
 */
KDP_MUST_CHECK
struct kdp_error *
kdp_kernel_image_choose(struct kdp_kernel_image *kernel,
			const struct kdp_topology *topology,
			const struct kdp_kernel_policy *policy);

/**
 * kdp_kernel_image_describe() - "as vmlinux, 58 MB instead of 64 MB"
 */
void kdp_kernel_image_describe(const struct kdp_kernel_image *kernel,
			       char *ret, size_t size);

/**
 * kdp_kernel_entry_rule() - how bzImages are entered on a machine, by default
 */
void kdp_kernel_entry_rule(const struct kdp_topology *topology, char *ret,
			   size_t size);

void kdp_kernel_image_deinit(struct kdp_kernel_image *kernel);

#endif
