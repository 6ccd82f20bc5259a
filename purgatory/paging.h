/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * paging.h - purgatory's own page tables: one to one, in pages of 2 MiB.
 */
#ifndef KDP_PURGATORY_PAGING_H
#define KDP_PURGATORY_PAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

#define KDP_PAGING_WORDS 512u	/* entries of one table */

struct kdp_paging {
	uint64_t (*pool)[KDP_PAGING_WORDS]; /* tables; the first is the root */
	uint32_t pool_size;	/* tables in the pool */
	uint32_t pool_used;
	bool la57;		/* five levels */
};

/**
 * kdp_paging_init() - begin with an empty root
 * @pool: page-aligned tables
 * @pool_size: at least 1
 */
void kdp_paging_init(struct kdp_paging *paging,
		     uint64_t (*pool)[KDP_PAGING_WORDS], uint32_t pool_size,
		     bool la57);

/**
 * kdp_paging_map() - map a range, widened to 2 MiB pages
 * @type: enum kdp_map_type; a page that was mapped as MMIO stays so
 *
 * Return: KDP_STATUS_OK, or KDP_STATUS_UNSUPPORTED for a range that these
 * tables cannot reach, a type that is not known, or when the pool is used up.
 */
enum kdp_status kdp_paging_map(struct kdp_paging *paging, uint64_t addr,
			       uint64_t size, uint32_t type);

/**
 * kdp_paging_root() - physical address of the root, for CR3
 */
uint64_t kdp_paging_root(const struct kdp_paging *paging);

#endif
