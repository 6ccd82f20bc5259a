// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/verify.c: a whole kdump-compressed file and a whole ELF
 * vmcore pass, with what they say of the kernel; one that is cut at any byte,
 * that makedumpfile did not finish, that lacks vmcoreinfo, that is a part of a
 * dump or of another kernel than its header says does not, and the message
 * says which; a flattened one is read as if it were put together; a vmlinux is
 * told from another by its build ID.
 */
#include "kdump-prep/verify.h"

#include <elf.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/elf_header.h"
#include "tests/tap.h"
#include "tests/unit/record_sample.h"

static struct sample sample;
static uint8_t file[SAMPLE_FILE_MAX];
static size_t size;

static void make_dump(void)
{
	sample_record(&sample);
	size = sample_dump(&sample, file);
}

static struct kdp_error *verify(size_t bytes, struct kdp_verify *ret)
{
	int fd = sample_fd(file, bytes);
	struct kdp_error *err;

	TAP_CHECK(fd >= 0);
	err = kdp_verify(fd, ret);
	close(fd);
	return err;
}

static void refuses(const char *message)
{
	struct kdp_verify found;
	struct kdp_error *err = verify(size, &found);

	TAP_STR(err ? err->message : "it passed", message);
	TAP_EQ(err ? err->code : 0, KDP_ERROR_FORMAT);
	kdp_error_destroy(err);
}

static void put32(size_t at, uint32_t value)
{
	memcpy(file + at, &value, sizeof(value));
}

static void put64(size_t at, uint64_t value)
{
	memcpy(file + at, &value, sizeof(value));
}

static void whole_dump_passes(void)
{
	struct kdp_verify found = { 0 };
	struct kdp_error *err;

	make_dump();
	err = verify(size, &found);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_STR(found.release, "6.1.0-56-amd64");
	TAP_STR(found.build_id, "eb4fbcd037e7");
	TAP_STR(found.packing, "zlib");
	TAP_EQ(found.pages, SAMPLE_DUMP_PAGES);
	TAP_EQ(found.page_size, 512);
	TAP_EQ(found.size, size);
	TAP_EQ(found.end, size);
	TAP_CHECK(found.record);
	/* A partition goes on behind the dump. */
	err = verify(size + 100, &found);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_EQ(found.size, size + 100);
	TAP_EQ(found.end, size);
}

static void no_shorter_one_passes(void)
{
	struct kdp_verify found;
	struct kdp_error *err;
	size_t bytes;

	make_dump();
	for (bytes = 0; bytes < size; bytes++) {
		err = verify(bytes, &found);
		TAP_CHECK(err);
		kdp_error_destroy(err);
	}
	size--;
	refuses("cut short: page 0x2 of the file is at 0x20f7, the file ends at 0x20fb");
}

static void unfinished_dump_is_told(void)
{
	make_dump();
	put32(424, 1 | 8);
	refuses("incomplete: makedumpfile says that it could not write all of it");
	make_dump();
	put32(512 + 12, 1);
	refuses("one part of a split dump; put the parts together first: makedumpfile --reassemble");
}

static void vmcoreinfo_is_needed(void)
{
	make_dump();
	put64(512 + 32, 0);
	refuses("no vmcoreinfo: crash cannot tell where the kernel lay");
	make_dump();
	put64(512 + 40, 0x100001);
	refuses("0x100001 bytes of vmcoreinfo, expected at most 0x100000");
	make_dump();
	put64(512 + 40, 5);
	refuses("vmcoreinfo of 5 bytes has no OSRELEASE");
	make_dump();
	memcpy(file + 142, "6.1.0-57-amd64", 14);
	refuses("the header is of kernel \"6.1.0-57-amd64\", vmcoreinfo of \"6.1.0-56-amd64\"");
}

static void pages_have_to_be_where_it_says(void)
{
	make_dump();
	put64(512 + 96, 0x100000);
	refuses("a bitmap of 0x200 bytes for 0x100000 pages");
	make_dump();
	put32(SAMPLE_DUMP_DESCS + 24 + 8, 513);
	refuses("page 0x1 of the file has 0x201 bytes, expected 1 to 0x200");
	make_dump();
	put64(SAMPLE_DUMP_DESCS, UINT64_MAX - 2);
	refuses("cut short: page 0x0 of the file is at 0xfffffffffffffffd, the file ends at 0x20fc");
	make_dump();
	memset(file + SAMPLE_DUMP_BITMAPS + 512, 0, 2);
	refuses("no page of memory is in it");
}

static void elf_ends_with_its_memory(void)
{
	Elf64_Phdr *phdr = (Elf64_Phdr *)(file + sizeof(Elf64_Ehdr));
	struct kdp_verify found = { 0 };
	struct kdp_error *err;

	sample_record(&sample);
	size = sample_elf(&sample, file);
	refuses("cut short: memory ends at 0x10000010000, the file at 0x1160");
	phdr[1].p_offset = size - 16;
	phdr[1].p_filesz = 16;
	err = verify(size, &found);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_STR(found.release, "6.1.0-56-amd64");
	TAP_STR(found.build_id, "");
	TAP_CHECK(!found.packing);
	phdr[1].p_filesz = 17;
	refuses("cut short: memory ends at 0x1161, the file at 0x1160");
	phdr[1].p_offset = UINT64_MAX;
	refuses("program header 1: offset 0xffffffffffffffff: 0x11 bytes of memory");
	phdr[1].p_type = PT_NULL;
	refuses("no memory is in it");
	phdr[0].p_filesz = 356;
	refuses("no vmcoreinfo: crash cannot tell where the kernel lay");
}

