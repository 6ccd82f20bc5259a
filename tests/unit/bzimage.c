// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/bzimage.c: a good image is understood; each field that
 * the loader relies on is refused when it alone is wrong, with its offset in
 * the message; an image cut off anywhere is an error and nothing behind its
 * end is read; a signature behind the image is not part of what is loaded.
 */
#include "kdump-prep/bzimage.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/fake_kernel.h"

/* The parse of @size bytes at the end of a block, so that ASan sees more. */
static struct kdp_error *parse_copy(const uint8_t *image, size_t size)
{
	struct kdp_bzimage parsed;
	struct kdp_error *err;
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, image, size);
	err = kdp_bzimage_parse(copy, size, &parsed);
	free(copy);
	return err;
}

static void good_image_is_understood(void)
{
	uint8_t image[FAKE_SIZE];
	struct kdp_bzimage k;
	struct kdp_error *err;

	fake_kernel(image);
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	if (err)
		return;
	TAP_CHECK(k.header == image + 0x1f1);
	TAP_EQ(k.header_size, 0x26c - 0x1f1);
	TAP_CHECK(k.payload == image + FAKE_SETUP);
	TAP_EQ(k.payload_size, FAKE_PAYLOAD);
	TAP_EQ(k.version, 0x20f);
	TAP_EQ(k.alignment, 0x200000);
	TAP_EQ(k.init_size, FAKE_INIT_SIZE);
	TAP_EQ(k.cmdline_size, 2047);
	TAP_EQ(k.initrd_addr_max, 0x7fffffff);
	TAP_EQ(k.pref_address, 0x1000000);
	TAP_CHECK(kdp_bzimage_above_4g(&k));
	TAP_CHECK(kdp_bzimage_la57(&k));
}

static void setup_sects_of_zero_means_four(void)
{
	static uint8_t image[5 * 512 + FAKE_PAYLOAD];
	struct kdp_bzimage k;
	struct kdp_error *err;

	fake_kernel(image);
	image[0x1f1] = 0;
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	if (!err)
		TAP_CHECK(k.payload == image + 5 * 512);
	kdp_error_destroy(err);
}

static void flags_are_told_apart(void)
{
	uint8_t image[FAKE_SIZE];
	struct kdp_bzimage k;
	struct kdp_error *err;

	fake_kernel(image);
	fake_put(image, 0x236, 0x01, 2);
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	TAP_CHECK(!kdp_bzimage_above_4g(&k));
	TAP_CHECK(!kdp_bzimage_la57(&k));
	fake_put(image, 0x236, 0x21, 2);
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	TAP_CHECK(kdp_bzimage_la57(&k));
}

static void one_wrong_field_is_refused(void)
{
	static const struct {
		size_t offset;
		uint64_t value;
		size_t size;
		const char *message;
	} wrong[] = {
		{ 0x1fe, 0xaa54, 2, "offset 0x1fe: boot flag is 0xaa54" },
		{ 0x202, 0, 4, "offset 0x202: header magic is 0x0" },
		{ 0x206, 0x20b, 2, "offset 0x206: boot protocol is 0x20b" },
		{ 0x236, 0x7e, 2, "offset 0x236: xloadflags is 0x7e" },
		{ 0x211, 0x02, 1, "offset 0x211: loadflags is 0x2" },
		{ 0x234, 0, 1, "offset 0x234: relocatable_kernel is 0x0" },
		{ 0x230, 0, 4, "offset 0x230: kernel_alignment is 0x0" },
		{ 0x230, 0x800, 4, "offset 0x230: kernel_alignment is" },
		{ 0x230, 0x3000, 4, "offset 0x230: kernel_alignment is" },
		{ 0x238, 0, 4, "offset 0x238: cmdline_size is 0x0" },
		{ 0x1f4, 0, 4, "offset 0x1f4: syssize is 0x0" },
		{ 0x260, 0x1fff, 4, "offset 0x260: init_size is 0x1fff" },
		{ 0x260, 0, 4, "offset 0x260: init_size is 0x0" },
		{ 0x201, 0x61, 1, "offset 0x201: end of the setup header" },
		{ 0x201, 0x8f, 1, "offset 0x201: end of the setup header" },
		{ 0x1f4, 0x20, 4, "offset 0x1f4: syssize is 0x20" },
		{ 0x1f1, 0xff, 1, "truncated: has 0x2800 bytes" },
		{ 0x248, 0x0000000100002001, 8,
		  "offset 0x248: payload_offset is 0x2001" },
		{ 0x248, 0x0000000100002000, 8,
		  "offset 0x24c: payload_length is 0x1" },
		{ 0x248, 0xffffffff00001000, 8,
		  "offset 0x24c: payload_length is 0xffffffff" },
	};
	uint8_t image[FAKE_SIZE];
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		fake_kernel(image);
		fake_put(image, wrong[i].offset, wrong[i].value,
			 wrong[i].size);
		err = parse_copy(image, sizeof(image));
		TAP_CHECK(err != NULL);
		if (!err)
			continue;
		TAP_EQ(err->code, KDP_ERROR_FORMAT);
		TAP_CHECK(strncmp(err->message, wrong[i].message,
				  strlen(wrong[i].message)) == 0);
		if (strncmp(err->message, wrong[i].message,
			    strlen(wrong[i].message)) != 0)
			printf("# %s\n", err->message);
		kdp_error_destroy(err);
	}
}

