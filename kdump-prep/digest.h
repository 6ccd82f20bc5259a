/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * digest.h - the table by which purgatory knows that the image is intact.
 */
#ifndef KDP_KDUMP_PREP_DIGEST_H
#define KDP_KDUMP_PREP_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_digest_count() - entries for @size bytes
 */
size_t kdp_digest_count(size_t size);

/**
 * kdp_digest_fill() - SHA-256 of each block of @data
 * @addr: where the data will lie
 * @ret: kdp_digest_count(size) entries
 */
void kdp_digest_fill(const uint8_t *data, size_t size, uint64_t addr,
		     struct kdp_digest *ret);

#endif
