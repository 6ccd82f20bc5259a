// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/record.c: the loader's header is kept when it fits and
 * replaced when it does not, entries carry their checksums, details cannot
 * crowd out steps and faults, a step is named before it ends, and the seal
 * closes the header and makes the copy that the layout promises.
 */
#include "purgatory/record.h"

#include <elf.h>

#include "purgatory/crc32.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#define NOTE	  0x2bf00000ull
#define NOTE_SIZE 0x10000u
#define ENTRIES	  200u
#define SIZE \
	(sizeof(struct kdp_record) + ENTRIES * sizeof(struct kdp_entry))

static _Alignas(4096) uint8_t note[NOTE_SIZE];
static struct kdp_record *const loaded = (void *)(note + KDP_NOTE_RECORD);

static uint32_t header_crc(const struct kdp_record *record)
{
	return kdp_crc32(0, record, offsetof(struct kdp_record, nmi_late));
}

/* The note segment as the loader leaves it. */
static void arm(uint32_t entry_max)
{
	fake_reset();
	fake_ram_add(NOTE, NOTE_SIZE, note);
	memset(note, 0, sizeof(note));
	loaded->magic = KDP_RECORD_MAGIC;
	loaded->version = KDP_ABI_VERSION;
	loaded->header_size = sizeof(*loaded);
	loaded->entry_size = sizeof(struct kdp_entry);
	loaded->size = (uint32_t)(sizeof(*loaded) +
				  entry_max * sizeof(struct kdp_entry));
	loaded->entry_max = entry_max;
	loaded->state = KDP_RECORD_ARMED;
	loaded->load_time = 1700000000;
	memcpy(loaded->loader, "0.1", 3);
	loaded->crc = header_crc(loaded);
}

static const struct kdp_entry *entry(uint32_t index)
{
	const void *first = kdp_record() + 1;

	return (const struct kdp_entry *)first + index;
}

static void check_crc(const struct kdp_entry *checked)
{
	TAP_EQ(checked->crc,
	       kdp_crc32(0, checked, offsetof(struct kdp_entry, crc)));
}

static void loaded_header_is_kept(void)
{
	arm(ENTRIES);
	kdp_record_init(NOTE, NOTE_SIZE);
	TAP_CHECK(kdp_record() == loaded);
	TAP_EQ(kdp_record()->state, KDP_RECORD_RUNNING);
	TAP_EQ(kdp_record()->load_time, 1700000000);
	TAP_EQ(kdp_record()->entry_max, ENTRIES);
}

/* One field at a time is wrong; the checksum is right again. */
static void bad_header_is_replaced(void)
{
	unsigned int i;

	for (i = 0; i < 11; i++) {
		arm(ENTRIES);
		switch (i) {
		case 0:
			loaded->magic ^= 1;
			break;
		case 1:
			loaded->version++;
			break;
		case 2:
			loaded->header_size++;
			break;
		case 3:
			loaded->entry_size--;
			break;
		case 4:
			loaded->state = KDP_RECORD_SEALED;
			break;
		case 5:
			loaded->entry_count = 1;
			break;
		case 6:
			loaded->size = UINT32_MAX & ~7u;
			break;
		case 7:
			loaded->size = 8;
			break;
		case 8:
			loaded->entry_max = ENTRIES + 1;
			break;
		case 9:
			loaded->entry_max = 0;
			break;
		default:
			loaded->size += 4;
			break;
		}
		loaded->crc = header_crc(loaded);
		kdp_record_init(NOTE, NOTE_SIZE);
		TAP_CHECK(kdp_record() == loaded);
		TAP_EQ(loaded->magic, KDP_RECORD_MAGIC);
		TAP_EQ(loaded->load_time, 0);
		TAP_EQ(loaded->size, KDP_RECORD_SIZE_DEFAULT);
		TAP_EQ(loaded->state, KDP_RECORD_RUNNING);
		TAP_EQ(loaded->entry_max,
		       (KDP_RECORD_SIZE_DEFAULT - sizeof(*loaded)) /
			       sizeof(struct kdp_entry));
		TAP_EQ(loaded->entry_count, 0);
	}
}

static void bad_checksum_is_replaced(void)
{
	arm(ENTRIES);
	loaded->load_time++;
	kdp_record_init(NOTE, NOTE_SIZE);
	TAP_EQ(loaded->load_time, 0);
}

static void own_memory_without_a_note(void)
{
	arm(ENTRIES);
	kdp_record_init(0, NOTE_SIZE);
	TAP_CHECK(kdp_record() != loaded);
	TAP_CHECK(kdp_record()->entry_max > 64);
	TAP_EQ(kdp_record_note_size(), 0);
	kdp_record_init(NOTE, 100);
	TAP_CHECK(kdp_record() != loaded);
	kdp_record_init(NOTE + 4, NOTE_SIZE - 4);
	TAP_CHECK(kdp_record() != loaded);
	kdp_record_step_begin(KDP_STEP_SETUP, KDP_STEP_INDEX_NONE, 0);
	kdp_record_step_end(KDP_STATUS_OK, 0);
	kdp_record_seal(KDP_RECORD_REFUSED);
	TAP_EQ(kdp_record()->crc, header_crc(kdp_record()));
	TAP_EQ(kdp_record()->flags & KDP_RECORD_F_COPY, 0);
}

