// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * checks_cache.c - keeps checks of blocks below /run; see checks_cache.h.  A
 * file has a header and the checks.
 */
#include "kdump-prep/checks_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/checks.h"
#include "kdump-prep/cleanup.h"
#include "purgatory/check.h"
#include "purgatory/crc32c.h"

#define DIRECTORY "/run/kdump-prep"

struct header {
	char identity[KDP_FILE_IDENTITY_SIZE]; /* filled up with zeros */
	uint64_t size;		/* of the data */
	uint64_t check;		/* CRC-32C of the checks */
};

_Static_assert(sizeof(struct header) % sizeof(uint64_t) == 0, "header");

static struct header make_header(const struct kdp_file *file, size_t size,
				 const struct kdp_block_check *table,
				 size_t table_size)
{
	struct header h = {
		.size = size,
		.check = kdp_crc32c(table, table_size),
	};

	kdp_file_identity(&file->stat, h.identity);
	return h;
}

/* The checks in @text, or NULL where they are not those of the data. */
static const struct kdp_block_check *
judge(const char *text, size_t text_size, const struct kdp_file *file,
      const uint8_t *data, size_t size, size_t table_size)
{
	const struct kdp_block_check *table;
	struct header h;
	size_t bad;

	if (text_size != sizeof(h) + table_size)
		return NULL;
	table = (const void *)(text + sizeof(h));
	h = make_header(file, size, table, table_size);
	if (memcmp(text, &h, sizeof(h)) != 0 ||
	    !kdp_checks_sums(data, size, table, &bad))
		return NULL;
	return table;
}

static bool read_kept(const struct kdp_sysroot *root, const char *name,
		      const struct kdp_file *file, const uint8_t *data,
		      size_t size, struct kdp_block_check *ret)
{
	const size_t table_size = (size_t)kdp_check_count(size) * sizeof(*ret);
	const struct kdp_block_check *table;
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t text_size;
	char path[64];

	snprintf(path, sizeof(path), DIRECTORY "/%s", name);
	err = kdp_sysroot_read(root, path, sizeof(struct header) + table_size,
			       &text, &text_size);
	if (err) {
		kdp_error_destroy(err);
		return false;
	}
	table = judge(text, text_size, file, data, size, table_size);
	if (table)
		memcpy(ret, table, table_size);
	return table != NULL;
}

/* Without it the next load makes them again. */
static void write_kept(const struct kdp_sysroot *root, const char *name,
		       const struct kdp_file *file, size_t size,
		       const struct kdp_block_check *table)
{
	const size_t table_size = (size_t)kdp_check_count(size) *
				  sizeof(*table);
	const struct header h = make_header(file, size, table, table_size);
	KDP_AUTO_FREE uint8_t *text = malloc(sizeof(h) + table_size);

	if (!text)
		return;
	memcpy(text, &h, sizeof(h));
	memcpy(text + sizeof(h), table, table_size);
	kdp_error_destroy(kdp_sysroot_write(root, DIRECTORY, name, text,
					    sizeof(h) + table_size));
}

struct kdp_error *kdp_checks_cached(const struct kdp_sysroot *root,
				    const char *name,
				    const struct kdp_file *file,
				    const uint8_t *data, size_t size,
				    bool keep, struct kdp_block_check **ret)
{
	KDP_AUTO_FREE struct kdp_block_check *table = NULL;

	*ret = NULL;
	if (!file->mapped || size < KDP_CHECKS_CACHE_MIN)
		return NULL;
	table = calloc((size_t)kdp_check_count(size), sizeof(*table));
	if (!table)
		return &kdp_enomem;
	if (!read_kept(root, name, file, data, size, table)) {
		kdp_check_blocks(__builtin_cpu_supports("sse4.2"), data, size,
				 table);
		if (keep)
			write_kept(root, name, file, size, table);
	}
	*ret = KDP_TAKE(table);
	return NULL;
}
