// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * segments.c - places the parts of the image and checks the kernel's rules;
 * see segments.h.
 */
#include "kdump-prep/segments.h"

#include <inttypes.h>
#include <string.h>

/*
 * The running kernel takes its control pages and the page tables of the
 * hand-over from the gaps between the segments, first from the start of the
 * reservation (kimage_alloc_crash_control_pages()): two control pages, a top
 * level, a copy of vmcoreinfo and, for what it maps (RAM, ACPI tables, EFI's
 * tables, the segments; init_pgtable()), two pages for each 512 GiB and,
 * where 1 GiB pages cannot be used, one for each GiB.  The fixed part holds
 * what is not in the memory map and is rounded up generously: a load that
 * fails here has already cost the image that was armed before.  The second
 * kernel uses all of it as RAM.
 *
 * Every machine whose pages would take more than a small part of its
 * reservation has 1 GiB pages; and if not, other gaps serve as well.
 */
#define HOLE_FIXED ((uint64_t)1 << 20)
#define GIB_SHIFT 30
#define PUD_SHIFT 39	/* 512 GiB */
#define HOLE_PART 8	/* of the reservation, at most */

uint64_t kdp_page_align(uint64_t size)
{
	return (size + KDP_PAGE_SIZE - 1) & ~(uint64_t)(KDP_PAGE_SIZE - 1);
}

/* Units of 1 << shift that the kernel maps; the ranges are sorted. */
static uint64_t mapped_units(const struct kdp_ranges *memory,
			     unsigned int shift)
{
	uint64_t next = 0, count = 0, first, last;
	size_t i;

	for (i = 0; i < memory->count; i++) {
		const struct kdp_range *range = &memory->range[i];

		if (range->type != KDP_RANGE_RAM &&
		    range->type != KDP_RANGE_ACPI &&
		    range->type != KDP_RANGE_NVS)
			continue;
		first = range->start >> shift;
		last = range->end >> shift;
		if (first < next)
			first = next;
		if (last < first)
			continue;
		count += last - first + 1;
		next = last + 1;
	}
	return count;
}

static uint64_t control_bytes(const struct kdp_ranges *memory)
{
	return HOLE_FIXED + (mapped_units(memory, GIB_SHIFT) +
			     2 * mapped_units(memory, PUD_SHIFT)) *
				    KDP_PAGE_SIZE;
}

struct kdp_error *kdp_region_find(const struct kdp_topology *topology,
				  struct kdp_region *ret)
{
	const struct kdp_ranges *memory = &topology->memory;
	const struct kdp_range *crash = NULL;
	uint64_t part;
	size_t i;

	for (i = 0; i < memory->count; i++) {
		const struct kdp_range *range = &memory->range[i];

		if (range->type == KDP_RANGE_CRASH &&
		    (!crash || range->start > crash->start))
			crash = range;
	}
	if (!crash)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"no memory is reserved for a crash kernel; add crashkernel=256M to the kernel's command line and reboot");
	ret->start = crash->start;
	ret->end = crash->end;
	ret->hole = control_bytes(memory);
	part = (crash->end - crash->start) / HOLE_PART + 1;
	ret->spills = ret->hole > part && part > HOLE_FIXED;
	if (ret->spills)
		ret->hole = kdp_page_align(part);
	return NULL;
}

uint64_t kdp_segment_given(const struct kdp_region *region,
			   const struct kdp_segment *segment)
{
	if (segment->ragged && !region->spills && segment->data_size)
		return kdp_page_align(segment->data_size);
	return segment->size;
}

/* The placed segment that [addr, addr + size) meets, or NULL. */
static const struct kdp_segment *collision(const struct kdp_segment *segment,
					   size_t count, uint64_t addr,
					   uint64_t size)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (addr < segment[i].addr + segment[i].size &&
		    segment[i].addr < addr + size)
			return &segment[i];
	return NULL;
}

/*
 * Lowest aligned place in [low, high], both inclusive, behind whatever is in
 * the way.  Each round passes one placed segment, so it ends.
 */
static bool place_low(const struct kdp_segment *placed, size_t count,
		      struct kdp_segment *segment, uint64_t low,
		      uint64_t high)
{
	const struct kdp_segment *other;
	uint64_t mask = segment->align - 1;
	uint64_t addr = low;

	for (;;) {
		if (addr > UINT64_MAX - mask)
			return false;
		addr = (addr + mask) & ~mask;
		if (addr > high || high - addr < segment->size - 1)
			return false;
		other = collision(placed, count, addr, segment->size);
		if (!other)
			break;
		addr = other->addr + other->size;
	}
	segment->addr = addr;
	return true;
}

/* The same from above. */
static bool place_high(const struct kdp_segment *placed, size_t count,
		       struct kdp_segment *segment, uint64_t low,
		       uint64_t high)
{
	const struct kdp_segment *other;
	uint64_t addr;

	for (;;) {
		if (high < low || high - low < segment->size - 1)
			return false;
		addr = (high - (segment->size - 1)) & ~(segment->align - 1);
		if (addr < low)
			return false;
		other = collision(placed, count, addr, segment->size);
		if (!other)
			break;
		if (other->addr == 0)
			return false;
		high = other->addr - 1;
	}
	segment->addr = addr;
	return true;
}

