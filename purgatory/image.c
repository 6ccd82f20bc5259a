// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * image.c - the steps that touch memory alone: copy, digest and the wait that
 * tests ask for.
 */
#include "purgatory/clock.h"
#include "purgatory/features.h"
#include "purgatory/mem.h"
#include "purgatory/record.h"
#include "purgatory/sha256.h"
#include "purgatory/steps.h"
#include "purgatory/verify.h"

#include "cpu.h"

enum kdp_status kdp_copy(const struct kdp_plan *plan,
			 const struct kdp_step *step, uint64_t *changed)
{
	const struct kdp_copy *copy = kdp_step_table(plan, step);
	uint32_t i;

	for (i = 0; i < step->table_count; i++) {
		memmove(kdp_phys_ptr(copy[i].to, copy[i].size),
			kdp_phys_ptr(copy[i].from, copy[i].size),
			copy[i].size);
		(*changed)++;
	}
	return i ? KDP_STATUS_OK : KDP_STATUS_SKIPPED;
}

static bool block_matches(const struct kdp_digest *block, uint32_t index)
{
	uint8_t digest[KDP_SHA256_SIZE];
	struct kdp_sha256 sha;
	uint64_t first;

	kdp_sha256_init(&sha);
	kdp_sha256_update(&sha, kdp_phys_ptr(block->addr, block->size),
			  block->size);
	kdp_sha256_final(&sha, digest);
	if (memcmp(digest, block->sha256, sizeof(digest)) == 0)
		return true;

	memcpy(&first, digest, sizeof(first));
	kdp_record_detail(KDP_CODE_BLOCK, KDP_STATUS_MISMATCH, index,
			  block->addr, first, block->size);
	return false;
}

/*
 * Every block is looked at, so that the record names each bad one.  The loop
 * is bounded by its table; a deadline is kept only where the plan sets one.
 */
static enum kdp_status hash_blocks(const struct kdp_digest *block,
				   uint32_t count,
				   struct kdp_deadline *deadline)
{
	struct kdp_record *record = kdp_record();
	enum kdp_status status = KDP_STATUS_OK;
	uint32_t i;

	for (i = 0; i < count; i++) {
		if (deadline && kdp_deadline_passed(deadline))
			return KDP_STATUS_TIMEOUT;
		record->digest_blocks++;
		if (block_matches(&block[i], i))
			continue;
		record->digest_bad++;
		status = KDP_STATUS_MISMATCH;
	}
	return status;
}

/* Small blocks first, so that SHA-256 sees the image as it was repaired. */
static enum kdp_status verify_image(const struct kdp_plan *plan,
				    const struct kdp_step *step, bool sse42)
{
	const void *checks = (const uint8_t *)plan + step->arg[0];
	enum kdp_status status = KDP_STATUS_OK;
	struct kdp_deadline deadline;
	struct kdp_deadline *bound = NULL;
	enum kdp_status hashed;

	if (step->budget_us) {
		kdp_deadline_start(&deadline, step->budget_us);
		bound = &deadline;
	}
	if (step->arg[0])
		status = kdp_verify(checks, step->arg[1], sse42, bound);
	if (status == KDP_STATUS_TIMEOUT)
		return status;
	hashed = hash_blocks(kdp_step_table(plan, step), step->table_count,
			     bound);
	return hashed == KDP_STATUS_OK ? status : hashed;
}

enum kdp_status kdp_digest(const struct kdp_plan *plan,
			   const struct kdp_step *step, uint64_t *changed)
{
	struct kdp_record *record = kdp_record();
	struct kdp_features features = { 0 };
	enum kdp_status status;
	uint64_t cr4;

	/* Of a run that a machine check ended, what it repaired stays. */
	record->digest_blocks = 0;
	record->digest_bad = record->digest_repaired;
	record->parity_bad = 0;
	record->digest_runs++;
	*changed = 0;
	if (!step->table_count && !step->arg[0])
		return KDP_STATUS_SKIPPED;

	if (!(step->flags & KDP_STEP_F_PORTABLE) &&
	    !(record->flags & KDP_RECORD_F_LEFT_ALONE))
		features = kdp_features_find();
	if (features.crc32 && step->arg[0])
		record->flags |= KDP_RECORD_F_CRC32;
	kdp_sha256_use_ni(features.sha);
	if (features.sha) {
		record->flags |= KDP_RECORD_F_SHA_NI;
		cr4 = kdp_xmm_enable();
	}
	status = verify_image(plan, step, features.crc32);
	if (features.sha)
		kdp_xmm_restore(cr4);
	*changed = record->digest_repaired;
	return status;
}

enum kdp_status kdp_wait(const struct kdp_plan *plan,
			 const struct kdp_step *step, uint64_t *changed)
{
	struct kdp_deadline deadline;
	uint64_t us = step->arg[0];

	(void)plan;
	(void)changed;
	kdp_deadline_start(&deadline, us > UINT32_MAX ? UINT32_MAX :
							(uint32_t)us);
	while (!kdp_deadline_passed(&deadline))
		kdp_cpu_pause();
	return KDP_STATUS_OK;
}
