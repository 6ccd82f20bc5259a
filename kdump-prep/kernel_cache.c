// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel_cache.c - keeps unpacked kernels; see kernel_cache.h.
 *
 * A file has a page of header, the kernel's bytes, so that these can be mapped,
 * and from the next page on the checks of their blocks.  It gets its name when
 * it is complete.
 */
#include "kdump-prep/kernel_cache.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/checks.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/file.h"
#include "kdump-prep/segments.h"
#include "purgatory/check.h"
#include "purgatory/crc32c.h"
#include "purgatory/sha256.h"

#define HEADER_SIZE 4096u
#define SUFFIX	    ".vmlinux"
#define NAME_DIGITS (2 * KDP_CACHE_KEY)
#define NAME_SIZE   (NAME_DIGITS + sizeof(SUFFIX))
/* Not yet complete; there is one at a time, under the lock. */
#define NEW_NAME    "new"
/* Strangers' files do not make the program slow. */
#define NAMES_MAX   64u

static const char magic[16] = "kdump-prep vml 2";

/* The start of a file; the rest of the page is zeros. */
struct header {
	char magic[16];
	uint8_t key[KDP_CACHE_KEY];
	uint64_t data_size;
	uint64_t mem_size;
	uint64_t entry;
	uint64_t paddr;
	uint32_t la57;
	uint32_t table_check;	/* CRC-32C of the checks of the data */
	char release[72];
	uint32_t clears_rest;
	uint32_t header_check;	/* CRC-32C of the members before it */
};

_Static_assert(sizeof(struct header) == 168, "struct header");
_Static_assert(sizeof(((struct kdp_vmlinux *)0)->release) <=
		       sizeof(((struct header *)0)->release),
	       "release");

static void name_of(const uint8_t key[KDP_CACHE_KEY], char ret[NAME_SIZE])
{
	size_t i;

	for (i = 0; i < KDP_CACHE_KEY; i++)
		snprintf(ret + 2 * i, 3, "%02x", key[i]);
	memcpy(ret + NAME_DIGITS, SUFFIX, sizeof(SUFFIX));
}

void kdp_kernel_cache_key(const struct stat *file, const void *header,
			  size_t header_size, uint8_t key[KDP_CACHE_KEY])
{
	char identity[KDP_FILE_IDENTITY_SIZE];
	struct kdp_sha256 sha;

	kdp_file_identity(file, identity);
	kdp_sha256_init(&sha);
	kdp_sha256_update(&sha, identity, strlen(identity) + 1);
	kdp_sha256_update(&sha, header, header_size);
	kdp_sha256_final(&sha, key);
}

static size_t table_size(size_t data_size)
{
	return (size_t)kdp_check_count(data_size) *
	       sizeof(struct kdp_block_check);
}

/* Where the checks are in a file. */
static size_t table_offset(size_t data_size)
{
	return HEADER_SIZE + (size_t)kdp_page_align(data_size);
}

static uint32_t check_header(const struct header *header)
{
	return kdp_crc32c(header, offsetof(struct header, header_check));
}

/* What is started after a crash is no one else's to change. */
static struct kdp_error *check_owner(int fd, const char *what, mode_t type)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return kdp_error_os(errno, "%s: stat", what);
	if ((st.st_mode & S_IFMT) != type)
		return kdp_error_create(KDP_ERROR_OTHER,
					"%s: is of another type than expected",
					what);
	if (st.st_uid != geteuid() || st.st_mode & (S_IWGRP | S_IWOTH))
		return kdp_error_create(KDP_ERROR_OTHER,
					"%s: owner %u, mode %04o: others could change it",
					what, st.st_uid, st.st_mode & 07777u);
	return NULL;
}

static struct kdp_error *open_dir(const char *dir, int *fd_ret)
{
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return kdp_error_create(KDP_ERROR_NOT_FOUND, "%s", dir);
	if (fd < 0)
		return kdp_error_os(errno, "%s", dir);
	err = check_owner(fd, dir, S_IFDIR);
	if (err)
		return err;
	*fd_ret = fd;
	fd = -1;
	return NULL;
}

