// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * note.c - prepares the note segment; see note.h.
 */
#include "config.h"

#include "kdump-prep/note.h"

#include <elf.h>
#include <string.h>
#include <zlib.h>

#include "purgatory/kdp_abi.h"

/* As many entries as the default capacity holds; record.size is exact. */
#define ENTRY_MAX \
	((KDP_RECORD_SIZE_DEFAULT - sizeof(struct kdp_record)) / \
	 sizeof(struct kdp_entry))
#define RECORD_SIZE \
	(sizeof(struct kdp_record) + ENTRY_MAX * sizeof(struct kdp_entry))

_Static_assert(KDP_NOTE_RECORD + RECORD_SIZE + KDP_NOTE_VMCOREDD +
		       RECORD_SIZE + KDP_NOTE_TAIL <= KDP_NOTE_SEGMENT_SIZE,
	       "two copies of the record do not fit");
_Static_assert(KDP_NOTE_SEGMENT_SIZE <= KDP_NOTE_SIZE_MAX,
	       "the second kernel cannot allocate the note");
_Static_assert(sizeof(KDP_NOTE_NAME) <= 12, "the note's name is too long");
_Static_assert(sizeof(KDP_VMCOREDD_NAME) <= 8, "the name is too long");

static void fill_nhdr(uint8_t *at, const char *name, size_t name_size,
		      size_t desc_size, uint32_t type)
{
	Elf64_Nhdr nhdr = {
		.n_namesz = (uint32_t)name_size,
		.n_descsz = (uint32_t)desc_size,
		.n_type = type,
	};

	memcpy(at, &nhdr, sizeof(nhdr));
	memcpy(at + sizeof(nhdr), name, name_size);
}

static void fill_record(const struct kdp_note_facts *facts, uint8_t *at)
{
	struct kdp_record record = {
		.magic = KDP_RECORD_MAGIC,
		.version = KDP_ABI_VERSION,
		.header_size = sizeof(record),
		.size = RECORD_SIZE,
		.entry_size = sizeof(struct kdp_entry),
		.state = KDP_RECORD_ARMED,
		.entry_max = ENTRY_MAX,
		.plan_crc = facts->plan_crc,
		.tsc_khz = facts->tsc_khz,
		.step_count = facts->step_count,
		.load_time = facts->load_time,
		.blob_addr = facts->blob_addr,
		.loader = PACKAGE_VERSION,
		.guest = facts->guest,
		.cpu_count = facts->cpu_count,
	};

	_Static_assert(sizeof(PACKAGE_VERSION) <= sizeof(record.loader),
		       "the version is too long for the record");
	record.crc = (uint32_t)crc32(0, (const Bytef *)&record,
				     offsetof(struct kdp_record, nmi_late));
	memcpy(at, &record, sizeof(record));
}

void kdp_note_build(const struct kdp_note_facts *facts, uint8_t *buffer)
{
	uint8_t *second = buffer + KDP_NOTE_RECORD + RECORD_SIZE;

	memset(buffer, 0, KDP_NOTE_SEGMENT_SIZE);
	fill_nhdr(buffer, KDP_NOTE_NAME, sizeof(KDP_NOTE_NAME), RECORD_SIZE,
		  KDP_NOTE_TYPE);
	fill_record(facts, buffer + KDP_NOTE_RECORD);
	fill_nhdr(second, KDP_VMCOREDD_NAME, sizeof(KDP_VMCOREDD_NAME),
		  KDP_VMCOREDD_LABEL_SIZE + RECORD_SIZE, KDP_VMCOREDD_TYPE);
	/* The label stands behind the name, padded to 8 bytes. */
	memcpy(second + sizeof(Elf64_Nhdr) + 8, KDP_VMCOREDD_LABEL,
	       sizeof(KDP_VMCOREDD_LABEL));
}
