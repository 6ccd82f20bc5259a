// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file_write.c - writes files; see file_write.h.
 */
#include "kdump-prep/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"

struct kdp_error *kdp_file_write_fd(int fd, const char *path,
				    const uint8_t *data, size_t size)
{
	size_t done = 0;
	ssize_t put;

	while (done < size) {
		put = write(fd, data + done, size - done);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return kdp_error_os(errno, "%s: write at 0x%zx", path,
					    done);
		done += (size_t)put;
	}
	return NULL;
}

struct kdp_error *kdp_file_beside(const char *path, mode_t mode, char **ret,
				  int *fd_ret)
{
	KDP_AUTO_FREE char *name = NULL;
	struct kdp_error *err;
	int fd;

	if (asprintf(&name, "%s.XXXXXX", path) < 0) {
		name = NULL;
		return &kdp_enomem;
	}
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return kdp_error_os(errno, "%s", name);
	if (fchmod(fd, mode) < 0) {
		err = kdp_error_os(errno, "%s: chmod", name);
		unlink(name);
		close(fd);
		return err;
	}
	*ret = KDP_TAKE(name);
	*fd_ret = fd;
	return NULL;
}

struct kdp_error *kdp_file_write(const char *path, mode_t mode,
				 const uint8_t *data, size_t size)
{
	KDP_AUTO_FREE char *name = NULL;
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	err = kdp_file_beside(path, mode, &name, &fd);
	if (err)
		return err;
	err = kdp_file_write_fd(fd, path, data, size);
	if (!err && fsync(fd) < 0)
		err = kdp_error_os(errno, "%s: sync", path);
	if (!err && rename(name, path) < 0)
		err = kdp_error_os(errno, "%s: rename", path);
	if (err)
		unlink(name);
	return err;
}
