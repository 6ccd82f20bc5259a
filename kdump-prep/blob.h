/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blob.h - purgatory as the loader sees it: a flat image with a header, and
 * the few addresses that must be written into it; see kdp_abi.h.
 */
#ifndef KDP_KDUMP_PREP_BLOB_H
#define KDP_KDUMP_PREP_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/place.h"

/* The image that was built with the program (blob_image.S). */
extern const uint8_t kdp_blob_image[];
extern const uint8_t kdp_blob_image_end[];

/**
 * kdp_blob_parse() - check the header of a purgatory image
 * @ret: a copy of it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_blob_parse(const uint8_t *data, size_t size,
				 struct kdp_blob_header *ret);

/**
 * kdp_blob_hand_over() - write the hand-over; its checksum is made here
 * @handover: magic, version, size and crc are filled in
 */
void kdp_blob_hand_over(const struct kdp_blob_header *header, uint8_t *image,
			const struct kdp_handover *handover);

#endif
