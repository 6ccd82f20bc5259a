// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * elfnote.c - inserts the record's PT_NOTE at crash time.  Linux rewrites
 * elfcorehdr on hotplug from 6.5 on, which would delete a header that the
 * loader put there.
 */
#include "purgatory/elfnote.h"

#include <elf.h>
#include <stdbool.h>

#include "purgatory/mem.h"

static bool header_valid(const Elf64_Ehdr *ehdr, uint64_t capacity)
{
	return capacity >= sizeof(*ehdr) &&
	       memcmp(ehdr->e_ident, ELFMAG, SELFMAG) == 0 &&
	       ehdr->e_ident[EI_CLASS] == ELFCLASS64 &&
	       ehdr->e_ident[EI_DATA] == ELFDATA2LSB &&
	       ehdr->e_phentsize == sizeof(Elf64_Phdr) &&
	       ehdr->e_phoff >= sizeof(*ehdr) && ehdr->e_phoff % 8 == 0 &&
	       ehdr->e_phoff <= capacity &&
	       ehdr->e_phnum <=
		       (capacity - ehdr->e_phoff) / sizeof(Elf64_Phdr);
}

enum kdp_status kdp_elfnote_insert(void *header, uint64_t capacity,
				   uint64_t note_addr, uint64_t note_size,
				   uint32_t *index)
{
	Elf64_Ehdr *ehdr = header;
	Elf64_Phdr *phdr;
	uint64_t room;
	uint32_t at = 0;

	if (!header_valid(ehdr, capacity))
		return KDP_STATUS_MISMATCH;
	room = (capacity - ehdr->e_phoff) / sizeof(*phdr);
	if (ehdr->e_phnum >= room || ehdr->e_phnum >= PN_XNUM - 1)
		return KDP_STATUS_UNSUPPORTED;

	phdr = (void *)((uint8_t *)header + ehdr->e_phoff);
	while (at < ehdr->e_phnum && phdr[at].p_type == PT_NOTE)
		at++;
	memmove(phdr + at + 1, phdr + at,
		(ehdr->e_phnum - at) * sizeof(*phdr));
	memset(phdr + at, 0, sizeof(*phdr));
	phdr[at].p_type = PT_NOTE;
	phdr[at].p_offset = note_addr;
	phdr[at].p_paddr = note_addr;
	phdr[at].p_filesz = note_size;
	phdr[at].p_memsz = note_size;
	ehdr->e_phnum++;

	*index = at;
	return KDP_STATUS_OK;
}
