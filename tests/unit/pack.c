// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pack.c - packs data for tests; see pack.h.
 */
#include "tests/unit/pack.h"

#include "config.h"

/* Input that zlib does not write to. */
#define ZLIB_CONST

#include <string.h>
#include <zlib.h>
#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif
#ifdef HAVE_LZ4
#include <lz4.h>
#include <lz4frame.h>
#endif

static size_t pack_gzip(const uint8_t *data, size_t size, uint8_t *out,
			size_t room)
{
	z_stream z = { 0 };

	if (deflateInit2(&z, 1, Z_DEFLATED, 16 + MAX_WBITS, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return 0;
	z.next_in = data;
	z.avail_in = (uInt)size;
	z.next_out = out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		z.avail_out = (uInt)room;
	deflateEnd(&z);
	return room - z.avail_out;
}

#ifdef HAVE_LZMA
/* As the kernel's scripts/xz_wrap.sh: CRC32 and the x86 filter. */
static size_t pack_xz(const uint8_t *data, size_t size, uint8_t *out,
		      size_t room)
{
	lzma_options_lzma options;
	lzma_filter filter[] = {
		{ LZMA_FILTER_X86, NULL },
		{ LZMA_FILTER_LZMA2, &options },
		{ LZMA_VLI_UNKNOWN, NULL },
	};
	size_t used = 0;

	lzma_lzma_preset(&options, 0);
	if (lzma_stream_buffer_encode(filter, LZMA_CHECK_CRC32, NULL, data,
				      size, out, &used, room) != LZMA_OK)
		return 0;
	return used;
}

static size_t pack_lzma(const uint8_t *data, size_t size, uint8_t *out,
			size_t room)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_options_lzma options;

	lzma_lzma_preset(&options, 0);
	if (lzma_alone_encoder(&z, &options) != LZMA_OK)
		return 0;
	z.next_in = data;
	z.avail_in = size;
	z.next_out = out;
	z.avail_out = room;
	if (lzma_code(&z, LZMA_FINISH) != LZMA_STREAM_END)
		z.avail_out = room;
	lzma_end(&z);
	return room - z.avail_out;
}
#endif

#ifdef HAVE_ZSTD
/* From a pipe, as the kernel's build does: the frame lacks the size. */
static size_t pack_zstd(const uint8_t *data, size_t size, uint8_t *out,
			size_t room)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	ZSTD_inBuffer in = { data, size, 0 };
	ZSTD_outBuffer to = { out, room, 0 };
	size_t left;

	if (!context)
		return 0;
	ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	left = ZSTD_compressStream2(context, &to, &in, ZSTD_e_end);
	ZSTD_freeCCtx(context);
	return left ? 0 : to.pos;
}
#endif

#ifdef HAVE_LZ4
static size_t pack_lz4(const uint8_t *data, size_t size, uint8_t *out,
		       size_t room)
{
	LZ4F_preferences_t preferences = { 0 };
	size_t used;

	preferences.frameInfo.contentChecksumFlag =
		LZ4F_contentChecksumEnabled;
	used = LZ4F_compressFrame(out, room, data, size, &preferences);
	return LZ4F_isError(used) ? 0 : used;
}

/* One block, which may hold 8 MiB. */
static size_t pack_lz4_legacy(const uint8_t *data, size_t size, uint8_t *out,
			      size_t room)
{
	static const uint8_t magic[4] = { 0x02, 0x21, 0x4c, 0x18 };
	int used;
	uint32_t length;

	used = LZ4_compress_default((const char *)data, (char *)out + 8,
				    (int)size, (int)room - 8);
	if (used <= 0)
		return 0;
	length = (uint32_t)used;
	memcpy(out, magic, 4);
	memcpy(out + 4, &length, 4);
	return 8 + length;
}
#endif

size_t pack(enum kdp_packing packing, const uint8_t *data, size_t size,
	    uint8_t *out, size_t room)
{
	switch (packing) {
	case KDP_PACKING_GZIP:
		return pack_gzip(data, size, out, room);
#ifdef HAVE_LZMA
	case KDP_PACKING_XZ:
		return pack_xz(data, size, out, room);
	case KDP_PACKING_LZMA:
		return pack_lzma(data, size, out, room);
#endif
#ifdef HAVE_ZSTD
	case KDP_PACKING_ZSTD:
		return pack_zstd(data, size, out, room);
#endif
#ifdef HAVE_LZ4
	case KDP_PACKING_LZ4:
		return pack_lz4(data, size, out, room);
	case KDP_PACKING_LZ4_LEGACY:
		return pack_lz4_legacy(data, size, out, room);
#endif
	default:
		return 0;
	}
}
