// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/wrap.c and pe.c: the kernel in a wrapped image is the
 * one that was wrapped, in memory byte for byte and as a file bit for bit,
 * its signature included; the header tells the loader of the memory that stage
 * and tail need, and the stage of what the header was; the PE header is what
 * signing tools ask for; each damaged field is refused with a message.
 */
#include "kdump-prep/wrap.h"

#include <stdlib.h>
#include <zlib.h>

#include "kdump-prep/bzimage.h"
#include "kdump-prep/pe.h"
#include "tests/tap.h"
#include "tests/unit/fake_kernel.h"

#define SIGNATURE 1234u
#define ALIGN	  0x200000u

static uint8_t kernel[FAKE_SIZE + SIGNATURE];
static uint8_t *image;
static size_t image_size;

static uint64_t get(const uint8_t *data, size_t offset, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, data + offset, size);
	return value;
}

/* A signed kernel with hand-over entries, wrapped. */
static void start(void)
{
	struct kdp_error *err;

	fake_kernel(kernel);
	memset(kernel + FAKE_SIZE, 0x5c, SIGNATURE);
	fake_put(kernel, 0x248, 0x123, 4);	/* payload_offset */
	fake_put(kernel, 0x264, 0x190, 4);	/* handover_offset */
	fake_put(kernel, 0x268, 0x1000, 4);	/* kernel_info_offset */
	free(image);
	image = NULL;
	err = kdp_wrap(kernel, sizeof(kernel), &image, &image_size);
	TAP_CHECK(!err);
	if (err)
		exit(99);
}

static struct kdp_wrapped parsed(void)
{
	struct kdp_wrapped wrapped = { .payload = NULL };
	struct kdp_error *err = kdp_wrap_parse(image, image_size, &wrapped);

	TAP_CHECK(!err);
	kdp_error_destroy(err);
	return wrapped;
}

static void kernel_comes_back_bit_for_bit(void)
{
	struct kdp_wrapped wrapped;
	struct kdp_error *err;
	uint8_t *back = NULL;
	size_t size = 0;

	start();
	wrapped = parsed();
	err = kdp_wrap_kernel(&wrapped, &back, &size);
	TAP_CHECK(!err);
	TAP_EQ(size, sizeof(kernel));
	TAP_CHECK(back && memcmp(back, kernel, sizeof(kernel)) == 0);
	free(back);
}

static void kernel_is_unchanged_in_memory(void)
{
	struct kdp_wrapped wrapped;

	start();
	wrapped = parsed();
	TAP_CHECK(memcmp(wrapped.payload + wrapped.stage.kernel,
			 kernel + FAKE_SETUP, FAKE_PAYLOAD) == 0);
	TAP_EQ(wrapped.stage.kernel % 0x1000, 0);
	TAP_CHECK(wrapped.stage.kernel >= wrapped.stage.file_size);
}

static void stage_is_what_was_built(void)
{
	size_t size = (uintptr_t)kdp_stage_image_end -
		      (uintptr_t)kdp_stage_image;
	struct kdp_wrapped w;

	start();
	w = parsed();
	TAP_EQ(w.stage.file_size, size);
	TAP_EQ(w.stage.mem_size % 4096, 0);
	TAP_CHECK(memcmp(w.payload, kdp_stage_image, KDP_STAGE_CONFIG) == 0);
	TAP_CHECK(memcmp(w.payload + 0x200, kdp_stage_image + 0x200,
			 size - 0x200) == 0);
	/* Purgatory's own header stands where the stage says. */
	TAP_EQ(get(w.payload, w.stage.blob, 8), KDP_BLOB_MAGIC);
}

static void header_tells_of_stage_and_tail(void)
{
	struct kdp_wrapped w;

	start();
	w = parsed();
	TAP_EQ(get(image, 0x1f4, 4) * 16, image_size - FAKE_SETUP);
	TAP_EQ(image_size % 512, 0);
	TAP_EQ(w.stage.tail, ALIGN + FAKE_INIT_SIZE);
	TAP_EQ(w.stage.tail_size % 0x100000, 0);
	TAP_EQ(get(image, 0x260, 4), w.stage.tail + w.stage.tail_size);
	TAP_CHECK(w.init_size - FAKE_INIT_SIZE <= 4u << 20);
	TAP_EQ(get(image, 0x248, 4), 0x123 + w.stage.kernel);
	TAP_EQ(get(image, 0x268, 4), 0x1000 + w.stage.kernel);
	TAP_EQ(get(image, 0x264, 4), 0);
	TAP_EQ(get(image, 0x236, 2), 0x73);
	/* What is not the stage's business is as it was. */
	TAP_EQ(get(image, 0x258, 8), 0x1000000);
	TAP_EQ(get(image, 0x230, 4), ALIGN);
	TAP_EQ(get(image, 0x1f1, 1), FAKE_SETUP_SECTS);
}

