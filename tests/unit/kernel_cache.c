// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/kernel_cache.c: what is stored is found again, byte for
 * byte, by its key alone, with the checks of its blocks; the key changes with
 * the file; every damage is an error, never a wrong kernel; what others could
 * change is not used; two kernels are kept, the least recently used one goes; a
 * store that was interrupted, or meets another, does no harm.
 */
#include "kdump-prep/kernel_cache.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "purgatory/check.h"
#include "tests/tap.h"

static char dir[] = "/tmp/kdp-cache-XXXXXX";
static char path[PATH_MAX];
static uint8_t bytes[10000];

static struct kdp_vmlinux kernel(void)
{
	struct kdp_vmlinux v = {
		.data = bytes,
		.data_size = sizeof(bytes),
		.mem_size = 0x600000,
		.entry = 0x40,
		.paddr = 0x1000000,
		.la57 = true,
		.clears_rest = true,
		.release = "6.1.0-fake",
	};
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7 + i / 256);
	return v;
}

/* Key number @n, and in path the file that it has. */
static const uint8_t *key(unsigned int n)
{
	static uint8_t value[KDP_CACHE_KEY];
	unsigned int i;
	int at;

	memset(value, (int)n, sizeof(value));
	at = snprintf(path, sizeof(path), "%s/", dir);
	for (i = 0; i < KDP_CACHE_KEY; i++)
		at += snprintf(path + at, sizeof(path) - (size_t)at, "%02x",
			       n);
	snprintf(path + at, sizeof(path) - (size_t)at, ".vmlinux");
	return value;
}

static void store(unsigned int n)
{
	struct kdp_vmlinux v = kernel();
	struct kdp_error *err = kdp_kernel_cache_store(dir, key(n), &v);

	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
}

/* Whether it is found; -1: an error that is not KDP_ERROR_NOT_FOUND. */
static int find(unsigned int n, const char *message)
{
	struct kdp_vmlinux v;
	struct kdp_error *err = kdp_kernel_cache_find(dir, key(n), &v);
	int found = !err;

	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return 0;
	if (err && message && !strstr(err->message, message))
		printf("# %s\n", err->message);
	if (err)
		found = message && strstr(err->message, message) ? -1 : -2;
	kdp_error_destroy(err);
	kdp_vmlinux_deinit(&v);
	return found;
}

static void clean(void)
{
	unsigned int n;

	for (n = 0; n < 10; n++) {
		key(n);
		unlink(path);
	}
}

