// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verify.c - checks of blocks and their repair; see struct kdp_checks.
 *
 * A repair is made beside the image and must pass the block's own check
 * before a byte of the image is written, so that two damaged blocks of one
 * group, or a damaged parity block, need no rule of their own: what comes out
 * of them does not pass.
 *
 * Memory can also refuse to be read: a machine check, or a page fault, ends
 * the step.  What was being read then is remembered, and the step begins anew
 * (kdp_verify_again()): the batch is read block by block, and the block that
 * faults by itself is taken for damaged and is not read before it is written.
 */
#include "purgatory/verify.h"

#include "purgatory/check.h"
#include "purgatory/mem.h"
#include "purgatory/record.h"
#include "purgatory/sha256.h"

#include "cpu.h"

/* Blocks between two looks at the clock; a multiple of the three at a time. */
#define BATCH 48u

/* Neighbours that were found damaged and ended alike, not recorded yet. */
struct damage {
	uint16_t code;
	uint16_t status;
	uint32_t first;
	uint32_t count;		/* 0: none */
	uint64_t addr;
	uint64_t size;
	struct kdp_block_check found;
};

/* Outlives a run that a fault ends. */
static struct damage damage;

struct verify {
	const struct kdp_checks *checks;
	const struct kdp_check_range *range;
	uint64_t range_count;
	const struct kdp_block_check *table;
	struct kdp_deadline *deadline;
	uint32_t failed;	/* repairs that did not succeed */
	bool sse42;
};

/*
 * Reads that faulted.  Indexes go on from the blocks to the parity blocks, as
 * they do in the table of checks; the copies of the table are at the end.
 */
#define UNREADABLE_MAX	8u
#define RESTARTS_MAX	(4u * UNREADABLE_MAX)
#define INDEX_TABLE(n)	(UINT32_MAX - (n))

static struct {
	/* What is being read; a fault can come between any two accesses. */
	volatile uint32_t first;
	volatile uint32_t count;	/* 0: nothing */
	uint32_t suspects;		/* a batch in which a read faulted */
	uint32_t suspect_count;
	struct {
		uint32_t index;
		bool written;		/* and faulted again: left alone */
	} block[UNREADABLE_MAX];
	uint32_t block_count;
	uint32_t restarts;
} faulty;

struct block {
	uint8_t *data;
	uint64_t addr;
	uint64_t size;
};

static _Alignas(8) uint8_t scratch[KDP_CHECK_BLOCK];

void kdp_verify_begin(void)
{
	memset(&damage, 0, sizeof(damage));
	memset(&faulty, 0, sizeof(faulty));
}

static void reading(uint32_t first, uint32_t count)
{
	faulty.count = 0;
	faulty.first = first;
	faulty.count = count;
}

/* The position of an index among the faulty ones, or their number. */
static uint32_t find_faulty(uint32_t index)
{
	uint32_t i = 0;

	while (i < faulty.block_count && faulty.block[i].index != index)
		i++;
	return i;
}

static bool is_faulty(uint32_t index)
{
	return find_faulty(index) < faulty.block_count;
}

static void forget_faulty(uint32_t index)
{
	uint32_t i = find_faulty(index);

	if (i < faulty.block_count)
		faulty.block[i] = faulty.block[--faulty.block_count];
}

static bool has_faulty(uint32_t first, uint32_t count)
{
	uint32_t i;

	if (faulty.suspects < first + count &&
	    first < faulty.suspects + faulty.suspect_count)
		return true;
	for (i = 0; i < faulty.block_count; i++)
		if (faulty.block[i].index - first < count)
			return true;
	return false;
}

bool kdp_verify_again(void)
{
	uint32_t count = faulty.count;
	uint32_t index = faulty.first;
	uint32_t i = find_faulty(index);

	faulty.count = 0;
	if (!count || faulty.restarts++ >= RESTARTS_MAX)
		return false;
	if (count > 1) {
		faulty.suspects = index;
		faulty.suspect_count = count;
		return true;
	}
	if (i == UNREADABLE_MAX)
		return false;
	if (i == faulty.block_count) {
		faulty.block[i].index = index;
		faulty.block[i].written = false;
		faulty.block_count++;
	} else {
		faulty.block[i].written = true;
	}
	return true;
}

/* Block @index, counted through all ranges. */
static struct block find_block(const struct verify *v, uint64_t index)
{
	const struct kdp_check_range *range = v->range;
	struct block block;
	uint64_t left;