static void stage_knows_what_the_header_was(void)
{
	struct kdp_wrapped w;

	start();
	w = parsed();
	TAP_EQ(w.stage.syssize, FAKE_PAYLOAD / 16);
	TAP_EQ(w.stage.payload_offset, 0x123);
	TAP_EQ(w.stage.init_size, FAKE_INIT_SIZE);
	TAP_EQ(w.stage.handover_offset, 0x190);
	TAP_EQ(w.stage.kernel_info_offset, 0x1000);
	TAP_EQ(w.stage.xloadflags, 0x7f);
	TAP_EQ(w.stage.cmdline_size, 2047);
	TAP_EQ(w.stage.flags, 0);
}

static void header_without_kernel_info_is_left_alone(void)
{
	struct kdp_wrapped w;
	struct kdp_error *err;

	start();
	kernel[0x201] = 0x66;		/* ends at 0x268 */
	free(image);
	err = kdp_wrap(kernel, sizeof(kernel), &image, &image_size);
	TAP_CHECK(!err);
	w = parsed();
	TAP_EQ(w.stage.kernel_info_offset, 0);
	TAP_EQ(get(image, 0x268, 4), 0x1000);
}

static void loader_takes_the_image(void)
{
	struct kdp_bzimage parsed_image;
	struct kdp_error *err;

	start();
	err = kdp_bzimage_parse(image, image_size, &parsed_image);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_EQ(parsed_image.payload_size, image_size - FAKE_SETUP);
}

static void pe_header_covers_the_file(void)
{
	const uint32_t pe = 0x40;
	const uint32_t section = pe + 24 + 160;

	start();
	TAP_EQ(get(image, 0, 2), 0x5a4d);
	TAP_EQ(get(image, 0x3c, 4), pe);
	TAP_EQ(get(image, pe, 4), 0x4550);
	TAP_EQ(get(image, pe + 4, 2), 0x8664);
	TAP_EQ(get(image, pe + 6, 2), 2);
	TAP_EQ(get(image, pe + 24, 2), 0x20b);
	TAP_EQ(get(image, pe + 24 + 16, 4), FAKE_SETUP + KDP_STAGE_EFI);
	TAP_EQ(get(image, pe + 24 + 56, 4), image_size);
	TAP_EQ(get(image, pe + 24 + 60, 4), 0x200);
	TAP_EQ(get(image, pe + 24 + 68, 2), 10);
	TAP_EQ(get(image, pe + 24 + 108, 4), 6);
	TAP_EQ(get(image, section + 20, 4), 0x200);
	TAP_EQ(get(image, section + 16, 4), FAKE_SETUP - 0x200);
	TAP_EQ(get(image, section + 40 + 20, 4), FAKE_SETUP);
	TAP_EQ(get(image, section + 40 + 16, 4), image_size - FAKE_SETUP);
	TAP_CHECK(memcmp(image + 0x1f2, kernel + 0x1f2, 2) == 0);
}

static void signature_is_noticed(void)
{
	const uint32_t directory = 0x40 + 24 + 112 + 4 * 8;
	struct kdp_wrapped w;

	start();
	TAP_CHECK(!kdp_pe_signed(image, image_size));
	fake_put(image, directory, image_size - 16, 4);
	fake_put(image, directory + 4, 16, 4);
	TAP_CHECK(kdp_pe_signed(image, image_size));
	w = parsed();
	TAP_CHECK(w.is_signed);
	fake_put(image, directory + 4, 17, 4);
	TAP_CHECK(!kdp_pe_signed(image, image_size));
	fake_put(image, 0x3c, 0xfffffff0, 4);
	TAP_CHECK(!kdp_pe_signed(image, image_size));
	TAP_CHECK(!kdp_pe_signed(image, 0x3f));
}

