// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * last.c - keeps what was loaded last; see last.h.
 *
 * The file has a line for each fact, "name value".  A byte that is not a
 * printable character, and "%", is written as "%" and two hexadecimal digits.
 */
#include "kdump-prep/last.h"

#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/file.h"
#include "kdump-prep/text.h"
#include "kdump-prep/topology_text.h"

#define DIRECTORY "/run/kdump-prep"
#define FILE_NAME "loaded"
#define PATH	  DIRECTORY "/" FILE_NAME
#define FORMAT	  "kdump-prep-loaded 1"
#define SIZE_MAX_ ((size_t)1 << 20)
#define WORDS_MAX 1024

void kdp_last_deinit(struct kdp_last *last)
{
	int i;

	for (i = 0; i < last->argc; i++)
		free(last->argv[i]);
	free(last->argv);
	free(last->directory);
	free(last->cmdline);
	free(last->entered);
	free(last->kernel.path);
	free(last->initrd.path);
	*last = (struct kdp_last){ 0 };
}

static void print_file(FILE *file, const char *name, const struct stat *st)
{
	char identity[KDP_FILE_IDENTITY_SIZE];

	kdp_file_identity(st, identity);
	fprintf(file, "%s %s\n", name, identity);
}

/*
 * The topology without what varies; its arrays but two are @topology's.  The
 * APIC id of a CPU comes and goes as the CPU goes on and off line.
 */
static struct kdp_error *format_steady(const struct kdp_topology *topology,
				       char **ret)
{
	KDP_AUTO_FREE struct kdp_topology_function *function = NULL;
	KDP_AUTO_FREE struct kdp_cpu *cpu = NULL;
	struct kdp_topology steady = *topology;
	size_t i;

	function = calloc(topology->function_count + 1, sizeof(*function));
	cpu = calloc(topology->cpu_count + 1, sizeof(*cpu));
	if (!function || !cpu)
		return &kdp_enomem;
	for (i = 0; i < topology->cpu_count; i++) {
		cpu[i] = topology->cpu[i];
		cpu[i].has_apic_id = false;
	}
	for (i = 0; i < topology->function_count; i++) {
		function[i] = topology->function[i];
		function[i].msi_enabled = false;
		function[i].msix_enabled = false;
	}
	steady.function = function;
	steady.cpu = cpu;
	steady.tsc_khz = 0;
	steady.tsc_reliable = false;
	return kdp_topology_format(&steady, ret);
}

struct kdp_error *kdp_last_fingerprint(const struct kdp_topology *topology,
				       const struct stat *kernel,
				       const struct stat *initrd,
				       const char *cmdline,
				       char ret[KDP_FINGERPRINT_SIZE])
{
	KDP_AUTO_FREE char *machine = NULL;
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size;
	FILE *file;

	err = format_steady(topology, &machine);
	if (err)
		return err;
	file = open_memstream(&text, &size);
	if (!file)
		return &kdp_enomem;
	fprintf(file, "%s\n%s\n%s", PACKAGE_VERSION, cmdline, machine);
	print_file(file, "kernel", kernel);
	if (initrd)
		print_file(file, "initrd", initrd);
	if (fclose(file) != 0)
		return &kdp_enomem;
	kdp_hash_text(text, size, ret);
	return NULL;
}

static void print_word(FILE *file, const char *name, const char *value)
{
	fprintf(file, "%s ", name);
	for (; *value; value++)
		if (*value >= ' ' && *value <= '~' && *value != '%')
			fputc(*value, file);
		else
			fprintf(file, "%%%02x", (unsigned char)*value);
	fputc('\n', file);
}

static void print_way(FILE *file, const struct kdp_last *last)
{
	const struct kdp_name *name;

	print_word(file, "way", kdp_name_of(kdp_way_names, last->way));
	fprintf(file, "time %" PRIu64 "\n", last->time);
	for (name = kdp_protection_names; name->name; name++)
		if (last->protections & name->number)
			print_word(file, "protection", name->name);
	if (last->cmdline)
		print_word(file, "command-line", last->cmdline);
	if (last->entered)
		print_word(file, "entered", last->entered);
}

static void print_loaded(FILE *file, const char *name,
			 const struct kdp_last_file *loaded)
{
	char fact[32];

	if (!loaded->path)
		return;
	print_word(file, name, loaded->path);
	snprintf(fact, sizeof(fact), "%s-identity", name);
	print_word(file, fact, loaded->identity);
}

struct kdp_error *kdp_last_write(const struct kdp_sysroot *root,
				 const struct kdp_last *last)
{
	KDP_AUTO_FREE char *text = NULL;
	size_t size;
	FILE *file;
	int i;

	file = open_memstream(&text, &size);
	if (!file)
		return &kdp_enomem;
	fprintf(file, "%s\n", FORMAT);
	print_word(file, "fingerprint", last->fingerprint);
	print_word(file, "spelling", last->kexec ? "kexec" : "kdump-prep");
	print_word(file, "directory", last->directory);
	for (i = 0; i < last->argc; i++)
		print_word(file, "word", last->argv[i]);
	print_way(file, last);
	print_loaded(file, "kernel", &last->kernel);
	print_loaded(file, "initrd", &last->initrd);
	if (fclose(file) != 0)
		return &kdp_enomem;
	return kdp_sysroot_write(root, DIRECTORY, FILE_NAME, text, size);
}

