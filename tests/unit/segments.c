// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/segments.c: for random reservations and demands every
 * placed segment is inside, aligned, within its limits and alone; the hole at
 * the start stays free; a reservation that is too small is refused with the
 * numbers; the higher of two reservations is taken; each of the kernel's own
 * rules is checked before the kernel can.
 */
#include "kdump-prep/segments.h"

#include <stdlib.h>

#include "tests/tap.h"

#define MIB (1ull << 20)
#define GIB (1ull << 30)

static uint64_t random_state = 88172645463325252ull;

/* xorshift64: the same sequence in every run. */
static uint64_t random_below(uint64_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % limit;
}

static struct kdp_segment want(const char *name, uint64_t size, uint64_t align)
{
	struct kdp_segment s = {
		.name = name,
		.data = "",
		.size = size,
		.align = align,
		.max = UINT64_MAX,
	};

	return s;
}

static void random_region(struct kdp_region *region)
{
	region->start = random_below(512) * 16 * MIB;
	region->end = region->start + (16 + random_below(496)) * MIB - 1;
	region->hole = MIB + random_below(64) * KDP_PAGE_SIZE;
	region->spills = false;
}

static size_t random_segments(struct kdp_segment *s)
{
	size_t count = 1 + (size_t)random_below(KDP_SEGMENTS_MAX), i;

	for (i = 0; i < count; i++) {
		s[i] = want("x", (1 + random_below(4096)) * KDP_PAGE_SIZE,
			    (uint64_t)KDP_PAGE_SIZE << random_below(10));
		s[i].top_down = random_below(3) == 0;
		if (random_below(4) == 0)
			s[i].min = random_below(9 * GIB);
		if (random_below(4) == 0)
			s[i].max = random_below(16 * GIB);
	}
	return count;
}

static void check_placed(const struct kdp_region *r,
			 const struct kdp_segment *s, size_t count)
{
	size_t i, j;

	for (i = 0; i < count; i++) {
		TAP_CHECK(s[i].addr >= r->start + r->hole);
		TAP_CHECK(s[i].addr + s[i].size - 1 <= r->end);
		TAP_CHECK(s[i].addr % s[i].align == 0);
		TAP_CHECK(s[i].addr >= s[i].min);
		TAP_CHECK(s[i].addr + s[i].size - 1 <= s[i].max);
		for (j = 0; j < i; j++)
			TAP_CHECK(s[i].addr + s[i].size <= s[j].addr ||
				  s[j].addr + s[j].size <= s[i].addr);
	}
}

static void placed_segments_keep_every_rule(void)
{
	struct kdp_segment s[KDP_SEGMENTS_MAX];
	struct kdp_region region;
	struct kdp_error *err;
	size_t count, placed = 0, round;

	for (round = 0; round < 20000; round++) {
		random_region(&region);
		count = random_segments(s);
		err = kdp_segments_place(&region, s, count);
		if (!err) {
			placed++;
			check_placed(&region, s, count);
			err = kdp_segments_check(&region, s, count, s[0].addr,
						 64 * GIB, 0);
			TAP_CHECK(!err);
		}
		kdp_error_destroy(err);
	}
	/* Both outcomes are exercised. */
	TAP_CHECK(placed > 2000 && placed < 18000);
}

static void what_fits_exactly_is_placed(void)
{
	struct kdp_region region = { 16 * MIB, 32 * MIB - 1, MIB, false };
	struct kdp_segment s[2] = {
		want("a", 14 * MIB, MIB), want("b", MIB, KDP_PAGE_SIZE),
	};
	struct kdp_error *err;

	s[1].top_down = true;
	err = kdp_segments_place(&region, s, 2);
	TAP_CHECK(!err);
	TAP_EQ(s[0].addr, 17 * MIB);
	TAP_EQ(s[1].addr, 31 * MIB);
}

static void too_small_tells_how_much(void)
{
	struct kdp_region region = { 16 * MIB, 32 * MIB - 1, MIB, false };
	struct kdp_segment s[2] = {
		want("kernel", 8 * MIB, MIB),
		want("initrd", 32 * MIB, KDP_PAGE_SIZE),
	};
	struct kdp_error *err = kdp_segments_place(&region, s, 2);

	TAP_CHECK(err != NULL);
	if (err)
		TAP_STR(err->message,
			"the crash reservation is too small: the image needs "
			"0x2900000 bytes, 0x2000000 of them for initrd, and "
			"0x1000000 are reserved; raise crashkernel= or use a "
			"smaller initrd");
	kdp_error_destroy(err);
}

