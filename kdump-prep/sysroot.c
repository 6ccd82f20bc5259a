// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysroot.c - opens and reads the machine's files; see sysroot.h.
 */
#include "kdump-prep/sysroot.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/file.h"

/* First size of a read buffer: more than most files of /sys and /proc hold. */
#define READ_CHUNK 4096u

struct kdp_error *kdp_sysroot_init(struct kdp_sysroot *root, const char *path)
{
	struct stat machine;
	struct stat given;
	int fd;

	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return kdp_error_os(errno, "open sysroot %s", path);
	root->fd = fd;
	root->live = stat("/", &machine) == 0 && fstat(fd, &given) == 0 &&
		     machine.st_dev == given.st_dev &&
		     machine.st_ino == given.st_ino;
	return NULL;
}

void kdp_sysroot_deinit(struct kdp_sysroot *root)
{
	if (root->fd >= 0)
		close(root->fd);
	root->fd = -1;
}

/* "/proc/iomem" seen from the root's descriptor is "proc/iomem". */
static const char *below(const char *path)
{
	while (*path == '/')
		path++;
	return *path ? path : ".";
}

static struct kdp_error *open_error(const char *path)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"open %s: no such file", path);
	return kdp_error_os(errno, "open %s", path);
}

struct kdp_error *kdp_sysroot_open(const struct kdp_sysroot *root,
				   const char *path, int *fd_ret)
{
	int fd;

	fd = openat(root->fd, below(path), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return open_error(path);
	*fd_ret = fd;
	return NULL;
}

struct kdp_error *kdp_sysroot_opendir(const struct kdp_sysroot *root,
				      const char *path, DIR **ret)
{
	DIR *dir;
	int fd;

	fd = openat(root->fd, below(path),
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return open_error(path);
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return &kdp_enomem;
	}
	*ret = dir;
	return NULL;
}

/*
 * Reads to the end of the file: files of /proc and many of /sys do not tell
 * their size.  One byte more than @max is asked for, so that a file of
 * exactly @max bytes is told from a larger one.
 */
struct kdp_error *kdp_sysroot_read_fd(int fd, const char *path, size_t max,
				      char **data_ret, size_t *size_ret)
{
	KDP_AUTO_FREE char *data = NULL;
	size_t capacity = 0;
	size_t size = 0;
	char *larger;
	ssize_t n;

	for (;;) {
		if (size == capacity) {
			capacity = capacity ? capacity * 2 : READ_CHUNK;
			larger = realloc(data, capacity + 1);
			if (!larger)
				return &kdp_enomem;
			data = larger;
		}
		n = read(fd, data + size, capacity - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return kdp_error_os(errno, "read %s", path);
		if (n == 0)
			break;
		size += (size_t)n;
		if (size > max)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"%s: larger than %zu bytes",
						path, max);
	}
	data[size] = '\0';
	*data_ret = KDP_TAKE(data);
	*size_ret = size;
	return NULL;
}

struct kdp_error *kdp_sysroot_read(const struct kdp_sysroot *root,
				   const char *path, size_t max,
				   char **data_ret, size_t *size_ret)
{
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	err = kdp_sysroot_open(root, path, &fd);
	if (err)
		return err;
	return kdp_sysroot_read_fd(fd, path, max, data_ret, size_ret);
}

struct kdp_error *kdp_sysroot_read_start(const struct kdp_sysroot *root,
					 const char *path, size_t wanted,
					 char **data_ret, size_t *size_ret)
{
	KDP_AUTO_FREE char *data = NULL;
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;
	size_t size = 0;
	ssize_t n = 1;

	err = kdp_sysroot_open(root, path, &fd);
	if (err)
		return err;
	data = malloc(wanted + 1);
	if (!data)
		return &kdp_enomem;
	while (size < wanted && n != 0) {
		n = read(fd, data + size, wanted - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return kdp_error_os(errno, "read %s", path);
		size += (size_t)n;
	}
	data[size] = '\0';
	*data_ret = KDP_TAKE(data);
	*size_ret = size;
	return NULL;
}

struct kdp_error *kdp_sysroot_read_u64(const struct kdp_sysroot *root,
				       const char *path, int base,
				       uint64_t *ret)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	uint64_t value;
	size_t size;
	char *end;

	err = kdp_sysroot_read(root, path, 64, &text, &size);
	if (err)
		return err;
	errno = 0;
	value = strtoull(text, &end, base);
	if (end == text || errno || text[0] == '-' ||
	    (end[0] != '\0' && strcmp(end, "\n") != 0))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: not a number: \"%.*s\"", path,
					(int)strcspn(text, "\n"), text);
	*ret = value;
	return NULL;
}

struct kdp_error *kdp_sysroot_file(const struct kdp_sysroot *root,
				   const char *path, size_t max,
				   struct kdp_file *ret)
{
	struct kdp_error *err;
	int fd = -1;

	err = kdp_sysroot_open(root, path, &fd);
	return err ? err : kdp_file_open_fd(fd, path, max, ret);
}

static struct kdp_error *open_dir(const struct kdp_sysroot *root,
				  const char *dir, int *fd_ret)
{
	int fd;

	if (mkdirat(root->fd, below(dir), 0700) < 0 && errno != EEXIST)
		return kdp_error_os(errno, "mkdir %s", dir);
	fd = openat(root->fd, below(dir),
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return kdp_error_os(errno, "open %s", dir);
	*fd_ret = fd;
	return NULL;
}

struct kdp_error *kdp_sysroot_create(const struct kdp_sysroot *root,
				     const char *dir, const char *name,
				     int *fd_ret)
{
	KDP_AUTO_CLOSE int parent = -1;
	struct kdp_error *err;
	int fd;

	err = open_dir(root, dir, &parent);
	if (err)
		return err;
	fd = openat(parent, name,
		    O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return kdp_error_os(errno, "open %s/%s", dir, name);
	*fd_ret = fd;
	return NULL;
}

static int write_all(int fd, const char *data, size_t size)
{
	ssize_t n;

	for (; size > 0; data += n, size -= (size_t)n) {
		n = write(fd, data, size);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return -1;
	}
	return 0;
}

struct kdp_error *kdp_sysroot_write(const struct kdp_sysroot *root,
				    const char *dir, const char *name,
				    const void *data, size_t size)
{
	KDP_AUTO_CLOSE int parent = -1;
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;
	char new[64];

	snprintf(new, sizeof(new), "%s.new", name);
	err = open_dir(root, dir, &parent);
	if (err)
		return err;
	/* What an earlier run left behind must not be written through. */
	unlinkat(parent, new, 0);
	fd = openat(parent, new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		    0600);
	if (fd < 0 || write_all(fd, data, size) < 0 ||
	    (root->live && fsync(fd) < 0) ||
	    renameat(parent, new, parent, name) < 0) {
		err = kdp_error_os(errno, "write %s/%s", dir, name);
		unlinkat(parent, new, 0);
	}
	/* The name, which is lost at worst: the file before it is whole. */
	if (!err && root->live)
		fsync(parent);
	return err;
}

void kdp_sysroot_unlink(const struct kdp_sysroot *root, const char *path)
{
	unlinkat(root->fd, below(path), 0);
}
