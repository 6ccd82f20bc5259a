// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmcore.c - find the crash-path record in a vmcore; see vmcore.h.
 *
 * A vmcore has gigabytes: only headers and notes are ever read.
 */
#include "kdump-prep/vmcore.h"

#include <elf.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/dumpfile.h"
#include "kdump-prep/record_text.h"
#include "kdump-prep/text.h"
#include "purgatory/kdp_abi.h"

/* Notes of one file: 8192 CPUs have less than 4 MiB of them. */
#define NOTES_MAX 0x4000000u
/* A text form of a record of KDP_NOTE_SIZE_MAX bytes is smaller. */
#define TEXT_MAX 0x100000u

/* The file being read. */
struct source {
	struct kdp_dumpfile file;
	size_t notes;		/* bytes of notes read so far */
};

KDP_MUST_CHECK
static struct kdp_error *keep(const uint8_t *bytes, size_t size,
			      uint8_t **data_ret, size_t *size_ret)
{
	uint8_t *data;

	if (*data_ret)
		return NULL;
	data = malloc(size + 1);
	if (!data)
		return &kdp_enomem;
	memcpy(data, bytes, size);
	*data_ret = data;
	*size_ret = size;
	return NULL;
}

static bool name_is(const uint8_t *found, size_t size, const char *name)
{
	return size == strlen(name) + 1 && memcmp(found, name, size) == 0;
}

/* The line "CRASHTIME=1795000000" of VMCOREINFO, or 0. */
static uint64_t find_crash_time(const uint8_t *desc, size_t size)
{
	static const char name[] = "CRASHTIME=";
	struct kdp_text text;
	struct kdp_word word;
	uint64_t seconds;

	kdp_text_init(&text, "VMCOREINFO", (const char *)desc, size);
	while (kdp_text_next(&text)) {
		word = text.rest;
		if (word.size < sizeof(name) - 1 ||
		    memcmp(word.start, name, sizeof(name) - 1) != 0)
			continue;
		word.start += sizeof(name) - 1;
		word.size -= sizeof(name) - 1;
		if (kdp_word_u64(word, 10, &seconds))
			return seconds;
	}
	return 0;
}

/* Keeps a note's content when it is one of ours, the first of each. */
KDP_MUST_CHECK
static struct kdp_error *look_at_note(const Elf64_Nhdr *note,
				      const uint8_t *name, const uint8_t *desc,
				      size_t desc_size, struct kdp_vmcore *ret)
{
	char label[KDP_VMCOREDD_LABEL_SIZE] = KDP_VMCOREDD_LABEL;

	if (note->n_type == KDP_NOTE_TYPE &&
	    name_is(name, note->n_namesz, KDP_NOTE_NAME))
		return keep(desc, desc_size, &ret->record, &ret->record_size);
	if (name_is(name, note->n_namesz, "VMCOREINFO")) {
		ret->crash_time = find_crash_time(desc, desc_size);
		return keep(desc, desc_size, &ret->info, &ret->info_size);
	}
	if (note->n_type == KDP_VMCOREDD_TYPE &&
	    name_is(name, note->n_namesz, KDP_VMCOREDD_NAME) &&
	    desc_size >= sizeof(label) &&
	    memcmp(desc, label, sizeof(label)) == 0)
		return keep(desc + sizeof(label), desc_size - sizeof(label),
			    &ret->copy, &ret->copy_size);
	return NULL;
}

/* @size rounded up to the alignment of notes in a vmcore, 4 in 64 bit too. */
static uint64_t aligned(uint32_t size)
{
	return ((uint64_t)size + 3) & ~3ull;
}

/*
 * Walks notes; @offset is where in the file they begin, for messages.  A
 * record at the end that was cut short is kept: its decoder tells the rest.
 */