static bool is_sound(const struct header *h, const uint8_t *key,
		     uint64_t file_size)
{
	return memcmp(h->magic, magic, sizeof(magic)) == 0 &&
	       memcmp(h->key, key, KDP_CACHE_KEY) == 0 &&
	       h->header_check == check_header(h) &&
	       h->data_size <= h->mem_size &&
	       h->mem_size <= KDP_VMLINUX_SIZE_MAX &&
	       file_size == table_offset((size_t)h->data_size) +
				    table_size((size_t)h->data_size) &&
	       h->entry < h->mem_size && h->paddr % KDP_VMLINUX_ALIGN == 0;
}

/* The table itself, and by it the data. */
static struct kdp_error *check_data(const char *name, const struct header *h,
				    const struct kdp_vmlinux *vmlinux)
{
	uint32_t check = kdp_crc32c(vmlinux->checks,
				    table_size(vmlinux->data_size));
	size_t bad;

	if (check != h->table_check)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: checks: CRC-32C 0x%08x, expected 0x%08x",
					name, check, h->table_check);
	if (!kdp_checks_sums(vmlinux->data, vmlinux->data_size,
			     vmlinux->checks, &bad))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: damaged at 0x%zx: the sum of the block is not 0x%08x",
					name,
					HEADER_SIZE + bad * KDP_CHECK_BLOCK,
					vmlinux->checks[bad].sum);
	return NULL;
}

/* Fills @ret, whose map is the file. */
static struct kdp_error *take(const char *name, const uint8_t *key,
			      struct kdp_vmlinux *ret)
{
	uint8_t *map = ret->map;
	struct header h;
	struct kdp_error *err;

	memcpy(&h, map, sizeof(h));
	if (!is_sound(&h, key, ret->map_size))
		return kdp_error_create(KDP_ERROR_FORMAT, "%s: bad header",
					name);
	ret->data = map + HEADER_SIZE;
	ret->data_size = (size_t)h.data_size;
	ret->checks = (const void *)(map + table_offset(ret->data_size));
	err = check_data(name, &h, ret);
	if (err)
		return err;
	ret->mem_size = h.mem_size;
	ret->entry = h.entry;
	ret->paddr = h.paddr;
	ret->la57 = h.la57;
	ret->clears_rest = h.clears_rest;
	memcpy(ret->release, h.release, sizeof(ret->release));
	ret->release[sizeof(ret->release) - 1] = '\0';
	return NULL;
}

static struct kdp_error *map_file(int fd, const char *name,
				  struct kdp_vmlinux *ret)
{
	struct kdp_error *err;
	struct stat st;
	void *map;

	err = check_owner(fd, name, S_IFREG);
	if (err)
		return err;
	if (fstat(fd, &st) < 0)
		return kdp_error_os(errno, "%s: stat", name);
	if (st.st_size < HEADER_SIZE ||
	    (uint64_t)st.st_size > table_offset(KDP_VMLINUX_SIZE_MAX) +
					   table_size(KDP_VMLINUX_SIZE_MAX))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: has %lld bytes", name,
					(long long)st.st_size);
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return kdp_error_os(errno, "%s: mmap", name);
	ret->map = map;
	ret->map_size = (size_t)st.st_size;
	return NULL;
}

struct kdp_error *kdp_kernel_cache_find(const char *dir,
					const uint8_t key[KDP_CACHE_KEY],
					struct kdp_vmlinux *ret)
{
	KDP_AUTO_CLOSE int parent = -1;
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;
	char name[NAME_SIZE];

