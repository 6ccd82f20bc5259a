// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * facts.c - the text form of a struct, from a table; see facts.h.
 */
#include "kdump-prep/facts.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/table_text.h"

static const struct kdp_name bool_names[] = {
	{ false, "no", "" },
	{ true, "yes", "" },
	{ 0, NULL, NULL },
};

static const void *member_of(const void *model, const struct kdp_fact *fact)
{
	return (const char *)model + fact->offset;
}

/* The array's pointer is of another type than void *: copied as bytes. */
static void print_list(FILE *file, const struct kdp_fact *fact,
		       const void *model)
{
	const char *element;
	size_t count, i;

	memcpy(&element, member_of(model, fact), sizeof(element));
	memcpy(&count, (const char *)model + fact->count, sizeof(count));
	for (i = 0; i < count; i++) {
		fprintf(file, "%s ", fact->name);
		fact->print(file, element + i * fact->size);
		fputc('\n', file);
	}
}

static void print_value(FILE *file, const struct kdp_fact *fact,
			const void *at)
{
	switch (fact->kind) {
	case KDP_FACT_U32:
		fprintf(file, "%" PRIu32, *(const uint32_t *)at);
		break;
	case KDP_FACT_HEX32:
		fprintf(file, "0x%" PRIx32, *(const uint32_t *)at);
		break;
	case KDP_FACT_HEX64:
		fprintf(file, "0x%" PRIx64, *(const uint64_t *)at);
		break;
	case KDP_FACT_BOOL:
		fputs(kdp_name_of(bool_names, *(const bool *)at), file);
		break;
	case KDP_FACT_NAME:
		fputs(kdp_name_of(fact->names, *(const unsigned int *)at),
		      file);
		break;
	case KDP_FACT_FLAGS:
		kdp_print_flags(file, fact->names, *(const uint32_t *)at);
		break;
	case KDP_FACT_WORD:
		fputs(at, file);
		break;
	case KDP_FACT_LIST:
	case KDP_FACT_OWN:
		break;
	}
}

static void print_fact(FILE *file, const struct kdp_fact *fact,
		       const void *model)
{
	switch (fact->kind) {
	case KDP_FACT_LIST:
		print_list(file, fact, model);
		break;
	case KDP_FACT_OWN:
		fact->print(file, model);
		break;
	default:
		fprintf(file, "%s ", fact->name);
		print_value(file, fact, member_of(model, fact));
		fputc('\n', file);
		break;
	}
}

struct kdp_error *kdp_facts_format(const char *format, unsigned int version,
				   const struct kdp_fact *facts,
				   const void *model, char **ret)
{
	char *buffer = NULL;
	size_t size = 0;
	FILE *file;
	bool failed;

	file = open_memstream(&buffer, &size);
	if (!file)
		return &kdp_enomem;
	fprintf(file, "%s %u\n", format, version);
	for (; facts->name; facts++)
		print_fact(file, facts, model);
	failed = ferror(file);
	failed |= fclose(file) != 0;
	if (failed) {
		free(buffer);
		return &kdp_enomem;
	}
	*ret = buffer;
	return NULL;
}

static struct kdp_error *parse_word(struct kdp_text *text,
				    const struct kdp_fact *fact, char *ret)
{
	struct kdp_word word;
	size_t i;

	if (!kdp_text_word(text, &word) || word.size >= fact->size)
		return kdp_text_error(text, "%s: expected 1 to %zu bytes",
				      fact->name, fact->size - 1);
	for (i = 0; i < word.size; i++)
		if (word.start[i] < '!' || word.start[i] > '~')
			return kdp_text_error(text, "%s: not printable",
					      fact->name);
	memcpy(ret, word.start, word.size);
	ret[word.size] = '\0';
	return NULL;
}

static struct kdp_error *parse_u32(struct kdp_text *text, const char *name,
				   uint32_t *ret)
{
	struct kdp_error *err;
	uint64_t value;

	err = kdp_text_u64(text, name, UINT32_MAX, &value);
	if (!err)
		*ret = (uint32_t)value;
	return err;
}

static struct kdp_error *parse_bool(struct kdp_text *text, const char *name,
				    bool *ret)
{
	struct kdp_error *err;
	unsigned int value;

	err = kdp_text_name(text, name, bool_names, &value);
	if (!err)
		*ret = value;
	return err;
}

static struct kdp_error *parse_list(struct kdp_text *text,
				    const struct kdp_fact *fact, void *model)
{
	struct kdp_error *err;
	size_t count;
	void *added;

	memcpy(&count, (char *)model + fact->count, sizeof(count));
	err = kdp_table_grow((char *)model + fact->offset, &count, fact->size,
			     &added);
	if (err)
		return err;
	memcpy((char *)model + fact->count, &count, sizeof(count));
	return fact->parse(text, added);
}

static struct kdp_error *parse_value(struct kdp_text *text,
				     const struct kdp_fact *fact, void *model)
{
	void *at = (char *)model + fact->offset;

	switch (fact->kind) {
	case KDP_FACT_U32:
	case KDP_FACT_HEX32:
		return parse_u32(text, fact->name, at);
	case KDP_FACT_HEX64:
		return kdp_text_u64(text, fact->name, UINT64_MAX, at);
	case KDP_FACT_BOOL:
		return parse_bool(text, fact->name, at);
	case KDP_FACT_NAME:
		return kdp_text_name(text, fact->name, fact->names, at);
	case KDP_FACT_FLAGS:
		return kdp_text_flags(text, fact->name, fact->names, at);
	case KDP_FACT_WORD:
		return parse_word(text, fact, at);
	case KDP_FACT_LIST:
		return parse_list(text, fact, model);
	case KDP_FACT_OWN:
		break;
	}
	return fact->parse(text, model);
}

/* @seen: a bit for each row of the table. */
static struct kdp_error *parse_fact(struct kdp_text *text,
				    const struct kdp_fact *facts,
				    uint64_t *seen, void *model)
{
	struct kdp_word name = { 0 };
	uint64_t bit = 1;

	kdp_text_word(text, &name);
	for (; facts->name; facts++, bit <<= 1) {
		if (!kdp_word_is(name, facts->name))
			continue;
		if (*seen & bit && facts->kind < KDP_FACT_LIST)
			return kdp_text_error(text, "%s: a second time",
					      facts->name);
		*seen |= bit;
		return parse_value(text, facts, model);
	}
	return kdp_text_unknown(text, name);
}

struct kdp_error *kdp_facts_parse(struct kdp_text *text, const char *format,
				  unsigned int version,
				  const struct kdp_fact *facts, void *model)
{
	struct kdp_error *err;
	uint64_t seen = 0, bit = 1;

	err = kdp_text_begin(text, format, version);
	if (!err)
		err = kdp_text_finish(text);
	while (!err && kdp_text_next_fact(text)) {
		err = parse_fact(text, facts, &seen, model);
		if (!err)
			err = kdp_text_finish(text);
	}
	if (err)
		return err;
	for (; facts->name; facts++, bit <<= 1)
		if (facts->kind < KDP_FACT_LIST && !(seen & bit))
			return kdp_text_error(text, "ends without \"%s\"",
					      facts->name);
	return NULL;
}
