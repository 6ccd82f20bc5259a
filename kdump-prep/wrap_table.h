/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wrap_table.h - what a load leaves for the stage of a wrapped kernel; see
 * struct kdp_wrap_table.
 */
#ifndef KDP_KDUMP_PREP_WRAP_TABLE_H
#define KDP_KDUMP_PREP_WRAP_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/plan.h"

/* What is not in the plan. */
struct kdp_wrap_options {
	uint64_t load_time;	/* seconds since 1970 */
	uint16_t serial;	/* 0: print nothing; n: on ttyS(n - 1) */
	uint32_t test_wait_ms;	/* at most KDP_WRAP_WAIT_MAX */
	bool off;		/* touch no device */
};

/**
 * kdp_wrap_archive() - make the archive that goes behind an initrd
 * @initrd_size: bytes of the initrd, which is filled up first
 * @ret: malloc'd; the caller frees it
 *
 * Where the plan has more functions than a table holds, it holds none, and
 * the stage searches them.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_wrap_archive(const struct kdp_plan_model *plan,
				   const struct kdp_wrap_options *options,
				   size_t initrd_size, uint8_t **ret,
				   size_t *size_ret);

#endif