static void limits_that_cannot_be_met_are_named(void)
{
	struct kdp_region region = { 8 * GIB, 8 * GIB + 256 * MIB - 1, MIB,
				     false };
	struct kdp_segment s = want("kernel", 8 * MIB, 2 * MIB);
	struct kdp_error *err;

	s.max = 0xffffffff;
	err = kdp_segments_place(&region, &s, 1);
	TAP_CHECK(err && strstr(err->message, "no place for kernel") &&
		  strstr(err->message, "0xffffffff"));
	kdp_error_destroy(err);
}

static void region_shorter_than_the_hole_is_refused(void)
{
	struct kdp_region region = { 16 * MIB, 16 * MIB + 4095, MIB, false };
	struct kdp_segment s = want("kernel", KDP_PAGE_SIZE, KDP_PAGE_SIZE);
	struct kdp_error *err = kdp_segments_place(&region, &s, 1);

	TAP_CHECK(err != NULL);
	kdp_error_destroy(err);
}

static void higher_reservation_is_taken(void)
{
	struct kdp_range range[] = {
		{ 0x1000, 3 * GIB - 1, KDP_RANGE_RAM },
		{ 2 * GIB, 2 * GIB + 256 * MIB - 1, KDP_RANGE_CRASH },
		{ 4 * GIB, 8 * GIB - 1, KDP_RANGE_RAM },
		{ 7 * GIB, 7 * GIB + 512 * MIB - 1, KDP_RANGE_CRASH },
	};
	struct kdp_topology t = { .memory = { range, 4, 4 } };
	struct kdp_region region;
	struct kdp_error *err = kdp_region_find(&t, &region);

	TAP_CHECK(!err);
	TAP_EQ(region.start, 7 * GIB);
	TAP_EQ(region.end, 7 * GIB + 512 * MIB - 1);
	/* A megabyte, a page for each GiB of RAM and two for their 512. */
	TAP_EQ(region.hole, MIB + (7 + 2) * KDP_PAGE_SIZE);
}

static void gaps_between_ranges_of_ram_cost_nothing(void)
{
	struct kdp_range range[] = {
		{ 0x1000, 0x9ffff, KDP_RANGE_RAM },
		{ MIB, GIB - 1, KDP_RANGE_RAM },
		{ GIB / 2, GIB / 2 + 256 * MIB - 1, KDP_RANGE_CRASH },
		{ 3 * GIB, 4 * GIB - 1, KDP_RANGE_RESERVED },
		{ 16384 * GIB, 16386 * GIB - 1, KDP_RANGE_RAM },
		{ 16386 * GIB, 16386 * GIB, KDP_RANGE_NVS },
	};
	struct kdp_topology t = { .memory = { range, 6, 6 } };
	struct kdp_region region;
	struct kdp_error *err = kdp_region_find(&t, &region);

	TAP_CHECK(!err);
	TAP_EQ(region.hole, MIB + (4 + 2 * 2) * KDP_PAGE_SIZE);
}

/*
 * The running kernel's side, for one load: its allocator of control pages and
 * the pages that its identity map takes (Linux 6.1 and 6.12:
 * kimage_alloc_crash_control_pages(), kernel_ident_mapping_init()).
 */
struct kernel_side {
	const struct kdp_segment *segment;
	size_t count;
	uint64_t next;		/* first byte behind the last allocation */
	uint64_t gib, pud;	/* first unit that is not mapped yet */
};

static void kernel_takes(struct kernel_side *k, uint64_t size)
{
	uint64_t start = (k->next + size - 1) & ~(size - 1);
	size_t i = 0;

	while (i < k->count) {
		const struct kdp_segment *s = &k->segment[i++];

		if (start < s->addr + s->size && s->addr < start + size) {
			start = (s->addr + s->size + size - 1) & ~(size - 1);
			i = 0;
		}
	}
	k->next = start + size;
}

/* Without 1 GiB pages; ranges come sorted, as they do in the kernel. */
static void kernel_maps(struct kernel_side *k, uint64_t start, uint64_t end)
{
	uint64_t at;

	for (at = start >> 39; at <= end >> 39; at++) {
		if (at < k->pud)
			continue;
		/* A level that is folded takes its page all the same. */
		kernel_takes(k, KDP_PAGE_SIZE);
		kernel_takes(k, KDP_PAGE_SIZE);
		k->pud = at + 1;
	}
	for (at = start >> 30; at <= end >> 30; at++) {
		if (at < k->gib)
			continue;
		kernel_takes(k, KDP_PAGE_SIZE);
		k->gib = at + 1;
	}
}

