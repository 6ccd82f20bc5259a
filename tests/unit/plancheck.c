// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/plancheck.c: a good hand-over and a good plan pass, and
 * each field that could lead outside the plan is refused when it alone is
 * wrong, with the checksum made right again.
 */
#include "purgatory/plancheck.h"

#include <stdlib.h>

#include "purgatory/crc32.h"
#include "tests/tap.h"

enum {
	STEP_IOAPIC,
	STEP_PCI,
	STEP_COPY,
	STEP_DIGEST,
	STEP_WATCHDOG,
	STEP_UNKNOWN,
	STEPS,
};

struct image {
	struct kdp_plan plan;
	struct kdp_step step[STEPS];
	struct kdp_map map[2];
	struct kdp_ioapic ioapic[2];
	struct kdp_pci_function function[3];
	struct kdp_ecam ecam[1];
	struct kdp_copy copy[1];
	struct kdp_watchdog watchdog[2];
	struct kdp_digest digest[2];
	struct kdp_checks checks;
	struct kdp_check_range range[2];
};

static void table(struct image *image, unsigned int step, uint16_t kind,
		  size_t offset, uint32_t count)
{
	image->step[step].kind = kind;
	image->step[step].table = (uint32_t)offset;
	image->step[step].table_count = count;
}

static void build(struct image *image)
{
	struct kdp_plan *plan = &image->plan;

	memset(image, 0, sizeof(*image));
	plan->magic = KDP_PLAN_MAGIC;
	plan->version = KDP_ABI_VERSION;
	plan->header_size = sizeof(*plan);
	plan->size = sizeof(*image);
	plan->step_size = sizeof(struct kdp_step);
	plan->step_count = STEPS;
	plan->steps = offsetof(struct image, step);
	plan->map_offset = offsetof(struct image, map);
	plan->map_count = 2;
	table(image, STEP_IOAPIC, KDP_STEP_IOAPIC,
	      offsetof(struct image, ioapic), 2);
	table(image, STEP_PCI, KDP_STEP_PCI, offsetof(struct image, function),
	      3);
	image->step[STEP_PCI].arg[0] = offsetof(struct image, ecam);
	image->step[STEP_PCI].arg[1] = 1;
	table(image, STEP_COPY, KDP_STEP_COPY, offsetof(struct image, copy), 1);
	table(image, STEP_DIGEST, KDP_STEP_DIGEST,
	      offsetof(struct image, digest), 2);
	image->step[STEP_DIGEST].arg[0] = offsetof(struct image, checks);
	image->step[STEP_DIGEST].arg[1] = 2;
	image->checks.table[0] = 0x36000008;
	image->checks.table[1] = 0x36009000;
	image->checks.parity = 0x36001000;
	image->checks.block_count = 259;
	image->checks.parity_count = 16;
	image->range[0].addr = 0x34000000;
	image->range[0].size = KDP_DIGEST_BLOCK + 1;
	image->range[1].addr = 0x35000000;
	image->range[1].size = 2 * KDP_CHECK_BLOCK;
	table(image, STEP_WATCHDOG, KDP_STEP_WATCHDOG,
	      offsetof(struct image, watchdog), 2);
	table(image, STEP_UNKNOWN, 99, 0, 0);
	image->digest[1].size = KDP_DIGEST_BLOCK;
}

/* Makes the checksum right and checks a copy that ends where the plan does. */
static bool valid(struct image *image)
{
	void *exact = malloc(sizeof(*image));
	bool result;

	image->plan.crc = 0;
	image->plan.crc = kdp_crc32(0, image, sizeof(*image));
	memcpy(exact, image, sizeof(*image));
	result = kdp_plan_valid(exact, sizeof(*image));
	free(exact);
	return result;
}

static void good_plan_passes(void)
{
	struct image image;

	build(&image);
	TAP_CHECK(valid(&image));
}

static void empty_plan_passes(void)
{
	struct kdp_plan plan;
	struct image image;

	build(&image);
	plan = image.plan;
	plan.size = sizeof(plan);
	plan.step_count = 0;
	plan.map_count = 0;
	plan.crc = 0;
	plan.crc = kdp_crc32(0, &plan, sizeof(plan));
	TAP_CHECK(kdp_plan_valid(&plan, sizeof(plan)));
	TAP_CHECK(!kdp_plan_valid(&plan, sizeof(plan) - 1));
}

