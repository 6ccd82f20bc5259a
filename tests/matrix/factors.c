// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * factors.c - reads factors.cfg, judges cells by it and writes them as cases.
 */
#include "tests/matrix/factors.h"

#include <stdlib.h>
#include <string.h>

static const char *const factor_names[] = {
	[FACTOR_TRIGGER] = "trigger", [FACTOR_HOSTILITY] = "hostility",
	[FACTOR_MACHINE] = "machine", [FACTOR_WAY] = "way",
	[FACTOR_KERNEL] = "kernel",
};

/* The order in which settings replace each other. */
static const enum factor order[] = {
	FACTOR_MACHINE, FACTOR_KERNEL, FACTOR_WAY, FACTOR_HOSTILITY,
	FACTOR_TRIGGER,
};

/* Settings that add up. */
static const char *const lists[] = {
	"devices", "globals", "line", "first-line", "second-line", "options",
	"control-options", "modules", "disk-modules", "first-modules", "load",
};

const char *factor_name(enum factor factor)
{
	return factor_names[factor];
}

static bool is_list(const char *key)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!strcmp(lists[i], key))
			return true;
	return false;
}

static int find_factor(const char *name)
{
	for (int i = 0; i < FACTOR_COUNT; i++)
		if (!strcmp(factor_names[i], name))
			return i;
	return -1;
}

int factors_find(const struct factors *factors, enum factor factor,
		 const char *name)
{
	for (size_t i = 0; i < factors->count[factor]; i++)
		if (!strcmp(factors->value[factor][i].name, name))
			return (int)i;
	return -1;
}

static bool fail(struct factors *factors, const char *what, const char *word)
{
	snprintf(factors->error, sizeof(factors->error), "%s: %s", what,
		 word ? word : "nothing");
	return false;
}

/* The next word of *@at, or NULL. */
static char *next_word(char **at)
{
	char *word;

	*at += strspn(*at, " \t");
	if (!**at)
		return NULL;
	word = *at;
	*at += strcspn(*at, " \t");
	if (**at)
		*(*at)++ = '\0';
	return word;
}

static bool add_value(struct factors *factors, char *line, struct value **ret)
{
	char *name = next_word(&line);
	int factor = name ? find_factor(name) : -1;
	struct value *value;

	if (factor < 0)
		return fail(factors, "no such factor", name);
	name = next_word(&line);
	if (!name || strchr(name, '_') ||
	    factors_find(factors, (enum factor)factor, name) >= 0)
		return fail(factors, "no name for a new value", name);
	if (factors->count[factor] == FACTORS_VALUES_MAX)
		return fail(factors, "too many values", name);
	value = &factors->value[factor][factors->count[factor]++];
	value->name = name;
	*ret = value;
	return true;
}

static bool add_setting(struct factors *factors, struct value *value,
			char *line)
{
	char *key = next_word(&line);
	char *equals = next_word(&line);

	if (!value || !equals || strcmp(equals, "="))
		return fail(factors, "no setting of a value", key);
	if (value->setting_count == FACTORS_SETTINGS_MAX)
		return fail(factors, "too many settings", key);
	value->setting[value->setting_count++] = (struct setting){
		.key = key, .text = line + strspn(line, " \t"),
	};
	return true;
}

/* FACTOR=NAME[,NAME]... or with "!=". */
static bool add_condition(struct factors *factors, struct rule *rule,
			  char *word)
{
	char *equals = strchr(word, '=');
	uint32_t values = 0;
	bool without;
	int factor;

	if (!equals)
		return fail(factors, "no condition", word);
	without = equals > word && equals[-1] == '!';
	equals[without ? -1 : 0] = '\0';
	factor = find_factor(word);
	if (factor < 0)
		return fail(factors, "no such factor", word);
	for (char *name = equals + 1, *end; name; name = end) {
		int value;

		end = strchr(name, ',');
		if (end)
			*end++ = '\0';
		value = factors_find(factors, (enum factor)factor, name);
		if (value < 0)
			return fail(factors, "no such value", name);
		values |= 1u << value;
	}
	rule->values[factor] &= without ? ~values : values;
	return true;
}

