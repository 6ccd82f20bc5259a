// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modules.c - orders kernel modules; see modules.h.
 */
#include "kdump-prep/modules.h"

#include <stdbool.h>
#include <string.h>

/* No module needs one that needs one that ... so often. */
#define DEPTH_MAX 32u

KDP_MUST_CHECK
static struct kdp_error *add_name(const struct kdp_modules_index *index,
				  struct kdp_word name, unsigned int depth,
				  struct kdp_modules *list, bool *found);

static void begin(struct kdp_text *text, const char *name,
		  struct kdp_word file)
{
	kdp_text_init(text, name, file.start, file.size);
}

/* "kernel/fs/ext4/ext4.ko.xz" is of the module "ext4". */
static struct kdp_word module_of(struct kdp_word file)
{
	const char *slash = memrchr(file.start, '/', file.size);
	const char *end;

	if (slash) {
		file.size -= (size_t)(slash + 1 - file.start);
		file.start = slash + 1;
	}
	end = memmem(file.start, file.size, ".ko", 3);
	if (end)
		file.size = (size_t)(end - file.start);
	return file;
}

static bool same_name(struct kdp_word a, struct kdp_word b)
{
	size_t i;

	if (a.size != b.size)
		return false;
	for (i = 0; i < a.size; i++)
		if ((a.start[i] == '-' ? '_' : a.start[i]) !=
		    (b.start[i] == '-' ? '_' : b.start[i]))
			return false;
	return true;
}

/* The line of a module: leaves the walk behind "FILE:". */
static bool find_line(const struct kdp_modules_index *index,
		      struct kdp_word name, struct kdp_text *text,
		      struct kdp_word *file)
{
	begin(text, "modules.dep", index->dep);
	while (kdp_text_next(text)) {
		if (!kdp_text_word(text, file) || file->size < 2 ||
		    file->start[file->size - 1] != ':')
			continue;
		file->size--;
		if (same_name(module_of(*file), name))
			return true;
	}
	return false;
}

static bool is_builtin(const struct kdp_modules_index *index,
		       struct kdp_word name)
{
	struct kdp_text text;
	struct kdp_word file;

	begin(&text, "modules.builtin", index->builtin);
	while (kdp_text_next(&text))
		if (kdp_text_word(&text, &file) &&
		    same_name(module_of(file), name))
			return true;
	return false;
}

static bool is_listed(const struct kdp_modules *list, struct kdp_word file)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (same_name(list->file[i], file))
			return true;
	return false;
}

/* "softdep ext4 pre: crc32c post: x": what has to come first. */
KDP_MUST_CHECK
static struct kdp_error *add_soft(const struct kdp_modules_index *index,
				  struct kdp_word name, unsigned int depth,
				  struct kdp_modules *list)
{
	struct kdp_error *err = NULL;
	struct kdp_text text;
	struct kdp_word word;
	bool found, pre;

	begin(&text, "modules.softdep", index->softdep);
	while (!err && kdp_text_next(&text)) {
		if (!kdp_text_word(&text, &word) ||
		    !kdp_word_is(word, "softdep") ||
		    !kdp_text_word(&text, &word) || !same_name(word, name))
			continue;
		pre = false;
		while (!err && kdp_text_word(&text, &word)) {
			if (word.start[word.size - 1] == ':')
				pre = kdp_word_is(word, "pre:");
			else if (pre)
				err = add_name(index, word, depth, list,
					       &found);
		}
	}
	return err;
}

/* "alias crc32c crc32c_generic": each module that goes by that name. */
KDP_MUST_CHECK
static struct kdp_error *add_alias(const struct kdp_modules_index *index,
				   struct kdp_word name, unsigned int depth,
				   struct kdp_modules *list, bool *found)
{
	struct kdp_error *err = NULL;
	struct kdp_text text;
	struct kdp_word word;
	bool one;

	begin(&text, "modules.alias", index->alias);
	while (!err && kdp_text_next(&text)) {
		if (!kdp_text_word(&text, &word) ||
		    !kdp_word_is(word, "alias") ||
		    !kdp_text_word(&text, &word) || !same_name(word, name) ||
		    !kdp_text_word(&text, &word))
			continue;
		err = add_name(index, word, depth, list, &one);
		*found |= one;
	}
	return err;
}

/* Behind "FILE:" stand all that it needs, the first to load last. */
KDP_MUST_CHECK
static struct kdp_error *add_needed(const struct kdp_modules_index *index,
				    struct kdp_text *text, unsigned int depth,
				    struct kdp_modules *list)
{
	struct kdp_word needed[KDP_MODULES_MAX];
	struct kdp_error *err = NULL;
	size_t count = 0;
	bool found;

	while (count < KDP_MODULES_MAX && kdp_text_word(text, &needed[count]))
		count++;
	while (!err && count--) {
		err = add_name(index, module_of(needed[count]), depth, list,
			       &found);
		if (!err && !found)
			err = kdp_error_create(KDP_ERROR_NOT_FOUND,
					       "modules.dep: line %u: needs %.*s, which is not there",
					       text->line,
					       (int)needed[count].size,
					       needed[count].start);
	}
	return err;
}

static struct kdp_error *add_name(const struct kdp_modules_index *index,
				  struct kdp_word name, unsigned int depth,
				  struct kdp_modules *list, bool *found)
{
	struct kdp_error *err;
	struct kdp_text text;
	struct kdp_word file;

	*found = true;
	if (depth == DEPTH_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"modules that need each other: %.*s",
					(int)name.size, name.start);
	if (!find_line(index, name, &text, &file)) {
		*found = is_builtin(index, name);
		return *found ? NULL : add_alias(index, name, depth + 1, list,
						 found);
	}
	if (is_listed(list, file))
		return NULL;
	err = add_soft(index, name, depth + 1, list);
	if (!err)
		err = add_needed(index, &text, depth + 1, list);
	if (err || is_listed(list, file))
		return err;
	if (list->count == KDP_MODULES_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"more than %u modules",
					KDP_MODULES_MAX);
	list->file[list->count++] = file;
	return NULL;
}

struct kdp_error *kdp_modules_add(const struct kdp_modules_index *index,
				  const char *name, struct kdp_modules *list)
{
	struct kdp_word word = { .start = name, .size = strlen(name) };
	struct kdp_error *err;
	bool found;

	err = add_name(index, word, 0, list, &found);
	if (!err && !found)
		err = kdp_error_create(KDP_ERROR_NOT_FOUND,
				       "module %s: not there, and not built in",
				       name);
	return err;
}