KDP_MUST_CHECK
static struct kdp_error *scan_notes(const uint8_t *data, size_t size,
				    uint64_t offset, struct kdp_vmcore *ret)
{
	struct kdp_error *err;
	const uint8_t *name;
	size_t at = 0;
	Elf64_Nhdr note;
	uint64_t room;

	while (size - at >= sizeof(note)) {
		memcpy(&note, data + at, sizeof(note));
		room = size - at - sizeof(note);
		name = data + at + sizeof(note);
		if (aligned(note.n_namesz) > room)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"offset 0x%llx: a note's name "
						"of 0x%x bytes passes the end "
						"of the notes",
						(unsigned long long)(offset +
								     at),
						note.n_namesz);
		room -= aligned(note.n_namesz);
		err = look_at_note(&note, name, name + aligned(note.n_namesz),
				   note.n_descsz < room ? note.n_descsz :
							  (size_t)room,
				   ret);
		if (err)
			return err;
		if (note.n_descsz > room && !ret->record && !ret->copy)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"offset 0x%llx: a note of "
						"0x%x bytes passes the end of "
						"the notes",
						(unsigned long long)(offset +
								     at),
						note.n_descsz);
		if (aligned(note.n_descsz) > room)
			return NULL;
		at = size - (size_t)(room - aligned(note.n_descsz));
	}
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *read_notes(struct source *source, uint64_t offset,
				    uint64_t size, struct kdp_vmcore *ret)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;

	if (size > NOTES_MAX - source->notes)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x%llx: 0x%llx bytes of notes, "
					"expected at most 0x%x",
					(unsigned long long)offset,
					(unsigned long long)size, NOTES_MAX);
	source->notes += (size_t)size;
	err = kdp_dumpfile_read_new(&source->file, offset, (size_t)size,
				    "notes", &data);
	if (err)
		return err;
	return scan_notes(data, (size_t)size, offset, ret);
}

KDP_MUST_CHECK
static struct kdp_error *libelf_error(const char *what)
{
	return kdp_error_create(KDP_ERROR_FORMAT, "%s: %s", what,
				elf_errmsg(-1));
}

/* An x86_64 core file with all its program headers; @count of them. */
KDP_MUST_CHECK
static struct kdp_error *check_ehdr(Elf *elf, size_t *count)
{
	GElf_Ehdr ehdr;

	if (!gelf_getehdr(elf, &ehdr))
		return libelf_error("offset 0x0: ELF header");
	if (ehdr.e_ident[EI_CLASS] != ELFCLASS64 ||
	    ehdr.e_ident[EI_DATA] != ELFDATA2LSB ||
	    ehdr.e_machine != EM_X86_64)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x12: ELF file for machine %u, "
					"expected 64-bit little-endian %u",
					ehdr.e_machine, EM_X86_64);
	if (ehdr.e_type != ET_CORE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x10: ELF file of type %u, "
					"expected a core file, type %u",
					ehdr.e_type, ET_CORE);
	if (elf_getphdrnum(elf, count))
		return libelf_error("offset 0x38: program headers");
	/* libelf counts the program headers that the file has room for. */
	if (ehdr.e_phnum != PN_XNUM && *count != ehdr.e_phnum)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x38: %u program headers, but "
					"the file has room for %zu",
					ehdr.e_phnum, *count);
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *note_end(const GElf_Phdr *phdr, uint64_t *end)
{
	if (phdr->p_filesz > UINT64_MAX - phdr->p_offset)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x%llx: 0x%llx bytes of memory",
					(unsigned long long)phdr->p_offset,
					(unsigned long long)phdr->p_filesz);
	if (phdr->p_offset + phdr->p_filesz > *end)
		*end = phdr->p_offset + phdr->p_filesz;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *read_segments(Elf *elf, size_t count,
				       struct source *source,
				       struct kdp_vmcore *ret)
{
	struct kdp_error *err;
	GElf_Phdr phdr;
	size_t i;

	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr))
			return libelf_error("offset 0x20: program headers");
		err = NULL;
		if (phdr.p_type == PT_LOAD)
			err = note_end(&phdr, &ret->end);
		else if (phdr.p_type == PT_NOTE)
			err = read_notes(source, phdr.p_offset, phdr.p_filesz,
					 ret);
		if (err)
			return kdp_error_wrap(err, "program header %zu", i);
	}
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *read_elf(struct source *source,
				  struct kdp_vmcore *ret)
{
	struct kdp_error *err;
	size_t count;
	Elf *elf;

	ret->format = KDP_VMCORE_ELF;
	if (elf_version(EV_CURRENT) == EV_NONE)
		return libelf_error("libelf");
	elf = elf_begin(source->file.fd, ELF_C_READ, NULL);
	if (!elf)
		return libelf_error("offset 0x0: ELF header");
	err = check_ehdr(elf, &count);
	if (!err)
		err = read_segments(elf, count, source, ret);
	elf_end(elf);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *read_kdump(struct source *source,
				    struct kdp_vmcore *ret)
{
	struct kdp_dumpfile_header header;
	struct kdp_error *err;

