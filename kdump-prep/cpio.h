/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpio.h - writes an initramfs: a cpio archive of the "new ASCII" form
 * (Documentation/driver-api/early-userspace/buffer-format.rst of the kernel).
 *
 * All is root's and of time 0, so that the same content gives the same bytes.
 */
#ifndef KDP_KDUMP_PREP_CPIO_H
#define KDP_KDUMP_PREP_CPIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/* An archive in memory; zero it first. */
struct kdp_cpio {
	uint8_t *data;
	size_t size;
	size_t room;
	uint32_t entries;
	bool failed;		/* memory ran out, or a file is too large */
};

/** kdp_cpio_dir() - add a directory; @path without a "/" at its start */
void kdp_cpio_dir(struct kdp_cpio *cpio, const char *path);

/** kdp_cpio_file() - add a file; its directory was added before */
void kdp_cpio_file(struct kdp_cpio *cpio, const char *path, uint32_t mode,
		   const void *data, size_t size);

/** kdp_cpio_device() - add a character device */
void kdp_cpio_device(struct kdp_cpio *cpio, const char *path, uint32_t major,
		     uint32_t minor);

/** kdp_cpio_has() - whether there is an entry of this path */
bool kdp_cpio_has(const struct kdp_cpio *cpio, const char *path);

/**
 * kdp_cpio_extract() - write directories and files below a directory
 * @dir: is there
 *
 * Of an archive that was made by the functions above; devices are left out.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cpio_extract(const struct kdp_cpio *cpio,
				   const char *dir);

/**
 * kdp_cpio_finish() - end the archive
 *
 * Error: what could not be added before.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cpio_finish(struct kdp_cpio *cpio);

void kdp_cpio_deinit(struct kdp_cpio *cpio);

#endif
