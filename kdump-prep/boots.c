// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * boots.c - keeps what happened to the last boots; see boots.h.
 *
 * The file has a line for each fact, "name value"; those behind a line "boot"
 * are of that boot.
 */
#include "kdump-prep/boots.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/table_text.h"
#include "kdump-prep/text.h"

#define DIRECTORY "/var/lib/kdump-prep"
#define FILE_NAME "boots"
#define PATH	  DIRECTORY "/" FILE_NAME
#define FORMAT	  "kdump-prep-boots"
#define SIZE_MAX_ ((size_t)65536)

/* Copies a word of printable characters; false: it is none, or too long. */
static bool copy_word(struct kdp_word word, char *ret, size_t size)
{
	size_t i;

	if (!word.size || word.size >= size)
		return false;
	for (i = 0; i < word.size; i++)
		if (word.start[i] <= ' ' || word.start[i] > '~')
			return false;
	memcpy(ret, word.start, word.size);
	ret[word.size] = '\0';
	return true;
}

static struct kdp_error *parse_word(struct kdp_text *text, const char *what,
				    char *ret, size_t size)
{
	struct kdp_word word;

	if (!kdp_text_word(text, &word) || !copy_word(word, ret, size))
		return kdp_text_error(text,
				      "%s: expected a word of less than %zu characters",
				      what, size);
	return NULL;
}

static struct kdp_error *parse_boot(struct kdp_text *text,
				    struct kdp_boots *boots)
{
	if (boots->count == KDP_BOOTS_MAX)
		return kdp_text_error(text, "more than %u boots",
				      KDP_BOOTS_MAX);
	return parse_word(text, "boot", boots->boot[boots->count++].id,
			  KDP_BOOT_ID_SIZE);
}

/* A fact of @boot. */
static struct kdp_error *parse_fact(struct kdp_text *text,
				    struct kdp_word name,
				    struct kdp_boot *boot)
{
	struct kdp_error *err;
	unsigned int way;

	if (kdp_word_is(name, "kernel"))
		return parse_word(text, "kernel", boot->release,
				  sizeof(boot->release));
	if (kdp_word_is(name, "began"))
		return kdp_text_u64(text, "began", INT64_MAX, &boot->began);
	if (kdp_word_is(name, "loaded"))
		return kdp_text_u64(text, "loaded", INT64_MAX, &boot->loaded);
	if (kdp_word_is(name, "unloaded"))
		return kdp_text_u64(text, "unloaded", INT64_MAX,
				    &boot->unloaded);
	if (kdp_word_is(name, "ended"))
		return kdp_text_u64(text, "ended", INT64_MAX, &boot->ended);
	if (!kdp_word_is(name, "way"))
		return kdp_text_unknown(text, name);
	err = kdp_text_name(text, "way", kdp_way_names, &way);
	if (!err)
		boot->way = (enum kdp_way)way;
	return err;
}

struct kdp_error *kdp_boots_parse(const char *data, size_t size,
				  struct kdp_boots *ret)
{
	struct kdp_boots boots = { 0 };
	struct kdp_error *err;
	struct kdp_word name;
	struct kdp_text text;

	kdp_text_init(&text, PATH, data, size);
	err = kdp_text_begin(&text, FORMAT, 1);
	while (!err && kdp_text_next_fact(&text)) {
		if (!kdp_text_word(&text, &name))
			continue;
		if (kdp_word_is(name, "boot"))
			err = parse_boot(&text, &boots);
		else if (!boots.count)
			err = kdp_text_unknown(&text, name);
		else
			err = parse_fact(&text, name,
					 &boots.boot[boots.count - 1]);
		if (!err)
			err = kdp_text_finish(&text);
	}
	if (!err)
		*ret = boots;
	return err;
}

static void print_time(FILE *out, const char *name, uint64_t time)
{
	if (time)
		fprintf(out, "%s %" PRIu64 "\n", name, time);
}

void kdp_boots_write(const struct kdp_boots *boots, FILE *out)
{
	const struct kdp_boot *boot;
	size_t i;

	fprintf(out, FORMAT " 1\n");
	for (i = 0; i < boots->count; i++) {
		boot = &boots->boot[i];
		fprintf(out, "boot %s\n", boot->id);
		if (boot->release[0])
			fprintf(out, "kernel %s\n", boot->release);
		print_time(out, "began", boot->began);
		print_time(out, "loaded", boot->loaded);
		if (boot->loaded)
			fprintf(out, "way %s\n",
				kdp_name_of(kdp_way_names, boot->way));
		print_time(out, "unloaded", boot->unloaded);
		print_time(out, "ended", boot->ended);
	}
}

