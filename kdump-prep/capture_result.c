// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_result.c - reads how a capture went; see capture_result.h.
 */
#include "kdump-prep/capture_result.h"

#include "kdump-prep/dumplevel.h"
#include "kdump-prep/text.h"

/* The rest of the line. */
static void take_rest(struct kdp_text *text, char *ret, size_t size)
{
	struct kdp_word rest = text->rest;
	size_t i, n;

	if (rest.size) {
		rest.start++;
		rest.size--;
	}
	n = rest.size < size ? rest.size : size - 1;
	for (i = 0; i < n; i++)
		ret[i] = rest.start[i] < ' ' || rest.start[i] > '~' ?
				 '?' : rest.start[i];
	ret[n] = '\0';
}

/* "8.3"; the tenths are not told. */
static uint64_t take_seconds(struct kdp_text *text)
{
	struct kdp_word word;
	uint64_t seconds;
	size_t i;

	if (!kdp_text_word(text, &word))
		return 0;
	for (i = 0; i < word.size; i++)
		if (word.start[i] == '.')
			word.size = i;
	return kdp_word_u64(word, 10, &seconds) ? seconds : 0;
}

/* "23", and what that costs. */
static void take_level(struct kdp_text *text,
		       struct kdp_capture_result *result)
{
	struct kdp_word word;
	uint64_t level;

	if (!kdp_text_word(text, &word) || !kdp_word_u64(word, 10, &level) ||
	    level > KDP_DUMP_LEVEL)
		return;
	result->has_level = true;
	result->level = (uint32_t)level;
	take_rest(text, result->level_why, sizeof(result->level_why));
}

static void take_fact(struct kdp_text *text, struct kdp_word name,
		      struct kdp_capture_result *result)
{
	struct kdp_word word;

	if (kdp_word_is(name, "status"))
		take_rest(text, result->status, sizeof(result->status));
	else if (kdp_word_is(name, "kernel"))
		take_rest(text, result->release, sizeof(result->release));
	else if (kdp_word_is(name, "level"))
		take_level(text, result);
	else if (kdp_word_is(name, "modules"))
		take_rest(text, result->modules, sizeof(result->modules));
	else if (kdp_word_is(name, "attempt") &&
		 result->attempt_count < KDP_CAPTURE_ATTEMPTS)
		take_rest(text, result->attempt[result->attempt_count++],
			  sizeof(result->attempt[0]));
	else if (kdp_word_is(name, "began"))
		result->began = take_seconds(text);
	else if (kdp_word_is(name, "seconds"))
		result->ended = take_seconds(text);
	else if (kdp_word_is(name, "size") && kdp_text_word(text, &word) &&
		 !kdp_word_u64(word, 10, &result->size))
		result->size = 0;
}

struct kdp_error *kdp_capture_result_parse(const char *data, size_t size,
					   struct kdp_capture_result *ret)
{
	struct kdp_capture_result result = { .size = 0 };
	struct kdp_error *err;
	struct kdp_word name;
	struct kdp_text text;

	kdp_text_init(&text, "result", data, size);
	err = kdp_text_begin(&text, "kdump-prep-result", 1);
	while (!err && kdp_text_next_fact(&text))
		if (kdp_text_word(&text, &name))
			take_fact(&text, name, &result);
	if (!err && !result.status[0])
		err = kdp_text_error(&text, "no status");
	if (!err)
		*ret = result;
	return err;
}
