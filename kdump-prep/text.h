/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - reads line-based text: what /proc prints and the text forms of
 * topology and plan.  Input is bytes with a length; NUL ends nothing.
 */
#ifndef KDP_KDUMP_PREP_TEXT_H
#define KDP_KDUMP_PREP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/* A piece of the input; not terminated. */
struct kdp_word {
	const char *start;
	size_t size;
};

/* A walk over a text, line by line and word by word. */
struct kdp_text {
	const char *name;	/* for messages */
	const char *next;	/* first byte behind the current line */
	const char *end;	/* of the text */
	unsigned int line;	/* number of the current line, from 1 */
	struct kdp_word rest;	/* what is left of the current line */
};

/**
 * kdp_text_init() - begin a walk, before the first line
 * @name: of the file, for messages; not copied
 */
void kdp_text_init(struct kdp_text *text, const char *name, const char *data,
		   size_t size);

/**
 * kdp_text_next() - go to the next line, without its newline
 *
 * Return: false at the end of the text.
 */
bool kdp_text_next(struct kdp_text *text);

/**
 * kdp_text_next_fact() - go to the next line that says something
 *
 * Skips empty lines and lines that start with "#".
 */
bool kdp_text_next_fact(struct kdp_text *text);

/**
 * kdp_text_word() - take the next word of the line
 *
 * Words are parted by spaces and tabs.
 *
 * Return: false when the line has no more.
 */
bool kdp_text_word(struct kdp_text *text, struct kdp_word *ret);

/** kdp_word_is() - whether a word is exactly @string */
bool kdp_word_is(struct kdp_word word, const char *string);

/**
 * kdp_word_u64() - the number that a whole word is
 * @base: 10, 16 (with or without 0x), or 0: hexadecimal after 0x, else decimal
 *
 * Return: false when the word is anything else, or above UINT64_MAX.
 */
bool kdp_word_u64(struct kdp_word word, unsigned int base, uint64_t *ret);

/**
 * kdp_hex_byte() - the byte that two hexadecimal digits are
 * @digits: two characters; lower case, as the texts are written
 *
 * Return: 0 to 255, or -1 when they are anything else.
 */
int kdp_hex_byte(const char *digits);

/**
 * kdp_text_error() - a KDP_ERROR_FORMAT error that names file and line
 */
KDP_MUST_CHECK KDP_FORMAT(2, 3)
struct kdp_error *kdp_text_error(const struct kdp_text *text,
				 const char *format, ...);

/** kdp_text_expect() - take a word that must be @string */
KDP_MUST_CHECK
struct kdp_error *kdp_text_expect(struct kdp_text *text, const char *string);

/**
 * kdp_text_u64() - take a number
 * @what: its name, for messages
 * @max: largest value allowed
 */
KDP_MUST_CHECK
struct kdp_error *kdp_text_u64(struct kdp_text *text, const char *what,
			       uint64_t max, uint64_t *ret);

/** kdp_text_named_u64() - take the word @what and the number behind it */
KDP_MUST_CHECK
struct kdp_error *kdp_text_named_u64(struct kdp_text *text, const char *what,
				     uint64_t max, uint64_t *ret);

/** kdp_text_finish() - the line must have no more words */
KDP_MUST_CHECK
struct kdp_error *kdp_text_finish(struct kdp_text *text);

/**
 * kdp_text_begin() - go to the first fact, "@format @version", and take it
 *
 * Error KDP_ERROR_FORMAT for a text of another format or version.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_text_begin(struct kdp_text *text, const char *format,
				 unsigned int version);

/** kdp_text_unknown() - the error for a fact that the format does not have */
KDP_MUST_CHECK
struct kdp_error *kdp_text_unknown(const struct kdp_text *text,
				   struct kdp_word name);

#endif
