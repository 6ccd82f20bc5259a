// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cpio.c - writes an initramfs; see cpio.h.
 */
#include "kdump-prep/cpio.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kdump-prep/file_write.h"

#define HEADER_SIZE 110u
#define FIRST_ROOM  0x100000u

/* Offsets in a header of the fields that are read back. */
#define FIELD_MODE_AT 14u
#define FIELD_SIZE_AT 54u
#define FIELD_NAME_AT 94u

static bool make_room(struct kdp_cpio *cpio, size_t size)
{
	size_t room = cpio->room ? cpio->room : FIRST_ROOM;
	uint8_t *data;

	if (cpio->failed)
		return false;
	while (room - cpio->size < size && room <= SIZE_MAX / 2)
		room *= 2;
	if (room - cpio->size >= size && room != cpio->room) {
		data = realloc(cpio->data, room);
		if (data) {
			cpio->data = data;
			cpio->room = room;
		}
	}
	cpio->failed = cpio->room - cpio->size < size;
	return !cpio->failed;
}

/* Each part is padded to a multiple of 4 bytes. */
static void put(struct kdp_cpio *cpio, const void *data, size_t size)
{
	size_t padded = (size + 3) & ~(size_t)3;

	if (!make_room(cpio, padded))
		return;
	memset(cpio->data + cpio->size + size, 0, padded - size);
	if (size)
		memcpy(cpio->data + cpio->size, data, size);
	cpio->size += padded;
}

static void put_entry(struct kdp_cpio *cpio, const char *path, uint32_t mode,
		      const void *data, size_t size, uint32_t major,
		      uint32_t minor)
{
	size_t name = strlen(path) + 1;
	char header[HEADER_SIZE + 4096];

	if (size > UINT32_MAX || name > sizeof(header) - HEADER_SIZE) {
		cpio->failed = true;
		return;
	}
	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s",
		 ++cpio->entries, mode, 0u, 0u, S_ISDIR(mode) ? 2u : 1u, 0u,
		 (uint32_t)size, 0u, 0u, major, minor, (uint32_t)name, 0u,
		 path);
	put(cpio, header, HEADER_SIZE + name);
	put(cpio, data, size);
}

void kdp_cpio_dir(struct kdp_cpio *cpio, const char *path)
{
	put_entry(cpio, path, S_IFDIR | 0755, NULL, 0, 0, 0);
}

void kdp_cpio_file(struct kdp_cpio *cpio, const char *path, uint32_t mode,
		   const void *data, size_t size)
{
	put_entry(cpio, path, S_IFREG | mode, data, size, 0, 0);
}

void kdp_cpio_device(struct kdp_cpio *cpio, const char *path, uint32_t major,
		     uint32_t minor)
{
	put_entry(cpio, path, S_IFCHR | 0600, NULL, 0, major, minor);
}

static size_t read_hex(const uint8_t *field)
{
	char text[9] = { 0 };

	memcpy(text, field, 8);
	return strtoul(text, NULL, 16);
}

bool kdp_cpio_has(const struct kdp_cpio *cpio, const char *path)
{
	size_t at = 0, name, size;

	while (!cpio->failed && at < cpio->size) {
		name = read_hex(cpio->data + at + FIELD_NAME_AT);
		size = read_hex(cpio->data + at + FIELD_SIZE_AT);
		if (strcmp((char *)cpio->data + at + HEADER_SIZE, path) == 0)
			return true;
		at += (HEADER_SIZE + name + 3) & ~(size_t)3;
		at += (size + 3) & ~(size_t)3;
	}
	return false;
}

KDP_MUST_CHECK
static struct kdp_error *extract_one(const char *path, uint32_t mode,
				     const uint8_t *data, size_t size)
{
	if (S_ISREG(mode))
		return kdp_file_write(path, mode & 0777, data, size);
	if (S_ISDIR(mode) && mkdir(path, mode & 0777) && errno != EEXIST)
		return kdp_error_os(errno, "mkdir %s", path);
	return NULL;
}

struct kdp_error *kdp_cpio_extract(const struct kdp_cpio *cpio,
				   const char *dir)
{
	size_t at = 0, name, size, content;
	struct kdp_error *err = NULL;
	const uint8_t *entry;
	char path[4096];

	while (!err && !cpio->failed && at < cpio->size) {
		entry = cpio->data + at;
		name = read_hex(entry + FIELD_NAME_AT);
		size = read_hex(entry + FIELD_SIZE_AT);
		content = (HEADER_SIZE + name + 3) & ~(size_t)3;
		snprintf(path, sizeof(path), "%s/%s", dir,
			 (const char *)entry + HEADER_SIZE);
		err = extract_one(path,
				  (uint32_t)read_hex(entry + FIELD_MODE_AT),
				  entry + content, size);
		at += content + ((size + 3) & ~(size_t)3);
	}
	return err;
}

struct kdp_error *kdp_cpio_finish(struct kdp_cpio *cpio)
{
	put_entry(cpio, "TRAILER!!!", 0, NULL, 0, 0, 0);
	if (cpio->failed)
		return kdp_error_create(KDP_ERROR_OTHER,
					"the initramfs is too large for memory, or a file for a cpio archive");
	return NULL;
}

void kdp_cpio_deinit(struct kdp_cpio *cpio)
{
	free(cpio->data);
	memset(cpio, 0, sizeof(*cpio));
}
