// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unpack.c - unpacks kernels by the libraries of each format; see unpack.h.
 */
#include "kdump-prep/unpack.h"

#include "config.h"

/* Input that zlib does not write to. */
#define ZLIB_CONST

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>
#endif
#ifdef HAVE_LZ4
#include <lz4.h>
#include <lz4frame.h>
#endif

#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"

/* What is made room for at first where nothing better is known. */
#define FIRST_SIZE ((size_t)1 << 20)

/* lz4_Block_format: a block of a legacy frame holds this much, or less. */
#define LZ4_LEGACY_BLOCK ((size_t)8 << 20)

/* More than the largest dictionary of xz(1), 64 MiB at -9, needs. */
#define LZMA_MEMORY_MAX ((uint64_t)256 << 20)

struct kind {
	const char *name;
	const char *magic;
	size_t magic_size;
};

/* lzma has none: properties 0x5d, a dictionary of whole 64 KiB. */
static const struct kind kinds[] = {
	[KDP_PACKING_NONE] = { "unpacked", NULL, 0 },
	[KDP_PACKING_GZIP] = { "gzip", "\037\213\010", 3 },
	[KDP_PACKING_XZ] = { "xz", "\3757zXZ\0", 6 },
	[KDP_PACKING_LZMA] = { "lzma", "\135\0\0", 3 },
	[KDP_PACKING_ZSTD] = { "zstd", "\050\265\057\375", 4 },
	[KDP_PACKING_LZ4] = { "lz4", "\004\042\115\030", 4 },
	[KDP_PACKING_LZ4_LEGACY] = { "lz4", "\002\041\114\030", 4 },
	[KDP_PACKING_BZIP2] = { "bzip2", "BZh", 3 },
	[KDP_PACKING_LZO] = { "lzo", "\211LZO\0\r\n\032\n", 9 },
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* A piece of a stream that is not kept as a whole. */
#define PIECE_SIZE ((size_t)1 << 18)

/*
 * The output, which grows up to its limit; or a buffer that is given away
 * whenever more room is wanted.
 */
struct sink {
	uint8_t *data;
	size_t size;
	size_t capacity;
	size_t max;
	struct kdp_error *(*take)(void *context, const uint8_t *data,
				  size_t size);
	void *context;
	size_t used;		/* of the input */
};

enum kdp_packing kdp_packing_of(const uint8_t *data, size_t size)
{
	unsigned int i;

	for (i = 1; i < KIND_COUNT; i++)
		if (size >= kinds[i].magic_size &&
		    memcmp(data, kinds[i].magic, kinds[i].magic_size) == 0)
			return (enum kdp_packing)i;
	return KDP_PACKING_NONE;
}

const char *kdp_packing_name(enum kdp_packing packing)
{
	return kinds[packing].name;
}

bool kdp_packing_supported(enum kdp_packing packing)
{
	switch (packing) {
	case KDP_PACKING_GZIP:
		return true;
#ifdef HAVE_LZMA
	case KDP_PACKING_XZ:
	case KDP_PACKING_LZMA:
		return true;
#endif
#ifdef HAVE_ZSTD
	case KDP_PACKING_ZSTD:
		return true;
#endif
#ifdef HAVE_LZ4
	case KDP_PACKING_LZ4:
	case KDP_PACKING_LZ4_LEGACY:
		return true;
#endif
	default:
		return false;
	}
}

static struct kdp_error *bad_stream(enum kdp_packing packing, size_t at,
				    const char *why)
{
	return kdp_error_create(KDP_ERROR_FORMAT,
				"the %s stream is broken at 0x%zx: %s",
				kdp_packing_name(packing), at, why);
}

/* Makes room for at least one more byte, for @wanted where the limit allows. */
static struct kdp_error *grow(struct sink *sink, size_t wanted)
{
	size_t room = sink->capacity - sink->size;
	struct kdp_error *err;
	size_t capacity;
	uint8_t *data;

	if (sink->take && sink->data && room < wanted) {
		err = sink->take(sink->context, sink->data, sink->size);
		if (err)
			return err;
		sink->size = 0;
		room = sink->capacity;
	}
	if (room >= wanted || (room && sink->capacity == sink->max))
		return NULL;
	if (sink->capacity == sink->max)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"it unpacks to more than 0x%zx bytes",
					sink->max);
	if (wanted > sink->max - sink->size)
		wanted = sink->max - sink->size;
	capacity = sink->capacity > sink->max / 2 ? sink->max :
						    sink->capacity * 2;
	if (capacity < sink->size + wanted)
		capacity = sink->size + wanted;
	data = realloc(sink->data, capacity);
	if (!data)
		return &kdp_enomem;
	sink->data = data;
	sink->capacity = capacity;
	return NULL;
}

static struct kdp_error *unpack_gzip(const uint8_t *data, size_t size,
				     struct sink *sink)
{
	z_stream z = { 0 };
	struct kdp_error *err = NULL;
	int got = Z_OK;
	uInt room;

