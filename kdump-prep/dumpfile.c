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

static const char signature[8] = "KDUMP   ";

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

struct kdp_error *kdp_dumpfile_init(int fd, struct kdp_dumpfile *ret)
{
	struct stat st;

	if (fstat(fd, &st))
		return kdp_error_os(errno, "stat");
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"not a regular file");
	ret->fd = fd;
	ret->size = (uint64_t)st.st_size;
	if (S_ISBLK(st.st_mode))
		ret->size = (uint64_t)lseek(fd, 0, SEEK_END);
	return NULL;
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
	size_t done = 0;
	ssize_t got;

	if (offset > file->size || size > file->size - offset)
		return past_end(file, offset, size, what);
	while (done < size) {
		got = pread(file->fd, (uint8_t *)buffer + done, size - done,
			    (off_t)(offset + done));
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
		.block_size = header.block_size,
		.sub_blocks = header.sub_hdr_size,
		.bitmap_blocks = header.bitmap_blocks,
		.split = sub.split != 0,
		.pages = header.version < VERSION_WIDE ? header.max_mapnr :
							 sub.max_mapnr_64,
		.vmcoreinfo = sub.offset_vmcoreinfo,
		.vmcoreinfo_size = sub.size_vmcoreinfo,
		.notes = sub.offset_note,
		.notes_size = sub.size_note,
	};
	memcpy(ret->release, header.utsname[2], sizeof(header.utsname[2]));
	return NULL;
}
