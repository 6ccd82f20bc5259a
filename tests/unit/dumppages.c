// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/dumppages.c: a dump passes in which a compound page is
 * there as a whole or not at all; one that lacks the page behind its head, or
 * the head of a slab, does not; what cannot be read, and a kernel that does not
 * tell where its struct pages are, is told and passes; and a huge dump takes no
 * longer than a small one.
 */
#include "kdump-prep/dumppages.h"

#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#ifdef HAVE_LZO
#include <lzo/lzo1x.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "tests/tap.h"
#include "tests/unit/record_sample.h"

/*
 * A file of pages: headers, two bitmaps, descriptors, then memory.  Of that,
 * the page tables are in the frames 1 to 3, the large page that maps vmemmap
 * has its struct pages in frame 512, and what they say of the frames 8 to 15 is
 * the test.
 */
#define PAGE	  4096u
#define FRAMES	  520u
#define BITMAP_1  (2 * PAGE)
#define BITMAP_2  (3 * PAGE)
#define DESCS	  (4 * PAGE)
#define MEMORY	  (8 * PAGE)
#define MAP_FRAME 512u
#define VMEMMAP	  0xffffea0000000000u

#define INFO "PAGESIZE=4096\nSYMBOL(vmemmap)=ffffea0000000000\n" \
	"SYMBOL(swapper_pg_dir)=ffffffff80001000\nNUMBER(phys_base)=0\n" \
	"NUMBER(pgtable_l5_enabled)=0\nNUMBER(sme_mask)=0\nSIZE(page)=64\n" \
	"OFFSET(page.flags)=0\nOFFSET(page._mapcount)=48\n" \
	"NUMBER(PG_hwpoison)=21\nNUMBER(PAGE_SLAB_MAPCOUNT_VALUE)=-184549376\n"
#define INFO_7_2  INFO "OFFSET(page.compound_info)=8\n"
#define INFO_6_12 INFO "OFFSET(page.compound_head)=8\n"

#define NO_WAY	 "its page tables do not lead to its struct pages"
#define NO_FACTS \
	"the kernel does not tell where its struct pages are, as Linux does from 6.10 on"

static uint8_t file[MEMORY + 8 * PAGE];
static uint8_t memory[4][PAGE];	/* tables, and struct pages */
static uint32_t packing;

/* How a page gets into the file, packed; returns its bytes there. */
static size_t (*pack)(const uint8_t *page, uint8_t *ret);

