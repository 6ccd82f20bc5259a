// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record.c - the record's writer.  Entries are appended and never moved; the
 * entry of a step is completed in place.
 */
#include "purgatory/record.h"

#include <stdbool.h>

#include "purgatory/crc32.h"
#include "purgatory/mem.h"

#include "cpu.h"

/* Entries at the end that details may not use. */
#define RESERVED_ENTRIES 64u
#define OWN_ENTRIES	 96u
#define OWN_SIZE \
	(sizeof(struct kdp_record) + OWN_ENTRIES * sizeof(struct kdp_entry))

#define NOTE_HEADER_WORDS 3	/* Elf64_Nhdr: namesz, descsz, type */

/* What stands in front of the record, and in front of its copy. */
struct note_front {
	uint32_t header[NOTE_HEADER_WORDS];
	char name[12];
};

struct vmcoredd_front {
	uint32_t header[NOTE_HEADER_WORDS];
	char name[8];
	char label[KDP_VMCOREDD_LABEL_SIZE];
};

_Static_assert(sizeof(struct note_front) == KDP_NOTE_RECORD, "note header");
_Static_assert(sizeof(struct vmcoredd_front) == KDP_NOTE_VMCOREDD,
	       "device dump header");

static _Alignas(8) uint8_t own[OWN_SIZE];
static struct kdp_record *current;	/* NULL: own */
static struct kdp_entry *step;		/* the step that runs */
static bool in_note;

struct kdp_record *kdp_record(void)
{
	return current ? current : (void *)own;
}

static struct kdp_entry *entries(struct kdp_record *record)
{
	return (struct kdp_entry *)(record + 1);
}

static uint32_t header_crc(const struct kdp_record *record)
{
	return kdp_crc32(0, record, offsetof(struct kdp_record, nmi_late));
}

static uint64_t note_need(uint64_t record_size)
{
	return KDP_NOTE_RECORD + record_size + KDP_NOTE_VMCOREDD + record_size +
	       KDP_NOTE_TAIL;
}

static bool loaded_header_fits(const struct kdp_record *record,
			       uint64_t note_size)
{
	return record->magic == KDP_RECORD_MAGIC &&
	       record->version == KDP_ABI_VERSION &&
	       record->header_size == sizeof(*record) &&
	       record->entry_size == sizeof(struct kdp_entry) &&
	       record->state == KDP_RECORD_ARMED &&
	       record->entry_count == 0 && record->size % 8 == 0 &&
	       record->size >= sizeof(*record) &&
	       note_need(record->size) <= note_size &&
	       record->entry_max > 0 &&
	       record->entry_max <= (record->size - sizeof(*record)) /
					    sizeof(struct kdp_entry) &&
	       record->crc == header_crc(record);
}

static void fresh_header(struct kdp_record *record, uint32_t size)
{
	memset(record, 0, size);
	record->magic = KDP_RECORD_MAGIC;
	record->version = KDP_ABI_VERSION;
	record->header_size = sizeof(*record);
	record->size = size;
	record->entry_size = sizeof(struct kdp_entry);
	record->entry_max = (uint32_t)((size - sizeof(*record)) /
				       sizeof(struct kdp_entry));
}

static void write_note_front(void *at, uint32_t size)
{
	struct note_front front = {
		{ sizeof(KDP_NOTE_NAME), size, KDP_NOTE_TYPE }, KDP_NOTE_NAME
	};

	memcpy(at, &front, sizeof(front));
}

static void write_vmcoredd_front(void *at, uint32_t size)
{
	struct vmcoredd_front front = {
		{ sizeof(KDP_VMCOREDD_NAME), KDP_VMCOREDD_LABEL_SIZE + size,
		  KDP_VMCOREDD_TYPE },
		KDP_VMCOREDD_NAME, KDP_VMCOREDD_LABEL
	};

	memcpy(at, &front, sizeof(front));
}

/* The largest record of which two fit into the note segment. */
static uint32_t fresh_size(uint64_t note_size)
{
	uint64_t size;

	if (note_size < note_need(0))
		return 0;
	size = (note_size - note_need(0)) / 2;
	if (size > KDP_RECORD_SIZE_DEFAULT)
		size = KDP_RECORD_SIZE_DEFAULT;
	return (uint32_t)size & ~7u;
}

