// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/sysroot.c: absolute paths are looked up below the
 * root, a missing file is told from an unreadable one, a file larger than
 * allowed is an error, a file is brought into memory under its own name, a
 * number is the whole of its file, and a file that is written is on the disk
 * before it has its name.
 */
#include "kdump-prep/sysroot.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/file.h"
#include "tests/tap.h"

static char directory[] = "/tmp/kdump-prep-sysroot-XXXXXX";
static struct kdp_sysroot root;

static void put(const char *name, const char *text, size_t size)
{
	int fd = openat(root.fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	TAP_CHECK(fd >= 0);
	TAP_CHECK(write(fd, text, size) == (ssize_t)size);
	close(fd);
}

static void expect_code(struct kdp_error *err, enum kdp_error_code code)
{
	TAP_CHECK(err && err->code == code);
	kdp_error_destroy(err);
}

static void absolute_path_is_below_the_root(void)
{
	char *data = NULL;
	size_t size = 0;

	put("file", "abc", 3);
	TAP_CHECK(!kdp_sysroot_read(&root, "/file", 3, &data, &size));
	TAP_EQ(size, 3);
	TAP_STR(data, "abc");
	free(data);
}

static void missing_file_is_not_found(void)
{
	char *data;
	size_t size;
	DIR *dir;
	int fd;

	expect_code(kdp_sysroot_read(&root, "/none", 9, &data, &size),
		    KDP_ERROR_NOT_FOUND);
	expect_code(kdp_sysroot_open(&root, "/file/none", &fd),
		    KDP_ERROR_NOT_FOUND);
	expect_code(kdp_sysroot_opendir(&root, "/none", &dir),
		    KDP_ERROR_NOT_FOUND);
}

static void directory_read_as_file_is_an_os_error(void)
{
	char *data;
	size_t size;

	expect_code(kdp_sysroot_read(&root, "/", 9, &data, &size),
		    KDP_ERROR_OS);
}

static void file_larger_than_allowed_is_an_error(void)
{
	char *data;
	size_t size;

	put("file", "abcd", 4);
	expect_code(kdp_sysroot_read(&root, "/file", 3, &data, &size),
		    KDP_ERROR_FORMAT);
}

static void file_is_brought_into_memory_under_its_own_name(void)
{
	struct kdp_file file = { .copy = false };

	put("file", "abc", 3);
	TAP_CHECK(!kdp_sysroot_file(&root, "/file", 3, &file));
	TAP_EQ(file.size, 3);
	TAP_CHECK(memcmp(file.data, "abc", 3) == 0);
	TAP_STR(file.path, "/file");
	kdp_file_close(&file);
	expect_code(kdp_sysroot_file(&root, "/none", 3, &file),
		    KDP_ERROR_NOT_FOUND);
	expect_code(kdp_sysroot_file(&root, "/file", 2, &file),
		    KDP_ERROR_FORMAT);
	expect_code(kdp_sysroot_file(&root, "/", 3, &file), KDP_ERROR_FORMAT);
}

static void file_longer_than_the_first_buffer_is_whole(void)
{
	static char big[10000];
	char *data = NULL;
	size_t size = 0;

	memset(big, 'x', sizeof(big));
	put("file", big, sizeof(big));
	TAP_CHECK(!kdp_sysroot_read(&root, "/file", sizeof(big), &data,
				    &size));
	TAP_EQ(size, sizeof(big));
	TAP_CHECK(data && memcmp(data, big, sizeof(big)) == 0);
	TAP_CHECK(data && data[size] == '\0');
	free(data);
}

static void number_is_the_whole_file(void)
{
	uint64_t value = 0;

	put("file", "ff\n", 3);
	TAP_CHECK(!kdp_sysroot_read_u64(&root, "/file", 16, &value));
	TAP_EQ(value, 0xff);
	put("file", "18446744073709551615", 20);
	TAP_CHECK(!kdp_sysroot_read_u64(&root, "/file", 10, &value));
	TAP_EQ(value, UINT64_MAX);
}

static void what_is_not_a_number_is_an_error(void)
{
	static const char *const bad[] = { "",	 "\n",	"x",   "12 13\n",
					   "-1", "1x\n", "1\n\n",
					   "18446744073709551616" };
	uint64_t value = 7;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		put("file", bad[i], strlen(bad[i]));
		expect_code(kdp_sysroot_read_u64(&root, "/file", 10, &value),
			    KDP_ERROR_FORMAT);
	}
	TAP_EQ(value, 7);
}

