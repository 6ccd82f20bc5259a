// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * digest.c - how fast the image can be verified, beside what else could do it
 * and beside the reading of memory itself.
 *
 * All is measured in one run over the same 64 MiB, one after the other in
 * rounds, so that what disturbs the machine disturbs all alike.  Ours are the
 * very objects that purgatory is linked from.  The plain C of SHA-256 stands
 * for kexec-tools', which is of the same kind: one block at a time, general
 * registers, -O2.  "cold": the buffer was flushed from the caches before, as
 * an image is that was loaded long ago.
 *
 * Prints the medians, then every measured time.
 */
#include <cpuid.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <x86intrin.h>

#include "purgatory/check.h"
#include "purgatory/sha256.h"

#define SIZE	   (64u << 20)
#define ROUNDS	   11u
#define CACHE_LINE 64u
#define ALIGNMENT  (2u << 20)

struct candidate {
	const char *name;
	bool (*possible)(void);
	void (*run)(const uint8_t *data);
	double ms[2][ROUNDS];	/* warm, cold */
};

static struct kdp_block_check checks[SIZE / KDP_CHECK_BLOCK];
static volatile uint64_t sink;	/* what is computed must be used */

static bool always(void)
{
	return true;
}

static bool has_sse42(void)
{
	return __builtin_cpu_supports("sse4.2");
}

static bool has_sha_ni(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & 1u << 29;
}

static void hash(bool ni, const void *data, size_t size)
{
	uint8_t digest[KDP_SHA256_SIZE];
	struct kdp_sha256 sha;

	kdp_sha256_use_ni(ni);
	kdp_sha256_init(&sha);
	kdp_sha256_update(&sha, data, size);
	kdp_sha256_final(&sha, digest);
	sink += digest[0];
}

static void read_memory(const uint8_t *data)
{
	const uint64_t *word = (const void *)data;
	uint64_t a = 0, b = 0, c = 0, d = 0;
	size_t i;

	for (i = 0; i < SIZE / sizeof(*word); i += 4) {
		a += word[i];
		b += word[i + 1];
		c += word[i + 2];
		d += word[i + 3];
	}
	sink += a + b + c + d;
}

/* As kdp_verify() does it: the checks, and the seal of their table. */
static void crc32c_instruction(const uint8_t *data)
{
	kdp_check_blocks(true, data, SIZE, checks);
	hash(has_sha_ni(), checks, sizeof(checks));
}

static void crc32c_instruction_plain_seal(const uint8_t *data)
{
	kdp_check_blocks(true, data, SIZE, checks);
	hash(false, checks, sizeof(checks));
}

static void crc32c_tables(const uint8_t *data)
{
	kdp_check_blocks(false, data, SIZE, checks);
	hash(false, checks, sizeof(checks));
}

static void sha256_ni(const uint8_t *data)
{
	hash(true, data, SIZE);
}

static void sha256_plain_c(const uint8_t *data)
{
	hash(false, data, SIZE);
}

static void sha256_openssl(const uint8_t *data)
{
	uint8_t digest[KDP_SHA256_SIZE];

	if (!EVP_Digest(data, SIZE, digest, NULL, EVP_sha256(), NULL))
		exit(1);
	sink += digest[0];
}

static struct candidate candidate[] = {
	{ .name = "memory read (sum of u64)", .possible = always,
	  .run = read_memory },
	{ .name = "crc32c: crc32 instruction", .possible = has_sse42,
	  .run = crc32c_instruction },
	{ .name = "the same, sealed without SHA-NI", .possible = has_sse42,
	  .run = crc32c_instruction_plain_seal },
	{ .name = "crc32c: tables", .possible = always, .run = crc32c_tables },
	{ .name = "sha256: SHA-NI", .possible = has_sha_ni, .run = sha256_ni },
	{ .name = "sha256: plain C, as kexec-tools", .possible = always,
	  .run = sha256_plain_c },
	{ .name = "sha256: OpenSSL", .possible = always,
	  .run = sha256_openssl },
};

#define CANDIDATES (sizeof(candidate) / sizeof(candidate[0]))

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static void flush(const uint8_t *data)
{
	size_t i;

	for (i = 0; i < SIZE; i += CACHE_LINE)
		_mm_clflush(data + i);
	_mm_mfence();
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const double ms[ROUNDS])
{
	double sorted[ROUNDS];

	memcpy(sorted, ms, sizeof(sorted));
	qsort(sorted, ROUNDS, sizeof(sorted[0]), compare);
	return sorted[ROUNDS / 2];
}

static void measure(const uint8_t *data)
{
	unsigned int round, cold;
	double start;
	size_t i;

	for (i = 0; i < CANDIDATES; i++)
		if (candidate[i].possible())
			candidate[i].run(data);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < 2 * CANDIDATES; i++) {
			struct candidate *c = &candidate[i / 2];

			if (!c->possible())
				continue;
			cold = i % 2;
			if (cold)
				flush(data);
			start = now_ms();
			c->run(data);
			c->ms[cold][round] = now_ms() - start;
		}
	}
}

static void print_medians(void)
{
	double base[2] = { median(candidate[0].ms[0]),
			   median(candidate[0].ms[1]) };
	unsigned int cold;
	double ms;
	size_t i;

	printf("%-34s %21s   %21s\n", "64 MiB, medians of 11", "warm",
	       "cold");
	printf("%-34s %9s %5s %5s   %9s %5s %5s\n", "", "ms", "GB/s", "ratio",
	       "ms", "GB/s", "ratio");
	for (i = 0; i < CANDIDATES; i++) {
		printf("%-34s", candidate[i].name);
		for (cold = 0; cold < 2; cold++) {
			ms = median(candidate[i].ms[cold]);
			if (candidate[i].possible())
				printf(" %9.2f %5.1f %5.2f  ", ms,
				       SIZE / ms / 1e6, ms / base[cold]);
			else
				printf(" %21s  ", "not on this CPU");
		}
		printf("\n");
	}
}

static void print_times(void)
{
	unsigned int round, cold;
	size_t i;

	for (i = 0; i < CANDIDATES; i++) {
		if (!candidate[i].possible())
			continue;
		for (cold = 0; cold < 2; cold++) {
			printf("# %s, %s, ms:", candidate[i].name,
			       cold ? "cold" : "warm");
			for (round = 0; round < ROUNDS; round++)
				printf(" %.3f", candidate[i].ms[cold][round]);
			printf("\n");
		}
	}
}

int main(void)
{
	uint8_t *data = aligned_alloc(ALIGNMENT, SIZE);
	uint32_t state = 1;
	size_t i;

	if (!data)
		return 1;
	for (i = 0; i < SIZE; i++) {
		state = state * 1664525 + 1013904223;
		data[i] = (uint8_t)(state >> 24);
	}
	measure(data);
	print_medians();
	print_times();
	free(data);
	return 0;
}
