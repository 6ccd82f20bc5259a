// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lastwords.c - read and print purgatory's last words; see lastwords.h.
 */
#include "kdump-prep/lastwords.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/json.h"
#include "kdump-prep/table_text.h"

#define MARK  "kdump-prep: "
#define FIRST MARK "purgatory did not start the crash kernel: "
#define PANIC "Kernel panic - not syncing: "

/* The counts on the second line, in its order. */
static const char *const counted[] = {
	" NMIs, ", " machine checks, ", " exceptions, ", " damaged blocks",
};

#define COUNTS (sizeof(counted) / sizeof(counted[0]))

bool kdp_words_are(const char *data, size_t size)
{
	return size >= sizeof(FIRST) - 1 &&
	       memcmp(data, FIRST, sizeof(FIRST) - 1) == 0;
}

/* Takes @string from the start of @word. */
static bool take(struct kdp_word *word, const char *string)
{
	size_t size = strlen(string);

	if (word->size < size || memcmp(word->start, string, size) != 0)
		return false;
	word->start += size;
	word->size -= size;
	return true;
}

static bool take_number(struct kdp_word *word, uint64_t *ret)
{
	struct kdp_word digits = { .start = word->start };

	while (digits.size < word->size &&
	       digits.start[digits.size] >= '0' &&
	       digits.start[digits.size] <= '9')
		digits.size++;
	if (!kdp_word_u64(digits, 10, ret) || *ret > UINT32_MAX)
		return false;
	word->start += digits.size;
	word->size -= digits.size;
	return true;
}

static bool parse_counts(struct kdp_word line, struct kdp_words *words)
{
	uint64_t *const count[COUNTS] = {
		&words->nmi_count, &words->mce_count, &words->fault_count,
		&words->bad_blocks,
	};
	size_t i;

	for (i = 0; i < COUNTS; i++)
		if (!take_number(&line, count[i]) || !take(&line, counted[i]))
			return false;
	return line.size == 0;
}

/* "NAME: STATUS" */
static bool parse_step(struct kdp_word line, struct kdp_words_step *step)
{
	const char *colon = memchr(line.start, ':', line.size);

	if (!colon || colon == line.start)
		return false;
	step->name.start = line.start;
	step->name.size = (size_t)(colon - line.start);
	line.size -= step->name.size;
	line.start = colon;
	if (!take(&line, ": ") || line.size == 0)
		return false;
	step->status = line;
	return true;
}

KDP_MUST_CHECK
static struct kdp_error *add_step(struct kdp_words *words,
				  const struct kdp_words_step *step)
{
	struct kdp_words_step *place;
	struct kdp_error *err;

	err = kdp_table_grow(&words->step, &words->step_count, sizeof(*place),
			     &place);
	if (!err)
		*place = *step;
	return err;
}

/*
 * A line of purgatory's, without its mark.  The last one of a text that a
 * small zone has cut off need not be whole.
 */
KDP_MUST_CHECK
static struct kdp_error *parse_line(const struct kdp_text *text,
				    struct kdp_word line,
				    struct kdp_words *words)
{
	bool is_whole = text->end[-1] == '\n' || text->next < text->end;
	struct kdp_words_step step;

	if (text->line == 1) {
		words->why = line;
	} else if (!is_whole) {
		words->is_cut = true;
	} else if (text->line == 2) {
		if (!parse_counts(line, words))
			return kdp_text_error(text,
					      "expected counts of NMIs, machine checks, exceptions and damaged blocks");
	} else {
		if (!parse_step(line, &step))
			return kdp_text_error(text,
					      "expected a step and its status");
		return add_step(words, &step);
	}
	return NULL;
}

static void look_for_panic(struct kdp_word line, struct kdp_words *words)
{
	const char *at = memmem(line.start, line.size, PANIC,
				sizeof(PANIC) - 1);

	if (!at || words->panic.size)
		return;
	words->panic.start = at + sizeof(PANIC) - 1;
	words->panic.size = line.size - (size_t)(words->panic.start -
						 line.start);
}

