// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dumpfile.c - reads a vmcore's bytes and headers; see dumpfile.h.
 */
#include "kdump-prep/dumpfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"

/* First header version whose sub header names the notes. */
#define VERSION_NOTES 4u
/* First one whose sub header has page numbers of 64 bits. */
#define VERSION_WIDE 6u
#define BLOCK_MIN 512u
#define BLOCK_MAX 0x100000u

/*
 * A flattened file: a header of this size, then pieces, each behind the offset
 * where it belongs and its size, both big-endian and 64 bits; two numbers of
 * all ones at the end.
 */
#define FLAT_HEADER_SIZE 4096u
#define PIECE_HEADER	 16u
#define PIECES_MAX	 0x400000u
/* Pieces that overlap are rare, and next to each other. */
#define OVERLAPS	 16u

static const char signature[8] = "KDUMP   ";
static const char flat_signature[16] = "makedumpfile";

/* struct disk_dump_header of makedumpfile's diskdump_mod.h, up to here. */
struct header {
	char signature[8];
	uint32_t version;
	char utsname[6][65];	/* release is the third, machine the fifth */
	uint8_t timestamp[22];
	uint32_t status;
	uint32_t block_size;
	uint32_t sub_hdr_size;	/* blocks */
	uint32_t bitmap_blocks;
	uint32_t max_mapnr;
};

/* struct kdump_sub_header as a 64-bit makedumpfile writes it, up to here. */
struct sub_header {
	uint64_t phys_base;
	uint32_t dump_level;
	uint32_t split;
	uint64_t start_pfn;
	uint64_t end_pfn;
	uint64_t offset_vmcoreinfo;
	uint64_t size_vmcoreinfo;
	uint64_t offset_note;
	uint64_t size_note;
	uint64_t offset_eraseinfo;
	uint64_t size_eraseinfo;
	uint64_t start_pfn_64;
	uint64_t end_pfn_64;
	uint64_t max_mapnr_64;
};

_Static_assert(offsetof(struct header, block_size) == 428,
	       "disk_dump_header.block_size is at 428");
_Static_assert(offsetof(struct header, max_mapnr) == 440,
	       "disk_dump_header.max_mapnr is at 440");
_Static_assert(offsetof(struct sub_header, offset_note) == 48,
	       "kdump_sub_header.offset_note is at 48");
_Static_assert(offsetof(struct sub_header, max_mapnr_64) == 96,
	       "kdump_sub_header.max_mapnr_64 is at 96");

static uint64_t be64(const uint8_t *p)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < 8; i++)
		value = value << 8 | p[i];
	return value;
}

KDP_MUST_CHECK
static struct kdp_error *cut_short(const struct kdp_dumpfile *file)
{
	return kdp_error_create(KDP_ERROR_FORMAT,
				"cut short: it is flattened, and has no end after 0x%llx bytes",
				(unsigned long long)file->size);
}

KDP_MUST_CHECK
static struct kdp_error *add_piece(struct kdp_dumpfile *file,
				   struct kdp_dumpfile_piece piece,
				   size_t *room)
{
	struct kdp_dumpfile_piece *list = file->piece;

	if (file->piece_count == PIECES_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"flattened to more than %u pieces",
					PIECES_MAX);
	if (file->piece_count == *room) {
		*room = *room ? 2 * *room : 64;
		list = reallocarray(file->piece, *room, sizeof(*list));
		if (!list)
			return &kdp_enomem;
		file->piece = list;
	}
	list[file->piece_count++] = piece;
	return NULL;
}

/* Walks the pieces, from the header to the mark at the end. */
KDP_MUST_CHECK
static struct kdp_error *find_pieces(struct kdp_dumpfile *file)
{
	uint64_t at = FLAT_HEADER_SIZE;
	struct kdp_dumpfile_piece piece;
	uint8_t header[PIECE_HEADER];
	struct kdp_error *err = NULL;
	size_t room = 0;