static void huge_numbers_do_not_wrap(void)
{
	uint8_t image[FAKE_SIZE];
	struct kdp_error *err;

	fake_kernel(image);
	fake_put(image, 0x1f4, 0x0fffffff, 4);
	fake_put(image, 0x260, 0xffffffff, 4);
	err = parse_copy(image, sizeof(image));
	TAP_CHECK(err != NULL);
	if (err)
		TAP_STR(err->message, "truncated: has 0x2800 bytes, its header "
				      "promises 0x1000007f0");
	kdp_error_destroy(err);
	fake_put(image, 0x1f4, 0xffffffff, 4);
	err = parse_copy(image, sizeof(image));
	TAP_CHECK(err != NULL);
	kdp_error_destroy(err);
}

static void cut_off_anywhere_is_an_error(void)
{
	uint8_t image[FAKE_SIZE];
	struct kdp_error *err;
	size_t size, bad = 0;

	fake_kernel(image);
	for (size = 0; size < FAKE_SIZE; size++) {
		err = parse_copy(image, size);
		bad += !err;
		kdp_error_destroy(err);
	}
	TAP_EQ(bad, 0);
	err = parse_copy(image, FAKE_SIZE);
	TAP_CHECK(!err);
}

static void signature_is_not_loaded(void)
{
	static uint8_t image[FAKE_SIZE + 1000];
	struct kdp_bzimage k;
	struct kdp_error *err;

	fake_kernel(image);
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	if (!err)
		TAP_EQ(k.payload_size, FAKE_PAYLOAD);
}

static void release_is_read_within_the_setup_part(void)
{
	static const char text[] = "4.14.336-x (builder) #1 SMP";
	uint8_t image[FAKE_SIZE];
	struct kdp_bzimage k;
	struct kdp_error *err;

	fake_kernel(image);
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	TAP_STR(k.release, "");
	memcpy(image + 0x400, text, sizeof(text));
	fake_put(image, 0x20e, 0x200, 2);
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	TAP_STR(k.release, "4.14.336-x");
	/* The last two bytes of the setup part, and behind it. */
	memcpy(image + FAKE_SETUP - 2, "6.", 2);
	fake_put(image, 0x20e, FAKE_SETUP - 2 - 0x200, 2);
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	TAP_STR(k.release, "6.");
	fake_put(image, 0x20e, 0xffff, 2);
	err = kdp_bzimage_parse(image, sizeof(image), &k);
	TAP_CHECK(!err);
	TAP_STR(k.release, "");
}

static void random_headers_do_no_harm(void)
{
	uint8_t image[FAKE_SIZE];
	uint32_t random = 1;
	struct kdp_error *err;
	int round, i;

	for (round = 0; round < 2000; round++) {
		fake_kernel(image);
		for (i = 0; i < 4; i++) {
			random = random * 1664525u + 1013904223u;
			image[0x1f1 + (random >> 8) % 0x80] =
				(uint8_t)(random >> 24);
		}
		err = parse_copy(image, sizeof(image));
		kdp_error_destroy(err);
	}
	TAP_CHECK(round == 2000);
}

int main(void)
{
	TAP_RUN(good_image_is_understood);
	TAP_RUN(setup_sects_of_zero_means_four);
	TAP_RUN(flags_are_told_apart);
	TAP_RUN(one_wrong_field_is_refused);
	TAP_RUN(huge_numbers_do_not_wrap);
	TAP_RUN(cut_off_anywhere_is_an_error);
	TAP_RUN(signature_is_not_loaded);
	TAP_RUN(release_is_read_within_the_setup_part);
	TAP_RUN(random_headers_do_no_harm);
	return tap_done();
}
