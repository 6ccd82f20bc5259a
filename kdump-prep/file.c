// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file.c - reads the files that the user names; see file.h.
 */
#include "kdump-prep/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"

/*
 * Seconds for which a file that was written to is copied: longer than the
 * granularity of its time stamps, so that no later write goes unseen.
 */
#define QUIET_SECONDS 2

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

static struct kdp_error *open_path(const char *path, int *fd_ret)
{
	int fd;

	/* A FIFO must not stop the program before it is seen to be one. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return kdp_error_os(errno, "%s", path);
	*fd_ret = fd;
	return NULL;
}

static struct kdp_error *expect_regular(int fd, const char *path, size_t max,
					struct stat *st)
{
	if (fstat(fd, st) < 0)
		return kdp_error_os(errno, "%s: stat", path);
	if (S_ISDIR(st->st_mode))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: is a directory, expected a file",
					path);
	if (!S_ISREG(st->st_mode))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: not a regular file", path);
	if ((uint64_t)st->st_size > max)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: has %lld bytes, expected at most %zu",
					path, (long long)st->st_size,
					max);
	return NULL;
}

static struct kdp_error *copy(const char *path, int fd, size_t size,
			      uint8_t **ret)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;

	data = malloc(size + 1);
	if (!data)
		return &kdp_enomem;
	err = read_all(path, fd, data, size);
	if (err)
		return err;
	*ret = KDP_TAKE(data);
	return NULL;
}

struct kdp_error *kdp_file_read(const char *path, size_t max,
				uint8_t **data_ret, size_t *size_ret)
{
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;
	struct stat st;

	err = open_path(path, &fd);
	if (!err)
		err = expect_regular(fd, path, max, &st);
	if (!err)
		err = copy(path, fd, (size_t)st.st_size, data_ret);
	if (!err)
		*size_ret = (size_t)st.st_size;
	return err;
}

static bool is_quiet(const struct stat *st)
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0)
		return false;
	return st->st_mtim.tv_sec <= now.tv_sec - QUIET_SECONDS &&
	       st->st_ctim.tv_sec <= now.tv_sec - QUIET_SECONDS;
}

/* @open_fd: is the file's, or closed. */
static struct kdp_error *take_file(int open_fd, const char *path, size_t max,
				   size_t wanted, struct kdp_file *ret)
{
	struct kdp_file file = { .path = path };
	KDP_AUTO_CLOSE int fd = open_fd;
	struct kdp_error *err;
	uint8_t *data;
	void *map;

	err = expect_regular(fd, path, max, &file.stat);
	if (err)
		return err;
	file.size = (size_t)file.stat.st_size;
	if (file.size > wanted)
		file.size = wanted;
	if (!ret->copy && file.size && is_quiet(&file.stat)) {
		map = mmap(NULL, file.size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (map != MAP_FAILED) {
			file.mapped = true;
			file.data = map;
			file.fd = fd;
			fd = -1;
		}
	}
	/* Some file systems cannot be mapped. */
	if (!file.mapped) {
		err = copy(path, fd, file.size, &data);
		if (err)
			return err;
		file.data = data;
	}
	*ret = file;
	return NULL;
}

static struct kdp_error *open_file(const char *path, size_t max,
				   size_t wanted, struct kdp_file *ret)
{
	struct kdp_error *err;
	int fd = -1;

	err = open_path(path, &fd);
	return err ? err : take_file(fd, path, max, wanted, ret);
}

struct kdp_error *kdp_file_open(const char *path, size_t max,
				struct kdp_file *ret)
{
	return open_file(path, max, SIZE_MAX, ret);
}

struct kdp_error *kdp_file_open_fd(int fd, const char *path, size_t max,
				   struct kdp_file *ret)
{
	return take_file(fd, path, max, SIZE_MAX, ret);
}

struct kdp_error *kdp_file_open_start(const char *path, size_t wanted,
				      struct kdp_file *ret)
{
	return open_file(path, SIZE_MAX, wanted, ret);
}

void kdp_file_close(struct kdp_file *file)
{
	void *data = (void *)(uintptr_t)file->data;

	if (file->mapped) {
		munmap(data, file->size);
		close(file->fd);
	} else {
		free(data);
	}
	*file = (struct kdp_file){ 0 };
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool kdp_file_changed(const struct kdp_file *file)
{
	struct stat now;

	if (!file->mapped)
		return false;
	if (fstat(file->fd, &now) < 0)
		return true;
	return now.st_size != file->stat.st_size ||
	       !same_time(now.st_mtim, file->stat.st_mtim);
}

void kdp_file_identity(const struct stat *st, char ret[KDP_FILE_IDENTITY_SIZE])
{
	snprintf(ret, KDP_FILE_IDENTITY_SIZE, "%ju %ju %jd %jd.%09ld %jd.%09ld",
		 (uintmax_t)st->st_dev, (uintmax_t)st->st_ino,
		 (intmax_t)st->st_size, (intmax_t)st->st_mtim.tv_sec,
		 st->st_mtim.tv_nsec, (intmax_t)st->st_ctim.tv_sec,
		 st->st_ctim.tv_nsec);
}
