// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/image.c: copies move what they should, also where the
 * two overlap; every block of the image is verified and each bad one named;
 * XMM registers are enabled for the SHA extensions and for nothing else, and
 * CR4 is put back; a wait lasts as long as asked.
 */
#include <cpuid.h>

#include "purgatory/clock.h"
#include "purgatory/features.h"
#include "purgatory/record.h"
#include "purgatory/sha256.h"
#include "purgatory/steps.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#include "sys.h"

#define BASE  0x2bf00000ull
#define SIZE  0x3000u
#define BLOCK 0x1000u

static uint8_t memory[SIZE];

struct image {
	struct kdp_plan plan;
	struct kdp_copy copy[2];
	struct kdp_digest digest[3];
};

static struct image image;
static struct kdp_step step;
static uint64_t changed;

static void begin(void)
{
	unsigned int i;

	fake_reset();
	fake_ram_add(BASE, SIZE, memory);
	kdp_record_init(0, 0);
	kdp_clock_init(1000000, 1000000);
	memset(&image, 0, sizeof(image));
	memset(&step, 0, sizeof(step));
	changed = 0;
	for (i = 0; i < SIZE; i++)
		memory[i] = (uint8_t)(i * 31 + i / 256);
}

static const struct kdp_entry *entry(uint32_t index)
{
	const void *first = kdp_record() + 1;

	return (const struct kdp_entry *)first + index;
}

static void begin_digest(void)
{
	struct kdp_sha256 sha;
	unsigned int i;

	begin();
	for (i = 0; i < 3; i++) {
		image.digest[i].addr = BASE + i * BLOCK;
		image.digest[i].size = BLOCK;
		kdp_sha256_init(&sha);
		kdp_sha256_update(&sha, memory + i * BLOCK, BLOCK);
		kdp_sha256_final(&sha, image.digest[i].sha256);
	}
	step.table = offsetof(struct image, digest);
	step.table_count = 3;
	memset(&fake_sys, 0, sizeof(fake_sys));
	fake_sys.vendor = "GenuineIntel";
}

static void good_image_is_ok(void)
{
	begin_digest();
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->digest_blocks, 3);
	TAP_EQ(kdp_record()->digest_bad, 0);
	TAP_EQ(kdp_record()->entry_count, 0);
}

static void every_bad_block_is_named(void)
{
	uint8_t digest[KDP_SHA256_SIZE];
	struct kdp_sha256 sha;
	uint64_t first;

	begin_digest();
	memory[0] ^= 1;
	memory[SIZE - 1] ^= 0x80;
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_blocks, 3);
	TAP_EQ(kdp_record()->digest_bad, 2);
	TAP_EQ(kdp_record()->entry_count, 2);
	TAP_EQ(entry(0)->code, KDP_CODE_BLOCK);
	TAP_EQ(entry(0)->status, KDP_STATUS_MISMATCH);
	TAP_EQ(entry(0)->object, 0);
	TAP_EQ(entry(0)->before, BASE);
	kdp_sha256_init(&sha);
	kdp_sha256_update(&sha, memory, BLOCK);
	kdp_sha256_final(&sha, digest);
	memcpy(&first, digest, sizeof(first));
	TAP_EQ(entry(0)->after, first);
	TAP_EQ(entry(1)->object, 2);
	TAP_EQ(entry(1)->before, BASE + 2 * BLOCK);
}

#define OSFXSR	   (1u << 9)
#define OSXMMEXCPT (1u << 10)

/* A CPU with everything, and the CR4 that the panicking kernel left. */
static void begin_features(void)
{
	begin_digest();
	memset(&fake_sys, 0, sizeof(fake_sys));
	fake_sys.vendor = "GenuineIntel";
	fake_sys.cpuid_max = 7;
	fake_sys.cpuid_ecx = 1u << 9 | 1u << 19 | 1u << 20;
	fake_sys.cpuid_7_ebx = 1u << 29;
	fake_sys.cr0 = 0x80000033;
	fake_sys.cr4 = 0x1020;
}

/* Not run: whether the test's own CPU has the extensions is not known. */
static bool would_use_xmm(void)
{
	struct kdp_features found = kdp_features_find();

	TAP_EQ(fake_sys.cr4_seen, 0);
	return found.sha;
}

static void each_need_of_the_sha_extensions_is_asked_for(void)
{
	begin_features();
	TAP_CHECK(would_use_xmm());
	TAP_CHECK(kdp_features_find().crc32);
	fake_sys.cpuid_max = 6;
	TAP_CHECK(!would_use_xmm());
	begin_features();
	fake_sys.cpuid_ecx &= ~(1u << 9);
	TAP_CHECK(!would_use_xmm());
	begin_features();
	fake_sys.cpuid_ecx &= ~(1u << 19);
	TAP_CHECK(!would_use_xmm());
	begin_features();
	fake_sys.cpuid_7_ebx = ~(1u << 29);
	TAP_CHECK(!would_use_xmm());
	begin_features();
	fake_sys.cr0 |= 1u << 2;
	TAP_CHECK(!would_use_xmm());
	begin_features();
	fake_sys.cr0 |= 1u << 3;
	TAP_CHECK(!would_use_xmm());
	TAP_CHECK(kdp_features_find().crc32);
	fake_sys.cpuid_ecx &= ~(1u << 20);
	TAP_CHECK(!kdp_features_find().crc32);
}

