// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verify.c - looks at a saved vmcore; see verify.h.
 */
#include "kdump-prep/verify.h"

#include <elf.h>
#include <gelf.h>
#include <inttypes.h>
#include <libelf.h>
#include <stdio.h>
#include <string.h>

#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/dumpfile.h"
#include "kdump-prep/vmcoreinfo.h"

/* The kernel has one page of it; makedumpfile adds some lines. */
#define INFO_MAX 0x100000u

#define DESC_CHUNK (2048u * KDP_DUMP_DESC_SIZE)

#define BITMAP_CHUNK 0x10000u

static const struct {
	uint32_t flag;
	const char *name;
} packings[] = {
	{ KDP_DUMP_ZLIB, "zlib" },
	{ KDP_DUMP_LZO, "lzo" },
	{ KDP_DUMP_SNAPPY, "snappy" },
	{ KDP_DUMP_ZSTD, "zstd" },
};

/* A kdump-compressed file whose headers were read. */
struct dump {
	struct kdp_dumpfile file;
	struct kdp_dumpfile_header header;
};

KDP_MUST_CHECK
static struct kdp_error *take_info(const uint8_t *info, size_t size,
				   struct kdp_verify *v)
{
	if (!kdp_vmcoreinfo_find(info, size, "OSRELEASE=", v->release,
				 sizeof(v->release)))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"vmcoreinfo of %zu bytes has no OSRELEASE",
					size);
	if (!kdp_vmcoreinfo_find(info, size, "BUILD-ID=", v->build_id,
				 sizeof(v->build_id)))
		v->build_id[0] = 0;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *no_info(void)
{
	return kdp_error_create(KDP_ERROR_FORMAT,
				"no vmcoreinfo: crash cannot tell where the kernel lay");
}

KDP_MUST_CHECK
static struct kdp_error *check_info(const struct dump *dump,
				    struct kdp_verify *v)
{
	const struct kdp_dumpfile_header *header = &dump->header;
	KDP_AUTO_FREE uint8_t *info = NULL;
	struct kdp_error *err;

	if (!header->vmcoreinfo || !header->vmcoreinfo_size)
		return no_info();
	if (header->vmcoreinfo_size > INFO_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"0x%" PRIx64 " bytes of vmcoreinfo, expected at most 0x%x",
					header->vmcoreinfo_size, INFO_MAX);
	err = kdp_dumpfile_read_new(&dump->file, header->vmcoreinfo,
				    (size_t)header->vmcoreinfo_size,
				    "vmcoreinfo", &info);
	if (!err)
		err = take_info(info, (size_t)header->vmcoreinfo_size, v);
	if (!err && header->release[0] &&
	    strcmp(header->release, v->release) != 0)
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "the header is of kernel \"%.65s\", vmcoreinfo of \"%s\"",
				       header->release, v->release);
	return err;
}

/* Counts the pages that are in the file: the bits of the second bitmap. */
KDP_MUST_CHECK
static struct kdp_error *count_pages(const struct dump *dump,
				     uint64_t *pages_ret)
{
	const struct kdp_dumpfile_header *header = &dump->header;
	uint64_t offset = header->bitmap + header->bitmap_size;
	uint64_t left = header->pages / 8 + (header->pages % 8 != 0);
	uint8_t chunk[BITMAP_CHUNK];
	struct kdp_error *err;
	size_t n;

	if (left > header->bitmap_size)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"a bitmap of 0x%" PRIx64 " bytes for 0x%" PRIx64 " pages",
					header->bitmap_size, header->pages);
	*pages_ret = 0;
	while (left) {
		n = left < sizeof(chunk) ? (size_t)left : sizeof(chunk);
		err = kdp_dumpfile_read(&dump->file, offset, chunk, n,
					"the bitmap");
		if (err)
			return err;
		*pages_ret += kdp_count_bits(chunk, n);
		offset += n;
		left -= n;
	}
	return NULL;
}

