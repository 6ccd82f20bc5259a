// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record.c - decode a crash-path record; see record.h.
 */
#include "kdump-prep/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "kdump-prep/names.h"

#define HEADER_SIZE sizeof(struct kdp_record)
#define ENTRY_SIZE  sizeof(struct kdp_entry)

uint32_t kdp_record_header_crc(const struct kdp_record *header)
{
	return (uint32_t)crc32(0, (const Bytef *)header,
			       offsetof(struct kdp_record, nmi_late));
}

uint32_t kdp_record_entry_crc(const struct kdp_entry *entry)
{
	return (uint32_t)crc32(0, (const Bytef *)entry,
			       offsetof(struct kdp_entry, crc));
}

const struct kdp_entry *
kdp_record_next_step(const struct kdp_record_model *model, size_t *index)
{
	const struct kdp_record_entry *e;

	while (*index < model->entry_count) {
		e = &model->entry[(*index)++];
		if (e->good && e->entry.type == KDP_ENTRY_STEP)
			return &e->entry;
	}
	return NULL;
}

bool kdp_record_microseconds(uint32_t tsc_khz, uint64_t from, uint64_t to,
			     uint64_t *ret)
{
	uint64_t ms;

	if (!tsc_khz || from > to)
		return false;
	ms = (to - from) / tsc_khz;
	if (ms > INT64_MAX / 1000 - 1)
		return false;
	*ret = ms * 1000 + (to - from) % tsc_khz * 1000 / tsc_khz;
	return true;
}

KDP_MUST_CHECK KDP_FORMAT(3, 4)
static struct kdp_error *add_problem(struct kdp_record_model *model,
				     size_t offset, const char *format, ...)
{
	struct kdp_record_problem *list;
	char *message;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&message, format, ap);
	va_end(ap);
	if (len < 0)
		return &kdp_enomem;
	list = reallocarray(model->problem, model->problem_count + 1,
			    sizeof(*list));
	if (!list) {
		free(message);
		return &kdp_enomem;
	}
	model->problem = list;
	list[model->problem_count].offset = offset;
	list[model->problem_count].message = message;
	model->problem_count++;
	return NULL;
}

/* A field of the header whose value follows from the others. */
struct expectation {
	const char *name;
	size_t offset;
	uint64_t found;
	uint64_t expected;
};

KDP_MUST_CHECK
static struct kdp_error *check_layout(struct kdp_record_model *model)
{
	const struct kdp_record *h = &model->header;
	size_t room = model->size > HEADER_SIZE ? model->size - HEADER_SIZE : 0;
	const struct expectation list[] = {
		{ "magic", offsetof(struct kdp_record, magic), h->magic,
		  KDP_RECORD_MAGIC },
		{ "version", offsetof(struct kdp_record, version), h->version,
		  KDP_ABI_VERSION },
		{ "header_size", offsetof(struct kdp_record, header_size),
		  h->header_size, HEADER_SIZE },
		{ "size", offsetof(struct kdp_record, size), h->size,
		  model->size },
		{ "entry_size", offsetof(struct kdp_record, entry_size),
		  h->entry_size, ENTRY_SIZE },
		{ "entry_max", offsetof(struct kdp_record, entry_max),
		  h->entry_max, room / ENTRY_SIZE },
	};
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		if (list[i].found == list[i].expected)
			continue;
		err = add_problem(model, list[i].offset,
				  "%s is 0x%llx, expected 0x%llx",
				  list[i].name,
				  (unsigned long long)list[i].found,
				  (unsigned long long)list[i].expected);
		if (err)
			return err;
	}
	return NULL;
}

/* While purgatory runs, the header changes and has no checksum. */
static bool state_has_crc(uint16_t state)
{
	return state == KDP_RECORD_ARMED || state == KDP_RECORD_SEALED ||
	       state == KDP_RECORD_REFUSED;
}

KDP_MUST_CHECK
static struct kdp_error *check_header(struct kdp_record_model *model,
				      size_t available)
{
	const struct kdp_record *h = &model->header;
	uint32_t crc = kdp_record_header_crc(h);
	struct kdp_error *err;

	if (available < HEADER_SIZE) {
		return add_problem(model, available,
				   "the record ends inside its header of "
				   "0x%zx bytes, the rest reads as 0",
				   HEADER_SIZE);
	}
	err = check_layout(model);
	if (err)
		return err;
	if (h->state != KDP_RECORD_RUNNING && !state_has_crc(h->state)) {
		err = add_problem(model, offsetof(struct kdp_record, state),
				  "state is %u, expected %u to %u", h->state,
				  KDP_RECORD_ARMED, KDP_RECORD_REFUSED);
		if (err)
			return err;
	}
	model->header_good = h->magic == KDP_RECORD_MAGIC &&
			     (h->state == KDP_RECORD_RUNNING || h->crc == crc);
	if (h->state == KDP_RECORD_RUNNING || h->crc == crc)
		return NULL;
	return add_problem(model, offsetof(struct kdp_record, crc),
			   "the header's checksum is 0x%08x, expected 0x%08x",
			   h->crc, crc);
}