	while (!err) {
		if (at > file->size || file->size - at < sizeof(header))
			return cut_short(file);
		if (pread(file->fd, header, sizeof(header), (off_t)at) !=
		    (ssize_t)sizeof(header))
			return kdp_error_os(errno, "offset 0x%llx: read",
					    (unsigned long long)at);
		piece.offset = be64(header);
		piece.size = be64(header + 8);
		piece.at = at + sizeof(header);
		if (piece.offset == UINT64_MAX && piece.size == UINT64_MAX)
			return NULL;
		if (piece.size > file->size - piece.at)
			return cut_short(file);
		if (piece.size > UINT64_MAX - piece.offset)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"offset 0x%llx: a piece at 0x%llx",
						(unsigned long long)at,
						(unsigned long long)
							piece.offset);
		at = piece.at + piece.size;
		err = add_piece(file, piece, &room);
	}
	return err;
}

/* Of two for the same offset, the one that was written later is behind. */
static int compare_pieces(const void *a, const void *b)
{
	const struct kdp_dumpfile_piece *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

KDP_MUST_CHECK
static struct kdp_error *init_flat(struct kdp_dumpfile *file)
{
	uint64_t end = 0;
	struct kdp_error *err;
	size_t i;

	file->flat = true;
	err = find_pieces(file);
	if (err)
		return err;
	if (file->piece_count)
		qsort(file->piece, file->piece_count, sizeof(*file->piece),
		      compare_pieces);
	for (i = 0; i < file->piece_count; i++)
		if (file->piece[i].offset + file->piece[i].size > end)
			end = file->piece[i].offset + file->piece[i].size;
	file->size = end;
	return NULL;
}

/* The first piece behind @offset. */
static size_t piece_behind(const struct kdp_dumpfile *file, uint64_t offset)
{
	size_t low = 0, high = file->piece_count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (file->piece[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Where @offset is: in @at_ret, or UINT64_MAX in a hole, which is zeros.
 * Returns the number of bytes from there on that lie together.
 */
static uint64_t find_bytes(const struct kdp_dumpfile *file, uint64_t offset,
			   uint64_t *at_ret)
{
	const struct kdp_dumpfile_piece *piece, *best = NULL;
	size_t behind, i;
	uint64_t next;

	if (!file->flat) {
		*at_ret = offset;
		return file->size - offset;
	}
	behind = piece_behind(file, offset);
	next = behind < file->piece_count ? file->piece[behind].offset :
					    file->size;
	for (i = behind; i && behind - i < OVERLAPS; i--) {
		piece = &file->piece[i - 1];
		if (offset - piece->offset < piece->size &&
		    (!best || piece->at > best->at))
			best = piece;
	}
	*at_ret = UINT64_MAX;
	if (!best)
		return next - offset;
	*at_ret = best->at + (offset - best->offset);
	if (best->offset + best->size < next)
		next = best->offset + best->size;
	return next - offset;
}

struct kdp_error *kdp_dumpfile_init(int fd, struct kdp_dumpfile *ret)
{
	char start[sizeof(flat_signature)];
	struct kdp_error *err;
	struct stat st;

	if (fstat(fd, &st))
		return kdp_error_os(errno, "stat");
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"not a regular file");
	*ret = (struct kdp_dumpfile){
		.fd = fd,
		.size = (uint64_t)(S_ISBLK(st.st_mode) ?
					   lseek(fd, 0, SEEK_END) :
					   st.st_size),
	};
	if (pread(fd, start, sizeof(start), 0) != (ssize_t)sizeof(start) ||
	    memcmp(start, flat_signature, sizeof(start)) != 0)
		return NULL;
	err = init_flat(ret);
	if (err)
		kdp_dumpfile_deinit(ret);
	return err;
}

void kdp_dumpfile_deinit(struct kdp_dumpfile *file)
{
	free(file->piece);
	file->piece = NULL;
	file->piece_count = 0;
}

KDP_MUST_CHECK
static struct kdp_error *past_end(const struct kdp_dumpfile *file,
				  uint64_t offset, size_t size,
				  const char *what)
{
	return kdp_error_create(KDP_ERROR_FORMAT,
				"offset 0x%llx: 0x%zx bytes of %s "
				"pass the end of the file at 0x%llx",
				(unsigned long long)offset, size, what,
				(unsigned long long)file->size);
}

struct kdp_error *kdp_dumpfile_read(const struct kdp_dumpfile *file,
				    uint64_t offset, void *buffer, size_t size,
				    const char *what)
{
	size_t done = 0, n;
	uint64_t at, room;
	ssize_t got;

	if (offset > file->size || size > file->size - offset)
		return past_end(file, offset, size, what);
	while (done < size) {
		room = find_bytes(file, offset + done, &at);
		n = room < size - done ? (size_t)room : size - done;
		if (at == UINT64_MAX) {
			memset((uint8_t *)buffer + done, 0, n);
			done += n;
			continue;
		}
		got = pread(file->fd, (uint8_t *)buffer + done, n, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return kdp_error_os(errno, "offset 0x%llx: read %s",
					    (unsigned long long)(offset + done),
					    what);
		if (!got)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"offset 0x%llx: %s ends early",
						(unsigned long long)(offset +
								     done),
						what);
		done += (size_t)got;
	}
	return NULL;
}

struct kdp_error *kdp_dumpfile_read_new(const struct kdp_dumpfile *file,
					uint64_t offset, size_t size,
					const char *what, uint8_t **ret)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;

	/* Before memory is taken for what the file cannot have. */
	if (size > file->size)
		return past_end(file, offset, size, what);
	data = malloc(size + 1);
	if (!data)
		return &kdp_enomem;
	err = kdp_dumpfile_read(file, offset, data, size, what);
	if (err)
		return err;
	data[size] = 0;
	*ret = KDP_TAKE(data);
	return NULL;
}

bool kdp_dumpfile_is_kdump(const uint8_t *start, size_t size)
{
	return size >= sizeof(signature) &&
	       memcmp(start, signature, sizeof(signature)) == 0;
}

KDP_MUST_CHECK
static struct kdp_error *check_header(const struct header *header)
{
	const char *machine = header->utsname[4];

	if (header->version < VERSION_NOTES)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x8: kdump header version %u "
					"has no notes, expected %u or later",
					header->version, VERSION_NOTES);
	if (machine[0] && strncmp(machine, "x86_64", 65) != 0)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x%zx: dump of machine "
					"\"%.65s\", expected x86_64",
					offsetof(struct header, utsname[4]),
					machine);
	if (header->block_size < BLOCK_MIN || header->block_size > BLOCK_MAX ||
	    (header->block_size & (header->block_size - 1)))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x%zx: block size 0x%x, "
					"expected a power of two from 0x%x "
					"to 0x%x",
					offsetof(struct header, block_size),
					header->block_size, BLOCK_MIN,
					BLOCK_MAX);
	return NULL;
}

