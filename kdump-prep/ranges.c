// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ranges.c - arithmetic on sorted lists of physical address ranges.
 *
 * The end of a range is its last byte, so that a range may reach the end of
 * the address space; nothing here computes "end + 1" without knowing that
 * end is not the largest address.
 */
#include "kdump-prep/ranges.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void kdp_ranges_deinit(struct kdp_ranges *ranges)
{
	free(ranges->range);
	*ranges = (struct kdp_ranges){ 0 };
}

/* Makes room for one range at @index; the caller fills it. */
static struct kdp_error *insert(struct kdp_ranges *ranges, size_t index)
{
	struct kdp_range *larger;
	size_t capacity;

	if (ranges->count == ranges->capacity) {
		capacity = ranges->capacity ? ranges->capacity * 2 : 16;
		larger = reallocarray(ranges->range, capacity,
				      sizeof(*larger));
		if (!larger)
			return &kdp_enomem;
		ranges->range = larger;
		ranges->capacity = capacity;
	}
	memmove(&ranges->range[index + 1], &ranges->range[index],
		(ranges->count - index) * sizeof(*ranges->range));
	ranges->count++;
	return NULL;
}

static void drop(struct kdp_ranges *ranges, size_t index)
{
	ranges->count--;
	memmove(&ranges->range[index], &ranges->range[index + 1],
		(ranges->count - index) * sizeof(*ranges->range));
}

struct kdp_error *kdp_ranges_add(struct kdp_ranges *ranges, uint64_t start,
				 uint64_t end, enum kdp_range_type type)
{
	struct kdp_error *err;
	size_t index = ranges->count;

	if (start > end)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"range 0x%" PRIx64 "-0x%" PRIx64
					": ends before it starts",
					start, end);
	while (index > 0 && ranges->range[index - 1].start > start)
		index--;
	err = insert(ranges, index);
	if (err)
		return err;
	ranges->range[index] = (struct kdp_range){ start, end, type };
	return NULL;
}

struct kdp_error *kdp_ranges_exclude(struct kdp_ranges *ranges, uint64_t start,
				     uint64_t end)
{
	struct kdp_error *err;
	struct kdp_range whole;
	size_t i = 0;

	if (start > end)
		return NULL;
	while (i < ranges->count) {
		whole = ranges->range[i];
		if (whole.end < start || whole.start > end) {
			i++;
			continue;
		}
		drop(ranges, i);
		/* The upper rest starts behind other ranges: sort it in. */
		if (whole.end > end) {
			err = kdp_ranges_add(ranges, end + 1, whole.end,
					     whole.type);
			if (err)
				return err;
		}
		if (whole.start < start) {
			err = insert(ranges, i);
			if (err)
				return err;
			ranges->range[i] = (struct kdp_range){
				whole.start, start - 1, whole.type
			};
			i++;
		}
	}
	return NULL;
}

struct kdp_error *kdp_ranges_select(const struct kdp_ranges *ranges,
				    enum kdp_range_type type,
				    struct kdp_ranges *ret)
{
	struct kdp_ranges selected = { 0 };
	const struct kdp_range *range;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < ranges->count; i++) {
		range = &ranges->range[i];
		if (range->type != type)
			continue;
		err = kdp_ranges_add(&selected, range->start, range->end,
				     range->type);
		if (err) {
			kdp_ranges_deinit(&selected);
			return err;
		}
	}
	*ret = selected;
	return NULL;
}

bool kdp_ranges_contains(const struct kdp_ranges *ranges, uint64_t start,
			 uint64_t end)
{
	size_t i;

	for (i = 0; i < ranges->count; i++)
		if (ranges->range[i].start <= start &&
		    ranges->range[i].end >= end)
			return true;
	return false;
}