struct kdp_error *kdp_words_parse(const char *data, size_t size,
				  struct kdp_words *ret)
{
	struct kdp_words words = { 0 };
	struct kdp_error *err = NULL;
	struct kdp_word line;
	struct kdp_text text;

	kdp_text_init(&text, "last words", data, size);
	while (!err && kdp_text_next(&text)) {
		line = text.rest;
		if (!words.log_lines &&
		    take(&line, text.line == 1 ? FIRST : MARK)) {
			err = parse_line(&text, line, &words);
		} else if (text.line == 1) {
			err = kdp_text_error(&text, "expected \"%s\"", FIRST);
		} else {
			words.log_lines++;
			look_for_panic(line, &words);
		}
	}
	if (err) {
		kdp_words_deinit(&words);
		return err;
	}
	*ret = words;
	return NULL;
}

void kdp_words_deinit(struct kdp_words *words)
{
	free(words->step);
	words->step = NULL;
	words->step_count = 0;
}

static void put_word(struct kdp_word word, FILE *out)
{
	size_t i;

	for (i = 0; i < word.size; i++)
		fputc(word.start[i] < ' ' || word.start[i] > '~' ?
			      '?' : word.start[i], out);
}

static void put_line(const char *name, struct kdp_word word, FILE *out)
{
	if (!word.size)
		return;
	fprintf(out, "  %s: ", name);
	put_word(word, out);
	fputc('\n', out);
}

void kdp_words_write(const struct kdp_words *words, FILE *out)
{
	size_t i;

	fputs("last words: purgatory did not start the crash kernel\n", out);
	put_line("why", words->why, out);
	fprintf(out, "  damaged blocks of the image: %" PRIu64 "\n",
		words->bad_blocks);
	fprintf(out, "  taken: NMIs %" PRIu64 ", machine checks %" PRIu64
		", faults %" PRIu64 "\n", words->nmi_count, words->mce_count,
		words->fault_count);
	put_line("panic", words->panic, out);
	fprintf(out, "  lines of the dying kernel's log: %zu\n",
		words->log_lines);
	if (words->step_count)
		fprintf(out, "\n%-15s status\n", "step");
	for (i = 0; i < words->step_count; i++) {
		fprintf(out, "%3zu ", i);
		put_word(words->step[i].name, out);
		fprintf(out, "%*s ",
			words->step[i].name.size < 11 ?
				11 - (int)words->step[i].name.size : 0, "");
		put_word(words->step[i].status, out);
		fputc('\n', out);
	}
	if (words->is_cut)
		fputs("the rest did not fit into the zone\n", out);
}

/* A string of ASCII text, or json's failure. */
static void add_word(struct kdp_json *json, const char *key,
		     struct kdp_word word)
{
	char *string = NULL;
	size_t size;
	FILE *file = open_memstream(&string, &size);

	if (!file) {
		json->failed = true;
		return;
	}
	put_word(word, file);
	if (fclose(file))
		json->failed = true;
	else
		kdp_json_string(json, key, string);
	free(string);
}

struct json_object *kdp_words_json(const struct kdp_words *words)
{
	struct kdp_json json, steps, step;
	size_t i;

	kdp_json_object(&json);
	add_word(&json, "why", words->why);
	kdp_json_number(&json, "nmi_count", words->nmi_count);
	kdp_json_number(&json, "mce_count", words->mce_count);
	kdp_json_number(&json, "fault_count", words->fault_count);
	kdp_json_number(&json, "digest_bad", words->bad_blocks);
	if (words->panic.size)
		add_word(&json, "panic", words->panic);
	kdp_json_number(&json, "log_lines", words->log_lines);
	kdp_json_bool(&json, "cut", words->is_cut);
	kdp_json_array(&steps);
	for (i = 0; i < words->step_count; i++) {
		kdp_json_object(&step);
		add_word(&step, "step", words->step[i].name);
		add_word(&step, "status", words->step[i].status);
		kdp_json_member(&steps, NULL, &step);
	}
	kdp_json_member(&json, "steps", &steps);
	return kdp_json_finish(&json);
}