static bool add_rule(struct factors *factors, struct rule *rules,
		     size_t *count, char *line)
{
	char *reason = strchr(line, ':');
	struct rule *rule;
	char *word;

	if (!reason || *count == FACTORS_RULES_MAX)
		return fail(factors, "no rule with a reason", line);
	*reason++ = '\0';
	rule = &rules[(*count)++];
	memset(rule->values, 0xff, sizeof(rule->values));
	rule->reason = reason + strspn(reason, " ");
	while ((word = next_word(&line)))
		if (!add_condition(factors, rule, word))
			return false;
	return true;
}

static bool add_missing(struct factors *factors, char *line)
{
	char *reason = strchr(line, ':');
	char *word = next_word(&line);
	int factor = word ? find_factor(word) : -1;

	if (!reason || factor < 0 ||
	    factors->missing_count == FACTORS_RULES_MAX)
		return fail(factors, "no missing value with a reason", word);
	*reason++ = '\0';
	factors->missing[factors->missing_count++] = (struct missing){
		.factor = (enum factor)factor, .name = next_word(&line),
		.reason = reason + strspn(reason, " "),
	};
	return true;
}

static bool add_ci(struct factors *factors, char *line)
{
	struct cell *cell = &factors->ci[factors->ci_count];

	if (factors->ci_count == FACTORS_CI_MAX)
		return fail(factors, "too many cells", line);
	for (int i = 0; i < FACTOR_COUNT; i++) {
		char *name = next_word(&line);
		int value = name ? factors_find(factors, (enum factor)i, name) :
			-1;

		if (value < 0)
			return fail(factors, "no such value", name);
		cell->value[i] = (uint8_t)value;
	}
	if (factors_impossible(factors, cell))
		return fail(factors, "a cell that is not in the plan",
			    factors_impossible(factors, cell));
	factors->ci_count++;
	return true;
}

static bool add_line(struct factors *factors, char *line, struct value **value)
{
	bool is_setting = *line == '\t';
	char *word;

	word = line + strspn(line, " \t");
	if (!*word || *word == '#')
		return true;
	if (is_setting)
		return add_setting(factors, *value, line);
	word = next_word(&line);
	if (!strcmp(word, "value"))
		return add_value(factors, line, value);
	*value = NULL;
	if (!strcmp(word, "impossible"))
		return add_rule(factors, factors->impossible,
				&factors->impossible_count, line);
	if (!strcmp(word, "limit"))
		return add_rule(factors, factors->limit, &factors->limit_count,
				line);
	if (!strcmp(word, "missing"))
		return add_missing(factors, line);
	if (!strcmp(word, "ci"))
		return add_ci(factors, line);
	return fail(factors, "unknown word", word);
}

bool factors_init(struct factors *factors, const char *text)
{
	struct value *value = NULL;
	unsigned int number = 1;
	char error[120];

	memset(factors, 0, sizeof(*factors));
	factors->text = strdup(text);
	if (!factors->text)
		return fail(factors, "out of memory", text);
	for (char *line = factors->text, *end; line; line = end, number++) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		if (add_line(factors, line, &value))
			continue;
		memcpy(error, factors->error, sizeof(error) - 1);
		error[sizeof(error) - 1] = '\0';
		snprintf(factors->error, sizeof(factors->error),
			 "line %u: %s", number, error);
		return false;
	}
	for (int i = 0; i < FACTOR_COUNT; i++)
		if (!factors->count[i])
			return fail(factors, "no value of", factor_names[i]);
	return true;
}

void factors_deinit(struct factors *factors)
{
	free(factors->text);
	factors->text = NULL;
}

static const char *first_match(const struct rule *rules, size_t count,
			       const struct cell *cell)
{
	for (size_t i = 0; i < count; i++) {
		int met = 0;

		for (int j = 0; j < FACTOR_COUNT; j++)
			met += rules[i].values[j] >> cell->value[j] & 1;
		if (met == FACTOR_COUNT)
			return rules[i].reason;
	}
	return NULL;
}

