// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sha256.c - SHA-256 (FIPS 180-4).  The rounds are unrolled by eight, so that
 * the working variables change their names instead of moving, and the message
 * schedule is a window of sixteen words.
 */
#include "purgatory/sha256.h"

#include "purgatory/mem.h"

static const uint32_t sha256_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t ror(uint32_t value, unsigned int bits)
{
	return value >> bits | value << (32 - bits);
}

/* A freestanding compiler expands memcpy() only under its other name. */
static inline uint32_t load_be32(const uint8_t *byte)
{
	uint32_t value;

	__builtin_memcpy(&value, byte, sizeof(value));
	return __builtin_bswap32(value);
}

static inline void store_be32(uint8_t *byte, uint32_t value)
{
	value = __builtin_bswap32(value);
	__builtin_memcpy(byte, &value, sizeof(value));
}

/*
 * The next word of the message schedule, for round 16 and on.  The index in
 * the window is a constant at each place of use, so that none is computed.
 */
static inline uint32_t schedule(uint32_t w[16], unsigned int i)
{
	uint32_t a = w[(i + 1) & 15];
	uint32_t b = w[(i + 14) & 15];

	w[i] += (ror(a, 7) ^ ror(a, 18) ^ a >> 3) + w[(i + 9) & 15] +
		(ror(b, 17) ^ ror(b, 19) ^ b >> 10);
	return w[i];
}

#define ROUND(a, b, c, d, e, f, g, h, word)                             \
	do {                                                            \
		uint32_t t1 = (h) + (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25)) + \
			      ((g) ^ ((e) & ((f) ^ (g)))) + (word);     \
		(d) += t1;                                              \
		(h) = t1 + (ror(a, 2) ^ ror(a, 13) ^ ror(a, 22)) +      \
		      (((a) & (b)) | ((c) & ((a) | (b))));              \
	} while (0)

/* Rounds k[i] to k[i + 7]; word(i) is the word of the schedule. */
#define EIGHT_ROUNDS(k, i, word)                                        \
	do {                                                            \
		ROUND(a, b, c, d, e, f, g, h, k[i] + word(i));          \
		ROUND(h, a, b, c, d, e, f, g, k[i + 1] + word(i + 1));  \
		ROUND(g, h, a, b, c, d, e, f, k[i + 2] + word(i + 2));  \
		ROUND(f, g, h, a, b, c, d, e, k[i + 3] + word(i + 3));  \
		ROUND(e, f, g, h, a, b, c, d, k[i + 4] + word(i + 4));  \
		ROUND(d, e, f, g, h, a, b, c, k[i + 5] + word(i + 5));  \
		ROUND(c, d, e, f, g, h, a, b, k[i + 6] + word(i + 6));  \
		ROUND(b, c, d, e, f, g, h, a, k[i + 7] + word(i + 7));  \
	} while (0)

#define MESSAGE(i)  (w[i] = load_be32(block + 4 * (i)))
#define SCHEDULE(i) schedule(w, i)

static void transform(uint32_t state[8], const uint8_t *block)
{
	uint32_t w[16];
	uint32_t a = state[0];
	uint32_t b = state[1];
	uint32_t c = state[2];
	uint32_t d = state[3];
	uint32_t e = state[4];
	uint32_t f = state[5];
	uint32_t g = state[6];
	uint32_t h = state[7];
	const uint32_t *k = sha256_k;

	EIGHT_ROUNDS(k, 0, MESSAGE);
	EIGHT_ROUNDS(k, 8, MESSAGE);
	for (k += 16; k < sha256_k + 64; k += 16) {
		EIGHT_ROUNDS(k, 0, SCHEDULE);
		EIGHT_ROUNDS(k, 8, SCHEDULE);
	}

	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

static bool use_ni;

void kdp_sha256_use_ni(bool on)
{
	use_ni = on;
}

static void transform_all(uint32_t state[8], const uint8_t *data,
			  size_t blocks)
{
	if (use_ni) {
		kdp_sha256_ni(state, data, blocks);
		return;
	}
	for (; blocks; blocks--, data += 64)
		transform(state, data);
}

void kdp_sha256_init(struct kdp_sha256 *sha)
{
	static const uint32_t initial[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(sha->state, initial, sizeof(sha->state));
	sha->size = 0;
}

void kdp_sha256_update(struct kdp_sha256 *sha, const void *data, size_t size)
{
	const uint8_t *byte = data;
	size_t used = sha->size % sizeof(sha->block);

	sha->size += size;
	if (used > 0) {
		size_t part = sizeof(sha->block) - used;

		if (size < part) {
			memcpy(sha->block + used, byte, size);
			return;
		}
		memcpy(sha->block + used, byte, part);
		transform_all(sha->state, sha->block, 1);
		byte += part;
		size -= part;
	}

	transform_all(sha->state, byte, size / sizeof(sha->block));
	byte += size / sizeof(sha->block) * sizeof(sha->block);
	size %= sizeof(sha->block);
	if (size > 0)
		memcpy(sha->block, byte, size);
}

void kdp_sha256_final(struct kdp_sha256 *sha,
		      uint8_t digest[KDP_SHA256_SIZE])
{
	size_t used = sha->size % sizeof(sha->block);
	uint64_t bits = sha->size * 8;
	unsigned int i;

	sha->block[used++] = 0x80;
	if (used > 56) {
		memset(sha->block + used, 0, 64 - used);
		transform_all(sha->state, sha->block, 1);
		used = 0;
	}
	memset(sha->block + used, 0, 56 - used);
	store_be32(sha->block + 56, (uint32_t)(bits >> 32));
	store_be32(sha->block + 60, (uint32_t)bits);
	transform_all(sha->state, sha->block, 1);

	for (i = 0; i < 8; i++)
		store_be32(digest + 4 * i, sha->state[i]);
}
