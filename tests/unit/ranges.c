// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/ranges.c: lists stay sorted, what is cut out is gone
 * and nothing else, and both hold at the two ends of the address space.
 */
#include "kdump-prep/ranges.h"

#include "tests/tap.h"

static void add(struct kdp_ranges *list, uint64_t start, uint64_t end,
		enum kdp_range_type type)
{
	struct kdp_error *err = kdp_ranges_add(list, start, end, type);

	TAP_CHECK(!err);
	kdp_error_destroy(err);
}

static void cut(struct kdp_ranges *list, uint64_t start, uint64_t end)
{
	struct kdp_error *err = kdp_ranges_exclude(list, start, end);

	TAP_CHECK(!err);
	kdp_error_destroy(err);
}

static void check(const struct kdp_ranges *list, size_t index, uint64_t start,
		  uint64_t end)
{
	TAP_CHECK(index < list->count);
	if (index >= list->count)
		return;
	TAP_EQ(list->range[index].start, start);
	TAP_EQ(list->range[index].end, end);
}

static void ranges_are_kept_sorted_by_start(void)
{
	struct kdp_ranges list = { 0 };
	uint64_t i;

	for (i = 0; i < 40; i++)
		add(&list, (i * 7 % 40) << 12, ((i * 7 % 40) << 12) + 0xfff,
		    KDP_RANGE_RAM);
	TAP_EQ(list.count, 40);
	for (i = 0; i < 40; i++)
		check(&list, i, i << 12, (i << 12) + 0xfff);
	kdp_ranges_deinit(&list);
	TAP_EQ(list.count, 0);
}

static void equal_starts_keep_their_order(void)
{
	struct kdp_ranges list = { 0 };

	add(&list, 0x1000, 0x1fff, KDP_RANGE_RAM);
	add(&list, 0x1000, 0x17ff, KDP_RANGE_KERNEL);
	check(&list, 0, 0x1000, 0x1fff);
	check(&list, 1, 0x1000, 0x17ff);
	kdp_ranges_deinit(&list);
}

static void reversed_range_is_an_error(void)
{
	struct kdp_ranges list = { 0 };
	struct kdp_error *err;

	err = kdp_ranges_add(&list, 0x2000, 0x1fff, KDP_RANGE_RAM);
	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
	TAP_EQ(list.count, 0);
	kdp_error_destroy(err);
}

static void middle_cut_leaves_both_sides(void)
{
	struct kdp_ranges list = { 0 };

	add(&list, 0x1000, 0x8fff, KDP_RANGE_RAM);
	cut(&list, 0x3000, 0x4fff);
	TAP_EQ(list.count, 2);
	check(&list, 0, 0x1000, 0x2fff);
	check(&list, 1, 0x5000, 0x8fff);
	TAP_EQ(list.range[1].type, KDP_RANGE_RAM);
	kdp_ranges_deinit(&list);
}

static void cut_touches_only_what_it_overlaps(void)
{
	struct kdp_ranges list = { 0 };

	add(&list, 0x1000, 0x1fff, KDP_RANGE_RAM);
	add(&list, 0x3000, 0x3fff, KDP_RANGE_RAM);
	add(&list, 0x5000, 0x5fff, KDP_RANGE_RAM);
	cut(&list, 0x2000, 0x2fff);
	TAP_EQ(list.count, 3);
	cut(&list, 0x1fff, 0x3000);
	TAP_EQ(list.count, 3);
	check(&list, 0, 0x1000, 0x1ffe);
	check(&list, 1, 0x3001, 0x3fff);
	cut(&list, 0x3001, 0x3fff);
	TAP_EQ(list.count, 2);
	check(&list, 1, 0x5000, 0x5fff);
	kdp_ranges_deinit(&list);
}

