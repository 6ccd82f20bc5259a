// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/verify.c and of the DIGEST step, with checks and parity
 * made by kdump-prep/checks.c: an intact image passes; a flipped bit anywhere
 * is found, named and repaired; a run of neighbours as long as there are parity
 * blocks is repaired, a longer one is not; two blocks of a group, or one and
 * the group's parity, are beyond repair and nothing is written then; damaged
 * parity alone does not stop the second kernel; either copy of the table will
 * do, none without its seal; whatever the damage, the step says OK only when
 * every byte is what was loaded.  A block that faults when it is read is
 * repaired without being read, one that faults when it is written too, or that
 * does not take what is written, is not; a step that faults again and again
 * ends.
 */
#include "purgatory/verify.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "kdump-prep/checks.h"
#include "purgatory/check.h"
#include "purgatory/record.h"
#include "purgatory/sha256.h"
#include "purgatory/steps.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#include "sys.h"

#define RANGES	  3u
#define BLOCK	  KDP_CHECK_BLOCK
#define PARITY_AT 0x30000000ull

/* 70 blocks, 1 short one, 29 blocks and a byte: 101. */
static const uint64_t base[RANGES] = { 0x20000000, 0x21000000, 0x22000000 };
static const size_t size_of[RANGES] = { 70 * BLOCK, 100, 29 * BLOCK + 1 };
#define BLOCKS 101u

static uint8_t *memory[RANGES];
static uint8_t *original[RANGES];
static uint8_t *segment;
static struct kdp_checks_layout layout;

static struct {
	struct kdp_plan plan;
	struct kdp_checks checks;
	struct kdp_check_range range[RANGES];
} image;
static struct kdp_step step;
static uint64_t changed;

static uint64_t random_state = 88172645463325252ull;

static uint64_t random_below(uint64_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % limit;
}

static size_t round_up(size_t size)
{
	return (size + BLOCK - 1) / BLOCK * BLOCK;
}

/* Memory that is not as it should be, whole pages, by what it does. */
static enum {
	WHOLE,
	POISONED,	/* faults when it is read, until it is written */
	DEAD,		/* faults */
	READ_ONLY,	/* does not take what is written */
} memory_kind;
static uint8_t *ill[16];
static size_t ill_count;
static uint8_t *stepped;	/* the page that a store goes to */
static uint8_t kept[BLOCK];
static sigjmp_buf guard;
static unsigned int runs;

/* Bit 1 of a page fault's error code: it was a write. */
static void segv(int signal, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	bool is_write = regs[REG_ERR] & 2;
	uint8_t *page = (uint8_t *)((uintptr_t)info->si_addr &
				    ~(uintptr_t)(BLOCK - 1));
	size_t i = 0;

	(void)signal;
	while (i < ill_count && ill[i] != page)
		i++;
	if (i == ill_count)
		abort();
	if (!is_write || memory_kind == DEAD)
		siglongjmp(guard, 1);
	memcpy(kept, page, BLOCK * (memory_kind == READ_ONLY));
	mprotect(page, BLOCK, PROT_READ | PROT_WRITE);
	if (memory_kind == READ_ONLY) {
		stepped = page;
		regs[REG_EFL] |= 0x100;
	}
}

/* Behind the one instruction that wrote. */
static void trap(int signal, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signal;
	(void)info;
	memcpy(stepped, kept, BLOCK);
	mprotect(stepped, BLOCK, PROT_READ);
	regs[REG_EFL] &= ~0x100ll;
}

static void make_ill(uint8_t *page)
{
	ill[ill_count++] = page;
	mprotect(page, BLOCK, memory_kind == READ_ONLY ? PROT_READ : PROT_NONE);
}

static void make_well(void)
{
	size_t i;

	for (i = 0; i < ill_count; i++)
		mprotect(ill[i], BLOCK, PROT_READ | PROT_WRITE);
	ill_count = 0;
}