struct kdp_error *kdp_boots_read(const struct kdp_sysroot *root,
				 struct kdp_boots *ret)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, PATH, SIZE_MAX_, &data, &size);
	return err ? err : kdp_boots_parse(data, size, ret);
}

/* The one word that a file of /proc has. */
static struct kdp_error *read_word(const struct kdp_sysroot *root,
				   const char *path, char *ret, size_t size)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	struct kdp_text text;
	size_t length;

	err = kdp_sysroot_read(root, path, 4096, &data, &length);
	if (err)
		return err;
	kdp_text_init(&text, path, data, length);
	if (!kdp_text_next(&text))
		return kdp_error_create(KDP_ERROR_FORMAT, "%s: empty", path);
	return parse_word(&text, "it", ret, size);
}

struct kdp_error *kdp_boot_id(const struct kdp_sysroot *root,
			      char ret[KDP_BOOT_ID_SIZE])
{
	return read_word(root, "/proc/sys/kernel/random/boot_id", ret,
			 KDP_BOOT_ID_SIZE);
}

uint64_t kdp_boot_start(const struct kdp_boot *boot)
{
	if (!boot->began || (boot->loaded && boot->loaded < boot->began))
		return boot->loaded;
	return boot->began;
}

/* The block of the running boot, the last one; made where it is missing. */
static struct kdp_boot *running(const struct kdp_sysroot *root, const char *id,
				struct kdp_boots *boots)
{
	struct kdp_boot *boot = &boots->boot[0];

	if (boots->count) {
		boot = &boots->boot[boots->count - 1];
		if (strcmp(boot->id, id) == 0)
			return boot;
	}
	if (boots->count == KDP_BOOTS_MAX)
		memmove(&boots->boot[0], &boots->boot[1],
			--boots->count * sizeof(boots->boot[0]));
	boot = &boots->boot[boots->count++];
	*boot = (struct kdp_boot){ 0 };
	memcpy(boot->id, id, KDP_BOOT_ID_SIZE);
	kdp_error_destroy(read_word(root, "/proc/sys/kernel/osrelease",
				    boot->release, sizeof(boot->release)));
	return boot;
}

static void take_event(struct kdp_boot *boot, enum kdp_boot_event event,
		       enum kdp_way way)
{
	uint64_t now = (uint64_t)time(NULL);

	switch (event) {
	case KDP_BOOT_BEGAN:
		boot->began = now;
		/* The service was stopped and is started again. */
		boot->ended = 0;
		break;
	case KDP_BOOT_LOADED:
		boot->loaded = now;
		boot->unloaded = 0;
		boot->way = way;
		break;
	case KDP_BOOT_UNLOADED:
		if (boot->loaded)
			boot->unloaded = now;
		break;
	case KDP_BOOT_ENDED:
		boot->ended = now;
		break;
	}
}

struct kdp_error *kdp_boots_note(const struct kdp_sysroot *root,
				 enum kdp_boot_event event, enum kdp_way way)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_boots boots = { 0 };
	char id[KDP_BOOT_ID_SIZE] = "";
	struct kdp_error *err;
	size_t size;
	FILE *out;

	err = kdp_boot_id(root, id);
	if (err)
		return err;
	err = kdp_boots_read(root, &boots);
	if (err && err->code != KDP_ERROR_FORMAT &&
	    err->code != KDP_ERROR_NOT_FOUND)
		return err;
	kdp_error_destroy(err);
	take_event(running(root, id, &boots), event, way);
	out = open_memstream(&text, &size);
	if (!out)
		return &kdp_enomem;
	kdp_boots_write(&boots, out);
	if (fclose(out) != 0)
		return &kdp_enomem;
	return kdp_sysroot_write(root, DIRECTORY, FILE_NAME, text, size);
}

void kdp_boots_try(const struct kdp_sysroot *root, enum kdp_boot_event event,
		   enum kdp_way way)
{
	kdp_error_destroy(kdp_boots_note(root, event, way));
}