	/* 16: a gzip header, nothing else. */
	if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return &kdp_enomem;
	z.next_in = data;
	z.avail_in = (uInt)size;
	while (!err && got == Z_OK) {
		err = grow(sink, 1);
		if (err)
			break;
		room = (uInt)(sink->capacity - sink->size);
		z.next_out = sink->data + sink->size;
		z.avail_out = room;
		got = inflate(&z, Z_NO_FLUSH);
		sink->size += room - z.avail_out;
	}
	sink->used = size - z.avail_in;
	if (!err && got != Z_STREAM_END)
		err = bad_stream(KDP_PACKING_GZIP, size - z.avail_in,
				 got == Z_BUF_ERROR ? "it ends early" :
				 z.msg		    ? z.msg :
						      "bad data");
	inflateEnd(&z);
	return err;
}

#ifdef HAVE_LZMA
static struct kdp_error *unpack_lzma(enum kdp_packing packing,
				     const uint8_t *data, size_t size,
				     struct sink *sink)
{
	lzma_stream z = LZMA_STREAM_INIT;
	struct kdp_error *err = NULL;
	lzma_ret got;
	size_t room;

	if (packing == KDP_PACKING_XZ)
		got = lzma_stream_decoder(&z, LZMA_MEMORY_MAX, 0);
	else
		got = lzma_alone_decoder(&z, LZMA_MEMORY_MAX);
	if (got != LZMA_OK)
		return &kdp_enomem;
	z.next_in = data;
	z.avail_in = size;
	while (!err && got == LZMA_OK) {
		err = grow(sink, 1);
		if (err)
			break;
		room = sink->capacity - sink->size;
		z.next_out = sink->data + sink->size;
		z.avail_out = room;
		got = lzma_code(&z, LZMA_FINISH);
		sink->size += room - z.avail_out;
	}
	sink->used = size - z.avail_in;
	if (!err && got == LZMA_MEM_ERROR)
		err = &kdp_enomem;
	else if (!err && got != LZMA_STREAM_END)
		err = bad_stream(packing, size - z.avail_in,
				 got == LZMA_MEMLIMIT_ERROR ?
					 "its dictionary is too large" :
				 got == LZMA_BUF_ERROR ? "it ends early" :
							 "bad data");
	lzma_end(&z);
	return err;
}
#endif

#ifdef HAVE_ZSTD
/*
 * In one go: a stream would be given a window of its own, 128 MiB for a kernel.
 * A kernel's frame does not tell how much it holds: where the hint is too small
 * as well, it is tried again with twice the room.
 */
static struct kdp_error *unpack_zstd(const uint8_t *data, size_t size,
				     struct sink *sink)
{
	size_t frame = ZSTD_findFrameCompressedSize(data, size);
	unsigned long long content;
	size_t wanted = 1, got;
	struct kdp_error *err;

	if (ZSTD_isError(frame))
		return bad_stream(KDP_PACKING_ZSTD, 0,
				  ZSTD_getErrorName(frame));
	content = ZSTD_getFrameContentSize(data, frame);
	if (content != ZSTD_CONTENTSIZE_UNKNOWN)
		wanted = content < sink->max ? (size_t)content + 1 : sink->max;
	for (;;) {
		err = grow(sink, wanted);
		if (err)
			return err;
		got = ZSTD_decompress(sink->data, sink->capacity, data, frame);
		if (!ZSTD_isError(got))
			break;
		if (ZSTD_getErrorCode(got) != ZSTD_error_dstSize_tooSmall)
			return bad_stream(KDP_PACKING_ZSTD, 0,
					  ZSTD_getErrorName(got));
		if (sink->capacity == sink->max)
			sink->size = sink->max;
		wanted = sink->capacity + 1;
	}
	sink->size = got;
	return NULL;
}

static struct kdp_error *stream_zstd(const uint8_t *data, size_t size,
				     struct sink *sink)
{
	ZSTD_inBuffer in = { data, size, 0 };
	ZSTD_DStream *z = ZSTD_createDStream();
	struct kdp_error *err = NULL;
	ZSTD_outBuffer out;
	size_t left = 1;

	if (!z)
		return &kdp_enomem;
	while (!err && left != 0) {
		err = grow(sink, 1);
		if (err)
			break;
		out = (ZSTD_outBuffer){ sink->data, sink->capacity,
					sink->size };
		left = ZSTD_decompressStream(z, &out, &in);
		if (ZSTD_isError(left))
			err = bad_stream(KDP_PACKING_ZSTD, in.pos,
					 ZSTD_getErrorName(left));
		else if (left != 0 && in.pos == size &&
			 out.pos < out.size)
			err = bad_stream(KDP_PACKING_ZSTD, in.pos,
					 "it ends early");
		sink->size = out.pos;
	}
	sink->used = in.pos;
	ZSTD_freeDStream(z);
	return err;
}
#endif

