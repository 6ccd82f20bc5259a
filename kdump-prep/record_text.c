// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_text.c - text form of a record; see record_text.h.
 *
 * One table of members for each struct drives writer, parser and JSON.
 */
#include "kdump-prep/record_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"

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
	HEADER(reserved0, HEX),
	ARRAY(kdp_record, loader, STRING),
	ARRAY(kdp_record, reserved, HEX),
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

/* A line being parsed: words are cut from its front. */
struct line {
	unsigned int number;
	char *rest;
};

KDP_MUST_CHECK
static struct kdp_error *line_error(const struct line *line, const char *what,
				    const char *found)
{
	return kdp_error_create(KDP_ERROR_FORMAT, "line %u: %s: found \"%s\"",
				line->number, what, found ? found : "");
}

/* Next word, or NULL at the end of the line. */
static char *next_word(struct line *line)
{
	char *word;

	do {
		word = strsep(&line->rest, " ");
	} while (word && !*word);
	return word;
}

static bool parse_u64(const char *word, uint64_t max, uint64_t *ret)
{
	unsigned long long value;
	char *end;
	int base;

	if (!word || *word < '0' || *word > '9')
		return false;
	base = strncmp(word, "0x", 2) == 0 ? 16 : 10;
	errno = 0;
	value = strtoull(word, &end, base);
	if (errno || *end || value > max)
		return false;
	*ret = value;
	return true;
}

/* The value of a word of a NAME or FLAGS member: name, number, or a list. */
static bool parse_names(const struct kdp_field *field, char *word,
			uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;
	unsigned int number;
	uint64_t bits;
	char *part;

	while ((part = strsep(&word, ","))) {
		if (kdp_name_parse(field->names, part, strlen(part), &number))
			bits = number;
		else if (!parse_u64(part, max, &bits))
			return false;
		if (field->form == KDP_FIELD_NAME && word)
			return false;
		value |= bits;
	}
	*ret = value;
	return true;
}