struct kdp_error *kdp_dumpfile_header(const struct kdp_dumpfile *file,
				      struct kdp_dumpfile_header *ret)
{
	struct sub_header sub = { 0 };
	size_t size = sizeof(sub);
	struct kdp_error *err;
	struct header header;

	err = kdp_dumpfile_read(file, 0, &header, sizeof(header),
				"kdump header");
	if (!err)
		err = check_header(&header);
	if (err)
		return err;
	if (header.version < VERSION_WIDE)
		size = offsetof(struct sub_header, start_pfn_64);
	err = kdp_dumpfile_read(file, header.block_size, &sub, size,
				"kdump sub header");
	if (err)
		return err;
	*ret = (struct kdp_dumpfile_header){
		.status = header.status,
		.level = sub.dump_level,
		.block_size = header.block_size,
		.split = sub.split != 0,
		.pages = header.version < VERSION_WIDE ? header.max_mapnr :
							 sub.max_mapnr_64,
		.bitmap = (1 + (uint64_t)header.sub_hdr_size) *
			  header.block_size,
		.bitmap_size = (uint64_t)(header.bitmap_blocks / 2) *
			       header.block_size,
		.descs = (1 + (uint64_t)header.sub_hdr_size +
			  header.bitmap_blocks) * header.block_size,
		.vmcoreinfo = sub.offset_vmcoreinfo,
		.vmcoreinfo_size = sub.size_vmcoreinfo,
		.notes = sub.offset_note,
		.notes_size = sub.size_note,
	};
	memcpy(ret->release, header.utsname[2], sizeof(header.utsname[2]));
	return NULL;
}
