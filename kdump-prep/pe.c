// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pe.c - writes and reads the PE header of a kernel image; see pe.h.
 */
#include "kdump-prep/pe.h"

#include <string.h>

#include "kdump-prep/bytes.h"

#define DOS_MAGIC     0x5a4du	  /* "MZ" */
#define DOS_LFANEW    0x3cu	  /* where the offset of the next one is */
#define PE_MAGIC      0x00004550u /* "PE\0\0" */
#define PE_OFFSET     0x40u
#define MACHINE_AMD64 0x8664u
/* Executable, no line numbers, no debug information. */
#define FILE_FLAGS    0x0206u
#define MAGIC_PE32P   0x020bu
#define SUBSYSTEM_EFI 10u	/* an EFI application */
#define SECTIONS      2u
#define DIRECTORIES   6u	/* the certificate table is number 4 */
#define DIR_CERT      4u
#define FLAGS_DATA    0x42000040u /* initialised, discardable, readable */
#define FLAGS_CODE    0x60000020u /* code, executable, readable */

/* COFF file header, behind the magic number. */
struct coff {
	uint32_t magic;
	uint16_t machine;
	uint16_t section_count;
	uint32_t timestamp;
	uint32_t symbols;
	uint32_t symbol_count;
	uint16_t optional_size;
	uint16_t flags;
};

struct directory {
	uint32_t addr;		/* of the certificate table: file offset */
	uint32_t size;
};

/* Optional header, PE32+. */
struct optional {
	uint16_t magic;
	uint8_t linker[2];
	uint32_t code_size;
	uint32_t data_size;
	uint32_t bss_size;
	uint32_t entry;
	uint32_t code_base;
	uint64_t image_base;
	uint32_t section_align;
	uint32_t file_align;
	uint16_t os[2];
	uint16_t image[2];
	uint16_t subsystem_version[2];
	uint32_t win32_version;
	uint32_t image_size;
	uint32_t headers_size;
	uint32_t checksum;
	uint16_t subsystem;
	uint16_t dll_flags;
	uint64_t stack_reserve;
	uint64_t stack_commit;
	uint64_t heap_reserve;
	uint64_t heap_commit;
	uint32_t loader_flags;
	uint32_t directory_count;
	struct directory directory[DIRECTORIES];
};

struct section {
	char name[8];
	uint32_t size;
	uint32_t addr;
	uint32_t file_size;
	uint32_t file_offset;
	uint32_t relocations;
	uint32_t lines;
	uint16_t relocation_count;
	uint16_t line_count;
	uint32_t flags;
};

struct header {
	struct coff coff;
	struct optional optional;
	struct section section[SECTIONS];
};

_Static_assert(sizeof(struct coff) == 24, "COFF header");
_Static_assert(sizeof(struct optional) == 112 + 8 * DIRECTORIES,
	       "optional header");
_Static_assert(sizeof(struct section) == 40, "section header");
_Static_assert(PE_OFFSET + sizeof(struct header) <= KDP_PE_SIZE,
	       "the header reaches into the setup header");

static struct section make_section(const char *name, uint32_t start,
				   uint32_t end, uint32_t flags)
{
	struct section section = {
		.size = end - start,
		.addr = start,
		.file_size = end - start,
		.file_offset = start,
		.flags = flags,
	};

	memcpy(section.name, name, strlen(name));
	return section;
}

void kdp_pe_write(uint8_t *at, uint32_t setup_size, uint32_t size,
		  uint32_t entry)
{
	const uint16_t dos = DOS_MAGIC;
	const uint32_t lfanew = PE_OFFSET;
	struct header header = {
		.coff = {
			.magic = PE_MAGIC,
			.machine = MACHINE_AMD64,
			.section_count = SECTIONS,
			.optional_size = sizeof(struct optional),
			.flags = FILE_FLAGS,
		},
		.optional = {
			.magic = MAGIC_PE32P,
			.code_size = size - setup_size,
			.data_size = setup_size - KDP_PE_ALIGN,
			.entry = entry,
			.code_base = setup_size,
			.section_align = KDP_PE_ALIGN,
			.file_align = KDP_PE_ALIGN,
			.image_size = size,
			.headers_size = KDP_PE_ALIGN,
			.subsystem = SUBSYSTEM_EFI,
			.directory_count = DIRECTORIES,
		},
	};

	header.section[0] = make_section(".setup", KDP_PE_ALIGN, setup_size,
					 FLAGS_DATA);
	header.section[1] = make_section(".text", setup_size, size,
					 FLAGS_CODE);
	memset(at, 0, KDP_PE_SIZE);
	memcpy(at, &dos, sizeof(dos));
	memcpy(at + DOS_LFANEW, &lfanew, sizeof(lfanew));
	memcpy(at + PE_OFFSET, &header, sizeof(header));
}

bool kdp_pe_signed(const uint8_t *data, size_t size)
{
	struct optional optional;
	struct coff coff;
	uint32_t at;

	if (size < DOS_LFANEW + sizeof(at) || kdp_le16(data) != DOS_MAGIC)
		return false;
	at = kdp_le32(data + DOS_LFANEW);
	if (at > size || size - at < sizeof(coff) + sizeof(optional))
		return false;
	memcpy(&coff, data + at, sizeof(coff));
	memcpy(&optional, data + at + sizeof(coff), sizeof(optional));
	return coff.magic == PE_MAGIC && optional.magic == MAGIC_PE32P &&
	       optional.directory_count > DIR_CERT &&
	       optional.directory[DIR_CERT].size > 0 &&
	       optional.directory[DIR_CERT].addr <= size &&
	       optional.directory[DIR_CERT].size <=
		       size - optional.directory[DIR_CERT].addr;
}