static void begin(void)
{
	struct kdp_checked part[RANGES];
	struct kdp_error *err;
	size_t i, n;

	make_well();
	fake_reset();
	kdp_verify_begin();
	if (__builtin_cpu_supports("sse4.2"))
		fake_sys.cpuid_ecx = 1u << 20;
	for (i = 0; i < RANGES; i++) {
		free(memory[i]);
		free(original[i]);
		memory[i] = aligned_alloc(BLOCK, round_up(size_of[i]));
		original[i] = malloc(size_of[i]);
		for (n = 0; n < size_of[i]; n++)
			memory[i][n] = (uint8_t)random_below(256);
		memcpy(original[i], memory[i], size_of[i]);
		fake_ram_add(base[i], size_of[i], memory[i]);
		part[i] = (struct kdp_checked){
			.data = memory[i],
			.size = size_of[i],
			.addr = base[i],
		};
		image.range[i].addr = base[i];
		image.range[i].size = size_of[i];
	}
	err = kdp_checks_lay_out(part, RANGES, &layout);
	TAP_CHECK(!err);
	free(segment);
	segment = aligned_alloc(BLOCK, round_up(layout.size));
	memset(segment, 0, layout.size);
	kdp_checks_fill(part, RANGES, &layout, PARITY_AT, segment,
			&image.checks);
	fake_ram_add(PARITY_AT, layout.size, segment);
	kdp_record_init(0, 0);
	kdp_clock_init(1000000, 1000000);
	memset(&step, 0, sizeof(step));
	step.kind = KDP_STEP_DIGEST;
	step.arg[0] = (uint64_t)((uint8_t *)&image.checks -
				 (uint8_t *)&image);
	step.arg[1] = RANGES;
}

static enum kdp_status run(void)
{
	return kdp_digest(&image.plan, &step, &changed);
}

/* As main.c does it. */
static enum kdp_status run_guarded(void)
{
	const struct sigaction on_segv = {
		.sa_sigaction = segv,
		.sa_flags = SA_SIGINFO,
	};
	const struct sigaction on_trap = {
		.sa_sigaction = trap,
		.sa_flags = SA_SIGINFO,
	};
	static enum kdp_status status;

	sigaction(SIGSEGV, &on_segv, NULL);
	sigaction(SIGTRAP, &on_trap, NULL);
	runs = 0;
	do {
		runs++;
		if (sigsetjmp(guard, 1))
			status = KDP_STATUS_FAULT;
		else
			status = run();
	} while (status == KDP_STATUS_FAULT && kdp_verify_again());
	signal(SIGSEGV, SIG_DFL);
	signal(SIGTRAP, SIG_DFL);
	return status;
}

static bool is_original(void)
{
	size_t i;

	for (i = 0; i < RANGES; i++)
		if (memcmp(memory[i], original[i], size_of[i]) != 0)
			return false;
	return true;
}

static const struct kdp_entry *entry(uint32_t index)
{
	const void *first = kdp_record() + 1;

	return (const struct kdp_entry *)first + index;
}

/* The bytes of block @index. */
static uint8_t *block(uint32_t index, size_t *size_ret)
{
	size_t i, left;

	for (i = 0; index >= kdp_check_count(size_of[i]); i++)
		index -= (uint32_t)kdp_check_count(size_of[i]);
	left = size_of[i] - (size_t)index * BLOCK;
	*size_ret = left < BLOCK ? left : BLOCK;
	return memory[i] + (size_t)index * BLOCK;
}

static void flip(uint32_t index)
{
	size_t size;
	uint8_t *data = block(index, &size);

	data[random_below(size)] ^= (uint8_t)(1u << random_below(8));
}

static void destroy(uint32_t first, uint32_t count)
{
	size_t size;
	uint8_t *data;

	for (; count; count--, first++) {
		data = block(first, &size);
		memset(data, 0xa5, size);
		data[0] ^= (uint8_t)first;
	}
}

static void intact_image_passes(void)
{
	begin();
	TAP_EQ(layout.block_count, BLOCKS);
	TAP_EQ(layout.parity_count, 16);
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->digest_blocks, BLOCKS);
	TAP_EQ(kdp_record()->digest_bad, 0);
	TAP_EQ(kdp_record()->parity_bad, 0);
	TAP_EQ(kdp_record()->entry_count, 0);
	TAP_EQ(changed, 0);
}

