// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compress.c - packs an initramfs; see compress.h.
 */
#include "config.h"

#include "kdump-prep/compress.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "kdump-prep/cleanup.h"

/* zlib's number for 32 KiB of window, and a gzip header. */
#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY 9

enum kdp_packing kdp_compress_best(void)
{
#ifdef HAVE_ZSTD
	return KDP_PACKING_ZSTD;
#else
	return KDP_PACKING_GZIP;
#endif
}

KDP_MUST_CHECK
static struct kdp_error *gzip(const uint8_t *data, size_t size,
			      uint8_t **data_ret, size_t *size_ret)
{
	KDP_AUTO_FREE uint8_t *out = NULL;
	z_stream stream = { 0 };
	size_t room;
	int status;

	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW,
			 GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return &kdp_enomem;
	room = deflateBound(&stream, size);
	out = malloc(room);
	if (!out || size > UINT_MAX || room > UINT_MAX) {
		deflateEnd(&stream);
		return &kdp_enomem;
	}
	/* zlib reads through a pointer that is not const. */
	stream.next_in = (uint8_t *)(uintptr_t)data;
	stream.avail_in = (uInt)size;
	stream.next_out = out;
	stream.avail_out = (uInt)room;
	status = deflate(&stream, Z_FINISH);
	*size_ret = room - stream.avail_out;
	deflateEnd(&stream);
	if (status != Z_STREAM_END)
		return kdp_error_create(KDP_ERROR_OTHER, "zlib: status %d",
					status);
	*data_ret = KDP_TAKE(out);
	return NULL;
}

#ifdef HAVE_ZSTD
#define ZSTD_LEVEL  19
#define ZSTD_WINDOW 20

KDP_MUST_CHECK
static struct kdp_error *zstd(const uint8_t *data, size_t size,
			      uint8_t **data_ret, size_t *size_ret)
{
	KDP_AUTO_FREE uint8_t *out = NULL;
	size_t room = ZSTD_compressBound(size);
	size_t packed = 0;
	ZSTD_CCtx *zstd;

	out = malloc(room);
	zstd = ZSTD_createCCtx();
	if (!out || !zstd) {
		ZSTD_freeCCtx(zstd);
		return &kdp_enomem;
	}
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL);
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_windowLog, ZSTD_WINDOW);
	packed = ZSTD_compress2(zstd, out, room, data, size);
	ZSTD_freeCCtx(zstd);
	if (ZSTD_isError(packed))
		return kdp_error_create(KDP_ERROR_OTHER, "zstd: %s",
					ZSTD_getErrorName(packed));
	*size_ret = packed;
	*data_ret = KDP_TAKE(out);
	return NULL;
}
#endif

struct kdp_error *kdp_compress(enum kdp_packing packing, const uint8_t *data,
			       size_t size, uint8_t **data_ret,
			       size_t *size_ret)
{
	switch (packing) {
	case KDP_PACKING_GZIP:
		return gzip(data, size, data_ret, size_ret);
#ifdef HAVE_ZSTD
	case KDP_PACKING_ZSTD:
		return zstd(data, size, data_ret, size_ret);
#endif
	default:
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"this build cannot pack with %s",
					kdp_packing_name(packing));
	}
}
