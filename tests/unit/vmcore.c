// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/vmcore.c: the record and its copy are found in an ELF
 * vmcore whose memory is never read, in a kdump-compressed file, as a record
 * alone and as text; a file without one, a flattened one without an end, and a
 * file with one field damaged give one error with its offset; no length of a
 * file makes it read past the end.
 */
#include "kdump-prep/vmcore.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/record_sample.h"

static struct sample sample;
static uint8_t file[SAMPLE_FILE_MAX];

static struct kdp_error *read_bytes(const void *data, size_t size,
				    struct kdp_vmcore *ret)
{
	struct kdp_error *err;
	int fd = sample_fd(data, size);

	TAP_CHECK(fd >= 0);
	err = kdp_vmcore_read(fd, ret);
	close(fd);
	return err;
}

/* Both notes are there and hold the sample. */
static void finds_both(size_t size, enum kdp_vmcore_format format)
{
	struct kdp_vmcore vmcore = { 0 };
	struct kdp_error *err;

	err = read_bytes(file, size, &vmcore);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_EQ(vmcore.format, format);
	TAP_EQ(vmcore.record_size, sizeof(sample));
	TAP_EQ(vmcore.copy_size, sizeof(sample));
	TAP_CHECK(vmcore.record &&
		  memcmp(vmcore.record, &sample, sizeof(sample)) == 0);
	TAP_CHECK(vmcore.copy &&
		  memcmp(vmcore.copy, &sample, sizeof(sample)) == 0);
	kdp_vmcore_deinit(&vmcore);
}

static void refuses(const void *data, size_t size, enum kdp_error_code code,
		    const char *message)
{
	struct kdp_vmcore vmcore = { 0 };
	struct kdp_error *err;

	err = read_bytes(data, size, &vmcore);
	TAP_STR(err ? err->message : "read", message);
	TAP_EQ(err ? err->code : 0, code);
	kdp_error_destroy(err);
	kdp_vmcore_deinit(&vmcore);
}

static void record_is_found_in_elf(void)
{
	sample_record(&sample);
	finds_both(sample_elf(&sample, file), KDP_VMCORE_ELF);
}

static void record_is_found_in_kdump(void)
{
	sample_record(&sample);
	finds_both(sample_kdump(&sample, file), KDP_VMCORE_KDUMP);
}

static void copy_is_found_without_record(void)
{
	struct kdp_vmcore vmcore = { 0 };
	struct kdp_error *err;
	uint8_t *name;
	size_t size;

	sample_record(&sample);
	size = sample_elf(&sample, file);
	name = memmem(file, size, KDP_NOTE_NAME, sizeof(KDP_NOTE_NAME));
	name[2] = 'u';
	err = read_bytes(file, size, &vmcore);
	TAP_CHECK(!err);
	TAP_CHECK(!vmcore.record);
	TAP_EQ(vmcore.copy_size, sizeof(sample));
	kdp_vmcore_deinit(&vmcore);
}

static void record_alone_is_read(void)
{
	struct kdp_vmcore vmcore = { 0 };
	struct kdp_error *err;

	sample_record(&sample);
	err = read_bytes(&sample, sizeof(sample), &vmcore);
	TAP_CHECK(!err);
	TAP_EQ(vmcore.format, KDP_VMCORE_RECORD);
	TAP_EQ(vmcore.record_size, sizeof(sample));
	kdp_vmcore_deinit(&vmcore);
	err = read_bytes("kdump-prep-record 1 size 352\nversion 1\n", 39,
			 &vmcore);
	TAP_CHECK(!err);
	TAP_EQ(vmcore.format, KDP_VMCORE_TEXT);
	TAP_EQ(vmcore.record_size, 352);
	TAP_EQ(vmcore.record[8], 1);
	kdp_vmcore_deinit(&vmcore);
}