/* What print_word() wrote; NULL when it did not, or memory ran out. */
static char *read_word(struct kdp_word word)
{
	char *value = malloc(word.size + 1), *to = value;
	int byte;
	size_t i;

	for (i = 0; value && i < word.size; i++) {
		if (word.start[i] != '%') {
			*to++ = word.start[i];
			continue;
		}
		byte = word.size - i < 3 ?
			       -1 :
			       kdp_hex_byte(word.start + i + 1);
		if (byte < 0) {
			free(value);
			return NULL;
		}
		*to++ = (char)byte;
		i += 2;
	}
	if (value)
		*to = '\0';
	return value;
}

static bool take_argument(struct kdp_last *last, char *value)
{
	char **argv;

	if (last->argc == WORDS_MAX)
		return false;
	argv = reallocarray(last->argv, (size_t)last->argc + 2,
			    sizeof(*argv));
	if (!argv)
		return false;
	argv[last->argc++] = value;
	argv[last->argc] = NULL;
	last->argv = argv;
	return true;
}

static bool take_way(struct kdp_last *last, struct kdp_word name,
		     const char *value)
{
	struct kdp_word word = { value, strlen(value) };
	unsigned int number;

	if (kdp_word_is(name, "time"))
		return kdp_word_u64(word, 10, &last->time);
	if (kdp_word_is(name, "way") &&
	    kdp_name_parse(kdp_way_names, value, word.size, &number)) {
		last->way = (enum kdp_way)number;
		return true;
	}
	if (!kdp_word_is(name, "protection") ||
	    !kdp_name_parse(kdp_protection_names, value, word.size, &number))
		return false;
	last->protections |= number;
	return true;
}

static bool take_file(struct kdp_last *last, struct kdp_word name, char **value)
{
	struct kdp_last_file *file = &last->kernel;

	if (kdp_word_is(name, "initrd") || kdp_word_is(name, "initrd-identity"))
		file = &last->initrd;
	if (kdp_word_is(name, "kernel") || kdp_word_is(name, "initrd")) {
		if (file->path)
			return false;
		file->path = KDP_TAKE(*value);
		return true;
	}
	if (!kdp_word_is(name, "kernel-identity") &&
	    !kdp_word_is(name, "initrd-identity"))
		return false;
	snprintf(file->identity, sizeof(file->identity), "%s", *value);
	return true;
}

/* One line; false when it is none of ours. */
static bool take_line(struct kdp_last *last, struct kdp_text *text)
{
	KDP_AUTO_FREE char *value = NULL;
	struct kdp_word name, rest;

	if (!kdp_text_word(text, &name))
		return false;
	rest = text->rest;
	if (rest.size) {
		rest.start++;
		rest.size--;
	}
	value = read_word(rest);
	if (!value)
		return false;
	if (kdp_word_is(name, "fingerprint")) {
		snprintf(last->fingerprint, sizeof(last->fingerprint), "%s",
			 value);
	} else if (kdp_word_is(name, "spelling")) {
		last->kexec = strcmp(value, "kexec") == 0;
	} else if (kdp_word_is(name, "directory") && !last->directory) {
		last->directory = KDP_TAKE(value);
	} else if (kdp_word_is(name, "word")) {
		if (!take_argument(last, value))
			return false;
		value = NULL;
	} else if (kdp_word_is(name, "command-line") && !last->cmdline) {
		last->cmdline = KDP_TAKE(value);
	} else if (kdp_word_is(name, "entered") && !last->entered) {
		last->entered = KDP_TAKE(value);
	} else {
		return take_way(last, name, value) ||
		       take_file(last, name, &value);
	}
	return true;
}

struct kdp_error *kdp_last_read(const struct kdp_sysroot *root,
				struct kdp_last *ret)
{
	KDP_CLEANUP(kdp_last_deinit) struct kdp_last last = { 0 };
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	struct kdp_text text;
	bool good = true;
	size_t size;

	err = kdp_sysroot_read(root, PATH, SIZE_MAX_, &data, &size);
	if (err)
		return err;
	kdp_text_init(&text, PATH, data, size);
	if (!kdp_text_next(&text) || !kdp_word_is(text.rest, FORMAT))
		good = false;
	while (good && kdp_text_next(&text))
		good = take_line(&last, &text);
	if (!good || !last.argc || !last.directory || !*last.fingerprint)
		return kdp_error_create(KDP_ERROR_FORMAT,
					PATH ": not what this program writes");
	*ret = last;
	last = (struct kdp_last){ 0 };
	return NULL;
}

void kdp_last_forget(const struct kdp_sysroot *root)
{
	kdp_sysroot_unlink(root, PATH);
}

/* -1: it cannot be opened. */
static int open_lock(const struct kdp_sysroot *root, const char *name)
{
	struct kdp_error *err;
	int fd = -1;

	err = kdp_sysroot_create(root, DIRECTORY, name, &fd);
	kdp_error_destroy(err);
	return fd;
}

int kdp_last_lock(const struct kdp_sysroot *root)
{
	int fd = open_lock(root, "lock");

	while (fd >= 0 && flock(fd, LOCK_EX) < 0 && errno == EINTR)
		;
	return fd;
}

bool kdp_last_lock_once(const struct kdp_sysroot *root, int *fd_ret)
{
	KDP_AUTO_CLOSE int waiting = open_lock(root, "waiting");

	if (waiting >= 0 && flock(waiting, LOCK_EX | LOCK_NB) < 0 &&
	    errno == EWOULDBLOCK)
		return false;
	*fd_ret = kdp_last_lock(root);
	return true;
}
