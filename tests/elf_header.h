/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header of an x86-64 ELF file whose program headers follow at once, for
 * tests that write one by hand.
 */
#ifndef TESTS_ELF_HEADER_H
#define TESTS_ELF_HEADER_H

#include <elf.h>
#include <stdint.h>

/* elf_header: TYPE is ET_CORE or ET_EXEC, COUNT the number of Elf64_Phdr. */
static inline Elf64_Ehdr elf_header(uint16_t type, uint16_t count)
{
	return (Elf64_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = type,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = count,
	};
}

#endif