const char *factors_impossible(const struct factors *factors,
			       const struct cell *cell)
{
	return first_match(factors->impossible, factors->impossible_count,
			   cell);
}

const char *factors_limit(const struct factors *factors,
			  const struct cell *cell)
{
	return first_match(factors->limit, factors->limit_count, cell);
}

void factors_id(const struct factors *factors, const struct cell *cell,
		char *ret)
{
	const char *name[FACTOR_COUNT];

	for (int i = 0; i < FACTOR_COUNT; i++)
		name[i] = factors->value[i][cell->value[i]].name;
	snprintf(ret, FACTORS_ID_SIZE, "%s_%s_%s_%s_%s", name[0], name[1],
		 name[2], name[3], name[4]);
}

bool factors_cell(const struct factors *factors, const char *id,
		  struct cell *ret)
{
	char name[FACTORS_ID_SIZE];
	struct cell cell;

	for (int i = 0; i < FACTOR_COUNT; i++) {
		size_t length = strcspn(id, "_");
		int value;

		if (length >= sizeof(name))
			return false;
		memcpy(name, id, length);
		name[length] = '\0';
		value = factors_find(factors, (enum factor)i, name);
		if (value < 0 || !id[length] != (i == FACTOR_COUNT - 1))
			return false;
		cell.value[i] = (uint8_t)value;
		id += length + 1;
	}
	if (factors_impossible(factors, &cell))
		return false;
	*ret = cell;
	return true;
}

bool factors_next(const struct factors *factors, struct cell *cell)
{
	for (int i = FACTOR_COUNT - 1; i >= 0; i--) {
		if (++cell->value[i] < factors->count[i])
			return true;
		cell->value[i] = 0;
	}
	return false;
}

const char *value_setting(const struct value *value, const char *key)
{
	for (size_t i = 0; i < value->setting_count; i++)
		if (!strcmp(value->setting[i].key, key))
			return value->setting[i].text;
	return NULL;
}

/* "@KEY" stands for what the cell has below that key. */
static const char *resolve(const struct value *const *values, const char *text)
{
	const char *ret = text;

	for (int i = 0; text && *text == '@' && i < FACTOR_COUNT; i++) {
		const char *other = value_setting(values[i], text + 1);

		if (other)
			ret = other;
	}
	return ret;
}

/* One line: the last text, or all of a list. */
static void write_setting(const struct value *const *values, const char *key,
			  FILE *file)
{
	const char *last = NULL;

	fprintf(file, "%s =", key);
	for (int i = 0; i < FACTOR_COUNT; i++) {
		const char *text = value_setting(values[i], key);

		if (text && is_list(key))
			fprintf(file, " %s", text);
		else if (text)
			last = text;
	}
	last = resolve(values, last);
	fprintf(file, "%s%s\n", last ? " " : "", last ? last : "");
}

/* Whether a value in front of @index has the key, too. */
static bool was_written(const struct value *const *values, int index,
			const char *key)
{
	for (int i = 0; i < index; i++)
		if (value_setting(values[i], key))
			return true;
	return false;
}

void factors_write_case(const struct factors *factors, const struct cell *cell,
			FILE *file)
{
	const struct value *values[FACTOR_COUNT];
	const char *loader = "none";
	char id[FACTORS_ID_SIZE];

	factors_id(factors, cell, id);
	fprintf(file, "[%s]\n", id);
	for (int i = 0; i < FACTOR_COUNT; i++)
		values[i] = &factors->value[order[i]][cell->value[order[i]]];
	for (int i = 0; i < FACTOR_COUNT; i++) {
		for (size_t j = 0; j < values[i]->setting_count; j++) {
			const struct setting *setting = &values[i]->setting[j];

			if (!strcmp(setting->key, "loader"))
				loader = setting->text;
			else if (!was_written(values, i, setting->key))
				write_setting(values, setting->key, file);
		}
	}
	/* What the second kernel says of interrupts is not judged here. */
	fprintf(file, "dmesg = .\nhang = 120\nloaders = %s\n%s = ANY\n\n",
		loader, loader);
}
