/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hash.h - SHA-256 by purgatory's code, which a library would only double: its
 * load alone takes as long as all of a small machine's discovery.
 */
#ifndef KDP_KDUMP_PREP_HASH_H
#define KDP_KDUMP_PREP_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "purgatory/sha256.h"

/**
 * kdp_hash() - SHA-256 of @data, by the CPU's SHA extensions where it has them
 */
void kdp_hash(const void *data, size_t size, uint8_t ret[KDP_SHA256_SIZE]);

/* Of a hash in hexadecimal digits. */
#define KDP_HASH_TEXT_SIZE (2 * KDP_SHA256_SIZE + 1)

/**
 * kdp_hash_text() - the same in hexadecimal digits
 */
void kdp_hash_text(const void *data, size_t size,
		   char ret[KDP_HASH_TEXT_SIZE]);

#endif
