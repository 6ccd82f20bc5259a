/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unpack.h - the ways in which kernels and initrds are packed.
 *
 * The work is done by the libraries of each format.  All but zlib are
 * optional when the program is built.
 */
#ifndef KDP_KDUMP_PREP_UNPACK_H
#define KDP_KDUMP_PREP_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

enum kdp_packing {
	KDP_PACKING_NONE,	/* not packed, or in no way that is known */
	KDP_PACKING_GZIP,
	KDP_PACKING_XZ,
	KDP_PACKING_LZMA,
	KDP_PACKING_ZSTD,
	KDP_PACKING_LZ4,	/* the frames of today's lz4(1) */
	KDP_PACKING_LZ4_LEGACY,	/* lz4 -l, which kernels use */
	KDP_PACKING_BZIP2,	/* known by name, never unpacked */
	KDP_PACKING_LZO,	/* likewise */
};

/**
 * kdp_packing_of() - tell by the first bytes how something is packed
 */
enum kdp_packing kdp_packing_of(const uint8_t *data, size_t size);

/**
 * kdp_packing_name() - "gzip"; "unpacked" for KDP_PACKING_NONE
 */
const char *kdp_packing_name(enum kdp_packing packing);

/**
 * kdp_packing_supported() - whether this build can unpack it
 */
bool kdp_packing_supported(enum kdp_packing packing);

/**
 * kdp_unpack() - unpack the stream at the start of @data
 * @hint: bytes that are expected, a guess; 0 for none
 * @max: more bytes than this are an error
 * @data_ret: malloc'd; the caller frees it
 *
 * Bytes behind the stream are left alone.  Error KDP_ERROR_UNSUPPORTED: this
 * build cannot unpack it.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_unpack(enum kdp_packing packing, const uint8_t *data,
			     size_t size, size_t hint, size_t max,
			     uint8_t **data_ret, size_t *size_ret);

/**
 * kdp_unpack_stream() - the same, piece by piece
 * @take: gets the pieces in their order; its error ends the walk
 * @context: passed to @take
 * @used_ret: bytes of the input that the stream has
 *
 * Needs little more memory than the format's own window.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_unpack_stream(
	enum kdp_packing packing, const uint8_t *data, size_t size,
	struct kdp_error *(*take)(void *context, const uint8_t *data,
				  size_t size),
	void *context, size_t *used_ret);

#endif
