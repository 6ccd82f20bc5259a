// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/initrd.c: an archive is measured in whole pages, plain
 * and packed in each format, one behind the other and with zeros between; the
 * bytes of the pieces that it comes in do not matter; what the kernel would
 * not take is an error, wherever it breaks off; a small file is found in it.
 */
#include "kdump-prep/initrd.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/pack.h"

#define ROOM ((size_t)1 << 20)

static uint8_t plain[ROOM];
static size_t plain_size;

static void add(const char *name, size_t size)
{
	int n = snprintf((char *)plain + plain_size, ROOM - plain_size,
			 "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x%s",
			 1, 0100644, 0, 0, 1, 0, size, 0, 0, 0, 0,
			 strlen(name) + 1, 0, name);

	plain_size = (plain_size + (size_t)n + 1 + 3) & ~(size_t)3;
	memset(plain + plain_size, '0', size);
	plain_size = (plain_size + size + 3) & ~(size_t)3;
}

/* 4 entries: 2 + 0 + 25 pages and the trailer. */
#define ENTRIES 4
#define BYTES	(27 * 4096 + ENTRIES * 1024)

static void begin(void)
{
	memset(plain, 0, sizeof(plain));
	plain_size = 0;
	add("a", 5000);
	add("directory/with a long name", 0);
	add("b", 100001);
	add("TRAILER!!!", 0);
}

static void measured(const uint8_t *data, size_t size, unsigned int times)
{
	struct kdp_initrd found = { 0 };
	uint8_t *exact = malloc(size);
	struct kdp_error *err;

	memcpy(exact, data, size);
	err = kdp_initrd_measure(exact, size, &found);
	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
	TAP_EQ(found.files, ENTRIES * times);
	TAP_EQ(found.bytes, BYTES * times);
	free(exact);
}

static void plain_archive_is_measured(void)
{
	begin();
	measured(plain, plain_size, 1);
	/* Padded to a block, as cpio(1) does. */
	measured(plain, (plain_size + 511) & ~(size_t)511, 1);
}

static const enum kdp_packing all[] = {
	KDP_PACKING_GZIP, KDP_PACKING_XZ,  KDP_PACKING_LZMA,
	KDP_PACKING_ZSTD, KDP_PACKING_LZ4, KDP_PACKING_LZ4_LEGACY,
};

static void packed_archives_are_measured(void)
{
	static uint8_t out[2 * ROOM];
	size_t i, size;

	begin();
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		size = pack(all[i], plain, plain_size, out, sizeof(out));
		if (size)
			measured(out, size, 1);
	}
}

/* Microcode in front, plain; then two packed ones, with zeros between. */
static void archives_behind_each_other_add_up(void)
{
	static uint8_t out[4 * ROOM];
	size_t size;

	begin();
	memcpy(out, plain, plain_size);
	size = plain_size + 512;
	size += pack(KDP_PACKING_GZIP, plain, plain_size, out + size, ROOM);
	measured(out, size, 2);
	size += 16;
	size += pack(KDP_PACKING_GZIP, plain, plain_size, out + size, ROOM);
	measured(out, size, 3);
	memcpy(out + size + 8, plain, plain_size);
	measured(out, size + 8 + plain_size, 4);
}

static void two_in_one_stream_add_up(void)
{
	static uint8_t twice[2 * ROOM], out[2 * ROOM];
	size_t size;

	begin();
	memcpy(twice, plain, plain_size);
	memcpy(twice + plain_size + 100, plain, plain_size);
	size = pack(KDP_PACKING_GZIP, twice, 2 * plain_size + 100, out,
		    sizeof(out));
	measured(out, size, 2);
}

static void refused(size_t size, const char *why)
{
	struct kdp_initrd found;
	uint8_t *exact = malloc(size + 1);
	struct kdp_error *err;

	memcpy(exact, plain, size);
	err = kdp_initrd_measure(exact, size, &found);
	TAP_CHECK(err && strstr(err->message, why));
	if (err && !strstr(err->message, why))
		printf("# %zu: %s\n", size, err->message);
	kdp_error_destroy(err);
	free(exact);
}

static void what_breaks_off_is_refused(void)
{
	size_t size;

	begin();
	for (size = 1; size < plain_size; size += 1 + size / 16)
		refused(size, "ends early");
}

static void what_is_no_archive_is_refused(void)
{
	begin();
	plain[5] = '3';
	refused(plain_size, "no cpio header at 0x0");
	begin();
	plain[60] = 'x';
	refused(plain_size, "no cpio header at 0x0");
	/* The name's size: none, and far too large. */
	begin();
	memset(plain + 94, '0', 8);
	refused(plain_size, "no cpio header at 0x0");
	begin();
	plain[94] = 'f';
	refused(plain_size, "no cpio header at 0x0");
	begin();
	plain[0] = 0x7f;
	refused(plain_size, "found 0x7f, expected a cpio archive");
	begin();
	plain[plain_size] = 'x';
	refused(plain_size + 1, "found 0x78, expected a cpio archive");
	begin();
	memcpy(plain, "BZh9", 4);
	refused(plain_size, "cannot unpack bzip2");
}

static void found_is(const char *name, size_t expected)
{
	char *file = NULL;
	struct kdp_error *err;
	size_t size = 0;

	err = kdp_initrd_find(plain, plain_size, name, &file, &size);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_EQ(size, expected);
	TAP_EQ(file && file[0] == '0' && file[size - 1] == '0' && !file[size],
	       true);
	free(file);
}

static void not_found(const char *name)
{
	struct kdp_error *err;
	char *file;
	size_t size;

	err = kdp_initrd_find(plain, plain_size, name, &file, &size);
	TAP_CHECK(err && err->code == KDP_ERROR_NOT_FOUND);
	kdp_error_destroy(err);
}

static void a_small_file_is_found(void)
{
	begin();
	found_is("a", 5000);
	not_found("c");
	/* 100,001 bytes are more than is kept. */
	not_found("b");
	/* In an archive behind the first; the last one of a name counts. */
	add("a", 7);
	add("c", 3);
	add("TRAILER!!!", 0);
	found_is("a", 7);
	found_is("c", 3);
}

int main(void)
{
	TAP_RUN(plain_archive_is_measured);
	TAP_RUN(packed_archives_are_measured);
	TAP_RUN(archives_behind_each_other_add_up);
	TAP_RUN(two_in_one_stream_add_up);
	TAP_RUN(what_breaks_off_is_refused);
	TAP_RUN(what_is_no_archive_is_refused);
	TAP_RUN(a_small_file_is_found);
	return tap_done();
}
