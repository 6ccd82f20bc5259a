/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compress.h - packs an initramfs, in a form that any kernel here unpacks.
 */
#ifndef KDP_KDUMP_PREP_COMPRESS_H
#define KDP_KDUMP_PREP_COMPRESS_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/unpack.h"

/**
 * kdp_compress_best() - what this build packs best
 */
enum kdp_packing kdp_compress_best(void);

/**
 * kdp_compress() - pack @size bytes
 * @packing: zstd (with a window of 1 MiB, which is all that unpacking needs)
 *	or gzip
 * @data_ret: malloc'd; the caller frees it
 *
 * Error KDP_ERROR_UNSUPPORTED: this build cannot.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_compress(enum kdp_packing packing, const uint8_t *data,
			       size_t size, uint8_t **data_ret,
			       size_t *size_ret);

#endif
