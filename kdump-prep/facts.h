/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - the text form of a struct, from a table of its members.
 *
 * A text begins with the line "FORMAT VERSION".  Each line behind it is a fact:
 * the name of a member, and its value.  One table serves printing and parsing,
 * so that what the one writes the other reads.
 */
#ifndef KDP_KDUMP_PREP_FACTS_H
#define KDP_KDUMP_PREP_FACTS_H

#include <stddef.h>
#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/names.h"
#include "kdump-prep/text.h"

/* What a member is.  Those before KDP_FACT_LIST have one line each. */
enum kdp_fact_kind {
	KDP_FACT_U32,		/* uint32_t, decimal */
	KDP_FACT_HEX32,		/* uint32_t, hexadecimal */
	KDP_FACT_HEX64,		/* uint64_t, hexadecimal */
	KDP_FACT_BOOL,		/* bool: yes or no */
	KDP_FACT_NAME,		/* an enum, by its names */
	KDP_FACT_FLAGS,		/* uint32_t, by the names of its bits */
	KDP_FACT_WORD,		/* char[]: printable, without blanks */
	KDP_FACT_LIST,		/* an array: a line for each element */
	KDP_FACT_OWN,		/* printed and parsed by functions of its own */
};

struct kdp_fact {
	const char *name;	/* first word of the line; NULL ends a table */
	enum kdp_fact_kind kind;
	size_t offset;		/* of the member; LIST: of its pointer */
	const struct kdp_name *names; /* NAME, FLAGS */
	size_t size;		/* WORD: of the array; LIST: of an element */
	size_t count;		/* LIST: offset of a size_t, the elements */
	/*
	 * LIST: what follows the name in the line of an element.
	 * OWN: whole lines, none where the member is empty.
	 */
	void (*print)(FILE *file, const void *from);
	/* What follows the name; LIST: into an element, zeroed; OWN: model. */
	struct kdp_error *(*parse)(struct kdp_text *text, void *ret);
};

#define KDP_FACT(type, fact_name, fact_kind, member) \
	{ .name = fact_name, .kind = fact_kind, \
	  .offset = offsetof(type, member), \
	  .size = sizeof(((type *)NULL)->member) }

#define KDP_FACT_NAMED(type, fact_name, fact_kind, member, table) \
	{ .name = fact_name, .kind = fact_kind, \
	  .offset = offsetof(type, member), .names = table }

#define KDP_FACT_ARRAY(type, fact_name, member, print_one, parse_one) \
	{ .name = fact_name, .kind = KDP_FACT_LIST, \
	  .offset = offsetof(type, member), \
	  .size = sizeof(*((type *)NULL)->member), \
	  .count = offsetof(type, member##_count), \
	  .print = print_one, .parse = parse_one }

/**
 * kdp_facts_format() - a struct as text
 * @format: first word of the text
 * @facts: table of its members, in the order of the text
 * @model: the struct
 * @ret: the text, NUL-terminated; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_facts_format(const char *format, unsigned int version,
				   const struct kdp_fact *facts,
				   const void *model, char **ret);

/**
 * kdp_facts_parse() - a text as a struct
 * @text: before its first line
 * @facts: at most 64 of them
 * @model: zeroed; what was read up to an error is in it and the caller's
 *
 * Facts may come in any order.  Error KDP_ERROR_FORMAT names the line: another
 * format or version, an unknown fact, a value that is none, or a fact that is
 * missing or there twice.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_facts_parse(struct kdp_text *text, const char *format,
				  unsigned int version,
				  const struct kdp_fact *facts, void *model);

#endif
