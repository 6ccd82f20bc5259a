/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * note.h - prepares the note segment: headers, names and an ARMED record, for
 * purgatory to fill; layout in kdp_abi.h.
 */
#ifndef KDP_KDUMP_PREP_NOTE_H
#define KDP_KDUMP_PREP_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"

/* Bytes of the note segment with a record of the default capacity. */
#define KDP_NOTE_SEGMENT_SIZE 0x10000u

/* What the record says before purgatory runs. */
struct kdp_note_facts {
	uint64_t load_time;	/* seconds since 1970 */
	uint64_t blob_addr;
	uint32_t plan_crc;
	uint32_t tsc_khz;
	uint32_t step_count;
	uint32_t cpu_count;
	enum kdp_guest guest;
};

/**
 * kdp_note_build() - write the segment
 * @buffer: of KDP_NOTE_SEGMENT_SIZE bytes, overwritten
 */
void kdp_note_build(const struct kdp_note_facts *facts, uint8_t *buffer);

#endif