static void smallest_note_still_holds_a_record(void)
{
	uint64_t size = KDP_NOTE_RECORD + KDP_NOTE_VMCOREDD + KDP_NOTE_TAIL +
			2 * (sizeof(struct kdp_record) +
			     sizeof(struct kdp_entry));

	arm(ENTRIES);
	fake_reset();
	fake_ram_add(NOTE, size, note);
	kdp_record_init(NOTE, size);
	TAP_CHECK(kdp_record() == loaded);
	TAP_EQ(kdp_record()->entry_max, 1);
	kdp_record_step_begin(KDP_STEP_SETUP, 0, 0);
	kdp_record_step_begin(KDP_STEP_SEAL, 0, 0);
	kdp_record_step_end(KDP_STATUS_OK, 0);
	TAP_EQ(kdp_record()->entry_count, 1);
	TAP_EQ(kdp_record()->entry_dropped, 1);
	kdp_record_seal(KDP_RECORD_SEALED);
	TAP_EQ(kdp_record_note_size(), size);
	kdp_record_init(NOTE, size - 1);
	TAP_CHECK(kdp_record() != loaded);
}

static void counts_before_the_record_are_kept(void)
{
	arm(ENTRIES);
	kdp_record_init(0, 0);
	kdp_record()->nmi_count = 3;
	kdp_record()->mce_count = 2;
	kdp_record_init(NOTE, NOTE_SIZE);
	TAP_EQ(loaded->nmi_count, 3);
	TAP_EQ(loaded->mce_count, 2);
}

static void step_is_named_before_it_ends(void)
{
	arm(ENTRIES);
	kdp_record_init(NOTE, NOTE_SIZE);
	kdp_record_step_begin(KDP_STEP_IOAPIC, 3, 24);
	TAP_EQ(loaded->entry_count, 1);
	TAP_EQ(entry(0)->type, KDP_ENTRY_STEP);
	TAP_EQ(entry(0)->kind, KDP_STEP_IOAPIC);
	TAP_EQ(entry(0)->status, KDP_STATUS_RUNNING);
	TAP_EQ(entry(0)->count, 3);
	TAP_EQ(entry(0)->before, 24);
	TAP_EQ(entry(0)->tsc_end, 0);
	check_crc(entry(0));

	kdp_record_detail(KDP_CODE_PIN, KDP_STATUS_OK, 4, 0x10000, 0x1, 9);
	kdp_record_step_end(KDP_STATUS_STUCK, 2);
	TAP_EQ(entry(0)->status, KDP_STATUS_STUCK);
	TAP_EQ(entry(0)->after, 2);
	TAP_CHECK(entry(0)->tsc_end > entry(0)->tsc);
	check_crc(entry(0));
	TAP_EQ(entry(1)->seq, 1);
	TAP_EQ(entry(1)->type, KDP_ENTRY_DETAIL);
	TAP_EQ(entry(1)->kind, KDP_STEP_IOAPIC);
	TAP_EQ(entry(1)->code, KDP_CODE_PIN);
	TAP_EQ(entry(1)->object, 4);
	TAP_EQ(entry(1)->extra, 9);
	check_crc(entry(1));
}

static void fault_names_its_step(void)
{
	arm(ENTRIES);
	kdp_record_init(NOTE, NOTE_SIZE);
	kdp_record_step_begin(KDP_STEP_PCI, 5, 1);
	kdp_record_fault(14, 0x1234, 2, 0xb0000000);
	TAP_EQ(entry(1)->type, KDP_ENTRY_FAULT);
	TAP_EQ(entry(1)->kind, KDP_STEP_PCI);
	TAP_EQ(entry(1)->status, KDP_STATUS_FAULT);
	TAP_EQ(entry(1)->code, KDP_CODE_EXCEPTION);
	TAP_EQ(entry(1)->object, 14);
	TAP_EQ(entry(1)->before, 0x1234);
	TAP_EQ(entry(1)->after, 2);
	TAP_EQ(entry(1)->extra, 0xb0000000);
	TAP_EQ(entry(1)->count, 5);
	check_crc(entry(1));
}

static void details_leave_the_tail_to_steps(void)
{
	uint32_t i;

	arm(ENTRIES);
	kdp_record_init(NOTE, NOTE_SIZE);
	for (i = 0; i < ENTRIES; i++)
		kdp_record_detail(KDP_CODE_PIN, KDP_STATUS_OK, i, 0, 0, 0);
	TAP_EQ(loaded->entry_count, ENTRIES - 64);
	TAP_EQ(loaded->entry_dropped, 64);
	for (i = 0; i < 32; i++) {
		kdp_record_step_begin(KDP_STEP_PCI, i, 0);
		kdp_record_fault(13, 0, 0, 0);
		kdp_record_step_end(KDP_STATUS_FAULT, 0);
	}
	TAP_EQ(loaded->entry_count, ENTRIES);
	TAP_EQ(entry(ENTRIES - 1)->type, KDP_ENTRY_FAULT);
	TAP_EQ(entry(ENTRIES - 2)->status, KDP_STATUS_FAULT);
	TAP_EQ(loaded->entry_dropped, 64);

	kdp_record_step_begin(KDP_STEP_PCI, 99, 0);
	kdp_record_step_end(KDP_STATUS_OK, 1);
	kdp_record_fault(13, 0, 0, 0);
	TAP_EQ(loaded->entry_count, ENTRIES);
	TAP_EQ(loaded->entry_dropped, 66);
	TAP_EQ(entry(ENTRIES - 2)->status, KDP_STATUS_FAULT);
}

