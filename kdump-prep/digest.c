// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * digest.c - computes the digest table; see digest.h.
 */
#include "kdump-prep/digest.h"

#include "kdump-prep/hash.h"

size_t kdp_digest_count(size_t size)
{
	return size / KDP_DIGEST_BLOCK + (size % KDP_DIGEST_BLOCK != 0);
}

void kdp_digest_fill(const uint8_t *data, size_t size, uint64_t addr,
		     struct kdp_digest *ret)
{
	size_t at = 0, n;

	for (; at < size; at += n, ret++) {
		n = size - at < KDP_DIGEST_BLOCK ? size - at :
						   KDP_DIGEST_BLOCK;
		ret->addr = addr + at;
		ret->size = n;
		kdp_hash(data + at, n, ret->sha256);
	}
}
