// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/unpack.c: what each library packed comes out again, with
 * a right hint, a wrong one and none; bytes behind the stream do no harm; a
 * stream cut off, damaged or larger than the limit is an error; a format that
 * this build lacks is named.
 */
#include "kdump-prep/unpack.h"

#include "config.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/pack.h"

/* Compressible, and more than one round of any decoder's buffer. */
#define PLAIN_SIZE ((size_t)5 << 18)
#define MAX	   ((size_t)16 << 20)

static uint8_t *plain;

static const enum kdp_packing all[] = {
	KDP_PACKING_GZIP, KDP_PACKING_XZ,  KDP_PACKING_LZMA,
	KDP_PACKING_ZSTD, KDP_PACKING_LZ4, KDP_PACKING_LZ4_LEGACY,
};

#define COUNT (sizeof(all) / sizeof(all[0]))

static void make_plain(void)
{
	uint32_t random = 1;
	size_t i;

	plain = malloc(PLAIN_SIZE);
	for (i = 0; i < PLAIN_SIZE; i++) {
		random = random * 1664525u + 1013904223u;
		plain[i] = i % 5 ? (uint8_t)(i >> 9) : (uint8_t)(random >> 28);
	}
}

/* The stream in a block of its own, so that ASan sees reads beyond it. */
static uint8_t *pack_exactly(enum kdp_packing packing, size_t extra,
			     size_t *size)
{
	uint8_t *room = malloc(PACK_ROOM(PLAIN_SIZE)), *stream;

	*size = pack(packing, plain, PLAIN_SIZE, room,
		     PACK_ROOM(PLAIN_SIZE));
	stream = malloc(*size + extra);
	memcpy(stream, room, *size);
	memset(stream + *size, 0x5a, extra);
	*size += extra;
	free(room);
	return stream;
}

static void comes_out_again(size_t hint)
{
	struct kdp_error *err;
	uint8_t *stream, *out;
	size_t size, out_size, i;

	for (i = 0; i < COUNT; i++) {
		if (!kdp_packing_supported(all[i]))
			continue;
		stream = pack_exactly(all[i], 0, &size);
		TAP_EQ(kdp_packing_of(stream, size), all[i]);
		err = kdp_unpack(all[i], stream, size, hint, MAX, &out,
				 &out_size);
		if (err)
			printf("# %s: %s\n", kdp_packing_name(all[i]),
			       err->message);
		TAP_CHECK(!err);
		if (!err) {
			TAP_EQ(out_size, PLAIN_SIZE);
			TAP_CHECK(memcmp(out, plain, PLAIN_SIZE) == 0);
			free(out);
		}
		kdp_error_destroy(err);
		free(stream);
	}
}

static void every_format_comes_out_again(void)
{
	comes_out_again(0);
	comes_out_again(PLAIN_SIZE);
	comes_out_again(1);
	comes_out_again(MAX * 2);
}

/* A kernel's size stands there. */
static void four_bytes_behind_it_are_left_alone(void)
{
	struct kdp_error *err;
	uint8_t *stream, *out;
	size_t size, out_size, i;

	for (i = 0; i < COUNT; i++) {
		if (!kdp_packing_supported(all[i]))
			continue;
		stream = pack_exactly(all[i], 4, &size);
		err = kdp_unpack(all[i], stream, size, 0, MAX, &out,
				 &out_size);
		TAP_CHECK(!err);
		if (!err) {
			TAP_EQ(out_size, PLAIN_SIZE);
			free(out);
		}
		kdp_error_destroy(err);
		free(stream);
	}
}

/* Frames of lz4 -l end where the file ends: a whole block less is no error. */
static void cut_off_is_an_error(void)
{
	static const size_t cuts[] = { 1, 5, 8, 100, 3000 };
	struct kdp_error *err;
	uint8_t *stream, *out;
	size_t size, out_size, i, n;

	for (i = 0; i < COUNT; i++) {
		if (!kdp_packing_supported(all[i]))
			continue;
		for (n = 0; n < sizeof(cuts) / sizeof(cuts[0]); n++) {
			stream = pack_exactly(all[i], 0, &size);
			stream = realloc(stream, size - cuts[n]);
			err = kdp_unpack(all[i], stream, size - cuts[n], 0,
					 MAX, &out, &out_size);
			TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
			if (!err)
				free(out);
			kdp_error_destroy(err);
			free(stream);
		}
	}
}

static void limit_is_kept(void)
{
	struct kdp_error *err;
	uint8_t *stream, *out;
	size_t size, out_size, i;

	for (i = 0; i < COUNT; i++) {
		if (!kdp_packing_supported(all[i]))
			continue;
		stream = pack_exactly(all[i], 0, &size);
		err = kdp_unpack(all[i], stream, size, 0, PLAIN_SIZE - 1, &out,
				 &out_size);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		if (!err)
			free(out);
		kdp_error_destroy(err);
		free(stream);
	}
}