	while (index >= kdp_check_count(range->size)) {
		index -= kdp_check_count(range->size);
		range++;
	}
	left = range->size - index * KDP_CHECK_BLOCK;
	block.addr = range->addr + index * KDP_CHECK_BLOCK;
	block.size = left < KDP_CHECK_BLOCK ? left : KDP_CHECK_BLOCK;
	block.data = kdp_phys_ptr(block.addr, block.size);
	return block;
}

static bool passes(const struct verify *v, const void *data, uint64_t size,
		   uint32_t index)
{
	struct kdp_block_check check;

	kdp_check_blocks(v->sse42, data, size, &check);
	return kdp_check_equal(check, v->table[index]);
}

static void flush_damage(void)
{
	const struct damage *d = &damage;
	uint64_t found;

	if (!d->count)
		return;
	memcpy(&found, &d->found, sizeof(found));
	kdp_record_detail(d->code, d->status, d->first, d->addr, found,
			  d->size);
	damage.count = 0;
}

static void add_damage(uint16_t code, uint16_t status, uint32_t index,
		       uint64_t addr, uint64_t size,
		       struct kdp_block_check found)
{
	struct damage *d = &damage;

	if (!d->count || d->code != code || d->status != status ||
	    d->first + d->count != index || d->addr + d->size != addr) {
		flush_damage();
		d->code = code;
		d->status = status;
		d->first = index;
		d->addr = addr;
		d->size = 0;
		d->found = found;
	}
	d->count++;
	d->size += size;
}

/*
 * Puts into scratch what block @index was, if all else of its group is good.
 * Returns false when part of the group cannot be read.
 */
static bool rebuild(const struct verify *v, uint32_t index)
{
	const struct kdp_checks *c = v->checks;
	uint32_t group = index % c->parity_count;
	struct block block;
	uint64_t other;

	if (is_faulty(c->block_count + group))
		return false;
	reading(c->block_count + group, 1);
	memcpy(scratch,
	       kdp_phys_ptr(c->parity + (uint64_t)group * KDP_CHECK_BLOCK,
			    KDP_CHECK_BLOCK),
	       KDP_CHECK_BLOCK);
	for (other = group; other < c->block_count;
	     other += c->parity_count) {
		if (other == index)
			continue;
		if (is_faulty((uint32_t)other))
			return false;
		block = find_block(v, other);
		reading((uint32_t)other, 1);
		kdp_check_xor(scratch, block.data, block.size);
	}
	reading(0, 0);
	return true;
}

/*
 * A repair reads a group, a parity_count'th of the image.  When as many as
 * there are groups failed no more are tried: the step stays in proportion.
 */
static enum kdp_status repair(struct verify *v, uint32_t index,
			      const struct block *block)
{
	uint32_t i = find_faulty(index);
	bool taken;

	if (i < faulty.block_count && faulty.block[i].written)
		return KDP_STATUS_FAULT;
	if (v->failed >= v->checks->parity_count)
		return KDP_STATUS_MISMATCH;
	if (!rebuild(v, index) || !passes(v, scratch, block->size, index)) {
		v->failed++;
		return KDP_STATUS_MISMATCH;
	}
	reading(index, 1);
	memcpy(block->data, scratch, block->size);
	taken = passes(v, block->data, block->size, index);
	reading(0, 0);
	if (!taken) {
		v->failed++;
		return KDP_STATUS_STUCK;
	}
	forget_faulty(index);
	kdp_record()->digest_repaired++;
	return KDP_STATUS_OK;
}

static bool out_of_time(const struct verify *v)
{
	return v->deadline && kdp_deadline_passed(v->deadline);
}

/* What of a batch can be read: zero for a block that cannot. */
static void read_batch(const struct verify *v, uint32_t index, uint64_t addr,
		       uint64_t size, struct kdp_block_check *found)
{
	uint32_t count = (uint32_t)kdp_check_count(size);
	struct block block;
	uint32_t i;

	if (!has_faulty(index, count)) {
		reading(index, count);
		kdp_check_blocks(v->sse42, kdp_phys_ptr(addr, size), size,
				 found);
		reading(0, 0);
		return;
	}
	memset(found, 0, count * sizeof(*found));
	for (i = 0; i < count; i++) {
		if (is_faulty(index + i))
			continue;
		block = find_block(v, index + i);
		reading(index + i, 1);
		kdp_check_blocks(v->sse42, block.data, block.size, &found[i]);
		reading(0, 0);
	}
}

