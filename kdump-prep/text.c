// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text.c - lines, words and numbers of a text; see text.h.
 */
#include "kdump-prep/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"

/* A word longer than this is cut in messages. */
#define WORD_SHOWN 40

void kdp_text_init(struct kdp_text *text, const char *name, const char *data,
		   size_t size)
{
	*text = (struct kdp_text){
		.name = name, .next = data, .end = data + size
	};
}

bool kdp_text_next(struct kdp_text *text)
{
	const char *newline;
	size_t left = (size_t)(text->end - text->next);

	if (left == 0)
		return false;
	newline = memchr(text->next, '\n', left);
	text->line++;
	text->rest.start = text->next;
	if (newline) {
		text->rest.size = (size_t)(newline - text->next);
		text->next = newline + 1;
	} else {
		text->rest.size = left;
		text->next = text->end;
	}
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_blanks(struct kdp_word *rest)
{
	while (rest->size > 0 && is_blank(rest->start[0])) {
		rest->start++;
		rest->size--;
	}
}

bool kdp_text_next_fact(struct kdp_text *text)
{
	struct kdp_word rest;

	while (kdp_text_next(text)) {
		rest = text->rest;
		skip_blanks(&rest);
		if (rest.size > 0 && rest.start[0] != '#')
			return true;
	}
	return false;
}

bool kdp_text_word(struct kdp_text *text, struct kdp_word *ret)
{
	struct kdp_word *rest = &text->rest;
	struct kdp_word word;

	skip_blanks(rest);
	if (rest->size == 0)
		return false;
	word = (struct kdp_word){ .start = rest->start };
	while (rest->size > 0 && !is_blank(rest->start[0])) {
		rest->start++;
		rest->size--;
		word.size++;
	}
	*ret = word;
	return true;
}

bool kdp_word_is(struct kdp_word word, const char *string)
{
	return strlen(string) == word.size &&
	       memcmp(string, word.start, word.size) == 0;
}

/* The value of a digit, or 255. */
static unsigned int digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned int)(c - 'A') + 10;
	return 255;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

int kdp_hex_byte(const char *digits)
{
	int high = hex_digit(digits[0]), low = hex_digit(digits[1]);

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool kdp_word_u64(struct kdp_word word, unsigned int base, uint64_t *ret)
{
	bool has_prefix = word.size > 2 && word.start[0] == '0' &&
			  word.start[1] == 'x';
	uint64_t value = 0;
	size_t i = 0;

	if (has_prefix && base != 10) {
		base = 16;
		i = 2;
	} else if (base == 0) {
		base = 10;
	}
	if (i == word.size)
		return false;
	for (; i < word.size; i++) {
		unsigned int d = digit(word.start[i]);

		if (d >= base)
			return false;
		if (value > (UINT64_MAX - d) / base)
			return false;
		value = value * base + d;
	}
	*ret = value;
	return true;
}

struct kdp_error *kdp_text_error(const struct kdp_text *text,
				 const char *format, ...)
{
	KDP_AUTO_FREE char *what = NULL;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&what, format, ap);
	va_end(ap);
	if (len < 0) {
		what = NULL;
		return &kdp_enomem;
	}
	return kdp_error_create(KDP_ERROR_FORMAT, "%s: line %u: %s",
				text->name, text->line, what);
}

static int shown(struct kdp_word word)
{
	return word.size > WORD_SHOWN ? WORD_SHOWN : (int)word.size;
}

struct kdp_error *kdp_text_expect(struct kdp_text *text, const char *string)
{
	struct kdp_word word;

	if (!kdp_text_word(text, &word))
		return kdp_text_error(text, "ends where \"%s\" is expected",
				      string);
	if (!kdp_word_is(word, string))
		return kdp_text_error(text,
				      "found \"%.*s\", expected \"%s\"",
				      shown(word), word.start, string);
	return NULL;
}

struct kdp_error *kdp_text_u64(struct kdp_text *text, const char *what,
			       uint64_t max, uint64_t *ret)
{
	struct kdp_word word;
	uint64_t value;

	if (!kdp_text_word(text, &word))
		return kdp_text_error(text, "%s: no number", what);
	if (!kdp_word_u64(word, 0, &value))
		return kdp_text_error(text, "%s: not a number: \"%.*s\"", what,
				      shown(word), word.start);
	if (value > max)
		return kdp_text_error(text,
				      "%s: 0x%" PRIx64
				      " is above 0x%" PRIx64,
				      what, value, max);
	*ret = value;
	return NULL;
}

struct kdp_error *kdp_text_named_u64(struct kdp_text *text, const char *what,
				     uint64_t max, uint64_t *ret)
{
	struct kdp_error *err;

	err = kdp_text_expect(text, what);
	if (err)
		return err;
	return kdp_text_u64(text, what, max, ret);
}

struct kdp_error *kdp_text_finish(struct kdp_text *text)
{
	struct kdp_word word;

	if (!kdp_text_word(text, &word))
		return NULL;
	return kdp_text_error(text, "more than expected: \"%.*s\"",
			      shown(word), word.start);
}

struct kdp_error *kdp_text_begin(struct kdp_text *text, const char *format,
				 unsigned int version)
{
	struct kdp_error *err;
	uint64_t found;

	if (!kdp_text_next_fact(text))
		return kdp_text_error(text, "no \"%s\"", format);
	err = kdp_text_named_u64(text, format, UINT32_MAX, &found);
	if (err)
		return err;
	if (found != version)
		return kdp_text_error(text,
				      "version %" PRIu64 ", expected %u",
				      found, version);
	return NULL;
}

struct kdp_error *kdp_text_unknown(const struct kdp_text *text,
				   struct kdp_word name)
{
	return kdp_text_error(text, "unknown fact \"%.*s\"",
			      name.size > WORD_SHOWN ? WORD_SHOWN :
						       (int)name.size,
			      name.start);
}