static void kernel_loads(struct kernel_side *k, const struct kdp_topology *t)
{
	const struct kdp_ranges *memory = &t->memory;
	size_t i;

	kernel_takes(k, 2 * KDP_PAGE_SIZE);	/* tables' top and code */
	kernel_takes(k, KDP_PAGE_SIZE);		/* 6.12: a top of its own */
	for (i = 0; i < memory->count; i++)
		if (memory->range[i].type == KDP_RANGE_RAM)
			kernel_maps(k, memory->range[i].start,
				    memory->range[i].end);
	/* EFI's system and configuration table, and ACPI's, far away. */
	for (i = 0; i < 3; i++)
		kernel_maps(k, (1ull << 46) + (i << 40), (1ull << 46) +
							 (i << 40));
	kernel_takes(k, KDP_PAGE_SIZE);		/* vmcoreinfo */
}

static void what_the_kernel_takes_is_inside_the_hole(void)
{
	struct kdp_range range[] = {
		{ 0x1000, 0x9ffff, KDP_RANGE_RAM },
		{ MIB, 3 * GIB - 1, KDP_RANGE_RAM },
		{ 2 * GIB, 2 * GIB + 512 * MIB - 1, KDP_RANGE_CRASH },
		{ 4 * GIB, 0, KDP_RANGE_RAM },
	};
	struct kdp_topology t = { .memory = { range, 4, 4 } };
	static const uint64_t sizes[] = { 1, 60, 700, 12288 };
	struct kdp_segment s[2];
	struct kdp_region region;
	struct kernel_side k;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		range[3].end = (4 + sizes[i]) * GIB - 1;
		s[0] = want("kernel", 64 * MIB, 2 * MIB);
		s[1] = want("small", KDP_PAGE_SIZE, KDP_PAGE_SIZE);
		err = kdp_region_find(&t, &region);
		if (!err)
			err = kdp_segments_place(&region, s, 2);
		TAP_CHECK(!err);
		kdp_error_destroy(err);
		k = (struct kernel_side){ s, 2, region.start, 0, 0 };
		kernel_loads(&k, &t);
		TAP_CHECK(k.next <= region.start + region.hole);
		/* More than needed by less than a megabyte. */
		TAP_CHECK(region.start + region.hole - k.next < MIB);
	}
	/* 64 TiB, which no CPU without 1 GiB pages has. */
	range[3].end = 65540 * GIB - 1;
	err = kdp_region_find(&t, &region);
	TAP_CHECK(!err);
	TAP_EQ(region.hole, 64 * MIB);
	TAP_CHECK(region.spills);
}

static void only_what_must_be_zero_is_given(void)
{
	struct kdp_region region = { 16 * MIB, 128 * MIB - 1, MIB, false };
	struct kdp_segment s = want("kernel", 64 * MIB, 2 * MIB);

	s.data_size = 8 * MIB + 1;
	TAP_EQ(kdp_segment_given(&region, &s), 64 * MIB);
	s.ragged = true;
	TAP_EQ(kdp_segment_given(&region, &s), 8 * MIB + KDP_PAGE_SIZE);
	/* The running kernel's page tables must not end up in there. */
	region.spills = true;
	TAP_EQ(kdp_segment_given(&region, &s), 64 * MIB);
	region.spills = false;
	s.data_size = 0;
	TAP_EQ(kdp_segment_given(&region, &s), 64 * MIB);
}

static void no_reservation_is_unsupported(void)
{
	struct kdp_range range = { 0x1000, GIB, KDP_RANGE_RAM };
	struct kdp_topology t = { .memory = { &range, 1, 1 } };
	struct kdp_region region;
	struct kdp_error *err = kdp_region_find(&t, &region);

	TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED);
	TAP_CHECK(err && strstr(err->message, "crashkernel="));
	kdp_error_destroy(err);
}

static struct kdp_error *check_changed(size_t which, uint64_t addr,
				       uint64_t size, uint64_t entry)
{
	struct kdp_region region = { 16 * MIB, 64 * MIB - 1, MIB, false };
	struct kdp_segment s[3] = {
		want("a", MIB, KDP_PAGE_SIZE), want("b", MIB, KDP_PAGE_SIZE),
		want("elfcorehdr", KDP_PAGE_SIZE, KDP_PAGE_SIZE),
	};

	s[0].addr = 20 * MIB;
	s[1].addr = 24 * MIB;
	s[2].addr = 28 * MIB;
	s[2].data = "\177ELF";
	s[2].data_size = 4;
	if (addr)
		s[which].addr = addr;
	if (size)
		s[which].size = size;
	return kdp_segments_check(&region, s, 3, entry, GIB, 2);
}

