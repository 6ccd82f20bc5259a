// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/note.c: the segment is two ELF notes followed by zeros,
 * walked as fs/proc/vmcore.c walks it; the record in the first one is ARMED,
 * with a checksum that holds and no entries; the second is a device dump with
 * the label that crash lists.
 */
#include "kdump-prep/note.h"

#include <elf.h>
#include <zlib.h>

#include "purgatory/kdp_abi.h"
#include "tests/tap.h"

static _Alignas(8) uint8_t note[KDP_NOTE_SEGMENT_SIZE];
static const struct kdp_note_facts facts = {
	.load_time = 1700000000,
	.blob_addr = 0x6e102000,
	.plan_crc = 0x12345678,
	.tsc_khz = 2000000,
	.step_count = 7,
};

static size_t round4(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

static void segment_is_two_notes_and_zeros(void)
{
	Elf64_Nhdr nhdr;
	size_t at = 0, notes = 0;

	kdp_note_build(&facts, note);
	for (;;) {
		TAP_CHECK(at + sizeof(nhdr) <= sizeof(note));
		memcpy(&nhdr, note + at, sizeof(nhdr));
		if (nhdr.n_namesz == 0)
			break;
		notes++;
		at += sizeof(nhdr) + round4(nhdr.n_namesz) +
		      round4(nhdr.n_descsz);
	}
	TAP_EQ(notes, 2);
	TAP_CHECK(sizeof(note) - at >= KDP_NOTE_TAIL);
	for (; at < sizeof(note); at++)
		if (note[at])
			TAP_EQ(at, sizeof(note));
}

static void first_note_holds_an_armed_record(void)
{
	struct kdp_record r;
	Elf64_Nhdr nhdr;

	memset(note, 0xff, sizeof(note));
	kdp_note_build(&facts, note);
	memcpy(&nhdr, note, sizeof(nhdr));
	memcpy(&r, note + KDP_NOTE_RECORD, sizeof(r));
	TAP_EQ(nhdr.n_namesz, sizeof(KDP_NOTE_NAME));
	TAP_EQ(nhdr.n_type, KDP_NOTE_TYPE);
	TAP_EQ(nhdr.n_descsz, r.size);
	TAP_STR((const char *)note + sizeof(nhdr), KDP_NOTE_NAME);
	TAP_EQ(r.magic, KDP_RECORD_MAGIC);
	TAP_EQ(r.version, KDP_ABI_VERSION);
	TAP_EQ(r.header_size, sizeof(r));
	TAP_EQ(r.entry_size, sizeof(struct kdp_entry));
	TAP_EQ(r.state, KDP_RECORD_ARMED);
	TAP_EQ(r.size, sizeof(r) + r.entry_max * sizeof(struct kdp_entry));
	TAP_CHECK(r.size <= KDP_RECORD_SIZE_DEFAULT);
	TAP_EQ(r.entry_count, 0);
	TAP_EQ(r.plan_crc, 0x12345678);
	TAP_EQ(r.tsc_khz, 2000000);
	TAP_EQ(r.step_count, 7);
	TAP_EQ(r.load_time, 1700000000);
	TAP_EQ(r.blob_addr, 0x6e102000);
	TAP_EQ(r.crc, crc32(0, (const Bytef *)&r,
			    offsetof(struct kdp_record, nmi_late)));
	TAP_CHECK(memchr(r.loader, 0, sizeof(r.loader)) != NULL);
}

static void second_note_is_a_device_dump(void)
{
	const uint8_t *second;
	struct kdp_record r;
	Elf64_Nhdr nhdr;

	kdp_note_build(&facts, note);
	memcpy(&r, note + KDP_NOTE_RECORD, sizeof(r));
	second = note + KDP_NOTE_RECORD + r.size;
	memcpy(&nhdr, second, sizeof(nhdr));
	TAP_EQ(nhdr.n_namesz, sizeof(KDP_VMCOREDD_NAME));
	TAP_EQ(nhdr.n_type, 0x700);
	TAP_EQ(nhdr.n_descsz, 44 + r.size);
	TAP_STR((const char *)second + 12, "LINUX");
	TAP_STR((const char *)second + 20, "kdump-prep");
	TAP_CHECK(KDP_NOTE_VMCOREDD == 20 + KDP_VMCOREDD_LABEL_SIZE);
}

int main(void)
{
	TAP_RUN(segment_is_two_notes_and_zeros);
	TAP_RUN(first_note_holds_an_armed_record);
	TAP_RUN(second_note_is_a_device_dump);
	return tap_done();
}
