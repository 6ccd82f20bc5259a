/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elfnote.h - the record's program header in elfcorehdr.
 */
#ifndef KDP_PURGATORY_ELFNOTE_H
#define KDP_PURGATORY_ELFNOTE_H

#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_elfnote_insert() - add a PT_NOTE behind the leading PT_NOTEs
 * @header: the ELF header that /proc/vmcore will read
 * @capacity: bytes of its segment
 * @note_addr: physical address of the note
 * @note_size: its bytes, a zero tail of a note header included
 * @index: out: position of the new program header
 *
 * The second kernel merges all PT_NOTEs and drops as many headers behind the
 * first, so that one behind the PT_LOADs would cost the first of those.
 *
 * Return: KDP_STATUS_OK; KDP_STATUS_MISMATCH when @header is not such an ELF
 * header; KDP_STATUS_UNSUPPORTED when there is no room; nothing is written
 * then.
 */
enum kdp_status kdp_elfnote_insert(void *header, uint64_t capacity,
				   uint64_t note_addr, uint64_t note_size,
				   uint32_t *index);

#endif