static void refused(struct kdp_error *err, const char *message)
{
	TAP_CHECK(err && strstr(err->message, message));
	if (err && !strstr(err->message, message))
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
}

static void kernel_rules_are_checked(void)
{
	uint64_t entry = 20 * MIB;

	TAP_CHECK(!check_changed(0, 0, 0, entry));
	refused(check_changed(0, 20 * MIB + 1, 0, entry), "whole pages");
	refused(check_changed(0, 0, MIB + 1, entry), "whole pages");
	refused(check_changed(0, 15 * MIB, 0, entry), "is outside");
	refused(check_changed(0, 64 * MIB, 0, entry), "is outside");
	refused(check_changed(0, 0, 64 * MIB, entry), "is outside");
	refused(check_changed(0, 24 * MIB, 0, entry), "overlap");
	refused(check_changed(1, 23 * MIB, 8 * MIB, entry), "overlap");
	refused(check_changed(0, 0, 0, 15 * MIB), "entry");
	refused(check_changed(0, 0, 0, 64 * MIB), "entry");
}

static void data_longer_than_memory_is_refused(void)
{
	struct kdp_region region = { 16 * MIB, 64 * MIB - 1, MIB, false };
	struct kdp_segment s = want("a", KDP_PAGE_SIZE, KDP_PAGE_SIZE);

	s.addr = 20 * MIB;
	s.data_size = KDP_PAGE_SIZE + 1;
	refused(kdp_segments_check(&region, &s, 1, s.addr, GIB, 1),
		"0x1001 bytes of data");
}

static void image_of_more_than_half_the_ram_is_refused(void)
{
	struct kdp_region region = { 16 * MIB, 64 * MIB - 1, MIB, false };
	struct kdp_segment s = want("a", 32 * MIB, KDP_PAGE_SIZE);

	s.addr = 20 * MIB;
	refused(kdp_segments_check(&region, &s, 1, s.addr, 63 * MIB, 1),
		"half of the RAM");
}

static void elf_magic_elsewhere_is_refused(void)
{
	struct kdp_region region = { 16 * MIB, 64 * MIB - 1, MIB, false };
	struct kdp_segment s = want("initrd", KDP_PAGE_SIZE, KDP_PAGE_SIZE);

	s.addr = 20 * MIB;
	s.data = "\177ELF\2";
	s.data_size = 5;
	refused(kdp_segments_check(&region, &s, 1, s.addr, GIB, 1),
		"initrd begins with the ELF magic");
}

static void more_segments_than_the_kernel_takes_are_refused(void)
{
	struct kdp_region region = { 16 * MIB, 64 * MIB - 1, MIB, false };
	struct kdp_segment s[KDP_SEGMENTS_MAX + 1] = { { 0 } };

	refused(kdp_segments_place(&region, s, KDP_SEGMENTS_MAX + 1),
		"17 segments");
	refused(kdp_segments_check(&region, s, KDP_SEGMENTS_MAX + 1,
				   20 * MIB, GIB, 0),
		"17 segments");
}

int main(void)
{
	TAP_RUN(placed_segments_keep_every_rule);
	TAP_RUN(what_fits_exactly_is_placed);
	TAP_RUN(too_small_tells_how_much);
	TAP_RUN(limits_that_cannot_be_met_are_named);
	TAP_RUN(region_shorter_than_the_hole_is_refused);
	TAP_RUN(higher_reservation_is_taken);
	TAP_RUN(gaps_between_ranges_of_ram_cost_nothing);
	TAP_RUN(what_the_kernel_takes_is_inside_the_hole);
	TAP_RUN(only_what_must_be_zero_is_given);
	TAP_RUN(no_reservation_is_unsupported);
	TAP_RUN(kernel_rules_are_checked);
	TAP_RUN(data_longer_than_memory_is_refused);
	TAP_RUN(image_of_more_than_half_the_ram_is_refused);
	TAP_RUN(elf_magic_elsewhere_is_refused);
	TAP_RUN(more_segments_than_the_kernel_takes_are_refused);
	return tap_done();
}
