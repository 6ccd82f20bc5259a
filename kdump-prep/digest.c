// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * digest.c - computes the digest table; see digest.h.
 */
#include "kdump-prep/digest.h"

#include <openssl/evp.h>

size_t kdp_digest_count(size_t size)
{
	return size / KDP_DIGEST_BLOCK + (size % KDP_DIGEST_BLOCK != 0);
}

struct kdp_error *kdp_digest_fill(const uint8_t *data, size_t size,
				  uint64_t addr, struct kdp_digest *ret)
{
	unsigned int length;
	size_t at = 0, n;

	for (; at < size; at += n, ret++) {
		n = size - at < KDP_DIGEST_BLOCK ? size - at :
						   KDP_DIGEST_BLOCK;
		ret->addr = addr + at;
		ret->size = n;
		length = sizeof(ret->sha256);
		if (!EVP_Digest(data + at, n, ret->sha256, &length,
				EVP_sha256(), NULL) ||
		    length != sizeof(ret->sha256))
			return kdp_error_create(KDP_ERROR_OTHER,
						"libcrypto cannot compute SHA-256");
	}
	return NULL;
}