#ifdef HAVE_LZ4
/* A magic number, then blocks: their packed size, their bytes. */
static struct kdp_error *unpack_lz4_legacy(const uint8_t *data, size_t size,
					   struct sink *sink)
{
	struct kdp_error *err;
	size_t at = 4, packed, room;
	int got;

	while (size - at >= 4) {
		packed = kdp_le32(data + at);
		at += 4;
		/* A kernel's unpacked size stands behind the last block. */
		if (at == size)
			break;
		if (packed == 0 || packed > size - at)
			return bad_stream(KDP_PACKING_LZ4_LEGACY, at - 4,
					  "a block reaches beyond the end");
		err = grow(sink, LZ4_LEGACY_BLOCK);
		if (err)
			return err;
		room = sink->capacity - sink->size;
		if (room > LZ4_LEGACY_BLOCK)
			room = LZ4_LEGACY_BLOCK;
		got = LZ4_decompress_safe((const char *)data + at,
					  (char *)sink->data + sink->size,
					  (int)packed, (int)room);
		if (got < 0)
			return bad_stream(KDP_PACKING_LZ4_LEGACY, at,
					  "bad block, or too large");
		sink->size += (size_t)got;
		at += packed;
	}
	sink->used = size;
	return NULL;
}

static struct kdp_error *unpack_lz4(const uint8_t *data, size_t size,
				    struct sink *sink)
{
	LZ4F_dctx *context;
	struct kdp_error *err = NULL;
	size_t at = 0, left = 1, in, out;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&context,
							 LZ4F_VERSION)))
		return &kdp_enomem;
	while (!err && left != 0) {
		err = grow(sink, 1);
		if (err)
			break;
		in = size - at;
		out = sink->capacity - sink->size;
		left = LZ4F_decompress(context, sink->data + sink->size, &out,
				       data + at, &in, NULL);
		if (LZ4F_isError(left)) {
			err = bad_stream(KDP_PACKING_LZ4, at,
					 LZ4F_getErrorName(left));
			break;
		}
		at += in;
		sink->size += out;
		if (left != 0 && in == 0 && out == 0)
			err = bad_stream(KDP_PACKING_LZ4, at, "it ends early");
	}
	sink->used = at;
	LZ4F_freeDecompressionContext(context);
	return err;
}
#endif

static struct kdp_error *unpack(enum kdp_packing packing, const uint8_t *data,
				size_t size, struct sink *sink)
{
	switch (packing) {
	case KDP_PACKING_GZIP:
		return unpack_gzip(data, size, sink);
#ifdef HAVE_LZMA
	case KDP_PACKING_XZ:
	case KDP_PACKING_LZMA:
		return unpack_lzma(packing, data, size, sink);
#endif
#ifdef HAVE_ZSTD
	case KDP_PACKING_ZSTD:
		return sink->take ? stream_zstd(data, size, sink) :
				    unpack_zstd(data, size, sink);
#endif
#ifdef HAVE_LZ4
	case KDP_PACKING_LZ4:
		return unpack_lz4(data, size, sink);
	case KDP_PACKING_LZ4_LEGACY:
		return unpack_lz4_legacy(data, size, sink);
#endif
	default:
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"this build cannot unpack %s",
					kdp_packing_name(packing));
	}
}

struct kdp_error *kdp_unpack(enum kdp_packing packing, const uint8_t *data,
			     size_t size, size_t hint, size_t max,
			     uint8_t **data_ret, size_t *size_ret)
{
	KDP_AUTO_FREE uint8_t *owned = NULL;
	struct sink sink = { .max = max };
	struct kdp_error *err;

	if (hint == 0 || hint > max)
		hint = max < FIRST_SIZE ? max : FIRST_SIZE;
	/* One more, so that a good hint leaves room to see the end. */
	err = grow(&sink, hint + 1);
	if (!err)
		err = unpack(packing, data, size, &sink);
	owned = sink.data;
	if (err)
		return err;
	*data_ret = KDP_TAKE(owned);
	*size_ret = sink.size;
	return NULL;
}

struct kdp_error *kdp_unpack_stream(
	enum kdp_packing packing, const uint8_t *data, size_t size,
	struct kdp_error *(*take)(void *context, const uint8_t *data,
				  size_t size),
	void *context, size_t *used_ret)
{
	KDP_AUTO_FREE uint8_t *owned = NULL;
	struct sink sink = { .take = take, .context = context };
	struct kdp_error *err;

	sink.max = packing == KDP_PACKING_LZ4_LEGACY ? LZ4_LEGACY_BLOCK :
						       PIECE_SIZE;
	err = grow(&sink, sink.max);
	if (!err)
		err = unpack(packing, data, size, &sink);
	owned = sink.data;
	if (!err)
		err = take(context, sink.data, sink.size);
	if (!err)
		*used_ret = sink.used;
	return err;
}