static void flipped_bit_of_any_block_is_repaired(void)
{
	struct kdp_block_check found;
	uint32_t i;
	size_t size;
	uint8_t *data;

	for (i = 0; i < BLOCKS; i++) {
		begin();
		flip(i);
		data = block(i, &size);
		kdp_check_blocks(false, data, size, &found);
		TAP_EQ(run(), KDP_STATUS_OK);
		TAP_CHECK(is_original());
		TAP_EQ(changed, 1);
		TAP_EQ(kdp_record()->digest_bad, 1);
		TAP_EQ(kdp_record()->digest_repaired, 1);
		TAP_EQ(kdp_record()->entry_count, 1);
		TAP_EQ(entry(0)->code, KDP_CODE_CHECK);
		TAP_EQ(entry(0)->status, KDP_STATUS_OK);
		TAP_EQ(entry(0)->object, i);
		TAP_CHECK(memcmp(&entry(0)->after, &found, 8) == 0);
		TAP_EQ(entry(0)->extra, size);
	}
	TAP_EQ(entry(0)->before, base[2] + 29 * BLOCK);
}

static void tables_repair_as_the_instruction_does(void)
{
	begin();
	step.flags = KDP_STEP_F_PORTABLE;
	flip(5);
	flip(70);
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_CHECK(is_original());
	TAP_EQ(kdp_record()->flags & KDP_RECORD_F_CRC32, 0);
	TAP_EQ(fake_sys.cpuids, 0);
}

static void instruction_is_used_and_recorded(void)
{
	begin();
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_EQ(!!(kdp_record()->flags & KDP_RECORD_F_CRC32),
	       !!fake_sys.cpuid_ecx);
	fake_sys.cpuid_ecx = 0;
	kdp_record()->flags = 0;
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->flags, 0);
}

static void neighbours_up_to_the_parity_are_repaired(void)
{
	begin();
	destroy(20, layout.parity_count);
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_CHECK(is_original());
	TAP_EQ(kdp_record()->digest_repaired, layout.parity_count);
	/* One detail for the run. */
	TAP_EQ(kdp_record()->entry_count, 1);
	TAP_EQ(entry(0)->object, 20);
	TAP_EQ(entry(0)->before, base[0] + 20 * BLOCK);
	TAP_EQ(entry(0)->extra, layout.parity_count * BLOCK);
}

static void run_over_two_ranges_is_recorded_as_two(void)
{
	begin();
	destroy(68, 4);
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_CHECK(is_original());
	TAP_EQ(kdp_record()->entry_count, 3);
	TAP_EQ(entry(0)->extra, 2 * BLOCK);
	TAP_EQ(entry(1)->extra, 100);
	TAP_EQ(entry(2)->extra, BLOCK);
}

static void longer_run_is_not(void)
{
	begin();
	destroy(20, layout.parity_count + 1);
	TAP_EQ(run(), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_bad, 17);
	TAP_EQ(kdp_record()->digest_repaired, 15);
	TAP_EQ(entry(0)->status, KDP_STATUS_MISMATCH);
	TAP_EQ(entry(0)->object, 20);
	TAP_EQ(entry(1)->status, KDP_STATUS_OK);
	TAP_EQ(entry(1)->object, 21);
	TAP_EQ(entry(2)->status, KDP_STATUS_MISMATCH);
	TAP_EQ(entry(2)->object, 36);
}

static void two_of_a_group_are_left_as_they_are(void)
{
	uint8_t *damaged = malloc(size_of[0]);

	begin();
	flip(3);
	flip(3 + 2 * layout.parity_count);
	memcpy(damaged, memory[0], size_of[0]);
	TAP_EQ(run(), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_repaired, 0);
	TAP_EQ(changed, 0);
	TAP_CHECK(memcmp(damaged, memory[0], size_of[0]) == 0);
	free(damaged);
}

