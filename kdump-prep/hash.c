// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hash.c - SHA-256; see hash.h.
 */
#include "kdump-prep/hash.h"

#include <cpuid.h>
#include <stdbool.h>
#include <stdio.h>

/* What sha256_ni.S uses (Intel SDM Vol. 2, CPUID). */
static bool has_extensions(void)
{
	unsigned int eax, ebx, ecx, edx;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_SSSE3) ||
	    !(ecx & bit_SSE4_1))
		return false;
	return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) &&
	       (ebx & bit_SHA);
}

void kdp_hash(const void *data, size_t size, uint8_t ret[KDP_SHA256_SIZE])
{
	struct kdp_sha256 sha;

	kdp_sha256_use_ni(has_extensions());
	kdp_sha256_init(&sha);
	kdp_sha256_update(&sha, data, size);
	kdp_sha256_final(&sha, ret);
}

void kdp_hash_text(const void *data, size_t size,
		   char ret[KDP_HASH_TEXT_SIZE])
{
	uint8_t sha[KDP_SHA256_SIZE];
	size_t i;

	kdp_hash(data, size, sha);
	for (i = 0; i < sizeof(sha); i++)
		snprintf(ret + 2 * i, 3, "%02x", sha[i]);
}