static void damage_does_no_harm(void)
{
	struct kdp_error *err;
	uint8_t *stream, *out;
	size_t size, out_size, i, n;

	for (i = 0; i < COUNT; i++) {
		if (!kdp_packing_supported(all[i]))
			continue;
		stream = pack_exactly(all[i], 0, &size);
		for (n = 0; n < 40; n++) {
			stream[(n * 7919) % size] ^= (uint8_t)(1 << n % 8);
			err = kdp_unpack(all[i], stream, size, 0, MAX, &out,
					 &out_size);
			if (!err)
				free(out);
			kdp_error_destroy(err);
		}
		free(stream);
	}
	TAP_CHECK(n == 40);
}

static void what_is_missing_is_named(void)
{
	static const uint8_t bzip2[] = "BZh91AY";
	struct kdp_error *err;
	uint8_t *out;
	size_t out_size;

	TAP_EQ(kdp_packing_of(bzip2, 7), KDP_PACKING_BZIP2);
	TAP_EQ(kdp_packing_of(bzip2, 2), KDP_PACKING_NONE);
	TAP_EQ(kdp_packing_of(bzip2, 0), KDP_PACKING_NONE);
	TAP_CHECK(!kdp_packing_supported(KDP_PACKING_BZIP2));
	err = kdp_unpack(KDP_PACKING_BZIP2, bzip2, 7, 0, MAX, &out, &out_size);
	TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED);
	if (err)
		TAP_STR(err->message, "this build cannot unpack bzip2");
	kdp_error_destroy(err);
}

/* What was taken so far, and how many pieces it came in. */
static size_t taken, pieces;

static struct kdp_error *take(void *context, const uint8_t *data, size_t size)
{
	TAP_CHECK(context == &taken);
	TAP_CHECK(size <= PLAIN_SIZE - taken &&
		  memcmp(data, plain + taken, size) == 0);
	taken += size;
	pieces++;
	return NULL;
}

static void pieces_make_the_whole(void)
{
	size_t i, size, used, extra;
	struct kdp_error *err;
	uint8_t *stream;

	for (i = 0; i < 2 * COUNT; i++) {
		if (!kdp_packing_supported(all[i / 2]))
			continue;
		/* The legacy frame has no end but that of the file. */
		extra = all[i / 2] != KDP_PACKING_LZ4_LEGACY && i % 2 ? 9 : 0;
		stream = pack_exactly(all[i / 2], extra, &size);
		taken = 0;
		pieces = 0;
		err = kdp_unpack_stream(all[i / 2], stream, size, take, &taken,
					&used);
		TAP_CHECK(!err);
		kdp_error_destroy(err);
		TAP_EQ(taken, PLAIN_SIZE);
		TAP_EQ(used, size - extra);
		free(stream);
	}
}

static void stream_cut_off_is_an_error(void)
{
	struct kdp_error *err;
	size_t i, size, used;
	uint8_t *stream;

	for (i = 0; i < COUNT; i++) {
		if (!kdp_packing_supported(all[i]))
			continue;
		stream = pack_exactly(all[i], 0, &size);
		taken = 0;
		err = kdp_unpack_stream(all[i], stream, size - 9, take, &taken,
					&used);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		kdp_error_destroy(err);
		free(stream);
	}
}

static struct kdp_error *refuse(void *context, const uint8_t *data,
				size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return kdp_error_create(KDP_ERROR_OTHER, "enough");
}

static void taker_ends_the_walk(void)
{
	struct kdp_error *err;
	size_t i, size, used;
	uint8_t *stream;

	for (i = 0; i < COUNT; i++) {
		if (!kdp_packing_supported(all[i]))
			continue;
		stream = pack_exactly(all[i], 0, &size);
		err = kdp_unpack_stream(all[i], stream, size, refuse, NULL,
					&used);
		TAP_CHECK(err && strcmp(err->message, "enough") == 0);
		kdp_error_destroy(err);
		free(stream);
	}
}

int main(void)
{
	make_plain();
	TAP_RUN(every_format_comes_out_again);
	TAP_RUN(four_bytes_behind_it_are_left_alone);
	TAP_RUN(cut_off_is_an_error);
	TAP_RUN(limit_is_kept);
	TAP_RUN(damage_does_no_harm);
	TAP_RUN(what_is_missing_is_named);
	TAP_RUN(pieces_make_the_whole);
	TAP_RUN(stream_cut_off_is_an_error);
	TAP_RUN(taker_ends_the_walk);
	free(plain);
	return tap_done();
}
