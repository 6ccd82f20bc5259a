// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/checks.c and checks_cache.c: the sums are those of the
 * checks; parity is the XOR of each group's blocks whatever the sizes of the
 * parts; checks that are known are handed on; those of a file are kept and
 * found again as long as it is the same, its data is, and so are they.
 */
#include "kdump-prep/checks_cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/checks.h"
#include "purgatory/check.h"
#include "tests/tap.h"

#define BLOCK	  KDP_CHECK_BLOCK
#define DATA_SIZE (KDP_CHECKS_CACHE_MIN + 1000)
#define KEPT	  "run/kdump-prep/x-checks"

static char directory[] = "/tmp/kdp-checks-XXXXXX";
static struct kdp_sysroot root;
static uint8_t data[DATA_SIZE];

static void ok(struct kdp_error *err)
{
	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
}

static void fill(void)
{
	uint32_t state = 1;
	size_t i;

	for (i = 0; i < DATA_SIZE; i++) {
		state = state * 1664525 + 1013904223;
		data[i] = (uint8_t)(state >> 24);
	}
}

static void sums_are_those_of_the_checks(void)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 9, BLOCK - 1, BLOCK,
					BLOCK + 1, 5 * BLOCK, 5 * BLOCK + 13 };
	struct kdp_block_check checks[6];
	size_t i, bad = 99;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t *exact = malloc(sizes[i] + 1);

		memcpy(exact, data, sizes[i]);
		kdp_check_blocks(false, exact, sizes[i], checks);
		TAP_CHECK(kdp_checks_sums(exact, sizes[i], checks, &bad));
		if (sizes[i]) {
			exact[sizes[i] - 1] ^= 0x10;
			TAP_CHECK(!kdp_checks_sums(exact, sizes[i], checks,
						   &bad));
			TAP_EQ(bad, (sizes[i] - 1) / BLOCK);
		}
		free(exact);
	}
}

/* The same in the plainest way. */
static uint8_t *plain_parity(const struct kdp_checked *part, size_t count,
			     uint32_t groups)
{
	uint8_t *parity = calloc(groups, BLOCK);
	size_t i, at, first = 0;

	for (i = 0; i < count; i++) {
		for (at = 0; at < part[i].size; at++)
			parity[(first + at / BLOCK) % groups * BLOCK +
			       at % BLOCK] ^= part[i].data[at];
		first += (part[i].size + BLOCK - 1) / BLOCK;
	}
	return parity;
}

static void parity_is_the_xor_of_each_group(void)
{
	static const size_t sizes[][3] = {
		{ 1, 0, 0 },
		{ 3 * BLOCK, 1, BLOCK - 1 },
		{ 16 * BLOCK, 48 * BLOCK, 64 * BLOCK },
		{ 16 * BLOCK + 5, 49 * BLOCK + 3, 65 * BLOCK },
		{ 7, 111 * BLOCK, 100 * BLOCK + 4000 },
		{ BLOCK, DATA_SIZE, 17 * BLOCK + 1 },
	};
	struct kdp_checked part[3] = { 0 };
	struct kdp_checks_layout layout;
	struct kdp_checks checks;
	size_t i, n;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t *segment, *plain;

		for (n = 0; n < 3; n++) {
			part[n].data = data + (DATA_SIZE - sizes[i][n]);
			part[n].size = sizes[i][n];
		}
		ok(kdp_checks_lay_out(part, 3, &layout));
		segment = calloc(1, layout.size);
		kdp_checks_fill(part, 3, &layout, 0, segment, &checks);
		plain = plain_parity(part, 3, layout.parity_count);
		TAP_CHECK(memcmp(segment + layout.parity, plain,
				 (size_t)layout.parity_count * BLOCK) == 0);
		free(plain);
		free(segment);
	}
}

static void known_checks_are_handed_on(void)
{
	struct kdp_block_check known[2] = { { 1, 2 }, { 3, 4 } };
	struct kdp_block_check last;
	struct kdp_checked part[2] = {
		{ .data = data, .size = BLOCK + 1, .checks = known },
		{ .data = data, .size = 10 },
	};
	struct kdp_checks_layout layout;
	struct kdp_checks checks;
	uint8_t *segment;

	ok(kdp_checks_lay_out(part, 2, &layout));
	segment = calloc(1, layout.size);
	kdp_checks_fill(part, 2, &layout, 0, segment, &checks);
	kdp_check_blocks(false, data, 10, &last);
	TAP_CHECK(memcmp(segment + layout.table[0], known,
			 sizeof(known)) == 0);
	TAP_CHECK(memcmp(segment + layout.table[0] + sizeof(known), &last,
			 sizeof(last)) == 0);
	free(segment);
}

static struct kdp_file file_of(size_t size)
{
	struct kdp_file file = {
		.data = data,
		.size = size,
		.mapped = true,
		.stat = {
			.st_ino = 12,
			.st_size = (off_t)size,
		},
	};

	return file;
}

static void exchange_words(void)
{
	uint64_t words[2];

	memcpy(words, data, sizeof(words));
	memcpy(data, &words[1], sizeof(words[1]));
	memcpy(data + sizeof(words[1]), &words[0], sizeof(words[0]));
}

/*
 * Keeps checks that are told from those of the data: their sums are the same,
 * and one CRC is not, which is not verified.
 */
