/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * segments.h - where the parts of the image go inside the crash reservation.
 *
 * Pure: from sizes and limits to addresses.  The kernel's own rules for
 * kexec_load(2) are checked here first, because the kernel frees the image
 * that is loaded before it looks at the new one.
 */
#ifndef KDP_KDUMP_PREP_SEGMENTS_H
#define KDP_KDUMP_PREP_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/topology.h"

#define KDP_PAGE_SIZE 4096u

/* The kernel takes no more (KEXEC_SEGMENT_MAX). */
#define KDP_SEGMENTS_MAX 16u

/* One part of the image: what it needs, and where it was put. */
struct kdp_segment {
	const char *name;	/* for people */
	const void *data;	/* first bytes; the kernel zeroes the rest */
	size_t data_size;
	uint64_t size;		/* in memory, a multiple of the page size */
	uint64_t align;		/* power of two, at least a page */
	uint64_t min;		/* lowest first byte */
	uint64_t max;		/* highest last byte */
	bool top_down;		/* as high as possible */
	bool ragged;		/* what is behind the data need not be zero */
	uint64_t addr;		/* result */
};

/* The reservation, and what must stay free at its start. */
struct kdp_region {
	uint64_t start;
	uint64_t end;		/* last byte */
	uint64_t hole;		/* bytes from start, for the running kernel */
	bool spills;		/* in theory it may take more than that */
};

/**
 * kdp_segment_given() - bytes of memory to give to the kernel for a segment
 *
 * The kernel zeroes what is behind the data, which takes it longer than the
 * copying where a bzImage is to be unpacked.  It is not asked to where nobody
 * reads that, and where its own pages certainly lie elsewhere.
 */
uint64_t kdp_segment_given(const struct kdp_region *region,
			   const struct kdp_segment *segment);

/**
 * kdp_page_align() - round up to whole pages; the caller keeps clear of 2^64
 */
uint64_t kdp_page_align(uint64_t size);

/**
 * kdp_region_find() - the part of the reservation that images are loaded into
 *
 * With crashkernel=,high there are two ranges; the kernel takes segments only
 * in the higher one.  Error KDP_ERROR_UNSUPPORTED: nothing is reserved.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_region_find(const struct kdp_topology *topology,
				  struct kdp_region *ret);

/**
 * kdp_segments_place() - give each segment its address, in the array's order
 *
 * A segment is put at the lowest (top_down: highest) free place that suits
 * it, so the caller lists the most demanding first.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_segments_place(const struct kdp_region *region,
				     struct kdp_segment *segment,
				     size_t count);

/**
 * kdp_segments_check() - whether the kernel would take the placed segments
 * @entry: where it would jump to
 * @ram: bytes of RAM in the machine
 * @elfcorehdr: index of the one segment that may begin with the ELF magic
 */
KDP_MUST_CHECK
struct kdp_error *kdp_segments_check(const struct kdp_region *region,
				     const struct kdp_segment *segment,
				     size_t count, uint64_t entry,
				     uint64_t ram, size_t elfcorehdr);

#endif
