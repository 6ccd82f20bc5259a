// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/blob.c: placed at an address, every gate leads to its
 * stub and only #DF has a stack of its own; descriptor bases, TSS and IST1 are
 * right; nothing below ro_size and nothing else is written; the hand-over's
 * checksum holds; each offset in the header is refused when it leads out; the
 * image that was built with the program passes.
 */
#include "kdump-prep/blob.h"

#include <stdlib.h>
#include <zlib.h>

#include "tests/tap.h"

#define BASE	  0x123456789000ull
#define FILE_SIZE 0x4000u

static const struct kdp_blob_header good = {
	.magic = KDP_BLOB_MAGIC,
	.version = KDP_ABI_VERSION,
	.header_size = sizeof(good),
	.file_size = FILE_SIZE,
	.mem_size = 0x8000,
	.ro_size = 0x2000,
	.entry = 0x50,
	.gdtr = 0x3100,
	.idtr = 0x3110,
	.gdt = 0x3120,
	.idt = 0x2000,
	.tss = 0x3200,
	.stubs = 0x100,
	.stub_stride = 16,
	.df_stack_top = 0x6000,
	.handover = 0x3300,
};

static uint8_t image[FILE_SIZE];

static void make(const struct kdp_blob_header *header)
{
	memset(image, 0xa5, sizeof(image));
	memcpy(image, header, sizeof(*header));
}

static uint64_t get(size_t offset, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, image + offset, size);
	return value;
}

static void every_gate_leads_to_its_stub(void)
{
	uint32_t n;
	size_t at;

	make(&good);
	kdp_blob_place(&good, image, BASE);
	for (n = 0; n < 256; n++) {
		at = good.idt + n * 16;
		TAP_EQ(get(at, 2) | get(at + 6, 2) << 16 |
			       get(at + 8, 4) << 32,
		       BASE + 0x100 + n * 16);
		TAP_EQ(get(at + 2, 2), 0x10);
		TAP_EQ(get(at + 4, 1), n == 8 ? 1 : 0);
		TAP_EQ(get(at + 5, 1), 0x8e);
		TAP_EQ(get(at + 12, 4), 0);
	}
}

static void bases_are_written(void)
{
	make(&good);
	kdp_blob_place(&good, image, BASE);
	TAP_EQ(get(good.gdtr + 2, 8), BASE + good.gdt);
	TAP_EQ(get(good.idtr + 2, 8), BASE + good.idt);
	/* Limits are the image's own. */
	TAP_EQ(get(good.gdtr, 2), 0xa5a5);
	TAP_EQ(get(good.idtr, 2), 0xa5a5);
	TAP_EQ(get(good.gdt + 0x22, 2) | get(good.gdt + 0x24, 1) << 16 |
		       get(good.gdt + 0x27, 1) << 24 |
		       get(good.gdt + 0x28, 4) << 32,
	       BASE + good.tss);
	TAP_EQ(get(good.gdt + 0x20, 2), 0xa5a5);
	TAP_EQ(get(good.gdt + 0x25, 2), 0xa5a5);
	TAP_EQ(get(good.tss + 36, 8), BASE + good.df_stack_top);
}

static void nothing_else_is_written(void)
{
	uint8_t before[FILE_SIZE];
	size_t i;

	make(&good);
	memcpy(before, image, sizeof(before));
	kdp_blob_place(&good, image, BASE);
	TAP_CHECK(memcmp(before, image, good.ro_size) == 0);
	for (i = good.ro_size; i < FILE_SIZE; i++) {
		bool written = (i >= 0x2000 && i < 0x3000) ||
			       (i >= 0x3102 && i < 0x310a) ||
			       (i >= 0x3112 && i < 0x311a) ||
			       (i >= 0x3140 && i < 0x3150) ||
			       (i >= 0x3224 && i < 0x322c);

		if (!written)
			TAP_EQ(image[i], before[i]);
	}
}