static uint64_t bytes_needed(const struct kdp_region *region,
			     const struct kdp_segment *segment, size_t count)
{
	uint64_t needed = region->hole;
	size_t i;

	for (i = 0; i < count; i++)
		needed += segment[i].size;
	return needed;
}

static struct kdp_error *does_not_fit(const struct kdp_region *region,
				      const struct kdp_segment *segment,
				      size_t count, size_t which)
{
	uint64_t needed = bytes_needed(region, segment, count);
	uint64_t available = region->end - region->start + 1;
	const struct kdp_segment *s = &segment[which];

	if (needed > available)
		return kdp_error_create(KDP_ERROR_OTHER,
					"the crash reservation is too small: the image needs 0x%" PRIx64 " bytes, 0x%" PRIx64 " of them for %s, and 0x%" PRIx64 " are reserved; raise crashkernel= or use a smaller initrd",
					needed, s->size, s->name, available);
	return kdp_error_create(KDP_ERROR_OTHER,
				"no place for %s in the crash reservation 0x%" PRIx64 "-0x%" PRIx64 ": it needs 0x%" PRIx64 " bytes aligned to 0x%" PRIx64 " between 0x%" PRIx64 " and 0x%" PRIx64 "; raise crashkernel=",
				s->name, region->start, region->end, s->size,
				s->align, s->min, s->max);
}

struct kdp_error *kdp_segments_place(const struct kdp_region *region,
				     struct kdp_segment *segment,
				     size_t count)
{
	uint64_t start, low, high;
	bool placed;
	size_t i;

	if (count > KDP_SEGMENTS_MAX)
		return kdp_error_create(KDP_ERROR_OTHER,
					"%zu segments, expected at most %u",
					count, KDP_SEGMENTS_MAX);
	if (region->end < region->start ||
	    region->end - region->start < region->hole)
		return does_not_fit(region, segment, count, 0);
	start = region->start + region->hole;
	for (i = 0; i < count; i++) {
		struct kdp_segment *s = &segment[i];

		low = s->min > start ? s->min : start;
		high = s->max < region->end ? s->max : region->end;
		if (s->size == 0)
			return kdp_error_create(KDP_ERROR_OTHER,
						"%s is empty", s->name);
		if (s->top_down)
			placed = place_high(segment, i, s, low, high);
		else
			placed = place_low(segment, i, s, low, high);
		if (!placed)
			return does_not_fit(region, segment, count, i);
	}
	return NULL;
}

static struct kdp_error *check_one(const struct kdp_region *region,
				   const struct kdp_segment *s)
{
	if (s->size == 0 || (s->addr | s->size) % KDP_PAGE_SIZE)
		return kdp_error_create(KDP_ERROR_OTHER,
					"%s: 0x%" PRIx64 "+0x%" PRIx64 " is not made of whole pages",
					s->name, s->addr, s->size);
	if (s->addr < region->start || s->addr > region->end ||
	    region->end - s->addr < s->size - 1)
		return kdp_error_create(KDP_ERROR_OTHER,
					"%s: 0x%" PRIx64 "+0x%" PRIx64 " is outside the crash reservation 0x%" PRIx64 "-0x%" PRIx64,
					s->name, s->addr, s->size,
					region->start, region->end);
	if (s->data_size > s->size)
		return kdp_error_create(KDP_ERROR_OTHER,
					"%s: 0x%zx bytes of data, expected at most 0x%" PRIx64,
					s->name,
					s->data_size, s->size);
	return NULL;
}

/*
 * By its first bytes the kernel finds elfcorehdr when it has to rewrite it
 * after CPU or memory hotplug (arch_crash_handle_hotplug_event()).
 */
static bool looks_like_elf(const struct kdp_segment *s)
{
	return s->data_size >= 4 && memcmp(s->data, "\177ELF", 4) == 0;
}

/* sanity_check_segment_list() and kimage_alloc_init() of the kernel. */
struct kdp_error *kdp_segments_check(const struct kdp_region *region,
				     const struct kdp_segment *segment,
				     size_t count, uint64_t entry,
				     uint64_t ram, size_t elfcorehdr)
{
	const struct kdp_segment *other;
	struct kdp_error *err;
	uint64_t total = 0;
	size_t i;

	if (count > KDP_SEGMENTS_MAX)
		return kdp_error_create(KDP_ERROR_OTHER,
					"%zu segments, expected at most %u",
					count, KDP_SEGMENTS_MAX);
	for (i = 0; i < count; i++) {
		err = check_one(region, &segment[i]);
		if (err)
			return err;
		other = collision(segment, i, segment[i].addr,
				  segment[i].size);
		if (other)
			return kdp_error_create(KDP_ERROR_OTHER,
						"%s and %s overlap",
						other->name, segment[i].name);
		if (i != elfcorehdr && looks_like_elf(&segment[i]))
			return kdp_error_create(KDP_ERROR_OTHER,
						"%s begins with the ELF magic: the kernel would take it for elfcorehdr",
						segment[i].name);
		total += kdp_segment_given(region, &segment[i]);
	}
	if (total > ram / 2)
		return kdp_error_create(KDP_ERROR_OTHER,
					"the image needs 0x%" PRIx64 " bytes, expected at most half of the RAM, 0x%" PRIx64,
					total, ram / 2);
	if (entry < region->start || entry > region->end)
		return kdp_error_create(KDP_ERROR_OTHER,
					"entry 0x%" PRIx64 " is outside the crash reservation",
					entry);
	return NULL;
}
