// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * initrd.c - measures an initrd; see initrd.h.
 */
#include "kdump-prep/initrd.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/segments.h"
#include "kdump-prep/unpack.h"

/* A cpio header of the "new ASCII" form: a magic and 13 numbers. */
#define HEADER_SIZE 110u
#define FIELD_SIZE  8u
#define FIELD_BYTES 6u	/* index of the file's size */
#define FIELD_NAME  11u	/* of the name's, with its NUL */
#define NAME_MAX_   4096u

/* A stream of a few bytes can unpack to any number; no initrd has so many. */
#define UNPACKED_MAX ((uint64_t)16 << 30)

/* What an entry costs beside its bytes: inode, dentry, their slabs' waste. */
#define INODE_BYTES 1024u

static const char trailer[] = "TRAILER!!!";

/* A walk through an archive that comes in pieces. */
struct walk {
	char header[HEADER_SIZE];
	char name[32];
	const char *wanted;	/* name of the file to keep; NULL: none */
	uint8_t *kept;		/* of it, malloc'd */
	size_t kept_size;
	uint64_t keep;		/* bytes of it that are still to come */
	uint64_t have;		/* bytes of header, or of name, that came */
	uint64_t name_size;	/* with its padding; 0: in the header */
	uint64_t skip;		/* bytes of a file that are still to come */
	uint64_t next_skip;	/* the same, once the name has come */
	uint64_t bytes;		/* the same, without padding */
	uint64_t offset;	/* of the next byte */
	uint64_t unpacked;	/* bytes that came out of a stream */
	bool ended;		/* the trailer came, or nothing yet */
	struct kdp_initrd found;
};

static bool hex_field(const struct walk *w, unsigned int index, uint64_t *ret)
{
	const char *at = w->header + 6 + (size_t)index * FIELD_SIZE;
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < FIELD_SIZE; i++) {
		value <<= 4;
		if (at[i] >= '0' && at[i] <= '9')
			value |= (uint64_t)(at[i] - '0');
		else if ((at[i] | 0x20) >= 'a' && (at[i] | 0x20) <= 'f')
			value |= (uint64_t)((at[i] | 0x20) - 'a' + 10);
		else
			return false;
	}
	*ret = value;
	return true;
}

static uint64_t align4(uint64_t size)
{
	return (size + 3) & ~(uint64_t)3;
}

static struct kdp_error *take_header(struct walk *w)
{
	uint64_t bytes, name;

	if ((memcmp(w->header, "070701", 6) != 0 &&
	     memcmp(w->header, "070702", 6) != 0) ||
	    !hex_field(w, FIELD_BYTES, &bytes) ||
	    !hex_field(w, FIELD_NAME, &name) || name == 0 || name > NAME_MAX_)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"no cpio header at 0x%" PRIx64
					" of the archive",
					w->offset - HEADER_SIZE);
	w->name_size = align4(HEADER_SIZE + name) - HEADER_SIZE;
	w->next_skip = align4(bytes);
	w->bytes = bytes;
	w->found.bytes += kdp_page_align(bytes) + INODE_BYTES;
	w->found.files++;
	w->have = 0;
	memset(w->name, 0, sizeof(w->name));
	return NULL;
}

/* The last file of a name counts. */
static void begin_keeping(struct walk *w)
{
	w->keep = 0;
	w->name[sizeof(w->name) - 1] = 0;
	if (!w->wanted || strcmp(w->name, w->wanted) != 0 ||
	    w->bytes > KDP_INITRD_FIND_MAX)
		return;
	free(w->kept);
	w->kept = malloc(w->bytes + 1);
	w->kept_size = 0;
	if (w->kept)
		w->keep = w->bytes;
}

static void keep(struct walk *w, const uint8_t *data, size_t size)
{
	size_t n = size < w->keep ? size : (size_t)w->keep;

	if (!n)
		return;
	memcpy(w->kept + w->kept_size, data, n);
	w->kept_size += n;
	w->keep -= n;
}

static void take_name(struct walk *w)
{
	if (memcmp(w->name, trailer, sizeof(trailer)) == 0)
		w->ended = true;
	begin_keeping(w);
	w->skip = w->next_skip;
	w->name_size = 0;
	w->have = 0;
}