static void hand_over_has_its_checksum(void)
{
	struct kdp_handover h = { .plan_addr = 0x1000, .plan_size = 77 };
	struct kdp_handover found;

	make(&good);
	kdp_blob_hand_over(&good, image, &h);
	memcpy(&found, image + good.handover, sizeof(found));
	TAP_EQ(found.magic, KDP_HANDOVER_MAGIC);
	TAP_EQ(found.version, KDP_ABI_VERSION);
	TAP_EQ(found.size, sizeof(found));
	TAP_EQ(found.plan_addr, 0x1000);
	TAP_EQ(found.plan_size, 77);
	TAP_EQ(found.crc, crc32(0, (const Bytef *)&found,
				offsetof(struct kdp_handover, crc)));
}

static bool accepted(const struct kdp_blob_header *header, size_t size)
{
	struct kdp_blob_header parsed;
	struct kdp_error *err;
	bool ok;

	make(header);
	err = kdp_blob_parse(image, size, &parsed);
	ok = !err;
	kdp_error_destroy(err);
	return ok;
}

static void each_wrong_field_is_refused(void)
{
	static const struct {
		size_t offset;
		uint64_t value;
		size_t size;
	} wrong[] = {
#define WRONG(member, value) \
	{ offsetof(struct kdp_blob_header, member), value, \
	  sizeof(good.member) }
		WRONG(magic, 0),
		WRONG(version, KDP_ABI_VERSION + 1),
		WRONG(header_size, 64),
		WRONG(file_size, FILE_SIZE - 1),
		WRONG(file_size, FILE_SIZE + 1),
		WRONG(mem_size, 0x3000),
		WRONG(mem_size, 0x8001),
		WRONG(ro_size, FILE_SIZE + 1),
		WRONG(ro_size, 0),
		WRONG(entry, 0),
		WRONG(entry, 0x2000),
		WRONG(gdtr, 0x1ff0),
		WRONG(gdtr, FILE_SIZE - 9),
		WRONG(gdtr, UINT32_MAX),
		WRONG(idtr, FILE_SIZE - 9),
		WRONG(gdt, FILE_SIZE - 47),
		WRONG(idt, FILE_SIZE - 4095),
		WRONG(idt, 0),
		WRONG(tss, FILE_SIZE - 103),
		WRONG(handover, FILE_SIZE - 119),
		WRONG(handover, 0xfffffff0),
		WRONG(stubs, 0x1001),
		WRONG(stubs, 0),
		WRONG(stub_stride, 0),
		WRONG(stub_stride, 0x1000),
		WRONG(stub_stride, UINT32_MAX),
		WRONG(df_stack_top, 0x8001),
		WRONG(df_stack_top, 0x100),
	};
	struct kdp_blob_header h;
	size_t i;

	TAP_CHECK(accepted(&good, FILE_SIZE));
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		h = good;
		memcpy((uint8_t *)&h + wrong[i].offset, &wrong[i].value,
		       wrong[i].size);
		TAP_CHECK(!accepted(&h, FILE_SIZE));
		if (accepted(&h, FILE_SIZE))
			printf("# case %zu\n", i);
	}
	TAP_CHECK(!accepted(&good, FILE_SIZE - 1));
	TAP_CHECK(!accepted(&good, sizeof(good) - 1));
	TAP_CHECK(!accepted(&good, 0));
}

static void built_image_passes(void)
{
	struct kdp_blob_header h;
	struct kdp_error *err;

	err = kdp_blob_parse(kdp_blob_image,
			     (size_t)(kdp_blob_image_end - kdp_blob_image),
			     &h);
	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
}

int main(void)
{
	TAP_RUN(every_gate_leads_to_its_stub);
	TAP_RUN(bases_are_written);
	TAP_RUN(nothing_else_is_written);
	TAP_RUN(hand_over_has_its_checksum);
	TAP_RUN(each_wrong_field_is_refused);
	TAP_RUN(built_image_passes);
	return tap_done();
}
