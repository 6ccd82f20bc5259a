/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * place.h - the absolute addresses of a purgatory image.
 */
#ifndef KDP_PURGATORY_PLACE_H
#define KDP_PURGATORY_PLACE_H

#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_blob_place() - write the absolute addresses into a copy of the image
 * @header: of this image, from kdp_blob_parse(), or the image itself
 * @image: header->file_size bytes
 * @base: physical address that the image will have
 *
 * After it the image runs at @base and nowhere else.
 */
void kdp_blob_place(const struct kdp_blob_header *header, uint8_t *image,
		    uint64_t base);

#endif
