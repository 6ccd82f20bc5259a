/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lastwords.h - what purgatory left in persistent RAM before a reset, as the
 * next boot's pstore shows it: the lines of purgatory/lastwords.c, then the
 * end of the dying kernel's log.
 */
#ifndef KDP_KDUMP_PREP_LASTWORDS_H
#define KDP_KDUMP_PREP_LASTWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/text.h"

struct json_object;

/* "digest: mismatch", "pci: exception 14" */
struct kdp_words_step {
	struct kdp_word name;
	struct kdp_word status;
};

/* All words point into the text that was parsed. */
struct kdp_words {
	struct kdp_word why;
	uint64_t nmi_count;
	uint64_t mce_count;
	uint64_t fault_count;
	uint64_t bad_blocks;
	struct kdp_words_step *step;
	size_t step_count;
	size_t log_lines;
	struct kdp_word panic;	/* its reason; size 0: not in the log */
	bool is_cut;		/* the zone was too small */
};

/** kdp_words_are() - whether a text begins as last words do */
bool kdp_words_are(const char *data, size_t size);

/**
 * kdp_words_parse() - read last words
 * @data: kept until kdp_words_deinit()
 * @ret: the caller calls kdp_words_deinit()
 *
 * Error: KDP_ERROR_FORMAT with the line.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_words_parse(const char *data, size_t size,
				  struct kdp_words *ret);
void kdp_words_deinit(struct kdp_words *words);

/**
 * kdp_words_write() - print them for people
 * @out: the caller looks at ferror()
 *
 * Bytes that are no ASCII text become '?'.
 */
void kdp_words_write(const struct kdp_words *words, FILE *out);

/** kdp_words_json() - the same as JSON; NULL when out of memory */
struct json_object *kdp_words_json(const struct kdp_words *words);

#endif
