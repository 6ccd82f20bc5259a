// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file.c - reads the files that the user names; see file.h.
 */
#include "kdump-prep/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"

static struct kdp_error *read_all(const char *path, int fd, uint8_t *data,
				  size_t size)
{
	size_t done = 0;
	ssize_t got;

	while (done < size) {
		got = read(fd, data + done, size - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return kdp_error_os(errno, "%s: read at 0x%zx", path,
					    done);
		if (got == 0)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"%s: ends at 0x%zx, expected 0x%zx bytes: it changed while it was read",
						path, done, size);
		done += (size_t)got;
	}
	return NULL;
}

struct kdp_error *kdp_file_read(const char *path, size_t max,
				uint8_t **data_ret, size_t *size_ret)
{
	KDP_AUTO_CLOSE int fd = -1;
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;
	struct stat st;

	/* A FIFO must not stop the program before it is seen to be one. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return kdp_error_os(errno, "%s", path);
	if (fstat(fd, &st) < 0)
		return kdp_error_os(errno, "%s: stat", path);
	if (!S_ISREG(st.st_mode))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: not a regular file", path);
	if ((uint64_t)st.st_size > max)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: has %lld bytes, expected at most %zu",
					path, (long long)st.st_size,
					max);
	data = malloc((size_t)st.st_size + 1);
	if (!data)
		return &kdp_enomem;
	err = read_all(path, fd, data, (size_t)st.st_size);
	if (err)
		return err;
	*data_ret = KDP_TAKE(data);
	*size_ret = (size_t)st.st_size;
	return NULL;
}
