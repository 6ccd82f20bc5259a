/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ranges.h - sorted lists of physical address ranges.
 */
#ifndef KDP_KDUMP_PREP_RANGES_H
#define KDP_KDUMP_PREP_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/* What a range of the machine's memory map is. */
enum kdp_range_type {
	KDP_RANGE_RAM = 1,	/* e820's numbers where it has one */
	KDP_RANGE_RESERVED = 2,
	KDP_RANGE_ACPI = 3,
	KDP_RANGE_NVS = 4,
	KDP_RANGE_UNUSABLE = 5,
	KDP_RANGE_PMEM = 7,
	KDP_RANGE_CRASH = 0x100,	/* "Crash kernel" */
	KDP_RANGE_KERNEL = 0x101,	/* "Kernel code" to "Kernel bss" */
};

/* start <= end; end is the last byte, as in /proc/iomem. */
struct kdp_range {
	uint64_t start;
	uint64_t end;
	enum kdp_range_type type;
};

struct kdp_ranges {
	struct kdp_range *range;
	size_t count;
	size_t capacity;
};

void kdp_ranges_deinit(struct kdp_ranges *ranges);

/**
 * kdp_ranges_add() - insert a range, kept sorted by start, not merged
 */
KDP_MUST_CHECK
struct kdp_error *kdp_ranges_add(struct kdp_ranges *ranges, uint64_t start,
				 uint64_t end, enum kdp_range_type type);

/**
 * kdp_ranges_exclude() - cut [start, end] out of every range of the list
 */
KDP_MUST_CHECK
struct kdp_error *kdp_ranges_exclude(struct kdp_ranges *ranges, uint64_t start,
				     uint64_t end);

/**
 * kdp_ranges_select() - copy the ranges of one type into @ret
 * @ret: zeroed; deinit by the caller
 */
KDP_MUST_CHECK
struct kdp_error *kdp_ranges_select(const struct kdp_ranges *ranges,
				    enum kdp_range_type type,
				    struct kdp_ranges *ret);

/**
 * kdp_ranges_contains() - whether one range holds all of [start, end]
 */
bool kdp_ranges_contains(const struct kdp_ranges *ranges, uint64_t start,
			 uint64_t end);

#endif