static void destroyed_image_is_given_up_in_proportion(void)
{
	begin();
	destroy(0, BLOCKS);
	TAP_EQ(run(), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_blocks, BLOCKS);
	TAP_EQ(kdp_record()->digest_bad, BLOCKS);
	TAP_EQ(kdp_record()->digest_repaired, 0);
	TAP_EQ(kdp_record()->entry_count, RANGES);
}

static void damaged_parity_alone_is_recorded(void)
{
	begin();
	segment[layout.parity + 4 * BLOCK + 7] ^= 1;
	segment[layout.parity + 5 * BLOCK] ^= 1;
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->parity_bad, 2);
	TAP_EQ(kdp_record()->digest_bad, 0);
	TAP_EQ(kdp_record()->entry_count, 1);
	TAP_EQ(entry(0)->code, KDP_CODE_PARITY);
	TAP_EQ(entry(0)->status, KDP_STATUS_MISMATCH);
	TAP_EQ(entry(0)->object, 4);
	TAP_EQ(entry(0)->before, PARITY_AT + layout.parity + 4 * BLOCK);
	TAP_EQ(entry(0)->extra, 2 * BLOCK);
}

static void damaged_parity_repairs_nothing(void)
{
	begin();
	segment[layout.parity + 4 * BLOCK + 7] ^= 1;
	flip(4);
	flip(5);
	TAP_EQ(run(), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_repaired, 1);
}

static void either_copy_of_the_table_will_do(void)
{
	uint32_t i;

	for (i = 0; i < 2; i++) {
		begin();
		segment[layout.table[i] + 3] ^= 1;
		flip(9);
		TAP_EQ(run(), KDP_STATUS_OK);
		TAP_CHECK(is_original());
		TAP_EQ(kdp_record()->parity_bad, !i);
		if (i)
			continue;
		TAP_EQ(entry(0)->code, KDP_CODE_TABLE);
		TAP_EQ(entry(0)->object, 0);
		TAP_EQ(entry(0)->before, PARITY_AT + layout.table[0]);
	}
}

static void table_without_its_seal_is_not_used(void)
{
	begin();
	segment[layout.table[0] + 3] ^= 1;
	segment[layout.table[1] + 5] ^= 1;
	TAP_EQ(run(), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->parity_bad, 2);
	TAP_EQ(kdp_record()->digest_blocks, 0);
	begin();
	image.checks.sha256[31] ^= 0x80;
	TAP_EQ(run(), KDP_STATUS_MISMATCH);
	TAP_CHECK(is_original());
}

/* A block and its check, both changed alike: only the seal tells. */
static void forged_check_is_found(void)
{
	struct kdp_block_check forged;
	unsigned int i;

	begin();
	memory[0][0] ^= 1;
	kdp_check_blocks(false, memory[0], BLOCK, &forged);
	for (i = 0; i < 2; i++)
		memcpy(segment + layout.table[i], &forged, sizeof(forged));
	TAP_EQ(run(), KDP_STATUS_MISMATCH);
}

static void sha256_sees_the_repaired_image(void)
{
	static struct {
		struct kdp_plan plan;
		struct kdp_digest digest;
		struct kdp_checks checks;
		struct kdp_check_range range[RANGES];
	} both;
	struct kdp_sha256 sha;

	begin();
	both.checks = image.checks;
	memcpy(both.range, image.range, sizeof(both.range));
	both.digest.addr = base[0];
	both.digest.size = size_of[0];
	kdp_sha256_init(&sha);
	kdp_sha256_update(&sha, memory[0], size_of[0]);
	kdp_sha256_final(&sha, both.digest.sha256);
	step.arg[0] += sizeof(both.digest);
	step.table = offsetof(__typeof__(both), digest);
	step.table_count = 1;
	flip(12);
	TAP_EQ(kdp_digest(&both.plan, &step, &changed), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->digest_blocks, BLOCKS + 1);
	both.digest.sha256[0] ^= 1;
	TAP_EQ(kdp_digest(&both.plan, &step, &changed), KDP_STATUS_MISMATCH);
}

static void second_run_keeps_what_was_repaired(void)
{
	begin();
	flip(12);
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_EQ(run(), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->digest_bad, 1);
	TAP_EQ(kdp_record()->digest_repaired, 1);
	TAP_EQ(kdp_record()->digest_blocks, BLOCKS);
}

