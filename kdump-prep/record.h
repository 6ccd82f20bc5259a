/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - the crash-path record as bytes out of a vmcore, decoded.
 *
 * A record is evidence: it is read as far as its bytes go.  What does not fit
 * or does not match its checksum becomes a problem with an offset; everything
 * else is kept.
 */
#ifndef KDP_KDUMP_PREP_RECORD_H
#define KDP_KDUMP_PREP_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"

/* One slot of the record that is not empty. */
struct kdp_record_entry {
	struct kdp_entry entry;
	uint32_t slot;		/* position in the record */
	bool good;		/* its checksum holds */
};

/* Something that is not as it should be. */
struct kdp_record_problem {
	size_t offset;		/* in the record */
	char *message;
};

struct kdp_devices;

struct kdp_record_model {
	struct kdp_record header; /* bytes that were missing are 0 */
	bool header_good;	/* magic and checksum hold, or none is due */
	bool is_copy;		/* from the copy, since the record is damaged */
	size_t size;		/* bytes looked at */
	/* Told by others than purgatory: seconds since 1970, 0: not known. */
	uint64_t crash_time;	/* CRASHTIME of VMCOREINFO: the panic */
	uint64_t saved_time;	/* when the vmcore was last written */
	/* Of the capture, seconds since its kernel's start; 0: not known. */
	uint64_t capture_began;
	uint64_t capture_ended;
	char dump_level[272];	/* the dump's, if it costs something; empty */
	const struct kdp_devices *devices; /* names; NULL: none */
	struct kdp_record_entry *entry;
	size_t entry_count;
	struct kdp_record_problem *problem;
	size_t problem_count;
};

/**
 * kdp_record_header_crc() - checksum that a header should have
 */
uint32_t kdp_record_header_crc(const struct kdp_record *header);

/**
 * kdp_record_entry_crc() - checksum that an entry should have
 */
uint32_t kdp_record_entry_crc(const struct kdp_entry *entry);

/**
 * kdp_record_decode() - read a record from bytes
 * @data: of @size bytes, no alignment needed; not referred to afterwards
 * @ret: the caller calls kdp_record_model_deinit()
 *
 * Damage is not an error: it is listed in the model's problems.  Error
 * KDP_ERROR_FORMAT only when nothing shows that the bytes are a record of a
 * known version: neither magic and version nor any checksum.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_record_decode(const uint8_t *data, size_t size,
				    struct kdp_record_model *ret);
void kdp_record_model_deinit(struct kdp_record_model *model);

/**
 * kdp_record_next_step() - the steps that have an undamaged entry, in order
 * @index: 0 before the first; kept between the calls
 *
 * Return: the next one, of the model; NULL after the last.
 */
const struct kdp_entry *
kdp_record_next_step(const struct kdp_record_model *model, size_t *index);

/**
 * kdp_record_microseconds() - time between two readings of the TSC
 * @tsc_khz: rate; 0: unknown
 * @ret: written only when it can be told
 *
 * Return: whether it can: the rate is known, @from is not after @to, and the
 * time fits an int64_t.
 */
bool kdp_record_microseconds(uint32_t tsc_khz, uint64_t from, uint64_t to,
			     uint64_t *ret);

#endif
