/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan.h - what purgatory is to do on this machine, step by step.
 *
 * A plan is pure: it comes from a topology and a policy, without I/O.  It has
 * a text form (plan_text.h) and a binary form, struct kdp_plan of kdp_abi.h,
 * made once the addresses of the image are known (kdp_plan_encode()).
 */
#ifndef KDP_KDUMP_PREP_PLAN_H
#define KDP_KDUMP_PREP_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/topology.h"
#include "purgatory/kdp_abi.h"

/* How the image is verified. */
enum kdp_digest_mode {
	KDP_DIGEST_CRC32C = 0,	/* checks of small blocks, repaired by parity */
	KDP_DIGEST_SHA256 = 1,	/* the same, then SHA-256 of what is there */
	KDP_DIGEST_NONE = 2,
};

/* What the administrator wants; zero is right for a stock machine. */
struct kdp_policy {
	enum kdp_mismatch_policy mismatch;
	enum kdp_digest_mode digest;
	bool virtual_wire;	/* second kernel older than 4.15 */
	uint32_t test_wait_ms;	/* WAIT step before anything is masked */
	uint32_t watchdog_ms;	/* 0: arm none */
	/*
	 * Plan no access to a device: what is left where kdp_plan_build()
	 * would give KDP_ERROR_UNSUPPORTED.  Each step's reason says so.
	 */
	bool no_devices;
};

/* A step and why it is there.  Tables belong to the plan. */
struct kdp_plan_step {
	enum kdp_step_kind kind;
	uint16_t flags;		/* KDP_STEP_F_* */
	uint32_t budget_us;
	/* WAIT: us; LAPIC_OFF: virtual wire; DIGEST: enum kdp_digest_mode */
	uint64_t arg;
	char *reason;		/* one line for people */
};

struct kdp_plan_model {
	uint32_t flags;		/* KDP_PLAN_F_* */
	uint32_t tsc_khz;
	uint32_t budget_us;
	enum kdp_mismatch_policy mismatch;
	struct kdp_plan_step *step;
	size_t step_count;
	/* zone_count 0: purgatory leaves no last words. */
	struct kdp_last_words last_words;
	/* Tables: one step at most uses each. */
	struct kdp_watchdog *watchdog;
	size_t watchdog_count;
	struct kdp_ioapic *ioapic;
	size_t ioapic_count;
	struct kdp_hpet *hpet;
	size_t hpet_count;
	struct kdp_ecam *ecam;
	size_t ecam_count;
	struct kdp_pci_function *function;
	size_t function_count;
	/* Whose APIC ids are known. */
	struct kdp_plan_cpu *cpu;
	size_t cpu_count;
	/* MMIO that purgatory must map: the devices of the tables. */
	struct kdp_map *map;
	size_t map_count;
};

/**
 * kdp_plan_build() - decide the steps for a machine
 * @ret: zeroed; the caller calls kdp_plan_deinit()
 *
 * Error KDP_ERROR_UNSUPPORTED: purgatory must not touch this machine
 * (topology->guest), unless the policy says no_devices, or a watchdog is
 * asked for and no known one is there.
 *
 * COPY and DIGEST have no budget: purgatory works through their tables to the
 * end, and counts no time of theirs against the plan's.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_build(const struct kdp_topology *topology,
				 const struct kdp_policy *policy,
				 struct kdp_plan_model *ret);
void kdp_plan_deinit(struct kdp_plan_model *plan);

/* What only the placed image knows; tables owned by the caller. */
struct kdp_plan_image {
	const struct kdp_map *map;	/* RAM ranges to map */
	size_t map_count;
	const struct kdp_copy *copy;
	size_t copy_count;
	const struct kdp_digest *digest;
	size_t digest_count;
	const struct kdp_checks *checks; /* NULL: none */
	const struct kdp_check_range *range;
	size_t range_count;		/* 0 without checks */
};

/**
 * kdp_plan_encoded_size() - bytes that kdp_plan_encode() will write
 * @image: only the counts are looked at
 */
size_t kdp_plan_encoded_size(const struct kdp_plan_model *plan,
			     const struct kdp_plan_image *image);

/**
 * kdp_plan_encode() - write the binary form, checksum included
 * @buffer: of kdp_plan_encoded_size() bytes
 *
 * COPY and DIGEST steps of the model get the image's tables; they are left
 * out where the image has none.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_encode(const struct kdp_plan_model *plan,
				  const struct kdp_plan_image *image,
				  void *buffer, size_t size);

/**
 * kdp_plan_check() - whether purgatory would accept and understand a plan
 * @buffer: binary form, 8-byte aligned
 *
 * Checks what purgatory checks, and that no step, range or table is one that
 * it would refuse later.  The error names the offset.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_check(const void *buffer, size_t size);

#endif