static void plans_deadline_is_kept(void)
{
	begin();
	step.budget_us = 1;
	fake_cpu.tsc_per_read = 1000000;
	TAP_EQ(run(), KDP_STATUS_TIMEOUT);
	TAP_CHECK(kdp_record()->digest_blocks < BLOCKS);
}

static void unreadable_blocks_are_repaired(void)
{
	begin();
	memory_kind = POISONED;
	make_ill(memory[0] + 7 * BLOCK);
	make_ill(memory[0] + 40 * BLOCK);
	make_ill(memory[0] + 69 * BLOCK);
	make_ill(memory[2] + 28 * BLOCK);
	flip(2);
	TAP_EQ(run_guarded(), KDP_STATUS_OK);
	make_well();
	TAP_CHECK(is_original());
	TAP_CHECK(runs <= 10);
	TAP_EQ(kdp_record()->digest_blocks, BLOCKS);
	TAP_EQ(kdp_record()->digest_bad, 5);
	TAP_EQ(kdp_record()->digest_repaired, 5);
	TAP_EQ(kdp_record()->entry_count, 5);
	TAP_EQ(entry(1)->object, 7);
	TAP_EQ(entry(1)->status, KDP_STATUS_OK);
	TAP_EQ(entry(1)->after, 0);
}

static void unreadable_blocks_of_one_group_are_not(void)
{
	begin();
	memory_kind = POISONED;
	make_ill(memory[0] + 7 * BLOCK);
	make_ill(memory[0] + (7 + layout.parity_count) * BLOCK);
	TAP_EQ(run_guarded(), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_bad, 2);
	TAP_EQ(kdp_record()->digest_repaired, 0);
	make_well();
}

static void block_that_faults_when_written_is_left_alone(void)
{
	begin();
	memory_kind = DEAD;
	make_ill(memory[0] + 7 * BLOCK);
	flip(50);
	TAP_EQ(run_guarded(), KDP_STATUS_MISMATCH);
	make_well();
	TAP_CHECK(is_original());
	TAP_CHECK(runs <= 4);
	TAP_EQ(kdp_record()->digest_bad, 2);
	TAP_EQ(kdp_record()->digest_repaired, 1);
	TAP_EQ(entry(0)->object, 7);
	TAP_EQ(entry(0)->status, KDP_STATUS_FAULT);
	TAP_EQ(entry(1)->object, 50);
	TAP_EQ(entry(1)->status, KDP_STATUS_OK);
}

static void more_unreadable_blocks_end_the_step(void)
{
	uint32_t i;

	begin();
	memory_kind = POISONED;
	for (i = 0; i < 12; i++)
		make_ill(memory[0] + i * BLOCK);
	TAP_EQ(run_guarded(), KDP_STATUS_FAULT);
	TAP_CHECK(runs <= 33);
	make_well();
}

static void unreadable_parity_is_recorded(void)
{
	begin();
	memory_kind = POISONED;
	make_ill(segment + layout.parity + 4 * BLOCK);
	flip(5);
	TAP_EQ(run_guarded(), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->parity_bad, 1);
	TAP_EQ(kdp_record()->digest_repaired, 1);
	make_well();
	TAP_CHECK(is_original());

	begin();
	make_ill(segment + layout.parity + 4 * BLOCK);
	flip(4);
	TAP_EQ(run_guarded(), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_record()->digest_repaired, 0);
	make_well();
}

static void unreadable_table_is_not_used(void)
{
	begin();
	memory_kind = DEAD;
	flip(9);
	make_ill(segment + layout.table[0] / BLOCK * BLOCK);
	TAP_EQ(run_guarded(), KDP_STATUS_OK);
	TAP_EQ(runs, 2);
	TAP_EQ(kdp_record()->parity_bad, 1);
	TAP_EQ(entry(0)->code, KDP_CODE_TABLE);
	make_well();
	TAP_CHECK(is_original());

	begin();
	make_ill(segment + layout.table[0] / BLOCK * BLOCK);
	make_ill(segment + layout.table[1] / BLOCK * BLOCK);
	TAP_EQ(run_guarded(), KDP_STATUS_MISMATCH);
	TAP_EQ(runs, 3);
	TAP_EQ(kdp_record()->parity_bad, 2);
	make_well();
}