static void functions_as_planned_leave_room_for_news(void)
{
	const uint32_t room = ENTRIES - 64;
	uint32_t i;

	arm(ENTRIES);
	kdp_record_init(NOTE, NOTE_SIZE);
	kdp_record_step_begin(KDP_STEP_PCI, 0, 4096);
	for (i = 0; i < 4096; i++)
		kdp_record_detail(KDP_CODE_INTX, KDP_STATUS_OK, i, 0, 0, 0);
	TAP_EQ(kdp_record()->entry_count, room - room / 4);
	TAP_EQ(kdp_record()->entry_dropped, 4096 - (room - room / 4 - 1));
	kdp_record_detail(KDP_CODE_MSI, KDP_STATUS_STUCK, 5, 0, 0, 0);
	kdp_record_step_end(KDP_STATUS_STUCK, 4095);
	kdp_record_step_begin(KDP_STEP_DIGEST, 1, 0);
	kdp_record_detail(KDP_CODE_CHECK, KDP_STATUS_OK, 7, 0, 0, 0);
	TAP_EQ(kdp_record()->entry_count, room - room / 4 + 3);
}

static void seal_closes_and_copies(void)
{
	const uint8_t *copy = note + KDP_NOTE_RECORD + SIZE;
	uint64_t used = KDP_NOTE_RECORD + 2 * SIZE + KDP_NOTE_VMCOREDD +
			KDP_NOTE_TAIL;
	Elf64_Nhdr header;
	unsigned int i;

	arm(ENTRIES);
	memset(note + KDP_NOTE_RECORD + SIZE, 0xee,
	       NOTE_SIZE - KDP_NOTE_RECORD - SIZE);
	kdp_record_init(NOTE, NOTE_SIZE);
	kdp_record_step_begin(KDP_STEP_SETUP, KDP_STEP_INDEX_NONE, 0);
	kdp_record_step_end(KDP_STATUS_OK, 0);
	kdp_record_seal(KDP_RECORD_SEALED);

	TAP_EQ(loaded->state, KDP_RECORD_SEALED);
	TAP_CHECK(loaded->tsc_seal > 0);
	TAP_CHECK(loaded->flags & KDP_RECORD_F_COPY);
	TAP_EQ(loaded->crc, header_crc(loaded));
	memcpy(&header, note, sizeof(header));
	TAP_EQ(header.n_namesz, 11);
	TAP_EQ(header.n_descsz, SIZE);
	TAP_EQ(header.n_type, KDP_NOTE_TYPE);
	TAP_CHECK(memcmp(note + 12, "KDUMP-PREP\0", 12) == 0);
	memcpy(&header, copy, sizeof(header));
	TAP_EQ(header.n_namesz, 6);
	TAP_EQ(header.n_descsz, 44 + SIZE);
	TAP_EQ(header.n_type, 0x700);
	TAP_STR((const char *)copy + 12, "LINUX");
	TAP_STR((const char *)copy + 20, "kdump-prep");
	TAP_CHECK(memcmp(copy + KDP_NOTE_VMCOREDD, loaded, SIZE) == 0);
	TAP_EQ(kdp_record_note_size(), used);
	for (i = 0; i < KDP_NOTE_TAIL; i++)
		TAP_EQ(note[used - KDP_NOTE_TAIL + i], 0);
	TAP_EQ(note[used], 0xee);
}

static void late_nmis_do_not_break_the_checksum(void)
{
	arm(ENTRIES);
	kdp_record_init(NOTE, NOTE_SIZE);
	kdp_record_seal(KDP_RECORD_SEALED);
	loaded->nmi_late = 77;
	TAP_EQ(loaded->crc, header_crc(loaded));
}

int main(void)
{
	TAP_RUN(loaded_header_is_kept);
	TAP_RUN(bad_header_is_replaced);
	TAP_RUN(bad_checksum_is_replaced);
	TAP_RUN(own_memory_without_a_note);
	TAP_RUN(smallest_note_still_holds_a_record);
	TAP_RUN(counts_before_the_record_are_kept);
	TAP_RUN(step_is_named_before_it_ends);
	TAP_RUN(fault_names_its_step);
	TAP_RUN(details_leave_the_tail_to_steps);
	TAP_RUN(functions_as_planned_leave_room_for_news);
	TAP_RUN(seal_closes_and_copies);
	TAP_RUN(late_nmis_do_not_break_the_checksum);
	return tap_done();
}
