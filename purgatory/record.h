/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - purgatory's append-only account of what it met and did.
 */
#ifndef KDP_PURGATORY_RECORD_H
#define KDP_PURGATORY_RECORD_H

#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_record_init() - begin the record in the note segment
 * @note_addr: physical address, kdp_handover.note_addr; 0: a small record in
 *	purgatory's own memory is used, so that callers need no case for it
 * @note_size: bytes
 *
 * The loader's header is checked; one that does not fit is replaced by a
 * fresh one, so that the record always works.
 */
void kdp_record_init(uint64_t note_addr, uint64_t note_size);

/**
 * kdp_record() - the header, for its counters; valid after kdp_record_init()
 */
struct kdp_record *kdp_record(void);

/**
 * kdp_record_step_begin() - append the entry of a step, status RUNNING
 * @kind: enum kdp_step_kind
 * @index: position in the plan, or KDP_STEP_INDEX_NONE
 * @planned: objects that the step has, for kdp_entry.before
 *
 * Called before the step's first device access.  Sixty-four entries at the
 * end are kept for steps and faults, so that details cannot crowd them out.
 */
void kdp_record_step_begin(uint16_t kind, uint32_t index, uint64_t planned);

/**
 * kdp_record_step_end() - complete the entry of the step that runs
 * @status: enum kdp_status
 * @changed: objects that the step changed, for kdp_entry.after
 */
void kdp_record_step_end(uint16_t status, uint64_t changed);

/**
 * kdp_record_detail() - append one object that a step changed or found
 * @code: enum kdp_code
 * @status: enum kdp_status
 *
 * A detail that does not fit is counted in entry_dropped.  Those of PCI
 * functions that went as planned leave a quarter of the room to others.
 */
void kdp_record_detail(uint16_t code, uint16_t status, uint32_t object,
		       uint64_t before, uint64_t after, uint64_t extra);

/**
 * kdp_record_fault() - append an exception inside a step
 * @rip: offset in the blob
 */
void kdp_record_fault(uint32_t vector, uint64_t rip, uint64_t error,
		      uint64_t cr2);

/**
 * kdp_record_seal() - set the state, close the checksums, make the copy
 * @state: enum kdp_record_state
 */
void kdp_record_seal(uint16_t state);

/**
 * kdp_record_note_size() - bytes of the note segment in use, zero tail included
 *
 * Return: 0 when the record is in purgatory's own memory.
 */
uint64_t kdp_record_note_size(void);

#endif
