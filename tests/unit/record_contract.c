// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves that the three parties to the record mean the same: the note segment
 * that the loader writes (note.c) is taken over by purgatory (record.c of
 * purgatory/), and what purgatory leaves in it, running, sealed and with more
 * entries than fit, is found in a vmcore and read without a problem, the copy
 * like the record.
 */
#include <elf.h>
#include <stdlib.h>
#include <unistd.h>

#include "kdump-prep/note.h"
#include "kdump-prep/record.h"
#include "kdump-prep/vmcore.h"
#include "purgatory/record.h"
#include "tests/elf_header.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"
#include "tests/unit/record_sample.h"

#define NOTE	 0x2bf00000ull
#define NOTES_AT (sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr))

/* A vmcore whose only segment is the note segment. */
static _Alignas(4096) uint8_t note[KDP_NOTE_SEGMENT_SIZE];
static uint8_t vmcore_file[NOTES_AT + sizeof(note)];

static void arm(void)
{
	static const struct kdp_note_facts facts = {
		.load_time = 1795170600,
		.blob_addr = 0x3bf00000,
		.plan_crc = 0x1234abcd,
		.tsc_khz = 2000000,
		.step_count = 6,
	};

	kdp_note_build(&facts, note);
	fake_reset();
	fake_ram_add(NOTE, sizeof(note), note);
}

static struct kdp_error *read_vmcore(struct kdp_vmcore *ret)
{
	Elf64_Ehdr ehdr = elf_header(ET_CORE, 1);
	Elf64_Phdr phdr = { .p_type = PT_NOTE, .p_offset = NOTES_AT,
			    .p_filesz = sizeof(note) };
	struct kdp_error *err;
	int fd;

	memcpy(vmcore_file, &ehdr, sizeof(ehdr));
	memcpy(vmcore_file + sizeof(ehdr), &phdr, sizeof(phdr));
	memcpy(vmcore_file + NOTES_AT, note, sizeof(note));
	fd = sample_fd(vmcore_file, sizeof(vmcore_file));
	TAP_CHECK(fd >= 0);
	err = kdp_vmcore_read(fd, ret);
	close(fd);
	return err;
}

/* Decodes the record, which must have no problem and this state. */
static void check_record(const uint8_t *data, size_t size, uint16_t state,
			 uint32_t entries)
{
	struct kdp_record_model model = { 0 };
	struct kdp_error *err = kdp_record_decode(data, size, &model);

	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_EQ(model.problem_count, 0);
	if (model.problem_count)
		printf("# %s\n", model.problem[0].message);
	TAP_EQ(model.header.state, state);
	TAP_EQ(model.header.load_time, 1795170600);
	TAP_EQ(model.entry_count, entries);
	kdp_record_model_deinit(&model);
}

static void check_vmcore(uint16_t state, uint32_t entries, bool copy)
{
	struct kdp_vmcore vmcore = { 0 };
	struct kdp_error *err = read_vmcore(&vmcore);

	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_CHECK(vmcore.record);
	if (vmcore.record)
		check_record(vmcore.record, vmcore.record_size, state,
			     entries);
	TAP_CHECK(!copy || vmcore.copy);
	if (copy && vmcore.copy)
		check_record(vmcore.copy, vmcore.copy_size, state, entries);
	kdp_vmcore_deinit(&vmcore);
}

static void armed_note_is_read(void)
{
	arm();
	check_vmcore(KDP_RECORD_ARMED, 0, false);
}

static void armed_note_is_taken_over(void)
{
	arm();
	kdp_record_init(NOTE, sizeof(note));
	TAP_CHECK((uint8_t *)kdp_record() == note + KDP_NOTE_RECORD);
	TAP_EQ(kdp_record()->load_time, 1795170600);
	TAP_EQ(kdp_record()->plan_crc, 0x1234abcd);
}

static void running_record_is_read(void)
{
	arm();
	kdp_record_init(NOTE, sizeof(note));
	kdp_record_step_begin(KDP_STEP_SETUP, KDP_STEP_INDEX_NONE, 3);
	kdp_record_step_end(KDP_STATUS_OK, 3);
	kdp_record_step_begin(KDP_STEP_PCI, 2, 9);
	kdp_record_detail(KDP_CODE_MSIX, KDP_STATUS_OK, KDP_BDF(0, 0, 0x20),
			  0x8003, 0xc003, 0);
	kdp_record_fault(14, 0x1234, 2, 0xe0000000);
	check_vmcore(KDP_RECORD_RUNNING, 4, false);
}

static void sealed_record_and_copy_are_read(void)
{
	arm();
	kdp_record_init(NOTE, sizeof(note));
	kdp_record_step_begin(KDP_STEP_SETUP, KDP_STEP_INDEX_NONE, 3);
	kdp_record_step_end(KDP_STATUS_OK, 3);
	kdp_record_seal(KDP_RECORD_SEALED);
	kdp_record()->nmi_late++;
	check_vmcore(KDP_RECORD_SEALED, 1, true);
}

static void overfull_record_is_read(void)
{
	uint32_t entries;
	uint32_t i;

	arm();
	kdp_record_init(NOTE, sizeof(note));
	kdp_record_step_begin(KDP_STEP_IOAPIC, 1, 1000);
	for (i = 0; i < 1000; i++)
		kdp_record_detail(KDP_CODE_PIN, KDP_STATUS_OK, i, i, i, 0);
	kdp_record_step_end(KDP_STATUS_OK, 1000);
	kdp_record_seal(KDP_RECORD_REFUSED);
	entries = kdp_record()->entry_count;
	TAP_EQ(entries + kdp_record()->entry_dropped, 1001);
	TAP_CHECK(kdp_record()->entry_dropped);
	check_vmcore(KDP_RECORD_REFUSED, entries, true);
}

int main(void)
{
	TAP_RUN(armed_note_is_read);
	TAP_RUN(armed_note_is_taken_over);
	TAP_RUN(running_record_is_read);
	TAP_RUN(sealed_record_and_copy_are_read);
	TAP_RUN(overfull_record_is_read);
	return tap_done();
}