static void repair_that_memory_does_not_take_is_stuck(void)
{
	uint8_t damaged;

	begin();
	memory_kind = READ_ONLY;
	flip(7);
	damaged = memory[0][7 * BLOCK];
	make_ill(memory[0] + 7 * BLOCK);
	flip(50);
	TAP_EQ(run_guarded(), KDP_STATUS_MISMATCH);
	TAP_EQ(runs, 1);
	TAP_CHECK(!is_original());
	TAP_EQ(memory[0][7 * BLOCK], damaged);
	TAP_EQ(kdp_record()->digest_bad, 2);
	TAP_EQ(kdp_record()->digest_repaired, 1);
	TAP_EQ(entry(0)->object, 7);
	TAP_EQ(entry(0)->status, KDP_STATUS_STUCK);
	TAP_EQ(entry(1)->object, 50);
	TAP_EQ(entry(1)->status, KDP_STATUS_OK);
	make_well();
}

static void random_damage_is_repaired_or_reported(void)
{
	unsigned int round, n, repaired = 0, refused = 0;
	enum kdp_status status;
	uint32_t first;

	for (round = 0; round < 300; round++) {
		begin();
		for (n = (unsigned int)random_below(4) + 1; n; n--) {
			first = (uint32_t)random_below(BLOCKS);
			if (random_below(2))
				flip(first);
			else if (random_below(8))
				destroy(first, 1 + (uint32_t)random_below(
						      BLOCKS - first) % 20);
			else
				segment[random_below(layout.size)] ^= 4;
		}
		status = run();
		if (status == KDP_STATUS_OK) {
			repaired++;
			TAP_CHECK(is_original());
			TAP_EQ(kdp_record()->digest_bad,
			       kdp_record()->digest_repaired);
		} else {
			refused++;
			TAP_EQ(status, KDP_STATUS_MISMATCH);
			TAP_CHECK(!is_original() ||
				  kdp_record()->parity_bad == 2);
		}
	}
	printf("# %u repaired, %u refused\n", repaired, refused);
	TAP_CHECK(repaired > 30 && refused > 30);
}

int main(void)
{
	TAP_RUN(intact_image_passes);
	TAP_RUN(flipped_bit_of_any_block_is_repaired);
	TAP_RUN(tables_repair_as_the_instruction_does);
	TAP_RUN(instruction_is_used_and_recorded);
	TAP_RUN(neighbours_up_to_the_parity_are_repaired);
	TAP_RUN(run_over_two_ranges_is_recorded_as_two);
	TAP_RUN(longer_run_is_not);
	TAP_RUN(two_of_a_group_are_left_as_they_are);
	TAP_RUN(destroyed_image_is_given_up_in_proportion);
	TAP_RUN(damaged_parity_alone_is_recorded);
	TAP_RUN(damaged_parity_repairs_nothing);
	TAP_RUN(either_copy_of_the_table_will_do);
	TAP_RUN(table_without_its_seal_is_not_used);
	TAP_RUN(forged_check_is_found);
	TAP_RUN(sha256_sees_the_repaired_image);
	TAP_RUN(second_run_keeps_what_was_repaired);
	TAP_RUN(plans_deadline_is_kept);
	TAP_RUN(unreadable_blocks_are_repaired);
	TAP_RUN(unreadable_blocks_of_one_group_are_not);
	TAP_RUN(block_that_faults_when_written_is_left_alone);
	TAP_RUN(more_unreadable_blocks_end_the_step);
	TAP_RUN(unreadable_parity_is_recorded);
	TAP_RUN(unreadable_table_is_not_used);
	TAP_RUN(repair_that_memory_does_not_take_is_stuck);
	TAP_RUN(random_damage_is_repaired_or_reported);
	return tap_done();
}
