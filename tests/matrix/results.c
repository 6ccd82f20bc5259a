// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * results.c - what became of the cells: from a run's directory, to a line of
 * JSON, and back.
 */
#include "tests/matrix/results.h"

#include <errno.h>
#include <json-c/json.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 512
#define LINE_SIZE 1024
#define CHECK "check-dump: "
/* When nothing is known yet: what a cell took on two idle processors. */
#define SECONDS_GUESSED 45.0

static const char *const moment_names[] = {
	[MOMENT_FIRST] = "first", [MOMENT_LOADED] = "loaded",
	[MOMENT_CRASH] = "crash", [MOMENT_SECOND] = "second",
	[MOMENT_SAVED] = "saved", [MOMENT_DONE] = "done",
	[MOMENT_END] = "end",
};

const char *moment_name(enum moment moment)
{
	return moment_names[moment];
}

bool result_has_dump(const struct result *result)
{
	return !strcmp(result->outcome, "DUMP") ||
	       !strcmp(result->outcome, "SLOW-DUMP");
}

bool result_counts(const struct result *result)
{
	return strcmp(result->outcome, "HARNESS-ERROR") != 0;
}

double result_downtime(const struct result *result)
{
	double end = result->at[MOMENT_SAVED];

	if (end <= 0)
		end = result->at[MOMENT_END];
	return end - result->at[MOMENT_CRASH];
}

static void copy(char *ret, size_t size, const char *text)
{
	snprintf(ret, size, "%s", text);
}

/* Add to a text, as much as fits. */
__attribute__((format(printf, 3, 4)))
static void append(char *text, size_t size, const char *format, ...)
{
	size_t length = strlen(text);
	va_list list;

	va_start(list, format);
	vsnprintf(text + length, size - length, format, list);
	va_end(list);
}

static FILE *open_in(const char *dir, const char *name)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return fopen(path, "re");
}

/* One "key=value" line of vm's; *missed: nothing hit purgatory. */
static void take_pair(struct result *ret, bool *missed, const char *key,
		      const char *value)
{
	if (!strcmp(key, "outcome"))
		copy(ret->outcome, sizeof(ret->outcome), value);
	else if (!strcmp(key, "stage"))
		copy(ret->stage, sizeof(ret->stage), value);
	else if (!strcmp(key, "why"))
		copy(ret->class, sizeof(ret->class), value);
	else if (!strcmp(key, "record"))
		copy(ret->record, sizeof(ret->record), value);
	else if (!strcmp(key, "purgatory_ms"))
		ret->purgatory_ms = strtod(value, NULL);
	else if (!strcmp(key, "mce_sent"))
		*missed = !strcmp(value, "0");
	for (int i = 0; i < MOMENT_COUNT; i++)
		if (!strncmp(key, "t_", 2) && !strcmp(key + 2, moment_names[i]))
			ret->at[i] = strtod(value, NULL);
}

/* Where QEMU's first CPU was, and whether it had an IDT. */
static void describe_cpu(struct result *ret, const char *dir)
{
	FILE *file = open_in(dir, "state.txt");
	char line[LINE_SIZE], word[40] = "";

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		unsigned long base, limit;

		if (!*word && sscanf(line, "RIP=%16[0-9a-f]", word) == 1)
			append(ret->class, sizeof(ret->class),
			       "; CPU 0 at 0x%s", word);
		if (sscanf(line, "IDT= %lx %lx", &base, &limit) == 2) {
			if (!limit)
				append(ret->class, sizeof(ret->class),
				       ", without an IDT");
			break;
		}
	}
	fclose(file);
}

/* The first line of a text; of each path only the last name. */
static void copy_line(char *ret, size_t size, const char *text)
{
	size_t used = 0, word = 0;

	for (; *text && *text != '\n' && used < size - 1; text++) {
		if (*text == '/') {
			used = word;
			continue;
		}
		ret[used++] = *text;
		if (*text == ' ')
			word = used;
	}
	ret[used] = '\0';
}

