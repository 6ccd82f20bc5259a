/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * file_write.h - files that the program leaves.
 */
#ifndef KDP_KDUMP_PREP_FILE_WRITE_H
#define KDP_KDUMP_PREP_FILE_WRITE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kdump-prep/error.h"

/**
 * kdp_file_write() - write a whole file, or leave what was there
 * @mode: its permissions, whatever the umask
 *
 * It is written beside its place and renamed when it is on the disk.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_file_write(const char *path, mode_t mode,
				 const uint8_t *data, size_t size);

/**
 * kdp_file_beside() - make an empty file for what will be renamed to a path
 * @mode: its permissions, whatever the umask
 * @ret: malloc'd, its name; the caller frees it
 * @fd_ret: open for writing
 */
KDP_MUST_CHECK
struct kdp_error *kdp_file_beside(const char *path, mode_t mode, char **ret,
				  int *fd_ret);

/**
 * kdp_file_write_fd() - write all of a buffer
 * @path: for messages
 */
KDP_MUST_CHECK
struct kdp_error *kdp_file_write_fd(int fd, const char *path,
				    const uint8_t *data, size_t size);

#endif
