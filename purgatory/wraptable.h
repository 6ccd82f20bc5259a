/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wraptable.h - finds and checks what a load left for the stage of a wrapped
 * kernel behind the initrd.
 */
#ifndef KDP_PURGATORY_WRAPTABLE_H
#define KDP_PURGATORY_WRAPTABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/* A table that was found; the pointers lead into the initrd. */
struct kdp_wrap_found {
	struct kdp_wrap_table table;	/* copy of its header */
	const uint8_t *at;		/* NULL: nothing that looks like one */
	const uint8_t *functions;	/* table.function_count, not aligned */
};

/**
 * kdp_wrap_find() - look for a table at the end of an initrd
 * @initrd: its first byte; @size: its bytes
 *
 * Return: KDP_STATUS_OK; KDP_STATUS_SKIPPED when there is none;
 * KDP_STATUS_MISMATCH for one that is damaged or makes no sense, of which
 * only the place and the checksum are to be looked at.
 */
enum kdp_status kdp_wrap_find(const uint8_t *initrd, uint64_t size,
			      struct kdp_wrap_found *ret);

/**
 * kdp_wrap_function() - read one function of a table that was found
 * @index: below table.function_count
 */
struct kdp_wrap_function kdp_wrap_function(const struct kdp_wrap_found *found,
					   uint32_t index);

#endif