static size_t least(uint64_t a, size_t b)
{
	return a < b ? (size_t)a : b;
}

/*
 * One piece of an archive.  @used_ret: bytes taken, fewer than @size where
 * the archive ends and something else than zeros and another one follows.
 */
static struct kdp_error *feed(struct walk *w, const uint8_t *data, size_t size,
			      size_t *used_ret)
{
	struct kdp_error *err = NULL;
	size_t at = 0, n;

	while (!err && at < size) {
		n = 1;
		if (w->skip) {
			n = least(w->skip, size - at);
			w->skip -= n;
			keep(w, data + at, n);
		} else if (w->name_size) {
			if (w->have < sizeof(w->name))
				w->name[w->have] = (char)data[at];
			w->have++;
		} else if (w->have == 0 && w->ended && data[at] != '0') {
			if (data[at] != 0)
				break;
		} else {
			w->ended = false;
			w->header[w->have++] = (char)data[at];
		}
		at += n;
		w->offset += n;
		if (!w->name_size && w->have == HEADER_SIZE)
			err = take_header(w);
		else if (w->name_size && w->have == w->name_size)
			take_name(w);
	}
	*used_ret = at;
	return err;
}

static struct kdp_error *take_piece(void *context, const uint8_t *data,
				    size_t size)
{
	struct walk *w = context;
	size_t used;

	if (w->unpacked > UNPACKED_MAX - size)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"it unpacks to more than 0x%" PRIx64 " bytes",
					UNPACKED_MAX);
	w->unpacked += size;
	/* What follows the last archive of a packed one is not looked at. */
	return feed(w, data, size, &used);
}

static struct kdp_error *measure_packed(const uint8_t *data, size_t size,
					struct walk *w, size_t *used_ret)
{
	enum kdp_packing packing = kdp_packing_of(data, size);
	struct kdp_error *err;

	if (packing == KDP_PACKING_NONE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"found 0x%02x, expected a cpio archive, plain or packed",
					data[0]);
	err = kdp_unpack_stream(packing, data, size, take_piece, w, used_ret);
	if (!err && *used_ret == 0)
		err = kdp_error_create(KDP_ERROR_FORMAT, "an empty stream");
	return err;
}

static struct kdp_error *walk_one(const uint8_t *data, size_t size,
				  struct walk *w, size_t *used_ret)
{
	struct kdp_error *err;

	w->ended = true;
	w->have = w->name_size = w->skip = w->keep = 0;
	w->offset = w->unpacked = 0;
	if (data[0] == '0' || data[0] == 0)
		err = feed(w, data, size, used_ret);
	else
		err = measure_packed(data, size, w, used_ret);
	if (!err && !w->ended)
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "the archive ends early, at 0x%" PRIx64,
				       w->offset);
	return err;
}

static struct kdp_error *walk_all(const uint8_t *data, size_t size,
				  struct walk *w)
{
	struct kdp_error *err;
	size_t at = 0, used;

	while (at < size) {
		err = walk_one(data + at, size - at, w, &used);
		if (err)
			return kdp_error_wrap(err, "initrd at 0x%zx", at);
		at += used;
	}
	return NULL;
}

struct kdp_error *kdp_initrd_measure(const uint8_t *data, size_t size,
				     struct kdp_initrd *ret)
{
	struct walk w = { 0 };
	struct kdp_error *err = walk_all(data, size, &w);

	if (!err)
		*ret = w.found;
	return err;
}

struct kdp_error *kdp_initrd_find(const uint8_t *data, size_t size,
				  const char *name, char **ret,
				  size_t *size_ret)
{
	struct walk w = { .wanted = name };
	struct kdp_error *err = walk_all(data, size, &w);

	if (!err && (!w.kept || w.keep))
		err = kdp_error_create(KDP_ERROR_NOT_FOUND,
				       "no file %s in the initrd", name);
	if (err) {
		free(w.kept);
		return err;
	}
	w.kept[w.kept_size] = 0;
	*ret = (char *)w.kept;
	*size_ret = w.kept_size;
	return NULL;
}
