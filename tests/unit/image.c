// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/image.c: copies move what they should, also where the
 * two overlap; every block of the image is verified and each bad one named; a
 * wait lasts as long as asked.
 */
#include "purgatory/clock.h"
#include "purgatory/record.h"
#include "purgatory/sha256.h"
#include "purgatory/steps.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

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
	TAP_RUN(second_run_counts_afresh);
	TAP_RUN(digest_keeps_the_plans_deadline);
	TAP_RUN(no_blocks_are_skipped);
	TAP_RUN(blocks_are_copied);
	TAP_RUN(wait_lasts_as_asked);
	return tap_done();
}
