// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_text.c - text form of a record; see record_text.h.
 *
 * One table of members for each struct drives writer, parser and JSON.
 */
#include "kdump-prep/record_text.h"

#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/text.h"

#define MEMBER(type, member, form, names)                               \
	{ #member, offsetof(struct type, member),                       \
	  sizeof(((struct type *)0)->member), 1, KDP_FIELD_##form, names }
#define ARRAY(type, member, form)                                       \
	{ #member, offsetof(struct type, member),                       \
	  sizeof(((struct type *)0)->member[0]),                        \
	  sizeof(((struct type *)0)->member) /                          \
		  sizeof(((struct type *)0)->member[0]),                \
	  KDP_FIELD_##form, NULL }
#define HEADER(member, form)  MEMBER(kdp_record, member, form, NULL)
#define ENTRY(member, form)   MEMBER(kdp_entry, member, form, NULL)

const struct kdp_field kdp_record_fields[] = {
	HEADER(magic, HEX),
	HEADER(version, DECIMAL),
	HEADER(header_size, DECIMAL),
	HEADER(size, DECIMAL),
	HEADER(entry_size, DECIMAL),
	MEMBER(kdp_record, state, NAME, kdp_state_names),
	HEADER(entry_max, DECIMAL),
	HEADER(entry_count, DECIMAL),
	HEADER(entry_dropped, DECIMAL),
	MEMBER(kdp_record, flags, FLAGS, kdp_flag_names),
	HEADER(plan_crc, HEX),
	HEADER(tsc_khz, DECIMAL),
	HEADER(step_count, DECIMAL),
	HEADER(load_time, DECIMAL),
	HEADER(blob_addr, HEX),
	HEADER(tsc_entry, DECIMAL),
	HEADER(tsc_seal, DECIMAL),
	HEADER(cr0, HEX),
	HEADER(cr3, HEX),
	HEADER(cr4, HEX),
	HEADER(efer, HEX),
	HEADER(apic_base, HEX),
	HEADER(apic_id, DECIMAL),
	HEADER(apic_version, HEX),
	HEADER(apic_svr, HEX),
	HEADER(apic_lvt0, HEX),
	HEADER(apic_lvt1, HEX),
	HEADER(apic_lvtt, HEX),
	HEADER(nmi_count, DECIMAL),
	HEADER(mce_count, DECIMAL),
	HEADER(fault_count, DECIMAL),
	HEADER(irq_count, DECIMAL),
	HEADER(lvt_masked, DECIMAL),
	HEADER(pin_count, DECIMAL),
	HEADER(pin_masked, DECIMAL),
	HEADER(pin_rirr, DECIMAL),
	HEADER(pin_stuck, DECIMAL),
	HEADER(pci_count, DECIMAL),
	HEADER(pci_changed, DECIMAL),
	HEADER(intx_disabled, DECIMAL),
	HEADER(msi_disabled, DECIMAL),
	HEADER(msix_masked, DECIMAL),
	HEADER(drain_isr, DECIMAL),
	HEADER(drain_irr, DECIMAL),
	HEADER(drain_left, DECIMAL),
	HEADER(digest_blocks, DECIMAL),
	HEADER(digest_bad, DECIMAL),
	HEADER(digest_repaired, DECIMAL),
	ARRAY(kdp_record, loader, STRING),
	MEMBER(kdp_record, guest, NAME, kdp_guest_names),
	HEADER(cpu_count, DECIMAL),
	HEADER(cpu, DECIMAL),
	HEADER(mce_banks, DECIMAL),
	HEADER(mce_left, DECIMAL),
	HEADER(ioapic_count, DECIMAL),
	HEADER(pci_found, DECIMAL),
	HEADER(hpet_silenced, DECIMAL),
	HEADER(pic_masked, DECIMAL),
	HEADER(rtc_silenced, DECIMAL),
	HEADER(watchdog_ms, DECIMAL),
	HEADER(digest_runs, DECIMAL),
	ARRAY(kdp_record, reserved, HEX),
	HEADER(parity_bad, DECIMAL),
	HEADER(nmi_late, DECIMAL),
	HEADER(crc, HEX),
	{ .name = NULL },
};

const struct kdp_field kdp_entry_fields[] = {
	ENTRY(seq, DECIMAL),
	MEMBER(kdp_entry, type, NAME, kdp_type_names),
	MEMBER(kdp_entry, kind, NAME, kdp_step_names),
	MEMBER(kdp_entry, status, NAME, kdp_status_names),
	MEMBER(kdp_entry, code, NAME, kdp_code_names),
	ENTRY(object, HEX),
	ENTRY(before, HEX),
	ENTRY(after, HEX),
	ENTRY(extra, HEX),
	ENTRY(tsc, DECIMAL),
	ENTRY(tsc_end, DECIMAL),
	ENTRY(count, DECIMAL),
	ENTRY(crc, HEX),
	{ .name = NULL },
};

uint64_t kdp_field_get(const struct kdp_field *field, const void *base,
		       size_t index)
{
	uint64_t value = 0;

	memcpy(&value,
	       (const uint8_t *)base + field->offset + index * field->size,
	       field->size);
	return value;
}

static void put_flags(const struct kdp_name *names, uint64_t value, FILE *out)
{
	const char *comma = "";

	for (; names->name; names++) {
		if (!(value & names->number))
			continue;
		fprintf(out, "%s%s", comma, names->name);
		value &= ~(uint64_t)names->number;
		comma = ",";
	}
	if (value || !*comma)
		fprintf(out, "%s0x%llx", comma, (unsigned long long)value);
}

/* Bytes that are not printable ASCII, and quote and backslash, as \xHH. */
static void put_string(const uint8_t *bytes, size_t size, FILE *out)
{
	size_t i;

	while (size && !bytes[size - 1])
		size--;
	fputc('"', out);
	for (i = 0; i < size; i++) {
		if (bytes[i] < ' ' || bytes[i] > '~' || bytes[i] == '"' ||
		    bytes[i] == '\\')
			fprintf(out, "\\x%02x", bytes[i]);
		else
			fputc(bytes[i], out);
	}
	fputc('"', out);
}

static void put_number(const struct kdp_field *field, uint64_t value,
		       FILE *out)
{
	const char *name;

	switch (field->form) {
	case KDP_FIELD_FLAGS:
		put_flags(field->names, value, out);
		return;
	case KDP_FIELD_NAME:
		name = kdp_name_of(field->names, (unsigned int)value);
		if (name)
			fputs(name, out);
		else
			fprintf(out, "%llu", (unsigned long long)value);
		return;
	case KDP_FIELD_HEX:
		fprintf(out, "0x%llx", (unsigned long long)value);
		return;
	default:
		fprintf(out, "%llu", (unsigned long long)value);
	}
}

void kdp_field_put(const struct kdp_field *field, const void *base, FILE *out)
{
	size_t count = field->count;
	size_t i;

	if (field->form == KDP_FIELD_STRING) {
		put_string((const uint8_t *)base + field->offset, count, out);
		return;
	}
	while (count > 1 && !kdp_field_get(field, base, count - 1))
		count--;
	for (i = 0; i < count; i++) {
		if (i)
			fputc(' ', out);
		put_number(field, kdp_field_get(field, base, i), out);
	}
}

void kdp_record_text_write(const struct kdp_record_model *model, FILE *out)
{
	const struct kdp_field *f;
	size_t i;

	fprintf(out, "%s %u size %zu\n", KDP_RECORD_TEXT_MAGIC,
		KDP_ABI_VERSION, model->size);
	for (f = kdp_record_fields; f->name; f++) {
		fprintf(out, "%s ", f->name);
		kdp_field_put(f, &model->header, out);
		fputc('\n', out);
	}
	for (i = 0; i < model->entry_count; i++) {
		fprintf(out, "entry %u", model->entry[i].slot);
		for (f = kdp_entry_fields; f->name; f++) {
			fprintf(out, " %s ", f->name);
			kdp_field_put(f, &model->entry[i].entry, out);
		}
		fputc('\n', out);
	}
}

/* Longest word that a message shows whole. */
#define WORD_SHOWN 40u

KDP_MUST_CHECK
static struct kdp_error *bad_word(const struct kdp_text *text,
				  const char *what, struct kdp_word word)
{
	return kdp_text_error(text, "%s: found \"%.*s\"", what,
			      (int)(word.size > WORD_SHOWN ? WORD_SHOWN :
							     word.size),
			      word.size ? word.start : "");
}

/* The word up to the next comma, which is taken off @word's front. */
static struct kdp_word next_part(struct kdp_word *word)
{
	const char *comma = memchr(word->start, ',', word->size);
	struct kdp_word part = *word;

	if (comma)
		part.size = (size_t)(comma - word->start);
	word->start += part.size + (comma != NULL);
	word->size -= part.size + (comma != NULL);
	return part;
}

/* The value of a word: a number; a name of its table; a list of flags. */
static bool parse_word(const struct kdp_field *field, struct kdp_word word,
		       uint64_t *ret)
{
	unsigned int number;
	struct kdp_word part;
	uint64_t value = 0;
	uint64_t bits;

	if (word.size && word.start[word.size - 1] == ',')
		return false;
	do {
		part = field->form == KDP_FIELD_FLAGS ? next_part(&word) : word;
		if (field->names && kdp_name_parse(field->names, part.start,
						   part.size, &number))
			bits = number;
		else if (!kdp_word_u64(part, 0, &bits))
			return false;
		value |= bits;
	} while (field->form == KDP_FIELD_FLAGS && word.size);
	if (field->size < sizeof(value) && value >> field->size * 8)
		return false;
	*ret = value;
	return true;
}

static void field_set(const struct kdp_field *field, uint8_t *base,
		      size_t index, uint64_t value)
{
	memcpy(base + field->offset + index * field->size, &value,
	       field->size);
}

/* Takes a byte of a quoted string off @word's front; -1: it is none. */
static int next_byte(struct kdp_word *word)
{
	int byte = (unsigned char)*word->start;
	size_t used = 1;

	if (byte == '\\') {
		used = 4;
		if (word->size < used || word->start[1] != 'x')
			return -1;
		byte = kdp_hex_byte(word->start + 2);
		if (byte < 0)
			return -1;
	}
	word->start += used;
	word->size -= used;
	return byte;
}

/* The rest of a line as a quoted string, which may hold spaces. */
static bool parse_string(const struct kdp_field *field, struct kdp_word rest,
			 uint8_t *base)
{
	size_t used = 0;
	int byte;

	while (rest.size && *rest.start == ' ') {
		rest.start++;
		rest.size--;
	}
	if (rest.size < 2 || rest.start[0] != '"' ||
	    rest.start[rest.size - 1] != '"')
		return false;
	rest.start++;
	rest.size -= 2;
	memset(base + field->offset, 0, field->count);
	while (rest.size) {
		if (*rest.start == '"' || used == field->count)
			return false;
		byte = next_byte(&rest);
		if (byte < 0)
			return false;
		base[field->offset + used++] = (uint8_t)byte;
	}
	return true;
}

/* Parses a member's value; an array or a string takes the rest of the line. */
KDP_MUST_CHECK
static struct kdp_error *parse_value(const struct kdp_field *field,
				     struct kdp_text *text, uint8_t *base)
{
	struct kdp_word word = text->rest;
	uint64_t value;
	size_t i;

	if (field->form == KDP_FIELD_STRING) {
		text->rest.size = 0;
		if (parse_string(field, word, base))
			return NULL;
		return bad_word(text, "expected a quoted string", word);
	}
	for (i = 0; i < field->count; i++) {
		if (!kdp_text_word(text, &word)) {
			if (i)
				return NULL;
			word.size = 0;
		}
		if (!parse_word(field, word, &value))
			return bad_word(text, field->name, word);
		field_set(field, base, i, value);
	}
	return NULL;
}

static const struct kdp_field *find_field(const struct kdp_field *fields,
					  struct kdp_word name)
{
	for (; fields->name; fields++) {
		if (kdp_word_is(name, fields->name))
			return fields;
	}
	return NULL;
}

/* A line of the header; @name is its first word. */
KDP_MUST_CHECK
static struct kdp_error *parse_member(struct kdp_word name,
				      struct kdp_text *text, uint8_t *data)
{
	const struct kdp_field *field = find_field(kdp_record_fields, name);
	struct kdp_error *err;

	if (!field)
		return bad_word(text, "expected a member of the record", name);
	err = parse_value(field, text, data);
	return err ? err : kdp_text_finish(text);
}

KDP_MUST_CHECK
static struct kdp_error *parse_entry(struct kdp_text *text, uint8_t *data,
				     size_t size)
{
	const struct kdp_field *field;
	struct kdp_error *err;
	struct kdp_word word;
	uint64_t slot;
	size_t slots;

	slots = (size - sizeof(struct kdp_record)) / sizeof(struct kdp_entry);
	err = kdp_text_u64(text, "slot", UINT32_MAX, &slot);
	if (err)
		return err;
	if (slot >= slots)
		return kdp_text_error(text, "slot: %u, expected less than %zu",
				      (unsigned int)slot, slots);
	data += sizeof(struct kdp_record) + slot * sizeof(struct kdp_entry);
	while (kdp_text_word(text, &word)) {
		field = find_field(kdp_entry_fields, word);
		if (!field)
			return bad_word(text, "expected a member of an entry",
					word);
		err = parse_value(field, text, data);
		if (err)
			return err;
	}
	return NULL;
}

/* The first line; tells how many bytes the record has. */
KDP_MUST_CHECK
static struct kdp_error *parse_first(struct kdp_text *text, size_t *size_ret)
{
	struct kdp_error *err;
	uint64_t version;
	uint64_t size;

	kdp_text_next(text);
	err = kdp_text_named_u64(text, KDP_RECORD_TEXT_MAGIC, UINT32_MAX,
				 &version);
	if (err)
		return err;
	if (version != KDP_ABI_VERSION)
		return kdp_text_error(text, "version %u, expected %u",
				      (unsigned int)version, KDP_ABI_VERSION);
	err = kdp_text_named_u64(text, "size", KDP_NOTE_SIZE_MAX, &size);
	if (!err)
		err = kdp_text_finish(text);
	if (err)
		return err;
	*size_ret = (size_t)size;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *parse_lines(struct kdp_text *text, uint8_t *data,
				     size_t size)
{
	struct kdp_error *err;
	struct kdp_word word;

	while (kdp_text_next_fact(text)) {
		if (!kdp_text_word(text, &word))
			continue;
		if (kdp_word_is(word, "entry"))
			err = parse_entry(text, data, size);
		else
			err = parse_member(word, text, data);
		if (err)
			return err;
	}
	return NULL;
}

struct kdp_error *kdp_record_text_parse(const char *data, size_t size,
					uint8_t **record_ret,
					size_t *record_size_ret)
{
	KDP_AUTO_FREE uint8_t *record = NULL;
	struct kdp_error *err;
	struct kdp_text text;
	size_t bytes = 0;
	size_t room;

	kdp_text_init(&text, "record", data, size);
	err = parse_first(&text, &bytes);
	if (err)
		return err;
	/* A truncated record has a whole header in its text form. */
	room = bytes < sizeof(struct kdp_record) ? sizeof(struct kdp_record) :
						   bytes;
	record = calloc(1, room);
	if (!record)
		return &kdp_enomem;
	err = parse_lines(&text, record, room);
	if (err)
		return err;
	*record_ret = KDP_TAKE(record);
	*record_size_ret = bytes;
	return NULL;
}