/* Appends a piece of the file that is put together again. */
static size_t put_piece(uint8_t *flat, size_t at, uint64_t offset,
			uint64_t bytes, const uint8_t *data)
{
	unsigned int i;

	for (i = 0; i < 8; i++) {
		flat[at + i] = (uint8_t)(offset >> (56 - 8 * i));
		flat[at + 8 + i] = (uint8_t)(bytes >> (56 - 8 * i));
	}
	if (data)
		memcpy(flat + at + 16, data, bytes);
	return at + 16 + (data ? bytes : 0);
}

/*
 * As makedumpfile -F leaves it: not in order, the header twice, the second
 * time with other bytes, and without what is zero.
 */
static void flatten(void)
{
	static uint8_t flat[2 * SAMPLE_FILE_MAX];
	size_t at = 4096;

	memset(flat, 0, sizeof(flat));
	memcpy(flat, "makedumpfile", 12);
	at = put_piece(flat, at, 0, 512, file + 512);
	at = put_piece(flat, at, SAMPLE_DUMP_NOTES, size - SAMPLE_DUMP_NOTES,
		       file + SAMPLE_DUMP_NOTES);
	at = put_piece(flat, at, 512, 1536, file + 512);
	at = put_piece(flat, at, 0, 512, file);
	at = put_piece(flat, at, 2048, 72, file + 2048);
	at = put_piece(flat, at, UINT64_MAX, UINT64_MAX, NULL);
	size = at;
	TAP_CHECK(size <= sizeof(file));
	memcpy(file, flat, sizeof(file));
}

static void flattened_dump_is_read_as_put_together(void)
{
	struct kdp_verify found = { 0 };
	struct kdp_error *err;
	size_t bytes;

	make_dump();
	flatten();
	err = verify(size, &found);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_EQ(found.pages, SAMPLE_DUMP_PAGES);
	TAP_EQ(found.size, 0x20fc);
	TAP_CHECK(found.record);
	for (bytes = 0; bytes < size; bytes++) {
		err = verify(bytes, &found);
		TAP_CHECK(err);
		kdp_error_destroy(err);
	}
	size--;
	refuses("cut short: it is flattened, and has no end after 0x2ba3 bytes");
	size++;
	put64(4096 + 8, UINT64_MAX);
	refuses("cut short: it is flattened, and has no end after 0x2ba4 bytes");
}

static void record_is_no_vmcore(void)
{
	sample_record(&sample);
	memcpy(file, &sample, sizeof(sample));
	size = sizeof(sample);
	refuses("a crash-path record, no vmcore");
}

/* The least ELF file with a build ID. */
static int make_vmlinux(const char *id, size_t id_size)
{
	Elf64_Ehdr ehdr = elf_header(ET_EXEC, 1);
	Elf64_Phdr phdr = {
		.p_type = PT_NOTE, .p_offset = sizeof(ehdr) + sizeof(phdr),
		.p_filesz = sizeof(Elf64_Nhdr) + 4 + ((id_size + 3) & ~3ul),
		.p_align = 4,
	};
	Elf64_Nhdr note = { .n_namesz = 4, .n_descsz = (uint32_t)id_size,
			    .n_type = NT_GNU_BUILD_ID };
	uint8_t data[256] = { 0 };

	memcpy(data, &ehdr, sizeof(ehdr));
	memcpy(data + sizeof(ehdr), &phdr, sizeof(phdr));
	memcpy(data + phdr.p_offset, &note, sizeof(note));
	memcpy(data + phdr.p_offset + sizeof(note), "GNU", 4);
	memcpy(data + phdr.p_offset + sizeof(note) + 4, id, id_size);
	return sample_fd(data, sizeof(data));
}

static void vmlinux_says(int fd, const char *message)
{
	struct kdp_verify found = { .release = "6.1.0-56-amd64",
				    .build_id = "eb4fbcd037e7" };
	struct kdp_error *err = kdp_verify_vmlinux(&found, fd);

	TAP_STR(err ? err->message : "", message);
	kdp_error_destroy(err);
	close(fd);
}

static void vmlinux_is_told_by_its_build_id(void)
{
	struct kdp_verify silent = { .release = "5.4" };
	struct kdp_error *err;

	vmlinux_says(make_vmlinux("\xeb\x4f\xbc\xd0\x37\xe7", 6), "");
	vmlinux_says(make_vmlinux("\xeb\x4f\xbc\xd0\x37\xe8", 6),
		     "another kernel: build ID eb4fbcd037e8, that of 6.1.0-56-amd64 in the vmcore is eb4fbcd037e7");
	vmlinux_says(make_vmlinux("", 0), "no ELF file with a build ID");
	vmlinux_says(sample_fd("text", 4), "no ELF file with a build ID");
	err = kdp_verify_vmlinux(&silent, -1);
	TAP_STR(err ? err->message : "",
		"the vmcore does not tell the kernel's build ID, as Linux does from 5.9 on");
	kdp_error_destroy(err);
}

int main(void)
{
	TAP_RUN(whole_dump_passes);
	TAP_RUN(no_shorter_one_passes);
	TAP_RUN(unfinished_dump_is_told);
	TAP_RUN(vmcoreinfo_is_needed);
	TAP_RUN(pages_have_to_be_where_it_says);
	TAP_RUN(elf_ends_with_its_memory);
	TAP_RUN(flattened_dump_is_read_as_put_together);
	TAP_RUN(record_is_no_vmcore);
	TAP_RUN(vmlinux_is_told_by_its_build_id);
	return tap_done();
}