static void other_files_are_refused(void)
{
	static const char flat[4096] = "makedumpfile";
	static const uint8_t big[KDP_NOTE_SIZE_MAX + 1] = "KDPRECD1";

	refuses("", 0, KDP_ERROR_FORMAT,
		"offset 0x0: not a vmcore: found 0x00000000, expected an ELF "
		"or kdump header, or a crash-path record");
	refuses("DISKDUMP", 8, KDP_ERROR_FORMAT,
		"offset 0x0: not a vmcore: found 0x4449534b, expected an ELF "
		"or kdump header, or a crash-path record");
	refuses(flat, sizeof(flat), KDP_ERROR_FORMAT,
		"cut short: it is flattened, and has no end after 0x1000 "
		"bytes");
	refuses(big, sizeof(big), KDP_ERROR_FORMAT,
		"record of 0x10001 bytes, expected at most 0x10000");
}

static void not_a_file_is_refused(void)
{
	struct kdp_vmcore vmcore;
	struct kdp_error *err;
	int fds[2];

	TAP_EQ(pipe(fds), 0);
	err = kdp_vmcore_read(fds[0], &vmcore);
	TAP_STR(err ? err->message : "read", "not a regular file");
	kdp_error_destroy(err);
	close(fds[0]);
	close(fds[1]);
	err = kdp_vmcore_read(fds[0], &vmcore);
	TAP_EQ(err ? err->code : 0, KDP_ERROR_OS);
	kdp_error_destroy(err);
}

static void vmcore_without_record_is_told_apart(void)
{
	Elf64_Phdr *phdr = (Elf64_Phdr *)(file + sizeof(Elf64_Ehdr));
	size_t size;

	sample_record(&sample);
	size = sample_elf(&sample, file);
	/* The notes of the CPU and of the kernel alone. */
	phdr->p_filesz = 356 + 52;
	refuses(file, size, KDP_ERROR_NOT_FOUND,
		"no crash-path record among 0x198 bytes of notes; was the "
		"crash kernel loaded by kdump-prep?");
	phdr->p_type = PT_NULL;
	refuses(file, size, KDP_ERROR_NOT_FOUND,
		"no crash-path record among 0x0 bytes of notes; was the crash "
		"kernel loaded by kdump-prep?");
}

static void damaged_elf_field_has_its_offset(void)
{
	Elf64_Ehdr *ehdr = (Elf64_Ehdr *)file;
	Elf64_Phdr *phdr = (Elf64_Phdr *)(file + sizeof(Elf64_Ehdr));
	Elf64_Nhdr *note = (Elf64_Nhdr *)(file + SAMPLE_ELF_NOTES);
	size_t size;

	sample_record(&sample);
	size = sample_elf(&sample, file);
	ehdr->e_type = ET_DYN;
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x10: ELF file of type 3, expected a core file, "
		"type 4");
	ehdr->e_type = ET_CORE;
	ehdr->e_machine = EM_AARCH64;
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x12: ELF file for machine 183, expected 64-bit "
		"little-endian 62");
	ehdr->e_machine = EM_X86_64;
	phdr->p_offset = UINT64_MAX;
	refuses(file, size, KDP_ERROR_FORMAT,
		"program header 0: offset 0xffffffffffffffff: 0x10b0 bytes of "
		"notes pass the end of the file at 0x1160");
	phdr->p_offset = SAMPLE_ELF_NOTES;
	phdr->p_filesz++;
	refuses(file, size, KDP_ERROR_FORMAT,
		"program header 0: offset 0xb0: 0x10b1 bytes of notes pass "
		"the end of the file at 0x1160");
	phdr->p_filesz = UINT64_MAX;
	refuses(file, size, KDP_ERROR_FORMAT,
		"program header 0: offset 0xb0: 0xffffffffffffffff bytes of "
		"notes, expected at most 0x4000000");
	phdr->p_filesz = size - SAMPLE_ELF_NOTES;
	note->n_namesz = 0xfffffffe;
	refuses(file, size, KDP_ERROR_FORMAT,
		"program header 0: offset 0xb0: a note's name of 0xfffffffe "
		"bytes passes the end of the notes");
	note->n_namesz = 5;
	note->n_descsz = 0xffffffff;
	refuses(file, size, KDP_ERROR_FORMAT,
		"program header 0: offset 0xb0: a note of 0xffffffff bytes "
		"passes the end of the notes");
}

