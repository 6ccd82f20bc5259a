/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sha256.h - SHA-256 (FIPS 180-4): with general registers alone, or by the SHA
 * extensions of the CPU.
 */
#ifndef KDP_PURGATORY_SHA256_H
#define KDP_PURGATORY_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KDP_SHA256_SIZE 32

struct kdp_sha256 {
	uint32_t state[8];
	uint64_t size;		/* bytes hashed so far */
	uint8_t block[64];	/* the last size % 64 of them */
};

/**
 * kdp_sha256_init() - begin a digest (FIPS 180-4, 5.3.3)
 */
void kdp_sha256_init(struct kdp_sha256 *sha);

/**
 * kdp_sha256_update() - take @size more bytes, however they are cut
 */
void kdp_sha256_update(struct kdp_sha256 *sha, const void *data, size_t size);

/**
 * kdp_sha256_final() - write the digest
 *
 * @sha must be initialised again before it is used again.
 */
void kdp_sha256_final(struct kdp_sha256 *sha,
		      uint8_t digest[KDP_SHA256_SIZE]);

/**
 * kdp_sha256_use_ni() - choose how to compute from here on
 * @on: by the SHA extensions: the CPU has them, SSSE3 and SSE4.1, and XMM
 *	registers are enabled (CR4.OSFXSR)
 */
void kdp_sha256_use_ni(bool on);

/**
 * kdp_sha256_ni() - take whole blocks of 64 bytes; in sha256_ni.S
 * @state: as in struct kdp_sha256
 *
 * What kdp_sha256_use_ni() says of the CPU must hold.
 */
void kdp_sha256_ni(uint32_t state[8], const void *data, size_t blocks);

#endif