	ret->format = KDP_VMCORE_KDUMP;
	err = kdp_dumpfile_header(&source->file, &header);
	if (err)
		return err;
	return read_notes(source, header.notes, header.notes_size, ret);
}

/* A record by itself, in either form, takes the whole file. */
KDP_MUST_CHECK
static struct kdp_error *read_record(const struct source *source, bool text,
				     struct kdp_vmcore *ret)
{
	uint32_t max = text ? TEXT_MAX : KDP_NOTE_SIZE_MAX;
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;

	ret->format = text ? KDP_VMCORE_TEXT : KDP_VMCORE_RECORD;
	if (source->file.size > max)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"record of 0x%llx bytes, expected at "
					"most 0x%x",
					(unsigned long long)source->file.size,
					max);
	err = kdp_dumpfile_read_new(&source->file, 0,
				    (size_t)source->file.size, "record", &data);
	if (err)
		return err;
	if (text)
		return kdp_record_text_parse((const char *)data,
					     (size_t)source->file.size,
					     &ret->record, &ret->record_size);
	ret->record = KDP_TAKE(data);
	ret->record_size = (size_t)source->file.size;
	return NULL;
}

static bool starts_with(const uint8_t *data, size_t size, const void *prefix,
			size_t prefix_size)
{
	return size >= prefix_size && memcmp(data, prefix, prefix_size) == 0;
}

/* Tells the format by the file's first bytes, and reads it. */
KDP_MUST_CHECK
static struct kdp_error *read_any(struct source *source,
				  struct kdp_vmcore *ret)
{
	static const uint64_t magic = KDP_RECORD_MAGIC;
	static const char text[] = KDP_RECORD_TEXT_MAGIC " ";
	uint8_t start[20] = { 0 };
	size_t size = sizeof(start);
	struct kdp_error *err;

	if (source->file.size < size)
		size = (size_t)source->file.size;
	err = kdp_dumpfile_read(&source->file, 0, start, size, "first bytes");
	if (err)
		return err;
	if (starts_with(start, size, ELFMAG, SELFMAG) && source->file.flat)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"ELF, flattened by makedumpfile -F; "
					"restore it first: makedumpfile -R "
					"VMCORE < FILE");
	if (starts_with(start, size, ELFMAG, SELFMAG))
		return read_elf(source, ret);
	if (kdp_dumpfile_is_kdump(start, size))
		return read_kdump(source, ret);
	if (starts_with(start, size, &magic, sizeof(magic)))
		return read_record(source, false, ret);
	if (starts_with(start, size, text, sizeof(text) - 1))
		return read_record(source, true, ret);
	return kdp_error_create(KDP_ERROR_FORMAT,
				"offset 0x0: not a vmcore: found 0x%02x%02x"
				"%02x%02x, expected an ELF or kdump header, or "
				"a crash-path record", start[0], start[1],
				start[2], start[3]);
}

KDP_MUST_CHECK
static struct kdp_error *scan(struct source *source, int fd,
			      struct kdp_vmcore *ret)
{
	struct kdp_error *err;

	err = kdp_dumpfile_init(fd, &source->file);
	if (err)
		return err;
	err = read_any(source, ret);
	kdp_dumpfile_deinit(&source->file);
	if (err)
		kdp_vmcore_deinit(ret);
	return err;
}

struct kdp_error *kdp_vmcore_scan(int fd, struct kdp_vmcore *ret)
{
	struct kdp_vmcore vmcore = { 0 };
	struct source source = { 0 };
	struct kdp_error *err;

	err = scan(&source, fd, &vmcore);
	if (!err)
		*ret = vmcore;
	return err;
}

struct kdp_error *kdp_vmcore_read(int fd, struct kdp_vmcore *ret)
{
	struct kdp_vmcore vmcore = { 0 };
	struct source source = { 0 };
	struct kdp_error *err;

	err = scan(&source, fd, &vmcore);
	if (err)
		return err;
	if (!vmcore.record && !vmcore.copy) {
		kdp_vmcore_deinit(&vmcore);
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"no crash-path record among 0x%zx bytes "
					"of notes; was the crash kernel loaded "
					"by kdump-prep?", source.notes);
	}
	*ret = vmcore;
	return NULL;
}

void kdp_vmcore_deinit(struct kdp_vmcore *vmcore)
{
	free(vmcore->record);
	free(vmcore->copy);
	free(vmcore->info);
	memset(vmcore, 0, sizeof(*vmcore));
}