static void put(size_t offset, const void *data, size_t size)
{
	memcpy(file + offset, data, size);
}

static void damaged_kdump_field_has_its_offset(void)
{
	static const uint32_t values[] = { 3, 6, 0, 768, 0x200000, 512 };
	static const uint64_t far = 1ull << 63;
	static const uint64_t large = NT_PRSTATUS + 0x4000000ull;
	size_t size;

	sample_record(&sample);
	size = sample_kdump(&sample, file);
	put(8, &values[0], 4);
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x8: kdump header version 3 has no notes, expected 4 "
		"or later");
	put(8, &values[1], 4);
	put(272, "s390x\0", 6);
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x110: dump of machine \"s390x\", expected x86_64");
	put(272, "x86_64", 6);
	put(428, &values[2], 4);
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x1ac: block size 0x0, expected a power of two from "
		"0x200 to 0x100000");
	put(428, &values[3], 4);
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x1ac: block size 0x300, expected a power of two from "
		"0x200 to 0x100000");
	put(428, &values[4], 4);
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x1ac: block size 0x200000, expected a power of two "
		"from 0x200 to 0x100000");
	put(428, &values[5], 4);
	put(560, &far, 8);
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x8000000000000000: 0x10b0 bytes of notes pass the "
		"end of the file at 0x14b0");
	sample_kdump(&sample, file);
	put(568, &large, 8);
	refuses(file, size, KDP_ERROR_FORMAT,
		"offset 0x400: 0x4000001 bytes of notes, expected at most "
		"0x4000000");
}

/* Any outcome will do; ASan and the size of the mapping judge. */
static void survives_every_length(size_t size)
{
	struct kdp_vmcore vmcore;
	struct kdp_error *err;
	size_t found = 0;
	size_t i;

	for (i = 0; i <= size; i++) {
		err = read_bytes(file, i, &vmcore);
		if (err) {
			TAP_CHECK(strstr(err->message, "offset 0x"));
			kdp_error_destroy(err);
			continue;
		}
		found++;
		kdp_vmcore_deinit(&vmcore);
	}
	TAP_EQ(found, 1);
}

static void file_is_cut_at_every_length(void)
{
	sample_record(&sample);
	survives_every_length(sample_elf(&sample, file));
	survives_every_length(sample_kdump(&sample, file));
}

static void every_byte_is_changed(void)
{
	struct kdp_vmcore vmcore;
	struct kdp_error *err;
	size_t size;
	size_t i;

	sample_record(&sample);
	size = sample_elf(&sample, file);
	for (i = 0; i < SAMPLE_ELF_NOTES + 512; i++) {
		file[i] ^= 0x81;
		err = read_bytes(file, size, &vmcore);
		file[i] ^= 0x81;
		kdp_error_destroy(err);
		if (!err)
			kdp_vmcore_deinit(&vmcore);
	}
	finds_both(size, KDP_VMCORE_ELF);
}

int main(void)
{
	TAP_RUN(record_is_found_in_elf);
	TAP_RUN(record_is_found_in_kdump);
	TAP_RUN(copy_is_found_without_record);
	TAP_RUN(record_alone_is_read);
	TAP_RUN(other_files_are_refused);
	TAP_RUN(not_a_file_is_refused);
	TAP_RUN(vmcore_without_record_is_told_apart);
	TAP_RUN(damaged_elf_field_has_its_offset);
	TAP_RUN(damaged_kdump_field_has_its_offset);
	TAP_RUN(file_is_cut_at_every_length);
	TAP_RUN(every_byte_is_changed);
	return tap_done();
}
