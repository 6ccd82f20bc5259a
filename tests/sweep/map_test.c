// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map_test.c - proves that the borders of planted windows are found to the
 * instruction, and with few hits where a hint is right.
 */
#include "tests/sweep/map.h"
#include "tests/tap.h"

/* What is true: windows by position, in a sweep of a billion instructions. */
#define END 1000000000ul
static const struct window planted[] = {
	{ .from = 120, .to = 347, .fate = FATE_RESET },
	{ .from = 5000000, .to = 700000000, .fate = FATE_RESET },
	{ .from = 700000000, .to = 700000001, .fate = FATE_HANG },
	{ .from = 999999990, .to = END, .fate = FATE_RESET },
};
#define PLANTED (sizeof(planted) / sizeof(planted[0]))

static enum fate truth(uint64_t at)
{
	for (size_t i = 0; i < PLANTED; i++)
		if (at >= planted[i].from && at < planted[i].to)
			return planted[i].fate;
	return FATE_SURVIVED;
}

/* Bisect from these positions on; returns the hits that it took. */
static size_t bisect(struct map *map, const uint64_t *from, size_t count,
		     const uint64_t *hint, size_t hint_count)
{
	size_t hits = 0;
	uint64_t at;

	for (size_t i = 0; i < count; i++)
		map_add(map, from[i], truth(from[i]));
	while (hits < MAP_SAMPLES && map_next(map, hint, hint_count, &at)) {
		TAP_CHECK(!map_has(map, at));
		map_add(map, at, truth(at));
		hits++;
	}
	return hits;
}

static void check_windows(const struct map *map)
{
	struct window found[8];

	TAP_EQ(map_windows(map, END, found, 8), PLANTED);
	for (size_t i = 0; i < PLANTED; i++) {
		TAP_EQ(found[i].from, planted[i].from);
		TAP_EQ(found[i].to, planted[i].to);
		TAP_EQ(found[i].fate, planted[i].fate);
	}
}

static const uint64_t start[] = { 0, 200, 1000, 600000000, 700000000,
				  800000000, END - 1 };
#define START (sizeof(start) / sizeof(start[0]))

static void borders_are_found_without_hints(void)
{
	static struct map map;
	size_t hits = bisect(&map, start, START, NULL, 0);

	check_windows(&map);
	/* Seven borders, of which each takes at most 30 halvings. */
	TAP_CHECK(hits <= 7 * 30);
}

static void right_hints_save_hits(void)
{
	static const uint64_t hint[] = { 119, 346, 4999999, 699999999,
					 700000000, 999999989 };
	static struct map map;
	size_t hits = bisect(&map, start, START, hint, 6);

	check_windows(&map);
	TAP_CHECK(hits <= 12);
}

static void wrong_hints_do_no_harm(void)
{
	static const uint64_t hint[] = { 1, 110, 348, 6000000, 400000000,
					 END - 5 };
	static struct map map;

	bisect(&map, start, START, hint, 6);
	check_windows(&map);
}

static void what_was_not_hit_is_not_seen(void)
{
	static const uint64_t coarse[] = { 0, 1000, 800000000 };
	static struct map map;
	struct window found[8];

	TAP_EQ(bisect(&map, coarse, 3, NULL, 0), 0);
	TAP_EQ(map_windows(&map, END, found, 8), 0);
}

static void hits_are_kept_in_order_once(void)
{
	static struct map map;

	map_add(&map, 7, FATE_RESET);
	map_add(&map, 3, FATE_SURVIVED);
	map_add(&map, 7, FATE_HANG);
	TAP_EQ(map.count, 2);
	TAP_EQ(map.sample[0].at, 3);
	TAP_EQ(map.sample[1].fate, FATE_HANG);
	TAP_CHECK(map_has(&map, 3) && !map_has(&map, 4));
}

static void more_windows_than_asked_for_are_left_off(void)
{
	static struct map map;
	struct window found[2];

	bisect(&map, start, START, NULL, 0);
	TAP_EQ(map_windows(&map, END, found, 2), 2);
	TAP_EQ(found[1].from, planted[1].from);
}

static void fates_have_names(void)
{
	enum fate fate;

	for (int i = 0; i < FATE_COUNT; i++) {
		TAP_CHECK(fate_parse(fate_name((enum fate)i), &fate));
		TAP_EQ(fate, i);
	}
	TAP_CHECK(!fate_parse("lost", &fate));
}

int main(void)
{
	TAP_RUN(borders_are_found_without_hints);
	TAP_RUN(right_hints_save_hits);
	TAP_RUN(wrong_hints_do_no_harm);
	TAP_RUN(what_was_not_hit_is_not_seen);
	TAP_RUN(hits_are_kept_in_order_once);
	TAP_RUN(more_windows_than_asked_for_are_left_off);
	TAP_RUN(fates_have_names);
	return tap_done();
}