static void put64(uint8_t *at, uint64_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void put32(uint8_t *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void set(size_t bitmap, unsigned int frame, bool on)
{
	uint8_t bit = (uint8_t)(1u << frame % 8);

	if (on)
		file[bitmap + frame / 8] |= bit;
	else
		file[bitmap + frame / 8] &= (uint8_t)~bit;
}

/* All frames are memory; the tables, struct pages and 8 to 15 are saved. */
static void begin(void)
{
	unsigned int i;

	memset(file, 0, sizeof(file));
	memset(memory, 0, sizeof(memory));
	packing = 0;
	pack = NULL;
	for (i = 1; i < FRAMES; i++)
		set(BITMAP_1, i, true);
	for (i = 1; i <= 3; i++)
		set(BITMAP_2, i, true);
	for (i = 8; i < 16; i++)
		set(BITMAP_2, i, true);
	set(BITMAP_2, MAP_FRAME, true);
	put64(memory[0] + 8 * (VMEMMAP >> 39 & 511), 2 * PAGE | 3);
	put64(memory[1] + 8 * (VMEMMAP >> 30 & 511), 3 * PAGE | 3);
	put64(memory[2] + 8 * (VMEMMAP >> 21 & 511), MAP_FRAME * PAGE | 0x83);
}

static void leave_out(unsigned int frame)
{
	set(BITMAP_2, frame, false);
}

static uint8_t *page_of(unsigned int frame)
{
	return memory[3] + 64 * frame;
}

/* Descriptors and content, in the order of the frames. */
static void finish(void)
{
	static const uint8_t zero[PAGE];
	unsigned int frame, page, number = 0;
	uint8_t *desc = file + DESCS;
	const uint8_t *from;
	size_t content, size;

	for (frame = 0; frame < FRAMES; frame++) {
		if (!(file[BITMAP_2 + frame / 8] >> frame % 8 & 1))
			continue;
		page = frame <= 3 ? frame - 1 : frame == MAP_FRAME ? 3 : 4;
		from = page < 4 ? memory[page] : zero;
		content = MEMORY + page * PAGE;
		size = PAGE;
		if (pack)
			size = pack(from, file + content);
		else
			memcpy(file + content, from, PAGE);
		put64(desc + 24 * number, content);
		put32(desc + 24 * number + 8, (uint32_t)size);
		put32(desc + 24 * number + 12, packing);
		number++;
	}
}

/* What is said of it: @message, or why it is @unchecked. */
static void says(const char *info, const char *unchecked, const char *message)
{
	struct kdp_dumpfile_header header = {
		.level = 31, .block_size = PAGE, .pages = FRAMES,
		.bitmap = BITMAP_1, .bitmap_size = PAGE, .descs = DESCS,
	};
	const char *found = NULL;
	struct kdp_dumpfile dump;
	struct kdp_error *err;
	int fd;

	finish();
	fd = sample_fd(file, sizeof(file));
	err = kdp_dumpfile_init(fd, &dump);
	TAP_CHECK(!err);
	if (!err) {
		err = kdp_dumppages_check(&dump, &header,
					  (const uint8_t *)info, strlen(info),
					  &found);
		TAP_STR(err ? err->message : "", message);
		TAP_CHECK(!err || err->code == KDP_ERROR_REDUCED);
		TAP_STR(found ? found : "", unchecked);
		kdp_dumpfile_deinit(&dump);
	}
	kdp_error_destroy(err);
	close(fd);
}

#define IS_MISSING(frame, kind) \
	"page frame " frame " is missing, and is " kind ": makedumpfile did not know the pages of this kernel; have a newer one, or keep the pages of users by -d 23, not 31"
#define BEHIND "one piece with the page before it, which is there"

static void whole_pages_may_be_left_out(void)
{
	begin();
	says(INFO_7_2, "", "");
	put64(page_of(11) + 8, VMEMMAP + 64 * 10 + 1);
	leave_out(10);
	leave_out(11);
	says(INFO_7_2, "", "");
}

static void a_tail_is_not(void)
{
	begin();
	put64(page_of(11) + 8, VMEMMAP + 64 * 10 + 1);
	leave_out(11);
	says(INFO_7_2, "", IS_MISSING("0xb", BEHIND));
	says(INFO_6_12, "", IS_MISSING("0xb", BEHIND));
}

/* As the kernel has it where a struct page is of 64 bytes. */
static void a_tail_by_a_mask_is_not(void)
{
	begin();
	put64(page_of(11) + 8, 0xffffffffffffff81);
	leave_out(11);
	says(INFO_7_2, "", IS_MISSING("0xb", BEHIND));
	put64(page_of(11) + 8, 0xffffffff00000001);
	says(INFO_7_2, "", IS_MISSING("0xb", BEHIND));
}

/* What is odd by chance, where this is not the array of struct pages. */
static void no_tail_may_be(void)
{
	static const uint64_t value[] = {
		1, VMEMMAP + 64 * 10 + 3, VMEMMAP + 64 * 11 + 1,
		VMEMMAP - 64 + 1, 0xffffffffffffffc1, 0xfffffffe00000001,
		0xfffffffffffffe81, VMEMMAP + 64 * 10,
	};
	size_t i;

	begin();
	leave_out(11);
	for (i = 0; i < sizeof(value) / sizeof(value[0]); i++) {
		put64(page_of(11) + 8, value[i]);
		says(INFO_7_2, "", "");
	}
}

static void a_slab_is_not(void)
{
	begin();
	put32(page_of(12) + 48, (uint32_t)-184549376);
	leave_out(12);
	says(INFO_7_2, "", IS_MISSING("0xc", "of a slab"));
}

static void a_poisoned_page_may_be(void)
{
	begin();
	put64(page_of(11), 1u << 21);
	put64(page_of(11) + 8, VMEMMAP + 64 * 10 + 1);
	leave_out(11);
	says(INFO_7_2, "", "");
}

static size_t pack_zlib(const uint8_t *page, uint8_t *ret)
{
	uLongf size = PAGE;

	TAP_EQ(compress(ret, &size, page, PAGE), Z_OK);
	return size;
}

#ifdef HAVE_ZSTD
static size_t pack_zstd(const uint8_t *page, uint8_t *ret)
{
	return ZSTD_compress(ret, PAGE, page, PAGE, 1);
}
#endif

#ifdef HAVE_LZO
static size_t pack_lzo(const uint8_t *page, uint8_t *ret)
{
	static lzo_align_t work[LZO1X_1_MEM_COMPRESS / sizeof(lzo_align_t)];
	lzo_uint size = PAGE;

	TAP_EQ(lzo_init(), LZO_E_OK);
	TAP_EQ(lzo1x_1_compress(page, PAGE, ret, &size, work), LZO_E_OK);
	return size;
}
#endif

static void packed_pages_are_read(void)
{
	static const struct {
		uint32_t flag;
		size_t (*pack)(const uint8_t *page, uint8_t *ret);
	} way[] = {
		{ KDP_DUMP_ZLIB, pack_zlib },
#ifdef HAVE_ZSTD
		{ KDP_DUMP_ZSTD, pack_zstd },
#endif
#ifdef HAVE_LZO
		{ KDP_DUMP_LZO, pack_lzo },
#endif
	};
	size_t i;

	begin();
	put64(page_of(11) + 8, VMEMMAP + 64 * 10 + 1);
	leave_out(11);
	for (i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		packing = way[i].flag;
		pack = way[i].pack;
		says(INFO_7_2, "", IS_MISSING("0xb", BEHIND));
		/* Not packed in that way. */
		pack = NULL;
		says(INFO_7_2, NO_WAY, "");
	}
}

static void what_cannot_be_read_is_told(void)
{
	begin();
	put64(page_of(11) + 8, VMEMMAP + 64 * 10 + 1);
	leave_out(11);
	packing = KDP_DUMP_SNAPPY;
	says(INFO_7_2, "this build does not unpack snappy", "");
	packing = KDP_DUMP_ZLIB;
	says(INFO_7_2, NO_WAY, "");
	packing = 0;
	leave_out(2);
	says(INFO_7_2, NO_WAY, "");
}

static void an_old_kernel_is_told(void)
{
	begin();
	put64(page_of(11) + 8, VMEMMAP + 64 * 10 + 1);
	leave_out(11);
	says(INFO, NO_FACTS, "");
	says("OSRELEASE=6.1\n", NO_FACTS, "");
	says(INFO_7_2 "SIZE(page)=56\n", "", IS_MISSING("0xb", BEHIND));
	says("SIZE(page)=56\n" INFO_7_2, NO_FACTS, "");
	says("OFFSET(page._mapcount)=61\n" INFO_7_2, NO_FACTS, "");
	says("PAGESIZE=16384\n" INFO_7_2, NO_FACTS, "");
}

int main(void)
{
	TAP_RUN(whole_pages_may_be_left_out);
	TAP_RUN(a_tail_is_not);
	TAP_RUN(a_tail_by_a_mask_is_not);
	TAP_RUN(no_tail_may_be);
	TAP_RUN(a_slab_is_not);
	TAP_RUN(a_poisoned_page_may_be);
	TAP_RUN(packed_pages_are_read);
	TAP_RUN(what_cannot_be_read_is_told);
	TAP_RUN(an_old_kernel_is_told);
	return tap_done();
}