static void every_flipped_bit_is_found(void)
{
	struct image image;
	uint8_t *byte = (uint8_t *)&image;
	size_t i;

	build(&image);
	TAP_CHECK(valid(&image));
	for (i = 0; i < sizeof(image) * 8; i++) {
		byte[i / 8] ^= (uint8_t)(1u << i % 8);
		TAP_CHECK(!kdp_plan_valid(&image.plan, sizeof(image)));
		byte[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	TAP_CHECK(kdp_plan_valid(&image.plan, sizeof(image)));
}

#define REFUSED(member, value)                  \
	do {                                    \
		struct image image_;            \
						\
		build(&image_);                 \
		image_.member = (value);        \
		TAP_CHECK(!valid(&image_));     \
	} while (0)

static void each_header_field(void)
{
	REFUSED(plan.magic, KDP_RECORD_MAGIC);
	REFUSED(plan.version, KDP_ABI_VERSION + 1);
	REFUSED(plan.header_size, sizeof(struct kdp_plan) + 8);
	REFUSED(plan.size, sizeof(struct image) - 1);
	REFUSED(plan.size, sizeof(struct image) + 1);
	REFUSED(plan.step_size, sizeof(struct kdp_step) + 8);
	REFUSED(plan.step_count, 0xffff);
	REFUSED(plan.step_count, KDP_PLAN_STEPS_MAX + 1);
	REFUSED(plan.step_count, STEPS + 40);
	REFUSED(plan.steps, 0);
	REFUSED(plan.steps, sizeof(struct kdp_plan) + 4);
	REFUSED(plan.steps, 0xfffffff8);
	REFUSED(plan.steps, sizeof(struct image) & ~7u);
	REFUSED(plan.map_offset, 8);
	REFUSED(plan.map_offset, 0xfffffff8);
	REFUSED(plan.map_count, 0xffffffff);
	REFUSED(plan.mismatch, 3);
	REFUSED(plan.cpu_count, 1);
	REFUSED(plan.cpu_count, 0xffffffff);
}

static void each_step_table(void)
{
	unsigned int i;

	for (i = STEP_IOAPIC; i <= STEP_WATCHDOG; i++) {
		REFUSED(step[i].table, 0);
		REFUSED(step[i].table, sizeof(struct kdp_plan) + 1);
		REFUSED(step[i].table, sizeof(struct image));
		REFUSED(step[i].table, 0xfffffff8);
		REFUSED(step[i].table_count, 0xffffffff);
	}
	REFUSED(step[STEP_DIGEST].table_count, 0x1000);
	REFUSED(step[STEP_UNKNOWN].table_count, 0xffffffff);
	REFUSED(step[STEP_PCI].arg[0], 4);
	REFUSED(step[STEP_PCI].arg[0], UINT64_MAX - 7);
	REFUSED(step[STEP_PCI].arg[1], UINT64_MAX);
	REFUSED(step[STEP_PCI].arg[1], 1000);
}

static void each_range(void)
{
	REFUSED(digest[0].size, KDP_DIGEST_BLOCK + 1);
	REFUSED(digest[1].addr, UINT64_MAX - KDP_DIGEST_BLOCK + 1);
}

static void each_field_of_the_checks(void)
{
	REFUSED(step[STEP_DIGEST].arg[0], 4);
	REFUSED(step[STEP_DIGEST].arg[0], UINT64_MAX - 7);
	REFUSED(step[STEP_DIGEST].arg[0], sizeof(struct image) - 56);
	REFUSED(step[STEP_DIGEST].arg[1], 0);
	REFUSED(step[STEP_DIGEST].arg[1], 1);
	REFUSED(step[STEP_DIGEST].arg[1], 3);
	REFUSED(step[STEP_DIGEST].arg[1], UINT64_MAX);
	REFUSED(checks.table[0], 0x36000004);
	REFUSED(checks.table[1], 0x36009001);
	REFUSED(checks.table[0], UINT64_MAX - 275 * 8 + 1);
	REFUSED(checks.table[1], UINT64_MAX - 275 * 8 + 1);
	REFUSED(checks.parity, UINT64_MAX - 16 * KDP_CHECK_BLOCK + 1);
	REFUSED(checks.block_count, 258);
	REFUSED(checks.block_count, 260);
	REFUSED(checks.block_count, UINT32_MAX);
	REFUSED(checks.parity_count, 260);
	REFUSED(checks.parity_count, UINT32_MAX);
	REFUSED(range[0].size, 0);
	REFUSED(range[0].size, UINT64_MAX);
	REFUSED(range[1].addr, UINT64_MAX - 2 * KDP_CHECK_BLOCK + 1);
	REFUSED(range[1].size, 2 * KDP_CHECK_BLOCK + 1);
}

static void checks_without_parity_pass(void)
{
	struct image image;

	build(&image);
	image.checks.parity_count = 0;
	TAP_CHECK(valid(&image));
}

static void each_copy(void)
{
	struct image image;

	build(&image);
	image.copy[0].from = 0x1000;
	image.copy[0].size = UINT64_MAX - 0x1000;
	TAP_CHECK(valid(&image));
	image.copy[0].to = 0x1001;
	TAP_CHECK(!valid(&image));
	image.copy[0].to = 0;
	image.copy[0].from = 0x1001;
	TAP_CHECK(!valid(&image));
}

static struct kdp_handover handover(void)
{
	struct kdp_handover result = {
		.magic = KDP_HANDOVER_MAGIC,
		.version = KDP_ABI_VERSION,
		.size = sizeof(result),
		.kernel_entry = 0x2c000200,
	};

	result.crc = kdp_crc32(0, &result, offsetof(struct kdp_handover, crc));
	return result;
}

static void handover_is_checked(void)
{
	struct kdp_handover good = handover();
	struct kdp_handover bad;
	size_t i;

	TAP_CHECK(kdp_handover_valid(&good));
	for (i = 0; i < sizeof(bad); i++) {
		bad = good;
		((uint8_t *)&bad)[i] ^= 0x10;
		TAP_CHECK(!kdp_handover_valid(&bad));
	}
	for (i = 0; i < 3; i++) {
		bad = good;
		if (i == 0)
			bad.magic++;
		else if (i == 1)
			bad.version++;
		else
			bad.size++;
		bad.crc = kdp_crc32(0, &bad,
				    offsetof(struct kdp_handover, crc));
		TAP_CHECK(!kdp_handover_valid(&bad));
	}
}

int main(void)
{
	TAP_RUN(good_plan_passes);
	TAP_RUN(empty_plan_passes);
	TAP_RUN(every_flipped_bit_is_found);
	TAP_RUN(each_header_field);
	TAP_RUN(each_step_table);
	TAP_RUN(each_range);
	TAP_RUN(each_field_of_the_checks);
	TAP_RUN(checks_without_parity_pass);
	TAP_RUN(each_copy);
	TAP_RUN(handover_is_checked);
	return tap_done();
}
