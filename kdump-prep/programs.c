// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * programs.c - puts programs and their libraries into an initramfs; see
 * programs.h.
 */
#include "kdump-prep/programs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/file.h"

#define FILE_MAX    (256u << 20)
#define PATH_SIZE   4096u
/* Libraries that need libraries that need ... */
#define DEPTH_MAX   16u

/* Where a distribution's linker looks without being told. */
static const char *const library_dirs[] = {
	"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64",
	"/usr/lib64", "/lib", "/usr/lib",
};

#define LIBRARY_DIR_COUNT (sizeof(library_dirs) / sizeof(library_dirs[0]))

KDP_MUST_CHECK
static struct kdp_error *add_program(struct kdp_programs *programs,
				     const char *path, const char *as,
				     unsigned int depth);

/* The directories above a file that are not there yet. */
static void add_parents(struct kdp_programs *programs, const char *as)
{
	const char *slash = as;
	char dir[PATH_SIZE];

	while ((slash = strchr(slash, '/'))) {
		snprintf(dir, sizeof(dir), "%.*s", (int)(slash - as), as);
		if (!kdp_cpio_has(programs->cpio, dir))
			kdp_cpio_dir(programs->cpio, dir);
		slash++;
	}
}

/* Finds @name in the caller's directories, then in the system's. */
static bool find_library(const struct kdp_programs *programs,
			 const char *name, char *ret)
{
	size_t own = programs->dir_count;
	const char *dir;
	size_t i;

	for (i = 0; i < own + LIBRARY_DIR_COUNT; i++) {
		dir = i < own ? programs->dir[i] : library_dirs[i - own];
		snprintf(ret, PATH_SIZE, "%s/%s", dir, name);
		if (access(ret, R_OK) == 0)
			return true;
	}
	return false;
}

KDP_MUST_CHECK
static struct kdp_error *add_library(struct kdp_programs *programs,
				     const char *name, unsigned int depth)
{
	char as[KDP_ELF_NAME_SIZE + 8];
	char path[PATH_SIZE];

	snprintf(as, sizeof(as), "lib/%s", name);
	/* The linker is a library too, and already there as itself. */
	if (strcmp(name, programs->linker) == 0 ||
	    kdp_cpio_has(programs->cpio, as))
		return NULL;
	if (!find_library(programs, name, path))
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"%s, which it needs, is in no directory of libraries",
					name);
	return add_program(programs, path, as, depth);
}

/* The linker's own path is in each program: it stays where that says. */
KDP_MUST_CHECK
static struct kdp_error *add_interpreter(struct kdp_programs *programs,
					 const char *interpreter,
					 unsigned int depth)
{
	char path[PATH_SIZE];

	if (!interpreter[0] || kdp_cpio_has(programs->cpio, interpreter + 1))
		return NULL;
	snprintf(programs->linker, sizeof(programs->linker), "%s",
		 strrchr(interpreter, '/') + 1);
	if (!programs->dir_count ||
	    !find_library(programs, programs->linker, path))
		snprintf(path, sizeof(path), "%s", interpreter);
	return add_program(programs, path, interpreter + 1, depth);
}

/* A program or library, and all that it needs. */
static struct kdp_error *add_program(struct kdp_programs *programs,
				     const char *path, const char *as,
				     unsigned int depth)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_elf_needs needs;
	struct kdp_error *err;
	size_t size, i;

	if (depth == DEPTH_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: needed by too many in a row",
					path);
	err = kdp_file_read(path, FILE_MAX, &data, &size);
	if (err)
		return err;
	add_parents(programs, as);
	kdp_cpio_file(programs->cpio, as, 0755, data, size);
	programs->files++;
	err = kdp_elf_needs(data, size, &needs);
	if (!err)
		err = add_interpreter(programs, needs.interpreter, depth + 1);
	for (i = 0; !err && i < needs.count; i++)
		err = add_library(programs, needs.library[i], depth + 1);
	return kdp_error_wrap(err, "%s", path);
}

struct kdp_error *kdp_programs_add(struct kdp_programs *programs,
				   const char *path, const char *as)
{
	return add_program(programs, path, as, 0);
}