static bool is_zero(const uint8_t *data, size_t size)
{
	while (size--) {
		if (*data++)
			return false;
	}
	return true;
}

/* Looks at one slot; an empty one past the count is as it should be. */
KDP_MUST_CHECK
static struct kdp_error *decode_slot(struct kdp_record_model *model,
				     const uint8_t *data, uint32_t slot,
				     bool counted)
{
	struct kdp_record_entry *e = &model->entry[model->entry_count];
	size_t offset = HEADER_SIZE + slot * ENTRY_SIZE;
	uint32_t crc;

	if (is_zero(data + offset, ENTRY_SIZE)) {
		if (!counted)
			return NULL;
		return add_problem(model, offset,
				   "entry %u is empty, the header counts %u",
				   slot, model->header.entry_count);
	}
	memcpy(&e->entry, data + offset, ENTRY_SIZE);
	crc = kdp_record_entry_crc(&e->entry);
	e->slot = slot;
	e->good = e->entry.crc == crc;
	model->entry_count++;
	if (!e->good) {
		return add_problem(model,
				   offset + offsetof(struct kdp_entry, crc),
				   "entry %u: the checksum is 0x%08x, "
				   "expected 0x%08x", slot, e->entry.crc, crc);
	}
	if (e->entry.seq != slot) {
		return add_problem(model, offset,
				   "entry %u: seq is %u, expected %u", slot,
				   e->entry.seq, slot);
	}
	return NULL;
}

/*
 * All slots are looked at, not just the counted ones: the count may be what
 * was damaged, and an entry with a right checksum proves itself.
 */
KDP_MUST_CHECK
static struct kdp_error *decode_entries(struct kdp_record_model *model,
					const uint8_t *data)
{
	uint32_t count = model->header.entry_count;
	struct kdp_error *err;
	uint32_t slots;
	uint32_t slot;

	if (model->size <= HEADER_SIZE)
		return NULL;
	slots = (uint32_t)((model->size - HEADER_SIZE) / ENTRY_SIZE);
	if (count > slots) {
		err = add_problem(model,
				  offsetof(struct kdp_record, entry_count),
				  "entry_count is %u, but only %u fit", count,
				  slots);
		if (err)
			return err;
		count = 0;
	}
	model->entry = calloc(slots + 1, sizeof(*model->entry));
	if (!model->entry)
		return &kdp_enomem;
	for (slot = 0; slot < slots; slot++) {
		err = decode_slot(model, data, slot, slot < count);
		if (err)
			return err;
	}
	return NULL;
}

/* Whether anything shows that this was once a record of this version. */
static bool is_record(const struct kdp_record_model *model)
{
	const struct kdp_record *h = &model->header;
	size_t i;

	if (h->magic == KDP_RECORD_MAGIC && h->version == KDP_ABI_VERSION)
		return true;
	if (h->crc == kdp_record_header_crc(h) && state_has_crc(h->state))
		return true;
	for (i = 0; i < model->entry_count; i++) {
		if (model->entry[i].good)
			return true;
	}
	return false;
}

struct kdp_error *kdp_record_decode(const uint8_t *data, size_t size,
				    struct kdp_record_model *ret)
{
	struct kdp_record_model model = { .size = size };
	struct kdp_error *err;

	if (model.size > KDP_NOTE_SIZE_MAX)
		model.size = KDP_NOTE_SIZE_MAX;
	if (size)
		memcpy(&model.header, data,
		       size < HEADER_SIZE ? size : HEADER_SIZE);
	err = check_header(&model, size);
	if (!err)
		err = decode_entries(&model, data);
	if (!err && !is_record(&model)) {
		if (model.header.magic == KDP_RECORD_MAGIC)
			err = kdp_error_create(KDP_ERROR_FORMAT,
					       "offset 0x8: record of version "
					       "%u, expected %u",
					       model.header.version,
					       KDP_ABI_VERSION);
		else
			err = kdp_error_create(KDP_ERROR_FORMAT,
					       "offset 0x0: not a record: "
					       "magic 0x%016llx, expected "
					       "0x%016llx",
					       (unsigned long long)
					       model.header.magic,
					       (unsigned long long)
					       KDP_RECORD_MAGIC);
	}
	if (err) {
		kdp_record_model_deinit(&model);
		return err;
	}
	*ret = model;
	return NULL;
}

void kdp_record_model_deinit(struct kdp_record_model *model)
{
	size_t i;

	for (i = 0; i < model->problem_count; i++)
		free(model->problem[i].message);
	free(model->problem);
	free(model->entry);
	memset(model, 0, sizeof(*model));
}