/* What the checks of a saved dump say makes another outcome of it. */
static void judge_dump(struct result *ret, const char *said)
{
	bool only_record = true;
	const char *first = NULL;

	for (const char *at = strstr(said, CHECK); at; at = strstr(at, CHECK)) {
		const char *end;

		at += strlen(CHECK);
		end = at + strcspn(at, "\n");
		if (!first)
			first = at;
		if (strncmp(at, "report ", 7) &&
		    !memmem(at, (size_t)(end - at), "record", 6) &&
		    !memmem(at, (size_t)(end - at), "device dump", 11) &&
		    !memmem(at, (size_t)(end - at), "dev -V", 6) &&
		    !memmem(at, (size_t)(end - at), "kdump-prep report", 17))
			only_record = false;
	}
	if (!first) {
		first = said;
		only_record = false;
	}
	copy(ret->outcome, sizeof(ret->outcome),
	     only_record ? "NO-RECORD" : "BAD-DUMP");
	copy_line(ret->class, sizeof(ret->class), first);
}

bool result_of_run(struct result *ret, const char *dir, const char *said)
{
	FILE *file = open_in(dir, "result");
	char line[LINE_SIZE];
	bool missed = false;

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		char *equals = strchr(line, '=');

		line[strcspn(line, "\n")] = '\0';
		if (!equals)
			continue;
		*equals = '\0';
		take_pair(ret, &missed, line, equals + 1);
	}
	fclose(file);
	if (!*ret->outcome) {
		errno = EINVAL;
		return false;
	}
	if (missed && result_counts(ret)) {
		copy(ret->outcome, sizeof(ret->outcome), "HARNESS-ERROR");
		copy(ret->class, sizeof(ret->class),
		     "the machine check was not sent");
	} else if (result_has_dump(ret)) {
		if (said)
			judge_dump(ret, said);
		return true;
	}
	if (*ret->record)
		append(ret->class, sizeof(ret->class), "; record: %s",
		       ret->record);
	describe_cpu(ret, dir);
	return true;
}

static bool add(struct json_object *object, const char *key,
		struct json_object *member)
{
	return member && !json_object_object_add(object, key, member);
}

static bool add_text(struct json_object *object, const char *key,
		     const char *text)
{
	return !*text || add(object, key, json_object_new_string(text));
}

/* A number with as many digits as are worth something. */
static bool add_seconds(struct json_object *object, const char *key,
			double value)
{
	char text[32];

	if (value <= 0)
		return true;
	snprintf(text, sizeof(text), "%.2f", value);
	return add(object, key, json_object_new_double_s(value, text));
}

bool result_print(const struct result *result, FILE *file)
{
	struct json_object *object = json_object_new_object();
	struct json_object *times = json_object_new_object();
	const char *text;
	bool good;

	good = object && times && add_text(object, "cell", result->cell) &&
		add_text(object, "outcome", result->outcome) &&
		add_text(object, "stage", result->stage) &&
		add_text(object, "class", result->class) &&
		add_text(object, "record", result->record) &&
		add_seconds(object, "seconds", result->seconds) &&
		add_seconds(object, "purgatory_ms", result->purgatory_ms) &&
		add_text(object, "commit", result->commit) &&
		add_text(object, "date", result->date);
	for (int i = 0; good && i < MOMENT_COUNT; i++)
		good = add_seconds(times, moment_names[i], result->at[i]);
	good = good && add(object, "at", json_object_get(times));
	text = good ? json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PLAIN |
		JSON_C_TO_STRING_NOSLASHESCAPE) : NULL;
	if (text)
		fprintf(file, "%s\n", text);
	json_object_put(times);
	json_object_put(object);
	return text != NULL;
}

static void get_text(struct json_object *object, const char *key, char *ret,
		     size_t size)
{
	struct json_object *member;

	if (json_object_object_get_ex(object, key, &member))
		copy(ret, size, json_object_get_string(member));
}

