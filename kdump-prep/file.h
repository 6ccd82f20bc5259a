/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * file.h - files that the user names: kernel images, initrds.
 */
#ifndef KDP_KDUMP_PREP_FILE_H
#define KDP_KDUMP_PREP_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "kdump-prep/error.h"

/* A file in memory; zero it first, but for @copy. */
struct kdp_file {
	const char *path;	/* the caller's */
	const uint8_t *data;
	size_t size;
	bool copy;		/* set by the caller: it is not to be mapped */
	bool mapped;		/* else copied */
	int fd;			/* of a mapped one */
	struct stat stat;	/* when it was opened */
};

/**
 * kdp_file_open() - bring a whole regular file into memory
 * @max: more bytes than this are an error
 * @ret: the caller calls kdp_file_close()
 *
 * The file is mapped, so that it is not in memory twice, nor at all where it is
 * not looked at, unless it was written to a moment ago and may still be: then
 * it is copied.  After the data has been used for the last time
 * kdp_file_changed() tells whether it was the same all the time.  A read beyond
 * the end of a mapped file that became shorter is SIGBUS.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_file_open(const char *path, size_t max,
				struct kdp_file *ret);

/**
 * kdp_file_open_fd() - the same of an open file
 * @fd: is the file's from now on, or closed where there is an error
 * @path: for messages, and @ret's
 */
KDP_MUST_CHECK
struct kdp_error *kdp_file_open_fd(int fd, const char *path, size_t max,
				   struct kdp_file *ret);

/**
 * kdp_file_open_start() - open no more than a file's first bytes
 * @wanted: a file that has fewer is brought into memory whole
 */
KDP_MUST_CHECK
struct kdp_error *kdp_file_open_start(const char *path, size_t wanted,
				      struct kdp_file *ret);
void kdp_file_close(struct kdp_file *file);

/**
 * kdp_file_changed() - whether a mapped file was written to meanwhile
 *
 * One that was replaced by another of the same name has not changed.
 */
bool kdp_file_changed(const struct kdp_file *file);

/* Seven numbers of up to 20 digits, and what parts them. */
#define KDP_FILE_IDENTITY_SIZE 160

/**
 * kdp_file_identity() - device, inode, size and times, in one line
 *
 * Equal as long as the file is the same one and has not been written to.
 */
void kdp_file_identity(const struct stat *st,
		       char ret[KDP_FILE_IDENTITY_SIZE]);

/**
 * kdp_file_read() - read a whole regular file
 * @max: more bytes than this are an error
 * @data_ret: malloc'd; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_file_read(const char *path, size_t max,
				uint8_t **data_ret, size_t *size_ret);

#endif