static void field_set(const struct kdp_field *field, uint8_t *base,
		      size_t index, uint64_t value)
{
	memcpy(base + field->offset + index * field->size, &value,
	       field->size);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* Takes a quoted string, which may hold spaces, off the line. */
static bool parse_string(const struct kdp_field *field, struct line *line,
			 uint8_t *base)
{
	const char *p = line->rest;
	size_t used = 0;
	int byte;

	if (!p || *p++ != '"')
		return false;
	memset(base + field->offset, 0, field->count);
	while (*p && *p != '"') {
		byte = (unsigned char)*p++;
		if (byte == '\\') {
			if (p[0] != 'x' || hex_digit(p[1]) < 0 ||
			    hex_digit(p[2]) < 0)
				return false;
			byte = hex_digit(p[1]) << 4 | hex_digit(p[2]);
			p += 3;
		}
		if (used == field->count)
			return false;
		base[field->offset + used++] = (uint8_t)byte;
	}
	if (*p != '"' || p[1])
		return false;
	line->rest = NULL;
	return true;
}

/* Parses a member's value; an array takes the rest of the line. */
KDP_MUST_CHECK
static struct kdp_error *parse_value(const struct kdp_field *field,
				     struct line *line, uint8_t *base)
{
	uint64_t max = field->size < 8 ? (1ull << field->size * 8) - 1 :
					 UINT64_MAX;
	uint64_t value;
	char *word;
	size_t i;
	bool ok;

	if (field->form == KDP_FIELD_STRING) {
		if (parse_string(field, line, base))
			return NULL;
		return line_error(line, "expected a quoted string", line->rest);
	}
	for (i = 0; i < field->count; i++) {
		word = next_word(line);
		if (!word && i)
			break;
		if (word && field->names)
			ok = parse_names(field, word, max, &value);
		else
			ok = parse_u64(word, max, &value);
		if (!ok)
			return line_error(line, field->name, word);
		field_set(field, base, i, value);
	}
	return NULL;
}

static const struct kdp_field *find_field(const struct kdp_field *fields,
					  const char *name)
{
	for (; fields->name; fields++) {
		if (strcmp(fields->name, name) == 0)
			return fields;
	}
	return NULL;
}

/* A line of the header; @name is its first word. */
KDP_MUST_CHECK
static struct kdp_error *parse_member(const char *name, struct line *line,
				      uint8_t *data)
{
	const struct kdp_field *field = find_field(kdp_record_fields, name);
	struct kdp_error *err;

	if (!field)
		return line_error(line, "expected a member of the record",
				  name);
	err = parse_value(field, line, data);
	if (!err && next_word(line))
		err = line_error(line, field->name, "more than one value");
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *parse_entry(struct line *line, uint8_t *data,
				     size_t size)
{
	const struct kdp_field *field;
	struct kdp_error *err;
	const char *word;
	uint64_t slot;
	size_t slots;

	slots = (size - sizeof(struct kdp_record)) / sizeof(struct kdp_entry);
	word = next_word(line);
	if (!parse_u64(word, UINT32_MAX, &slot) || slot >= slots)
		return line_error(line, "expected a slot that fits", word);
	data += sizeof(struct kdp_record) + slot * sizeof(struct kdp_entry);
	while ((word = next_word(line))) {
		field = find_field(kdp_entry_fields, word);
		if (!field)
			return line_error(line,
					  "expected a member of an entry",
					  word);
		err = parse_value(field, line, data);
		if (err)
			return err;
	}
	return NULL;
}

/* The first line; tells how many bytes the record has. */
KDP_MUST_CHECK
static struct kdp_error *parse_first(struct line *line, size_t *size_ret)
{
	uint64_t version;
	uint64_t size;
	const char *word = next_word(line);

	if (!word || strcmp(word, KDP_RECORD_TEXT_MAGIC) != 0)
		return line_error(line, "expected " KDP_RECORD_TEXT_MAGIC,
				  word);
	word = next_word(line);
	if (!parse_u64(word, UINT32_MAX, &version) ||
	    version != KDP_ABI_VERSION)
		return line_error(line, "expected version 1", word);
	word = next_word(line);
	if (!word || strcmp(word, "size") != 0)
		return line_error(line, "expected \"size\"", word);
	word = next_word(line);
	if (!parse_u64(word, KDP_NOTE_SIZE_MAX, &size))
		return line_error(line, "expected a size up to 65536", word);
	*size_ret = (size_t)size;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *parse_lines(char *text, uint8_t *data, size_t size)
{
	struct line line = { .number = 1 };
	struct kdp_error *err;
	const char *word;

	while ((line.rest = strsep(&text, "\n"))) {
		line.number++;
		word = next_word(&line);
		if (!word)
			continue;
		if (strcmp(word, "entry") == 0)
			err = parse_entry(&line, data, size);
		else
			err = parse_member(word, &line, data);
		if (err)
			return err;
	}
	return NULL;
}

struct kdp_error *kdp_record_text_parse(const char *text, size_t size,
					uint8_t **data_ret, size_t *size_ret)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	KDP_AUTO_FREE char *copy = strndup(text, size);
	struct line line = { .number = 1 };
	struct kdp_error *err;
	char *rest = copy;
	size_t bytes = 0;
	size_t room;

	if (!copy)
		return &kdp_enomem;
	line.rest = strsep(&rest, "\n");
	err = parse_first(&line, &bytes);
	if (err)
		return err;
	/* A truncated record has a whole header in its text form. */
	room = bytes < sizeof(struct kdp_record) ? sizeof(struct kdp_record) :
						   bytes;
	data = calloc(1, room);
	if (!data)
		return &kdp_enomem;
	err = parse_lines(rest, data, room);
	if (err)
		return err;
	*data_ret = KDP_TAKE(data);
	*size_ret = bytes;
	return NULL;
}
