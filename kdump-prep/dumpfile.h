/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dumpfile.h - bytes of a vmcore, and the headers of makedumpfile's
 * kdump-compressed format.
 *
 * A vmcore has gigabytes: it is read in pieces, never mapped or held.
 */
#ifndef KDP_KDUMP_PREP_DUMPFILE_H
#define KDP_KDUMP_PREP_DUMPFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/* The bits of struct kdp_dumpfile_header.status, as makedumpfile has them. */
#define KDP_DUMP_ZLIB	    0x01u
#define KDP_DUMP_LZO	    0x02u
#define KDP_DUMP_SNAPPY	    0x04u
#define KDP_DUMP_INCOMPLETE 0x08u
#define KDP_DUMP_ZSTD	    0x20u

/* struct page_desc of makedumpfile: offset, size, flags, page_flags. */
#define KDP_DUMP_DESC_SIZE 24u

/* A piece of a flattened file: where it belongs, and where it is. */
struct kdp_dumpfile_piece {
	uint64_t offset;
	uint64_t size;
	uint64_t at;
};

/*
 * An open file.  One that makedumpfile -F has flattened, as kdump-tools has
 * it do, is read as if it had been put together again.
 */
struct kdp_dumpfile {
	int fd;
	uint64_t size;
	bool flat;
	size_t piece_count;	/* of a flattened one, in order of offset */
	struct kdp_dumpfile_piece *piece;
};

/* What the two headers of a kdump-compressed file say. */
struct kdp_dumpfile_header {
	char release[66];	/* of the kernel that panicked */
	uint32_t status;
	uint32_t level;		/* what makedumpfile left out */
	uint32_t block_size;	/* also the size of a page */
	bool split;		/* one of several parts of a dump */
	uint64_t pages;		/* that the bitmaps have a bit for */
	uint64_t bitmap;	/* offsets, and sizes in bytes */
	uint64_t bitmap_size;	/* of each: pages in memory, then in the file */
	uint64_t descs;		/* one for each page that is in the file */
	uint64_t vmcoreinfo;
	uint64_t vmcoreinfo_size;
	uint64_t notes;
	uint64_t notes_size;
};

/**
 * kdp_dumpfile_init() - take an open file, or a partition
 * @fd: open for reading, the caller's
 * @ret: the caller calls kdp_dumpfile_deinit()
 *
 * Error KDP_ERROR_FORMAT: a flattened file that does not come to its end.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dumpfile_init(int fd, struct kdp_dumpfile *ret);
void kdp_dumpfile_deinit(struct kdp_dumpfile *file);

/**
 * kdp_dumpfile_read() - read exactly @size bytes
 * @what: names them in the error
 *
 * Error KDP_ERROR_FORMAT: they pass the end of the file.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dumpfile_read(const struct kdp_dumpfile *file,
				    uint64_t offset, void *buffer, size_t size,
				    const char *what);

/**
 * kdp_dumpfile_read_new() - the same into new memory, never of 0 bytes
 * @ret: malloc'd, with a NUL behind it; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dumpfile_read_new(const struct kdp_dumpfile *file,
					uint64_t offset, size_t size,
					const char *what, uint8_t **ret);

/**
 * kdp_dumpfile_is_kdump() - whether a file's first bytes are of that format
 */
bool kdp_dumpfile_is_kdump(const uint8_t *start, size_t size);

/**
 * kdp_dumpfile_header() - read both headers of a kdump-compressed file
 */
KDP_MUST_CHECK
struct kdp_error *kdp_dumpfile_header(const struct kdp_dumpfile *file,
				      struct kdp_dumpfile_header *ret);

#endif