static void keep_marked(void)
{
	struct kdp_file file = file_of(DATA_SIZE);
	struct kdp_block_check *table = NULL;

	unlinkat(root.fd, KEPT, 0);
	exchange_words();
	ok(kdp_checks_cached(&root, "x-checks", &file, data, DATA_SIZE, true,
			     &table));
	exchange_words();
	free(table);
	TAP_EQ(faccessat(root.fd, KEPT, F_OK, 0), 0);
}

/* Whether the checks of @file are those that keep_marked() kept. */
static bool is_kept(const struct kdp_file *file, bool keep)
{
	const size_t count = (size_t)kdp_check_count(file->size);
	struct kdp_block_check *table = NULL, *made;
	bool kept;

	made = calloc(count, sizeof(*made));
	kdp_check_blocks(false, data, file->size, made);
	ok(kdp_checks_cached(&root, "x-checks", file, data, file->size, keep,
			     &table));
	TAP_CHECK(table);
	kept = table && table[0].crc32c != made[0].crc32c;
	if (table && !kept)
		TAP_CHECK(memcmp(table, made, count * sizeof(*made)) == 0);
	free(table);
	free(made);
	return kept;
}

static void checks_of_the_same_file_are_found(void)
{
	struct kdp_file file = file_of(DATA_SIZE);
	struct stat st;

	keep_marked();
	TAP_CHECK(is_kept(&file, false));
	TAP_EQ(fstatat(root.fd, KEPT, &st, 0), 0);
	TAP_EQ(st.st_mode & 07777, 0600);
}

static void changed_file_has_others(void)
{
	struct kdp_file file = file_of(DATA_SIZE);

	keep_marked();
	file.stat.st_ino++;
	TAP_CHECK(!is_kept(&file, false));
	file = file_of(DATA_SIZE);
	file.stat.st_mtim.tv_nsec++;
	TAP_CHECK(!is_kept(&file, false));
	file = file_of(DATA_SIZE);
	file.stat.st_ctim.tv_sec++;
	TAP_CHECK(!is_kept(&file, false));
	file = file_of(DATA_SIZE - 1);
	TAP_CHECK(!is_kept(&file, false));
	/* They were not to be kept, so the others still are. */
	file = file_of(DATA_SIZE);
	TAP_CHECK(is_kept(&file, false));
	/* Those of another file take their place. */
	file.stat.st_ino++;
	TAP_CHECK(!is_kept(&file, true));
	file = file_of(DATA_SIZE);
	TAP_CHECK(!is_kept(&file, true));
}

static void other_data_has_others(void)
{
	struct kdp_file file = file_of(DATA_SIZE);

	keep_marked();
	data[DATA_SIZE - 1] ^= 1;
	TAP_CHECK(!is_kept(&file, false));
	data[DATA_SIZE - 1] ^= 1;
	TAP_CHECK(is_kept(&file, false));
}

static void damaged_checks_are_made_again(void)
{
	/* Identity, size, CRC, first and last check. */
	static const int at[] = { 3, 100, 161, 170, 176, 180, -1 };
	struct kdp_file file = file_of(DATA_SIZE);
	char path[100];
	uint8_t byte;
	size_t i;
	int fd;

	snprintf(path, sizeof(path), "%s/" KEPT, directory);
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		keep_marked();
		fd = open(path, O_RDWR);
		lseek(fd, at[i], at[i] < 0 ? SEEK_END : SEEK_SET);
		TAP_EQ(read(fd, &byte, 1), 1);
		byte ^= 4;
		lseek(fd, -1, SEEK_CUR);
		TAP_EQ(write(fd, &byte, 1), 1);
		close(fd);
		TAP_CHECK(!is_kept(&file, false));
	}
	keep_marked();
	TAP_EQ(truncate(path, 500), 0);
	TAP_CHECK(!is_kept(&file, false));
	TAP_EQ(truncate(path, 0), 0);
	TAP_CHECK(!is_kept(&file, true));
}

static void nothing_is_kept_of_small_and_copied_files(void)
{
	struct kdp_file file = file_of(DATA_SIZE);
	struct kdp_block_check *table = NULL;

	file.mapped = false;
	ok(kdp_checks_cached(&root, "y-checks", &file, data, DATA_SIZE, true,
			     &table));
	TAP_CHECK(!table);
	file.mapped = true;
	ok(kdp_checks_cached(&root, "y-checks", &file, data,
			     KDP_CHECKS_CACHE_MIN - 1, true, &table));
	TAP_CHECK(!table);
	ok(kdp_checks_cached(&root, "y-checks", &file, NULL, 0, true, &table));
	TAP_CHECK(!table);
	TAP_CHECK(faccessat(root.fd, "run/kdump-prep/y-checks", F_OK, 0) < 0);
}

int main(void)
{
	char command[100];

	if (!mkdtemp(directory))
		return 99;
	ok(kdp_sysroot_init(&root, directory));
	if (mkdirat(root.fd, "run", 0755) < 0)
		return 99;
	fill();
	TAP_RUN(sums_are_those_of_the_checks);
	TAP_RUN(parity_is_the_xor_of_each_group);
	TAP_RUN(known_checks_are_handed_on);
	TAP_RUN(checks_of_the_same_file_are_found);
	TAP_RUN(changed_file_has_others);
	TAP_RUN(other_data_has_others);
	TAP_RUN(damaged_checks_are_made_again);
	TAP_RUN(nothing_is_kept_of_small_and_copied_files);
	kdp_sysroot_deinit(&root);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command) == 0 ? tap_done() : 99;
}
