/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spawn.h - runs other programs.
 */
#ifndef KDP_KDUMP_PREP_SPAWN_H
#define KDP_KDUMP_PREP_SPAWN_H

#include <stddef.h>

#include "kdump-prep/error.h"

/**
 * kdp_spawn() - run a program and wait for it
 * @argv: NULL-terminated; argv[0] is looked for in PATH, no shell is used
 *
 * Its standard output is dropped, standard error is the caller's.  Errors:
 * KDP_ERROR_NOT_FOUND when there is no such program; KDP_ERROR_OTHER when it
 * did not exit with status 0.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_spawn(const char *const argv[]);

/** kdp_spawn_quiet() - the same, and standard error is dropped too */
KDP_MUST_CHECK
struct kdp_error *kdp_spawn_quiet(const char *const argv[]);

/**
 * kdp_spawn_read() - run a program and read what it prints, on both outputs
 * @ret: the first @size - 1 bytes, and a NUL
 *
 * Errors: as of kdp_spawn().
 */
KDP_MUST_CHECK
struct kdp_error *kdp_spawn_read(const char *const argv[], char *ret,
				 size_t size);

#endif