	memset(ret, 0, sizeof(*ret));
	err = open_dir(dir, &parent);
	if (err)
		return err;
	name_of(key, name);
	fd = openat(parent, name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return kdp_error_create(KDP_ERROR_NOT_FOUND, "%s/%s", dir,
					name);
	if (fd < 0)
		return kdp_error_os(errno, "%s/%s", dir, name);
	err = map_file(fd, name, ret);
	if (!err)
		err = take(name, key, ret);
	if (err) {
		kdp_vmlinux_deinit(ret);
		return err;
	}
	/* By this time the least recently used one is told. */
	(void)futimens(fd, NULL);
	return NULL;
}

static int write_all(int fd, const void *data, size_t size)
{
	const uint8_t *at = data;
	ssize_t done;

	for (; size; at += done, size -= (size_t)done) {
		done = write(fd, at, size);
		if (done < 0 && errno == EINTR)
			done = 0;
		else if (done <= 0)
			return -1;
	}
	return 0;
}

static void make_header(const uint8_t *key, const struct kdp_vmlinux *v,
			const struct kdp_block_check *table,
			uint8_t page[HEADER_SIZE])
{
	struct header h = {
		.data_size = v->data_size,
		.mem_size = v->mem_size,
		.entry = v->entry,
		.paddr = v->paddr,
		.la57 = v->la57,
		.clears_rest = v->clears_rest,
		.table_check = kdp_crc32c(table, table_size(v->data_size)),
	};

	memcpy(h.magic, magic, sizeof(magic));
	memcpy(h.key, key, KDP_CACHE_KEY);
	memcpy(h.release, v->release, sizeof(v->release));
	h.header_check = check_header(&h);
	memset(page, 0, HEADER_SIZE);
	memcpy(page, &h, sizeof(h));
}

static bool is_kernel_name(const char *name)
{
	size_t i;

	for (i = 0; i < NAME_DIGITS; i++)
		if (!isxdigit((unsigned char)name[i]))
			return false;
	return strcmp(name + NAME_DIGITS, SUFFIX) == 0;
}

struct old {
	char name[NAME_SIZE];
	struct timespec used;
};

/* The most recently used ones first. */
static int compare(const void *a, const void *b)
{
	const struct old *x = a, *y = b;

	if (x->used.tv_sec != y->used.tv_sec)
		return x->used.tv_sec < y->used.tv_sec ? 1 : -1;
	if (x->used.tv_nsec != y->used.tv_nsec)
		return x->used.tv_nsec < y->used.tv_nsec ? 1 : -1;
	return 0;
}

/* Leaves @keep of the kernels; what cannot be removed stays. */
static void prune(int parent, size_t keep)
{
	struct old old[NAMES_MAX];
	struct dirent *entry;
	struct stat st;
	size_t count = 0;
	DIR *dir;
	int fd = dup(parent);

	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	rewinddir(dir);
	while (count < NAMES_MAX && (entry = readdir(dir))) {
		if (!is_kernel_name(entry->d_name) ||
		    fstatat(parent, entry->d_name, &st,
			    AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		memcpy(old[count].name, entry->d_name, NAME_SIZE);
		old[count++].used = st.st_mtim;
	}
	closedir(dir);
	qsort(old, count, sizeof(old[0]), compare);
	for (; count > keep; count--)
		unlinkat(parent, old[count - 1].name, 0);
}

static struct kdp_error *write_file(int parent, const char *dir,
				    const uint8_t *key,
				    const struct kdp_vmlinux *vmlinux)
{
	const size_t size = vmlinux->data_size;
	KDP_AUTO_FREE struct kdp_block_check *table = NULL;
	KDP_AUTO_CLOSE int fd = -1;
	uint8_t page[HEADER_SIZE];
	struct kdp_error *err = NULL;
	char name[NAME_SIZE];

	table = malloc(table_size(size) + 1);
	if (!table)
		return &kdp_enomem;
	kdp_check_blocks(__builtin_cpu_supports("sse4.2"), vmlinux->data, size,
			 table);
	make_header(key, vmlinux, table, page);
	name_of(key, name);
	/* What an earlier run left behind must not be written through. */
	unlinkat(parent, NEW_NAME, 0);
	fd = openat(parent, NEW_NAME,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || write_all(fd, page, sizeof(page)) < 0 ||
	    write_all(fd, vmlinux->data, size) < 0 ||
	    lseek(fd, (off_t)table_offset(size), SEEK_SET) < 0 ||
	    write_all(fd, table, table_size(size)) < 0 ||
	    renameat(parent, NEW_NAME, parent, name) < 0) {
		err = kdp_error_os(errno, "write %s/%s", dir, name);
		unlinkat(parent, NEW_NAME, 0);
	}
	return err;
}

struct kdp_error *kdp_kernel_cache_store(const char *dir,
					 const uint8_t key[KDP_CACHE_KEY],
					 const struct kdp_vmlinux *vmlinux)
{
	KDP_AUTO_CLOSE int parent = -1;
	struct kdp_error *err;

	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return kdp_error_os(errno, "make %s", dir);
	err = open_dir(dir, &parent);
	if (err)
		return err;
	if (flock(parent, LOCK_EX | LOCK_NB) < 0)
		return NULL;
	/* First, so that three never take up room. */
	prune(parent, KDP_CACHE_KERNELS - 1);
	return write_file(parent, dir, key, vmlinux);
}