/* The file's time of use, in seconds. */
static void set_used(unsigned int n, time_t when)
{
	struct timespec times[2] = { { when, 0 }, { when, 0 } };

	key(n);
	TAP_EQ(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void stored_kernel_is_found(void)
{
	struct kdp_block_check checks[3];
	struct kdp_vmlinux v = kernel(), found;
	struct kdp_error *err;
	struct stat st;

	TAP_EQ(kdp_check_count(sizeof(bytes)), 3);
	kdp_check_blocks(false, bytes, sizeof(bytes), checks);
	clean();
	TAP_EQ(find(1, NULL), 0);
	store(1);
	err = kdp_kernel_cache_find(dir, key(1), &found);
	TAP_CHECK(!err);
	if (!err) {
		TAP_EQ(found.data_size, v.data_size);
		TAP_CHECK(memcmp(found.data, v.data, v.data_size) == 0);
		TAP_CHECK(memcmp(found.checks, checks, sizeof(checks)) == 0);
		/* The kernel copies whole pages from there. */
		TAP_EQ((uintptr_t)found.data % 4096, 0);
		TAP_EQ(found.mem_size, v.mem_size);
		TAP_EQ(found.entry, v.entry);
		TAP_EQ(found.paddr, v.paddr);
		TAP_CHECK(found.clears_rest);
		TAP_CHECK(found.la57);
		TAP_STR(found.release, v.release);
		kdp_vmlinux_deinit(&found);
	}
	kdp_error_destroy(err);
	TAP_EQ(stat(path, &st), 0);
	TAP_EQ(st.st_mode & 07777, 0600);
	TAP_EQ(find(2, NULL), 0);
}

static bool same_key(const struct stat *a, const struct stat *b)
{
	uint8_t key_a[KDP_CACHE_KEY], key_b[KDP_CACHE_KEY];

	kdp_kernel_cache_key(a, bytes, 100, key_a);
	kdp_kernel_cache_key(b, bytes, 100, key_b);
	return memcmp(key_a, key_b, sizeof(key_a)) == 0;
}

static void key_is_the_file(void)
{
	const struct stat one = {
		.st_dev = 1,
		.st_ino = 2,
		.st_size = 3,
		.st_mtim = { 4, 5 },
		.st_ctim = { 6, 7 },
	};
	uint8_t a[KDP_CACHE_KEY], b[KDP_CACHE_KEY];
	struct stat other;

	other = one;
	/* It is read and linked. */
	other.st_atim.tv_sec++;
	other.st_nlink++;
	TAP_CHECK(same_key(&one, &other));
	other = one;
	other.st_dev++;
	TAP_CHECK(!same_key(&one, &other));
	other = one;
	other.st_ino++;
	TAP_CHECK(!same_key(&one, &other));
	other = one;
	other.st_size++;
	TAP_CHECK(!same_key(&one, &other));
	other = one;
	other.st_mtim.tv_nsec++;
	TAP_CHECK(!same_key(&one, &other));
	other = one;
	other.st_ctim.tv_nsec++;
	TAP_CHECK(!same_key(&one, &other));
	kdp_kernel_cache_key(&one, bytes, 100, a);
	kdp_kernel_cache_key(&one, bytes + 1, 100, b);
	TAP_CHECK(memcmp(a, b, sizeof(a)) != 0);
}

static void flip(off_t at)
{
	uint8_t byte = 0;
	int fd = open(path, O_RDWR);

	TAP_EQ(pread(fd, &byte, 1, at), 1);
	byte ^= 0x10;
	TAP_EQ(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

static void damage_is_seen(void)
{
	/* Of the data one of each block, and both ends of the checks. */
	static const struct damage {
		off_t at;
		const char *message;
	} damage[] = {
		{ 0, "bad header" },	 { 20, "bad header" },
		{ 48, "bad header" },	 { 60, "bad header" },
		{ 70, "bad header" },	 { 80, "bad header" },
		{ 84, "bad header" },	 { 90, "bad header" },
		{ 165, "bad header" },	 { 4096, "damaged at 0x1000" },
		{ 9000, "damaged at 0x2000" },
		{ 4096 + 9999, "damaged at 0x3000" },
		{ 16384, "checks: CRC-32C" },
		{ 16384 + 23, "checks: CRC-32C" },
	};
	size_t i;

	for (i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		clean();
		store(1);
		flip(damage[i].at);
		TAP_EQ(find(1, damage[i].message), -1);
	}
	/* What is stored then is good again. */
	store(1);
	TAP_EQ(find(1, NULL), 1);
	TAP_EQ(truncate(path, 4096 + 5000), 0);
	TAP_EQ(find(1, "bad header"), -1);
	TAP_EQ(truncate(path, 100), 0);
	TAP_EQ(find(1, "has 100 bytes"), -1);
	TAP_EQ(truncate(path, 0), 0);
	TAP_EQ(find(1, "has 0 bytes"), -1);
}

/* Another kernel's file under this name. */
static void file_of_another_key_is_not_taken(void)
{
	char from[PATH_MAX];

	clean();
	store(1);
	memcpy(from, path, sizeof(from));
	key(2);
	TAP_EQ(rename(from, path), 0);
	TAP_EQ(find(2, "bad header"), -1);
}

static void what_others_could_change_is_not_used(void)
{
	char link[PATH_MAX];

	clean();
	store(1);
	TAP_EQ(chmod(path, 0620), 0);
	TAP_EQ(find(1, "others could change it"), -1);
	TAP_EQ(chmod(path, 0600), 0);
	if (geteuid() == 0) {
		TAP_EQ(chown(path, 1, 0), 0);
		TAP_EQ(find(1, "owner 1"), -1);
		TAP_EQ(chown(path, 0, 0), 0);
	}
	TAP_EQ(chmod(dir, 0777), 0);
	TAP_EQ(find(1, "others could change it"), -1);
	TAP_EQ(chmod(dir, 0700), 0);
	TAP_EQ(find(1, NULL), 1);
	memcpy(link, path, sizeof(link));
	key(2);
	TAP_EQ(symlink(link, path), 0);
	TAP_EQ(find(2, "levels of symbolic links"), -1);
}

static void two_are_kept(void)
{
	clean();
	store(1);
	set_used(1, 1000);
	store(2);
	set_used(2, 2000);
	/* Use makes it the newer one. */
	TAP_EQ(find(1, NULL), 1);
	store(3);
	TAP_EQ(find(1, NULL), 1);
	TAP_EQ(find(2, NULL), 0);
	TAP_EQ(find(3, NULL), 1);
}

static void interrupted_store_does_no_harm(void)
{
	char new[PATH_MAX];
	FILE *file;

	clean();
	snprintf(new, sizeof(new), "%s/new", dir);
	file = fopen(new, "w");
	TAP_CHECK(file && fputs("half a kernel", file) >= 0);
	if (file)
		fclose(file);
	store(1);
	TAP_EQ(find(1, NULL), 1);
	TAP_EQ(access(new, F_OK), -1);
}

static void store_beside_another_does_nothing(void)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY);

	clean();
	TAP_EQ(flock(fd, LOCK_EX), 0);
	store(1);
	TAP_EQ(find(1, NULL), 0);
	close(fd);
	store(1);
	TAP_EQ(find(1, NULL), 1);
}

static void directory_is_made(void)
{
	struct kdp_vmlinux v = kernel();
	char sub[PATH_MAX], deep[PATH_MAX];
	struct kdp_error *err;
	struct stat st;

	snprintf(sub, sizeof(sub), "%s/sub", dir);
	snprintf(deep, sizeof(deep), "%s/none/sub", dir);
	err = kdp_kernel_cache_store(sub, key(1), &v);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_EQ(stat(sub, &st), 0);
	TAP_EQ(st.st_mode & 07777, 0700);
	err = kdp_kernel_cache_store(deep, key(1), &v);
	TAP_CHECK(err && err->code == KDP_ERROR_OS);
	kdp_error_destroy(err);
}

int main(void)
{
	char command[PATH_MAX + 10];

	if (!mkdtemp(dir))
		return 99;
	TAP_RUN(stored_kernel_is_found);
	TAP_RUN(key_is_the_file);
	TAP_RUN(damage_is_seen);
	TAP_RUN(file_of_another_key_is_not_taken);
	TAP_RUN(what_others_could_change_is_not_used);
	TAP_RUN(two_are_kept);
	TAP_RUN(interrupted_store_does_no_harm);
	TAP_RUN(store_beside_another_does_nothing);
	TAP_RUN(directory_is_made);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command) == 0 ? tap_done() : 99;
}