static void xmm_registers_are_enabled_and_put_back(void)
{
	uint64_t cr4;

	begin_features();
	cr4 = kdp_xmm_enable();
	TAP_EQ(cr4, 0x1020);
	TAP_EQ(fake_sys.cr4, 0x1020 | OSFXSR | OSXMMEXCPT);
	kdp_xmm_restore(cr4);
	TAP_EQ(fake_sys.cr4, 0x1020);
}

static void cr4_is_left_alone_without_the_sha_extensions(void)
{
	begin_features();
	fake_sys.cpuid_7_ebx = 0;
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(fake_sys.cr4_seen, 0);
	TAP_EQ(kdp_record()->flags & KDP_RECORD_F_SHA_NI, 0);
	begin_features();
	step.flags = KDP_STEP_F_PORTABLE;
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(fake_sys.cr4_seen, 0);
	TAP_EQ(fake_sys.cpuids, 0);
}

/* Whatever the plan says: CPUID raises an exception there. */
static void cpuid_is_not_asked_in_an_encrypted_guest(void)
{
	begin_features();
	kdp_record()->flags |= KDP_RECORD_F_LEFT_ALONE;
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(fake_sys.cpuids, 0);
	TAP_EQ(fake_sys.cr4_seen, 0);
}

static void sha_extensions_are_used_where_they_are(void)
{
	unsigned int a, b, c, d;

	if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & 1u << 29)) {
		printf("# this CPU has no SHA extensions\n");
		return;
	}
	begin_features();
	memory[0] ^= 1;
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_bad, 1);
	TAP_CHECK(kdp_record()->flags & KDP_RECORD_F_SHA_NI);
	TAP_EQ(fake_sys.cr4_seen, 0x1020 | OSFXSR | OSXMMEXCPT);
	TAP_EQ(fake_sys.cr4, 0x1020);
}

static void second_run_counts_afresh(void)
{
	begin_digest();
	memory[0] ^= 1;
	kdp_digest(&image.plan, &step, &changed);
	memory[0] ^= 1;
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->digest_blocks, 3);
	TAP_EQ(kdp_record()->digest_bad, 0);
}

static void digest_keeps_the_plans_deadline(void)
{
	begin_digest();
	step.budget_us = 1;
	fake_cpu.tsc_per_read = 1000000;
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_TIMEOUT);
	TAP_CHECK(kdp_record()->digest_blocks < 3);
}

static void no_blocks_are_skipped(void)
{
	begin_digest();
	step.table_count = 0;
	TAP_EQ(kdp_digest(&image.plan, &step, &changed), KDP_STATUS_SKIPPED);
	TAP_EQ(kdp_copy(&image.plan, &step, &changed), KDP_STATUS_SKIPPED);
}

static void blocks_are_copied(void)
{
	uint8_t expected[SIZE];

	begin();
	memcpy(expected, memory, SIZE);
	memcpy(expected + 0x2000, memory, 0x100);
	memmove(expected + 0x810, expected + 0x800, 0x400);
	image.copy[0] = (struct kdp_copy){ BASE, BASE + 0x2000, 0x100 };
	image.copy[1] = (struct kdp_copy){ BASE + 0x800, BASE + 0x810, 0x400 };
	step.table = offsetof(struct image, copy);
	step.table_count = 2;
	TAP_EQ(kdp_copy(&image.plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(changed, 2);
	TAP_CHECK(memcmp(memory, expected, SIZE) == 0);
}

static void wait_lasts_as_asked(void)
{
	uint64_t before;

	begin();
	before = fake_cpu.tsc;
	step.arg[0] = 2000;
	TAP_EQ(kdp_wait(&image.plan, &step, &changed), KDP_STATUS_OK);
	TAP_CHECK(fake_cpu.tsc - before >= 2000 * 1000);
	TAP_CHECK(fake_cpu.tsc - before < 2001 * 1000);
}

int main(void)
{
	TAP_RUN(good_image_is_ok);
	TAP_RUN(every_bad_block_is_named);
	TAP_RUN(each_need_of_the_sha_extensions_is_asked_for);
	TAP_RUN(xmm_registers_are_enabled_and_put_back);
	TAP_RUN(cr4_is_left_alone_without_the_sha_extensions);
	TAP_RUN(cpuid_is_not_asked_in_an_encrypted_guest);
	TAP_RUN(sha_extensions_are_used_where_they_are);
	TAP_RUN(second_run_counts_afresh);
	TAP_RUN(digest_keeps_the_plans_deadline);
	TAP_RUN(no_blocks_are_skipped);
	TAP_RUN(blocks_are_copied);
	TAP_RUN(wait_lasts_as_asked);
	return tap_done();
}
