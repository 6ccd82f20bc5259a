/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysroot.h - every file below /proc, /sys and /dev is opened here, so that
 * --sysroot=DIR makes the whole program look at a captured machine.
 */
#ifndef KDP_KDUMP_PREP_SYSROOT_H
#define KDP_KDUMP_PREP_SYSROOT_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

struct kdp_file;

/* Where the machine's files are; one per run of the program. */
struct kdp_sysroot {
	int fd;			/* directory, O_PATH */
	bool live;		/* it is "/": the machine may be measured */
};

/**
 * kdp_sysroot_init() - open the directory below which all paths are
 * @path: "/" for the running machine
 *
 * Error KDP_ERROR_OS.  The caller calls kdp_sysroot_deinit() after success.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_init(struct kdp_sysroot *root, const char *path);
void kdp_sysroot_deinit(struct kdp_sysroot *root);

/**
 * kdp_sysroot_read() - read a whole file
 * @path: absolute path below the root
 * @max: more bytes than this are an error
 * @data_ret: malloc'd, NUL-terminated beyond *size_ret; the caller frees it
 *
 * Errors: KDP_ERROR_NOT_FOUND when there is no such file; KDP_ERROR_OS;
 * KDP_ERROR_FORMAT when it is larger than @max.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_read(const struct kdp_sysroot *root,
				   const char *path, size_t max,
				   char **data_ret, size_t *size_ret);

/**
 * kdp_sysroot_read_fd() - the same of an open file, from where it stands
 * @path: for messages
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_read_fd(int fd, const char *path, size_t max,
				      char **data_ret, size_t *size_ret);

/**
 * kdp_sysroot_read_start() - read the first @wanted bytes of a file, or less
 *
 * For files whose bytes cost something: each four of a PCI function's
 * configuration space are a transaction on its bus.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_read_start(const struct kdp_sysroot *root,
					 const char *path, size_t wanted,
					 char **data_ret, size_t *size_ret);

/**
 * kdp_sysroot_read_u64() - read a file that holds one number
 * @base: as of strtoull()
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_read_u64(const struct kdp_sysroot *root,
				       const char *path, int base,
				       uint64_t *ret);

/**
 * kdp_sysroot_opendir() - open a directory for reading its names
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_opendir(const struct kdp_sysroot *root,
				      const char *path, DIR **ret);

/**
 * kdp_sysroot_open() - open a file read-only
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_open(const struct kdp_sysroot *root,
				   const char *path, int *fd_ret);

/**
 * kdp_sysroot_file() - bring a whole regular file into memory
 * @path: absolute path below the root, and @ret's
 * @max: more bytes than this are an error
 * @ret: the caller calls kdp_file_close()
 *
 * For files of any size, as kdp_file_open().  Errors: as kdp_sysroot_open()'s;
 * KDP_ERROR_FORMAT when it is not a regular file, or larger than @max.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_file(const struct kdp_sysroot *root,
				   const char *path, size_t max,
				   struct kdp_file *ret);

/**
 * kdp_sysroot_create() - open a file for writing, made where it is missing
 * @dir: made where it is missing, for root alone
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_create(const struct kdp_sysroot *root,
				     const char *dir, const char *name,
				     int *fd_ret);

/**
 * kdp_sysroot_write() - replace a file as a whole; only root may read it
 * @dir: made where it is missing, for root alone
 *
 * A crash at any time leaves the file that was there or the new one, and when
 * this has returned the new one.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_sysroot_write(const struct kdp_sysroot *root,
				    const char *dir, const char *name,
				    const void *data, size_t size);

/**
 * kdp_sysroot_unlink() - remove a file; fine when there is none
 */
void kdp_sysroot_unlink(const struct kdp_sysroot *root, const char *path);

#endif
