/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cksum.h - the checksum that the program cksum of POSIX prints, which every
 * server has.
 */
#ifndef KDP_KDUMP_PREP_CKSUM_H
#define KDP_KDUMP_PREP_CKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Zero is that of nothing. */
struct kdp_cksum {
	uint32_t crc;	/* of what was added */
	uint64_t size;	/* of it */
};

/**
 * kdp_cksum_add() - add what comes next
 */
void kdp_cksum_add(struct kdp_cksum *sum, const void *data, size_t size);

/**
 * kdp_cksum_result() - the number that cksum prints in front of the size
 */
uint32_t kdp_cksum_result(const struct kdp_cksum *sum);

#endif