static void only_the_real_root_is_live(void)
{
	struct kdp_sysroot real;

	TAP_CHECK(!root.live);
	TAP_CHECK(!kdp_sysroot_init(&real, "/"));
	TAP_CHECK(real.live);
	kdp_sysroot_deinit(&real);
	TAP_EQ(real.fd, -1);
	expect_code(kdp_sysroot_init(&real, "/nonexistent"), KDP_ERROR_OS);
}

static void start_of_a_file_is_read(void)
{
	char *data = NULL;
	size_t size = 0;

	put("start", "abcdef", 6);
	TAP_CHECK(!kdp_sysroot_read_start(&root, "/start", 4, &data, &size));
	TAP_EQ(size, 4);
	TAP_STR(data, "abcd");
	free(data);
	TAP_CHECK(!kdp_sysroot_read_start(&root, "/start", 9, &data, &size));
	TAP_EQ(size, 6);
	TAP_STR(data, "abcdef");
	free(data);
	expect_code(kdp_sysroot_read_start(&root, "/none", 9, &data, &size),
		    KDP_ERROR_NOT_FOUND);
}

static void written_file_is_for_root_alone(void)
{
	char *data = NULL;
	size_t size = 0;
	struct stat st;

	TAP_CHECK(!kdp_sysroot_write(&root, "/new", "file", "one", 3));
	TAP_CHECK(!kdp_sysroot_write(&root, "/new", "file", "second", 6));
	TAP_CHECK(!kdp_sysroot_read(&root, "/new/file", 9, &data, &size));
	TAP_STR(data, "second");
	free(data);
	TAP_EQ(fstatat(root.fd, "new/file", &st, 0), 0);
	TAP_EQ(st.st_mode & 0777, 0600);
	TAP_EQ(fstatat(root.fd, "new", &st, 0), 0);
	TAP_EQ(st.st_mode & 0777, 0700);
	kdp_sysroot_unlink(&root, "/new/file");
	expect_code(kdp_sysroot_read(&root, "/new/file", 9, &data, &size),
		    KDP_ERROR_NOT_FOUND);
	kdp_sysroot_unlink(&root, "/new/file");
	/* The directory must be one, and not a way out of here. */
	TAP_EQ(symlinkat("/tmp", root.fd, "link"), 0);
	expect_code(kdp_sysroot_write(&root, "/link", "file", "x", 1),
		    KDP_ERROR_OS);
}

/* What was synced, in order: "f" the new file, "n" one with its name, "d". */
static char synced[8];

int fsync(int fd)
{
	char link[64], path[256] = "";
	size_t length = strlen(synced);
	struct stat st;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	TAP_CHECK(readlink(link, path, sizeof(path) - 1) > 0);
	TAP_EQ(fstat(fd, &st), 0);
	if (length < sizeof(synced) - 1)
		synced[length] = S_ISDIR(st.st_mode) ? 'd' :
				 strstr(path, ".new") ? 'f' : 'n';
	return 0;
}

/* A panic right behind it must not find an empty file. */
static void written_file_is_on_the_disk_before_it_has_its_name(void)
{
	struct kdp_sysroot live = { .fd = root.fd, .live = true };

	TAP_CHECK(!kdp_sysroot_write(&root, "/new", "file", "one", 3));
	TAP_STR(synced, "");
	TAP_CHECK(!kdp_sysroot_write(&live, "/new", "file", "two", 3));
	TAP_STR(synced, "fd");
	kdp_sysroot_unlink(&root, "/new/file");
}

int main(void)
{
	struct kdp_error *err;

	if (!mkdtemp(directory))
		return 99;
	err = kdp_sysroot_init(&root, directory);
	if (err)
		return 99;
	TAP_RUN(absolute_path_is_below_the_root);
	TAP_RUN(missing_file_is_not_found);
	TAP_RUN(directory_read_as_file_is_an_os_error);
	TAP_RUN(file_larger_than_allowed_is_an_error);
	TAP_RUN(file_is_brought_into_memory_under_its_own_name);
	TAP_RUN(file_longer_than_the_first_buffer_is_whole);
	TAP_RUN(start_of_a_file_is_read);
	TAP_RUN(written_file_is_for_root_alone);
	TAP_RUN(written_file_is_on_the_disk_before_it_has_its_name);
	TAP_RUN(number_is_the_whole_file);
	TAP_RUN(what_is_not_a_number_is_an_error);
	TAP_RUN(only_the_real_root_is_live);
	unlinkat(root.fd, "file", 0);
	unlinkat(root.fd, "start", 0);
	unlinkat(root.fd, "link", 0);
	unlinkat(root.fd, "new", AT_REMOVEDIR);
	kdp_sysroot_deinit(&root);
	rmdir(directory);
	return tap_done();
}