static void fails(struct kdp_error *err, enum kdp_error_code code,
		  const char *message)
{
	TAP_CHECK(err);
	if (!err)
		return;
	TAP_EQ(err->code, code);
	if (!strstr(err->message, message))
		TAP_STR(err->message, message);
	kdp_error_destroy(err);
}

static void wrapped_kernel_is_not_wrapped_again(void)
{
	uint8_t *again = NULL;
	size_t size;

	start();
	fails(kdp_wrap(image, image_size, &again, &size), KDP_ERROR_FORMAT,
	      "it is wrapped already");
}

static void plain_kernel_is_not_a_wrapped_one(void)
{
	struct kdp_wrapped w;

	start();
	fails(kdp_wrap_parse(kernel, sizeof(kernel), &w), KDP_ERROR_NOT_FOUND,
	      "not a wrapped kernel");
}

/* Changes one field; @again: puts the checksum right. */
static struct kdp_error *parse_with(size_t at, uint64_t value, size_t size,
				    bool again)
{
	uint8_t *config;
	struct kdp_wrapped w;
	uint32_t crc;

	start();
	config = image + FAKE_SETUP + KDP_STAGE_CONFIG;
	fake_put(config, at, value, size);
	if (again) {
		crc = (uint32_t)crc32_z(0, config,
					offsetof(struct kdp_stage, crc));
		fake_put(config, offsetof(struct kdp_stage, crc), crc, 4);
	}
	return kdp_wrap_parse(image, image_size, &w);
}

#define FIELD(member)                                 \
	offsetof(struct kdp_stage, member)

static void each_damaged_field_is_refused(void)
{
	const struct {
		size_t at;
		uint64_t value;
		size_t size;
		const char *message;
	} field[] = {
		{ FIELD(version), 2, 2, "stage: version is 0x2" },
		{ FIELD(size), 1, 2, "stage: size is 0x1" },
		{ FIELD(kernel), 16, 8, "stage: kernel is 0x10" },
		{ FIELD(kernel), UINT64_MAX, 8, "stage: kernel is" },
		{ FIELD(syssize), UINT32_MAX, 4, "stage: syssize is" },
		{ FIELD(syssize), 1, 4, "stage: setup is" },
		{ FIELD(setup), UINT64_MAX, 8, "stage: setup is" },
		{ FIELD(setup_size), UINT32_MAX, 4, "stage: setup is" },
		{ FIELD(rest_size), UINT32_MAX, 4, "stage: rest_size is" },
	};
	size_t i;

	for (i = 0; i < sizeof(field) / sizeof(field[0]); i++)
		fails(parse_with(field[i].at, field[i].value, field[i].size,
				 true),
		      KDP_ERROR_FORMAT, field[i].message);
	fails(parse_with(FIELD(loader), 'x', 1, false), KDP_ERROR_FORMAT,
	      "stage: checksum is");
}

static void damaged_kernel_does_not_come_back(void)
{
	struct kdp_wrapped w;
	uint8_t *back = NULL;
	size_t size;

	start();
	w = parsed();
	image[FAKE_SETUP + w.stage.kernel + 100] ^= 1;
	fails(kdp_wrap_kernel(&w, &back, &size), KDP_ERROR_FORMAT,
	      "stage: checksum of the kernel is");
	TAP_CHECK(!back);
}

int main(void)
{
	TAP_RUN(kernel_comes_back_bit_for_bit);
	TAP_RUN(kernel_is_unchanged_in_memory);
	TAP_RUN(stage_is_what_was_built);
	TAP_RUN(header_tells_of_stage_and_tail);
	TAP_RUN(stage_knows_what_the_header_was);
	TAP_RUN(header_without_kernel_info_is_left_alone);
	TAP_RUN(loader_takes_the_image);
	TAP_RUN(pe_header_covers_the_file);
	TAP_RUN(signature_is_noticed);
	TAP_RUN(wrapped_kernel_is_not_wrapped_again);
	TAP_RUN(plain_kernel_is_not_a_wrapped_one);
	TAP_RUN(each_damaged_field_is_refused);
	TAP_RUN(damaged_kernel_does_not_come_back);
	free(image);
	return tap_done();
}