static enum kdp_status verify_batch(struct verify *v, uint32_t index,
				    uint64_t addr, uint64_t size)
{
	struct kdp_block_check found[BATCH];
	enum kdp_status result = KDP_STATUS_OK;
	enum kdp_status status;
	struct block block;
	uint32_t i;

	read_batch(v, index, addr, size, found);
	for (i = 0; i < kdp_check_count(size); i++) {
		kdp_record()->digest_blocks++;
		if (kdp_check_equal(found[i], v->table[index + i]) &&
		    !is_faulty(index + i))
			continue;
		kdp_record()->digest_bad++;
		block = find_block(v, index + i);
		status = repair(v, index + i, &block);
		add_damage(KDP_CODE_CHECK, (uint16_t)status, index + i,
			   block.addr, block.size, found[i]);
		if (status != KDP_STATUS_OK)
			result = KDP_STATUS_MISMATCH;
	}
	return result;
}

static enum kdp_status verify_blocks(struct verify *v)
{
	enum kdp_status result = KDP_STATUS_OK;
	enum kdp_status status;
	uint32_t index = 0;
	uint64_t at, size, i;

	for (i = 0; i < v->range_count; i++) {
		for (at = 0; at < v->range[i].size; at += size) {
			if (out_of_time(v))
				return KDP_STATUS_TIMEOUT;
			size = v->range[i].size - at;
			if (size > BATCH * KDP_CHECK_BLOCK)
				size = BATCH * KDP_CHECK_BLOCK;
			status = verify_batch(v, index, v->range[i].addr + at,
					      size);
			if (status != KDP_STATUS_OK)
				result = status;
			index += (uint32_t)kdp_check_count(size);
		}
	}
	return result;
}

/* Damage here says that something writes where it must not. */
static void verify_parity(struct verify *v)
{
	const struct kdp_checks *c = v->checks;
	struct kdp_block_check found;
	uint64_t addr = c->parity;
	uint32_t index = c->block_count;
	uint32_t i;

	for (i = 0; i < c->parity_count;
	     i++, index++, addr += KDP_CHECK_BLOCK) {
		if (out_of_time(v))
			return;
		memset(&found, 0, sizeof(found));
		if (!is_faulty(index)) {
			reading(index, 1);
			kdp_check_blocks(v->sse42,
					 kdp_phys_ptr(addr, KDP_CHECK_BLOCK),
					 KDP_CHECK_BLOCK, &found);
			reading(0, 0);
			if (kdp_check_equal(found, v->table[index]))
				continue;
		}
		kdp_record()->parity_bad++;
		add_damage(KDP_CODE_PARITY, KDP_STATUS_MISMATCH, i, addr,
			   KDP_CHECK_BLOCK, found);
	}
}

/* The first copy of the table that is as sealed, or NULL. */
static const struct kdp_block_check *find_table(const struct kdp_checks *c)
{
	uint64_t size = ((uint64_t)c->block_count + c->parity_count) *
			sizeof(struct kdp_block_check);
	uint8_t digest[KDP_SHA256_SIZE];
	struct kdp_sha256 sha;
	const void *table;
	uint64_t first;
	uint32_t i;

	for (i = 0; i < 2; i++) {
		table = kdp_phys_ptr(c->table[i], size);
		memset(digest, 0, sizeof(digest));
		if (!is_faulty(INDEX_TABLE(i))) {
			reading(INDEX_TABLE(i), 1);
			kdp_sha256_init(&sha);
			kdp_sha256_update(&sha, table, size);
			kdp_sha256_final(&sha, digest);
			reading(0, 0);
			if (memcmp(digest, c->sha256, sizeof(digest)) == 0)
				return table;
		}
		memcpy(&first, digest, sizeof(first));
		kdp_record()->parity_bad++;
		kdp_record_detail(KDP_CODE_TABLE, KDP_STATUS_MISMATCH, i,
				  c->table[i], first, size);
	}
	return NULL;
}

enum kdp_status kdp_verify(const struct kdp_checks *checks,
			   uint64_t range_count, bool sse42,
			   struct kdp_deadline *deadline)
{
	struct verify v = {
		.checks = checks,
		.range = (const void *)(checks + 1),
		.range_count = range_count,
		.table = find_table(checks),
		.deadline = deadline,
		.sse42 = sse42,
	};
	enum kdp_status status;

	if (!v.table)
		return KDP_STATUS_MISMATCH;
	status = verify_blocks(&v);
	if (status != KDP_STATUS_TIMEOUT)
		verify_parity(&v);
	flush_damage();
	return status;
}