static double get_number(struct json_object *object, const char *key)
{
	struct json_object *member;

	return json_object_object_get_ex(object, key, &member) ?
		json_object_get_double(member) : 0;
}

static bool parse(struct result *ret, const char *line)
{
	struct json_object *object = json_tokener_parse(line), *times;
	bool good;

	if (!json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		return false;
	}
	get_text(object, "cell", ret->cell, sizeof(ret->cell));
	get_text(object, "outcome", ret->outcome, sizeof(ret->outcome));
	get_text(object, "stage", ret->stage, sizeof(ret->stage));
	get_text(object, "class", ret->class, sizeof(ret->class));
	get_text(object, "record", ret->record, sizeof(ret->record));
	get_text(object, "commit", ret->commit, sizeof(ret->commit));
	get_text(object, "date", ret->date, sizeof(ret->date));
	ret->seconds = get_number(object, "seconds");
	ret->purgatory_ms = get_number(object, "purgatory_ms");
	if (json_object_object_get_ex(object, "at", &times))
		for (int i = 0; i < MOMENT_COUNT; i++)
			ret->at[i] = get_number(times, moment_names[i]);
	good = *ret->cell && *ret->outcome;
	json_object_put(object);
	return good;
}

bool results_read(struct results *results, FILE *file, size_t *line_ret)
{
	char *line = NULL;
	size_t size = 0;
	bool good = true;

	*line_ret = 0;
	while (good && getline(&line, &size, file) > 0) {
		struct result *grown = realloc(results->result,
			(results->count + 1) * sizeof(*grown));

		++*line_ret;
		good = grown != NULL;
		if (!good)
			break;
		results->result = grown;
		memset(&grown[results->count], 0, sizeof(*grown));
		good = parse(&grown[results->count], line);
		results->count += good;
	}
	free(line);
	return good;
}

void results_deinit(struct results *results)
{
	free(results->result);
	*results = (struct results){ 0 };
}

const struct result *results_find(const struct results *results,
				  const char *cell)
{
	for (size_t i = results->count; i; i--) {
		const struct result *result = &results->result[i - 1];

		if (!strcmp(result->cell, cell) && result_counts(result))
			return result;
	}
	return NULL;
}

/* The mean of what is like the cell in as many ways as asked for. */
static double mean_seconds(const struct results *results,
			   const struct factors *factors,
			   const struct cell *cell, bool alike)
{
	double sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < results->count; i++) {
		const struct result *result = &results->result[i];
		struct cell other;

		if (result->seconds <= 0 || !result_counts(result) ||
		    !factors_cell(factors, result->cell, &other))
			continue;
		if (alike && (other.value[FACTOR_WAY] !=
			      cell->value[FACTOR_WAY] ||
			      other.value[FACTOR_HOSTILITY] !=
			      cell->value[FACTOR_HOSTILITY]))
			continue;
		sum += result->seconds;
		count++;
	}
	return count ? sum / (double)count : 0;
}

double results_seconds(const struct results *results,
		       const struct factors *factors, const struct cell *cell)
{
	char id[FACTORS_ID_SIZE];
	const struct result *own;
	double ret;

	factors_id(factors, cell, id);
	own = results_find(results, id);
	if (own && own->seconds > 0)
		return own->seconds;
	ret = mean_seconds(results, factors, cell, true);
	if (ret <= 0)
		ret = mean_seconds(results, factors, cell, false);
	return ret > 0 ? ret : SECONDS_GUESSED;
}

void wilson(size_t good, size_t all, double *low, double *high)
{
	const double z = 1.959964;
	double n = (double)all, p = (double)good / n;
	double middle = p + z * z / (2 * n);
	double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	double scale = 1 + z * z / n;

	*low = (middle - half) / scale;
	*high = (middle + half) / scale;
	if (*low < 0)
		*low = 0;
	if (*high > 1)
		*high = 1;
}
