// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * armed.c - digests of what is armed; see armed.h.
 */
#include "kdump-prep/armed.h"

#include <stdint.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/file.h"
#include "kdump-prep/hash.h"

#define FILE_MAX ((size_t)1 << 30)

/* @identity: that the file must have; empty: any. */
static void hash_file(const struct kdp_sysroot *root, const char *path,
		      const char *identity, char ret[KDP_FINGERPRINT_SIZE])
{
	char found[KDP_FILE_IDENTITY_SIZE];
	struct kdp_file file = { .copy = false };
	struct kdp_error *err;

	err = kdp_sysroot_file(root, path, FILE_MAX, &file);
	if (err) {
		kdp_error_destroy(err);
		return;
	}
	kdp_file_identity(&file.stat, found);
	if (!identity[0] || strcmp(identity, found) == 0)
		kdp_hash_text(file.data, file.size, ret);
	kdp_file_close(&file);
}

char *kdp_armed_line(const char *line)
{
	static const char word[] = "elfcorehdr=";
	char *ret = strdup(line);
	char *at;

	if (!ret)
		return NULL;
	at = strstr(ret, word);
	while (at) {
		size_t size = strcspn(at, " ");

		if (at == ret || at[-1] == ' ') {
			memmove(at, at + size, strlen(at + size) + 1);
			at = strstr(at, word);
		} else {
			at = strstr(at + 1, word);
		}
	}
	/* The blank in front of what was there. */
	for (at = ret + strlen(ret); at > ret && at[-1] == ' ';)
		*--at = 0;
	return ret;
}

static void hash_line(const char *line, char ret[KDP_FINGERPRINT_SIZE])
{
	KDP_AUTO_FREE char *steady = line ? kdp_armed_line(line) : NULL;

	if (steady)
		kdp_hash_text(steady, strlen(steady), ret);
}

void kdp_armed_files(const struct kdp_sysroot *root, const char *kernel,
		     const char *initrd, const char *line,
		     struct kdp_armed *ret)
{
	*ret = (struct kdp_armed){ .kernel = "" };
	hash_file(root, kernel, "", ret->kernel);
	if (initrd)
		hash_file(root, initrd, "", ret->initrd);
	hash_line(line, ret->line);
}

void kdp_armed_last(const struct kdp_sysroot *root,
		    const struct kdp_last *last, struct kdp_armed *ret)
{
	*ret = (struct kdp_armed){ .kernel = "" };
	if (last->kernel.path)
		hash_file(root, last->kernel.path, last->kernel.identity,
			  ret->kernel);
	if (last->initrd.path)
		hash_file(root, last->initrd.path, last->initrd.identity,
			  ret->initrd);
	hash_line(last->cmdline, ret->line);
}

static bool differ(const char *a, const char *b)
{
	return a[0] && b[0] && strcmp(a, b) != 0;
}

const char *kdp_armed_differs(const struct kdp_armed *a,
			      const struct kdp_armed *b)
{
	if (differ(a->kernel, b->kernel))
		return "armed kernel";
	if (differ(a->initrd, b->initrd))
		return "armed initrd";
	return differ(a->line, b->line) ? "armed command line" : NULL;
}

bool kdp_armed_known(const struct kdp_armed *armed,
		     const struct kdp_last *last)
{
	return armed->kernel[0] && (armed->initrd[0] || !last->initrd.path) &&
	       armed->line[0];
}