static void cut_of_overlapping_ranges_stays_sorted(void)
{
	struct kdp_ranges list = { 0 };
	size_t i;

	add(&list, 0x0, 0xffff, KDP_RANGE_RAM);
	add(&list, 0x1000, 0x1fff, KDP_RANGE_KERNEL);
	add(&list, 0x4000, 0x9fff, KDP_RANGE_CRASH);
	cut(&list, 0x1800, 0x4fff);
	TAP_EQ(list.count, 4);
	for (i = 1; i < list.count; i++)
		TAP_CHECK(list.range[i - 1].start <= list.range[i].start);
	for (i = 0; i < list.count; i++)
		TAP_CHECK(list.range[i].end < 0x1800 ||
			  list.range[i].start > 0x4fff);
	kdp_ranges_deinit(&list);
}

static void ends_of_the_address_space_do_not_wrap(void)
{
	struct kdp_ranges list = { 0 };

	add(&list, 0, UINT64_MAX, KDP_RANGE_RAM);
	TAP_CHECK(kdp_ranges_contains(&list, 0, UINT64_MAX));
	cut(&list, 0, 0);
	check(&list, 0, 1, UINT64_MAX);
	cut(&list, UINT64_MAX, UINT64_MAX);
	check(&list, 0, 1, UINT64_MAX - 1);
	TAP_CHECK(!kdp_ranges_contains(&list, 1, UINT64_MAX));
	cut(&list, 0x1000, UINT64_MAX);
	TAP_EQ(list.count, 1);
	check(&list, 0, 1, 0xfff);
	cut(&list, 0, UINT64_MAX);
	TAP_EQ(list.count, 0);
	kdp_ranges_deinit(&list);
}

static void one_byte_ranges_are_ranges(void)
{
	struct kdp_ranges list = { 0 };

	add(&list, 5, 5, KDP_RANGE_RAM);
	TAP_CHECK(kdp_ranges_contains(&list, 5, 5));
	cut(&list, 5, 5);
	TAP_EQ(list.count, 0);
	kdp_ranges_deinit(&list);
}

static void selection_takes_one_type(void)
{
	struct kdp_ranges list = { 0 };
	struct kdp_ranges crash = { 0 };
	struct kdp_error *err;

	add(&list, 0x1000, 0x1fff, KDP_RANGE_RAM);
	add(&list, 0x4000, 0x4fff, KDP_RANGE_CRASH);
	add(&list, 0x2000, 0x2fff, KDP_RANGE_CRASH);
	err = kdp_ranges_select(&list, KDP_RANGE_CRASH, &crash);
	TAP_CHECK(!err);
	TAP_EQ(crash.count, 2);
	check(&crash, 0, 0x2000, 0x2fff);
	check(&crash, 1, 0x4000, 0x4fff);
	TAP_EQ(list.count, 3);
	kdp_ranges_deinit(&crash);
	kdp_ranges_deinit(&list);
}

static void contains_needs_one_range(void)
{
	struct kdp_ranges list = { 0 };

	add(&list, 0x1000, 0x1fff, KDP_RANGE_RAM);
	add(&list, 0x2000, 0x2fff, KDP_RANGE_RAM);
	TAP_CHECK(kdp_ranges_contains(&list, 0x1000, 0x1fff));
	TAP_CHECK(!kdp_ranges_contains(&list, 0x1800, 0x2800));
	TAP_CHECK(!kdp_ranges_contains(&list, 0xfff, 0x1000));
	kdp_ranges_deinit(&list);
}

int main(void)
{
	TAP_RUN(ranges_are_kept_sorted_by_start);
	TAP_RUN(equal_starts_keep_their_order);
	TAP_RUN(reversed_range_is_an_error);
	TAP_RUN(middle_cut_leaves_both_sides);
	TAP_RUN(cut_touches_only_what_it_overlaps);
	TAP_RUN(cut_of_overlapping_ranges_stays_sorted);
	TAP_RUN(ends_of_the_address_space_do_not_wrap);
	TAP_RUN(one_byte_ranges_are_ranges);
	TAP_RUN(selection_takes_one_type);
	TAP_RUN(contains_needs_one_range);
	return tap_done();
}