void kdp_record_init(uint64_t note_addr, uint64_t note_size)
{
	const struct kdp_record *before = kdp_record();
	uint32_t nmi_count = before->nmi_count;
	uint32_t mce_count = before->mce_count;
	struct kdp_record *record = (void *)own;
	uint32_t size = fresh_size(note_size);
	uint8_t *note;

	step = NULL;
	in_note = note_addr && note_addr % 8 == 0 &&
		  size >= sizeof(*record) + sizeof(struct kdp_entry);
	if (in_note) {
		note = kdp_phys_ptr(note_addr, note_size);
		record = (void *)(note + KDP_NOTE_RECORD);
		if (!loaded_header_fits(record, note_size))
			fresh_header(record, size);
		write_note_front(note, record->size);
	} else {
		fresh_header(record, OWN_SIZE);
	}
	record->state = KDP_RECORD_RUNNING;
	record->nmi_count = nmi_count;
	record->mce_count = mce_count;
	current = record;
}

static uint32_t reserved_entries(const struct kdp_record *record)
{
	if (record->entry_max >= 2 * RESERVED_ENTRIES)
		return RESERVED_ENTRIES;
	return record->entry_max / 2;
}

static struct kdp_entry *append(uint16_t type, uint32_t limit)
{
	struct kdp_record *record = kdp_record();
	struct kdp_entry *entry;
	uint32_t seq = record->entry_count;

	/* In one instruction: a machine check may append in between. */
	do {
		if (seq >= limit) {
			record->entry_dropped++;
			return NULL;
		}
	} while (!__atomic_compare_exchange_n(&record->entry_count, &seq,
					      seq + 1, false, __ATOMIC_RELAXED,
					      __ATOMIC_RELAXED));
	entry = entries(record) + seq;
	memset(entry, 0, sizeof(*entry));
	entry->seq = seq;
	entry->type = type;
	entry->tsc = kdp_cpu_tsc();
	return entry;
}

static void close(struct kdp_entry *entry)
{
	entry->crc = kdp_crc32(0, entry, offsetof(struct kdp_entry, crc));
}

static void in_step(struct kdp_entry *entry)
{
	entry->kind = step ? step->kind : KDP_STEP_NONE;
	entry->count = step ? step->count : KDP_STEP_INDEX_NONE;
}

void kdp_record_step_begin(uint16_t kind, uint32_t index, uint64_t planned)
{
	step = append(KDP_ENTRY_STEP, kdp_record()->entry_max);
	if (!step)
		return;
	step->kind = kind;
	step->status = KDP_STATUS_RUNNING;
	step->before = planned;
	step->count = index;
	close(step);
}

void kdp_record_step_end(uint16_t status, uint64_t changed)
{
	if (!step)
		return;
	step->status = status;
	step->after = changed;
	step->tsc_end = kdp_cpu_tsc();
	close(step);
	step = NULL;
}

/*
 * What went as planned on a machine of many functions is no news: a quarter of
 * the details is kept for what did not, and for the steps behind.
 */
static uint32_t details_max(const struct kdp_record *record, uint16_t status)
{
	uint32_t max = record->entry_max - reserved_entries(record);

	if (step && step->kind == KDP_STEP_PCI && status == KDP_STATUS_OK)
		max -= max / 4;
	return max;
}

void kdp_record_detail(uint16_t code, uint16_t status, uint32_t object,
		       uint64_t before, uint64_t after, uint64_t extra)
{
	struct kdp_record *record = kdp_record();
	struct kdp_entry *entry;

	entry = append(KDP_ENTRY_DETAIL, details_max(record, status));
	if (!entry)
		return;
	in_step(entry);
	entry->status = status;
	entry->code = code;
	entry->object = object;
	entry->before = before;
	entry->after = after;
	entry->extra = extra;
	entry->tsc_end = entry->tsc;
	close(entry);
}

void kdp_record_fault(uint32_t vector, uint64_t rip, uint64_t error,
		      uint64_t cr2)
{
	struct kdp_entry *entry;

	entry = append(KDP_ENTRY_FAULT, kdp_record()->entry_max);
	if (!entry)
		return;
	in_step(entry);
	entry->status = KDP_STATUS_FAULT;
	entry->code = KDP_CODE_EXCEPTION;
	entry->object = vector;
	entry->before = rip;
	entry->after = error;
	entry->extra = cr2;
	entry->tsc_end = entry->tsc;
	close(entry);
}

void kdp_record_seal(uint16_t state)
{
	struct kdp_record *record = kdp_record();
	uint8_t *copy = (uint8_t *)record + record->size;

	record->state = state;
	record->tsc_seal = kdp_cpu_tsc();
	if (in_note)
		record->flags |= KDP_RECORD_F_COPY;
	record->crc = header_crc(record);
	if (!in_note)
		return;

	write_vmcoredd_front(copy, record->size);
	copy += KDP_NOTE_VMCOREDD;
	memcpy(copy, record, record->size);
	memset(copy + record->size, 0, KDP_NOTE_TAIL);
}

uint64_t kdp_record_note_size(void)
{
	return in_note ? note_need(kdp_record()->size) : 0;
}