/* Moves @end to the end of the page, where that is behind it. */
KDP_MUST_CHECK
static struct kdp_error *check_desc(const struct dump *dump, uint64_t number,
				    const uint8_t *desc, uint64_t *end)
{
	uint64_t offset = kdp_le64(desc);
	uint32_t size = kdp_le32(desc + 8);

	if (!size || size > dump->header.block_size)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"page 0x%" PRIx64 " of the file has 0x%x bytes, expected 1 to 0x%x",
					number, size, dump->header.block_size);
	if (offset > dump->file.size || size > dump->file.size - offset)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"cut short: page 0x%" PRIx64 " of the file is at 0x%" PRIx64 ", the file ends at 0x%" PRIx64,
					number, offset, dump->file.size);
	if (offset + size > *end)
		*end = offset + size;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *check_pages(const struct dump *dump, uint64_t pages,
				     uint64_t *end)
{
	uint64_t offset = dump->header.descs;
	struct kdp_error *err = NULL;
	uint8_t chunk[DESC_CHUNK];
	uint64_t done = 0;
	size_t i, n;

	while (!err && done < pages) {
		n = sizeof(chunk) / KDP_DUMP_DESC_SIZE;
		if (n > pages - done)
			n = (size_t)(pages - done);
		err = kdp_dumpfile_read(&dump->file, offset, chunk,
					n * KDP_DUMP_DESC_SIZE,
					"page descriptors");
		for (i = 0; !err && i < n; i++)
			err = check_desc(dump, done + i,
					 chunk + i * KDP_DUMP_DESC_SIZE, end);
		offset += n * KDP_DUMP_DESC_SIZE;
		done += n;
	}
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *verify_kdump(const struct kdp_dumpfile *file,
				      struct kdp_verify *v)
{
	struct dump dump = { .file = *file };
	struct kdp_error *err;
	size_t i;

	err = kdp_dumpfile_header(&dump.file, &dump.header);
	if (err)
		return err;
	if (dump.header.status & KDP_DUMP_INCOMPLETE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"incomplete: makedumpfile says that it could not write all of it");
	if (dump.header.split)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"one part of a split dump; put the parts together first: makedumpfile --reassemble");
	err = check_info(&dump, v);
	if (!err)
		err = count_pages(&dump, &v->pages);
	if (!err)
		err = check_pages(&dump, v->pages, &v->end);
	if (!err && !v->pages)
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "no page of memory is in it");
	v->packing = "none";
	for (i = 0; i < sizeof(packings) / sizeof(packings[0]); i++)
		if (dump.header.status & packings[i].flag)
			v->packing = packings[i].name;
	v->page_size = dump.header.block_size;
	v->level = dump.header.level;
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *verify_elf(const struct kdp_vmcore *vmcore,
				    struct kdp_verify *v)
{
	if (!vmcore->info)
		return no_info();
	if (vmcore->end > v->size)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"cut short: memory ends at 0x%" PRIx64 ", the file at 0x%" PRIx64,
					vmcore->end, v->size);
	if (!vmcore->end)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"no memory is in it");
	return take_info(vmcore->info, vmcore->info_size, v);
}

KDP_MUST_CHECK
static struct kdp_error *verify_any(const struct kdp_dumpfile *file,
				    const struct kdp_vmcore *vmcore,
				    struct kdp_verify *v)
{
	switch (vmcore->format) {
	case KDP_VMCORE_ELF:
		return verify_elf(vmcore, v);
	case KDP_VMCORE_KDUMP:
		return verify_kdump(file, v);
	default:
		return kdp_error_create(KDP_ERROR_FORMAT,
					"a crash-path record, no vmcore");
	}
}

struct kdp_error *kdp_verify(int fd, struct kdp_verify *ret)
{
	struct kdp_verify found = { 0 };
	struct kdp_vmcore vmcore;
	struct kdp_dumpfile file;
	struct kdp_error *err;

	err = kdp_vmcore_scan(fd, &vmcore);
	if (err)
		return err;
	err = kdp_dumpfile_init(fd, &file);
	if (!err) {
		found.format = vmcore.format;
		found.size = file.size;
		found.record = vmcore.record || vmcore.copy;
		err = verify_any(&file, &vmcore, &found);
		kdp_dumpfile_deinit(&file);
	}
	kdp_vmcore_deinit(&vmcore);
	if (!err)
		*ret = found;
	return err;
}

/* Finds the build ID among the notes of one segment. */
static bool note_build_id(Elf_Data *data, char *ret)
{
	size_t at = 0, name, desc, i;
	GElf_Nhdr note;

	while ((at = gelf_getnote(data, at, &note, &name, &desc))) {
		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
		    memcmp((char *)data->d_buf + name, "GNU", 4) != 0 ||
		    note.n_descsz > (KDP_BUILD_ID_SIZE - 1) / 2)
			continue;
		ret[0] = 0;
		for (i = 0; i < note.n_descsz; i++)
			snprintf(ret + 2 * i, 3, "%02x",
				 ((uint8_t *)data->d_buf)[desc + i]);
		return note.n_descsz != 0;
	}
	return false;
}

static bool elf_build_id(Elf *elf, char *ret)
{
	Elf_Data *data;
	GElf_Phdr phdr;
	size_t count, i;

	if (elf_getphdrnum(elf, &count))
		return false;
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr) ||
		    phdr.p_type != PT_NOTE)
			continue;
		data = elf_getdata_rawchunk(elf, (int64_t)phdr.p_offset,
					    phdr.p_filesz, ELF_T_NHDR);
		if (data && note_build_id(data, ret))
			return true;
	}
	return false;
}

struct kdp_error *kdp_verify_vmlinux(const struct kdp_verify *verify, int fd)
{
	char id[KDP_BUILD_ID_SIZE];
	bool found = false;
	Elf *elf = NULL;

	if (!verify->build_id[0])
		return kdp_error_create(KDP_ERROR_FORMAT,
					"the vmcore does not tell the kernel's build ID, as Linux does from 5.9 on");
	if (elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf)
		found = elf_build_id(elf, id);
	elf_end(elf);
	if (!found)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"no ELF file with a build ID");
	if (strcmp(id, verify->build_id) != 0)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"another kernel: build ID %s, that of %s in the vmcore is %s",
					id, verify->release, verify->build_id);
	return NULL;
}
