/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.h - the whole crash image: what is asked for, made into segments.
 *
 * Pure: from files in memory and a topology to segments, without I/O.
 */
#ifndef KDP_KDUMP_PREP_IMAGE_H
#define KDP_KDUMP_PREP_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/checklist.h"
#include "kdump-prep/cmdline.h"
#include "kdump-prep/elfcorehdr.h"
#include "kdump-prep/error.h"
#include "kdump-prep/firmware.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/plan.h"
#include "kdump-prep/segments.h"
#include "kdump-prep/topology.h"

/* What is to be loaded; the data belongs to the caller. */
struct kdp_image_request {
	const struct kdp_kernel_image *kernel; /* its entry is chosen */
	const uint8_t *initrd;	/* NULL: none */
	size_t initrd_size;
	const struct kdp_block_check *initrd_checks; /* or NULL */
	const char *cmdline;	/* without elfcorehdr= */
	const uint8_t *blob;	/* purgatory */
	size_t blob_size;
	struct kdp_policy policy;
	uint32_t serial_kind;	/* KDP_SERIAL_* */
	uint32_t serial_base;
	uint32_t serial_baud;
	uint64_t load_time;	/* seconds since 1970 */
	uint64_t mem_min;	/* place nothing below */
	uint64_t mem_max;	/* nor above; 0: no limit */
	bool pass_memmap;	/* memmap= on the command line */
	struct kdp_cmdline_policy defaults; /* words added to @cmdline */
	int64_t boot_apicid;	/* -1: not known */
	uint64_t ram;		/* kdp_state_ram() */
	const uint8_t *seed;	/* KDP_BOOTPARAMS_SEED bytes; NULL: none */
	struct kdp_checklist *checks; /* gets what is checked; or NULL */
};

/* The parts, and their order in kdp_image.segment. */
enum kdp_part {
	KDP_PART_KERNEL,
	KDP_PART_INITRD,
	KDP_PART_PURGATORY,
	KDP_PART_PLAN,
	KDP_PART_NOTE,
	KDP_PART_ELFCOREHDR,
	KDP_PART_BOOTPARAMS,
	KDP_PART_PARITY,	/* and the table of checks */
	KDP_PART_BACKUP,
	KDP_PART_COUNT,
};

struct kdp_image {
	struct kdp_region region;
	struct kdp_segment segment[KDP_PART_COUNT];
	size_t count;
	size_t index[KDP_PART_COUNT]; /* part to segment; count: absent */
	uint64_t entry;
	const struct kdp_kernel_image *kernel; /* the request's */
	bool quiesces;		/* the plan has device steps */
	unsigned long quiesce_flag; /* tells the running kernel of that, or 0 */
	/* The running kernel keeps elfcorehdr up to date after hotplug. */
	bool hotplug;
	struct kdp_plan_model plan;
	struct kdp_backup backup;
	char *cmdline;		/* as the second kernel gets it */
	struct kdp_cmdline_word word[KDP_CMDLINE_DEFAULTS];
	void *data[KDP_PART_COUNT]; /* buffers that the image owns */
};

/**
 * kdp_image_build() - make every segment ready for the system call
 * @request: kernel and initrd stay in use by @ret
 * @ret: zeroed; the caller calls kdp_image_deinit()
 */
KDP_MUST_CHECK
struct kdp_error *kdp_image_build(const struct kdp_topology *topology,
				  const struct kdp_firmware *firmware,
				  const struct kdp_image_request *request,
				  struct kdp_image *ret);
void kdp_image_deinit(struct kdp_image *image);

/**
 * kdp_image_segment() - the segment of a part, or NULL
 */
const struct kdp_segment *kdp_image_segment(const struct kdp_image *image,
					    enum kdp_part part);

#endif
