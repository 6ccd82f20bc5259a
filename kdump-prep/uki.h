/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uki.h - unified kernel images: kernel, initrd and command line in sections
 * of one EFI program (UAPI group, "Unified Kernel Image").
 *
 * Of an image with several profiles the first is taken, as its own stub does
 * by default.
 */
#ifndef KDP_KDUMP_PREP_UKI_H
#define KDP_KDUMP_PREP_UKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/* A part of the file; NULL where the image lacks it. */
struct kdp_uki_part {
	const uint8_t *data;
	size_t size;
};

struct kdp_uki {
	struct kdp_uki_part linux_image; /* NULL: not a UKI */
	struct kdp_uki_part initrd;
	struct kdp_uki_part cmdline;
	unsigned int profiles;	/* 0: without profiles */
};

/**
 * kdp_uki_parse() - find the parts of a unified kernel image
 * @data: the file, kept by the caller while @ret is used
 * @ret: all parts NULL when it is something else, which is no error
 */
KDP_MUST_CHECK
struct kdp_error *kdp_uki_parse(const uint8_t *data, size_t size,
				struct kdp_uki *ret);

#endif
