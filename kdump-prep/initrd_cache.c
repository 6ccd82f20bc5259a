// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * initrd_cache.c - keeps the size of the last initrd; see initrd_cache.h.
 */
#include "kdump-prep/initrd_cache.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/text.h"

#define DIRECTORY "/run/kdump-prep"
#define FILE_NAME "initrd"
#define PATH	  DIRECTORY "/" FILE_NAME
#define TEXT_SIZE 512u

/* "identity bytes files"; false for anything else. */
static bool read_kept(const struct kdp_sysroot *root, const char *identity,
		      struct kdp_initrd *ret)
{
	KDP_AUTO_FREE char *data = NULL;
	size_t length = strlen(identity), size;
	struct kdp_word bytes, files;
	struct kdp_error *err;
	struct kdp_text text;

	err = kdp_sysroot_read(root, PATH, TEXT_SIZE, &data, &size);
	if (err) {
		kdp_error_destroy(err);
		return false;
	}
	if (size <= length || memcmp(data, identity, length) != 0)
		return false;
	kdp_text_init(&text, PATH, data + length, size - length);
	return kdp_text_next(&text) && kdp_text_word(&text, &bytes) &&
	       kdp_text_word(&text, &files) &&
	       kdp_word_u64(bytes, 10, &ret->bytes) &&
	       kdp_word_u64(files, 10, &ret->files);
}

struct kdp_error *kdp_initrd_cached(const struct kdp_sysroot *root,
				    const struct kdp_file *file, bool keep,
				    struct kdp_initrd *ret)
{
	char identity[KDP_FILE_IDENTITY_SIZE], text[TEXT_SIZE];
	struct kdp_error *err;
	int length;

	kdp_file_identity(&file->stat, identity);
	if (read_kept(root, identity, ret))
		return NULL;
	err = kdp_initrd_measure(file->data, file->size, ret);
	if (err || !keep)
		return err;
	length = snprintf(text, sizeof(text), "%s %" PRIu64 " %" PRIu64 "\n",
			  identity, ret->bytes, ret->files);
	/* Without it the next load measures again. */
	err = kdp_sysroot_write(root, DIRECTORY, FILE_NAME, text,
				(size_t)length);
	kdp_error_destroy(err);
	return NULL;
}
