/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * judge.h - whether a loaded crash image quiesces the interrupts by itself.
 */
#ifndef KDP_SECOND_KERNEL_MODULE_JUDGE_H
#define KDP_SECOND_KERNEL_MODULE_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

enum kdp_verdict {
	KDP_VERDICT_NONE,	/* no image is loaded */
	KDP_VERDICT_OTHER,	/* its entry is not this purgatory's */
	KDP_VERDICT_DAMAGED,	/* hand-over or plan is not as it was written */
	KDP_VERDICT_LEAVES,	/* the plan leaves a part of the work undone */
	KDP_VERDICT_QUIESCES,	/* it does all that the kernel would leave */
};

/* A segment of the image, physical. */
struct kdp_judge_segment {
	uint64_t addr;
	uint64_t size;
};

/* What the running kernel knows of the image and of the machine. */
struct kdp_judge_image {
	uint64_t entry;
	const struct kdp_judge_segment *segment;
	uint32_t segment_count;
	uint32_t ioapic_count;
	/* Copies out of physical memory; false: it cannot be read. */
	bool (*read)(void *to, uint64_t addr, uint32_t size);
};

/**
 * kdp_judge() - look at the image itself
 *
 * Takes no lock, allocates nothing, and ends: the only loops are over the
 * segments, the steps and the plan's bytes, which lie in a segment.  Nothing
 * outside the segments is read.
 */
enum kdp_verdict kdp_judge(const struct kdp_judge_image *image);

/**
 * kdp_verdict_word() - one word for a verdict
 */
const char *kdp_verdict_word(enum kdp_verdict verdict);

#endif
