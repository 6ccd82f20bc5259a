// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rival.c - places the purgatory of kexec-tools; see rival.h.
 */
#include "tests/bare/rival.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/file.h"
#include "purgatory/sha256.h"

#define PROGRAM_MAX  (16u << 20)
#define SECTIONS_MAX 64u

/* Offsets in entry64_regs, in the order of its registers. */
#define REGS_RSI (4 * 8)
#define REGS_RSP (6 * 8)
#define REGS_RIP (16 * 8)

static _Noreturn void fail(const char *what, const char *which)
{
	fprintf(stderr, "mkimage: kexec's purgatory: %s: %s\n", what, which);
	exit(99);
}

static const Elf64_Ehdr *header(const struct rival *rival)
{
	return (const void *)rival->elf;
}

static const Elf64_Shdr *section(const struct rival *rival, size_t index)
{
	const Elf64_Ehdr *ehdr = header(rival);
	const Elf64_Shdr *shdr = (const void *)(rival->elf + ehdr->e_shoff);

	if (index >= ehdr->e_shnum ||
	    (shdr[index].sh_type != SHT_NOBITS &&
	     (shdr[index].sh_offset > rival->elf_size ||
	      shdr[index].sh_size >
		      rival->elf_size - shdr[index].sh_offset)))
		fail("section", "outside of the file");
	return &shdr[index];
}

static bool is_purgatory(const Elf64_Ehdr *ehdr, size_t size)
{
	return !memcmp(ehdr->e_ident, ELFMAG, SELFMAG) &&
	       ehdr->e_ident[EI_CLASS] == ELFCLASS64 &&
	       ehdr->e_type == ET_REL && ehdr->e_machine == EM_X86_64 &&
	       ehdr->e_shnum < SECTIONS_MAX && ehdr->e_shoff % 8 == 0 &&
	       ehdr->e_shoff < size &&
	       ehdr->e_shnum * sizeof(Elf64_Shdr) <= size - ehdr->e_shoff;
}

/* Where a section is placed, from the start: in the file's order. */
static uint64_t place_of(const struct rival *rival, size_t index)
{
	uint64_t at = 0;

	for (size_t i = 0; i < header(rival)->e_shnum; i++) {
		const Elf64_Shdr *s = section(rival, i);

		if (!(s->sh_flags & SHF_ALLOC))
			continue;
		at = (at + s->sh_addralign - 1) & ~(s->sh_addralign - 1);
		if (i == index)
			return at;
		at += s->sh_size;
	}
	return at;
}

void rival_open(struct rival *rival, const char *path)
{
	struct kdp_error *err;
	uint8_t *program;
	Elf64_Ehdr ehdr;
	size_t size, at;

	err = kdp_file_read(path, PROGRAM_MAX, &program, &size);
	if (err)
		fail("error", err->message);
	for (at = 0; at + sizeof(ehdr) <= size; at++) {
		memcpy(&ehdr, program + at, sizeof(ehdr));
		if (is_purgatory(&ehdr, size - at))
			break;
	}
	if (at + sizeof(ehdr) > size)
		fail(path, "not in it");
	rival->elf_size = size - at;
	rival->elf = malloc(rival->elf_size);
	if (!rival->elf)
		fail(path, "no memory");
	memcpy(rival->elf, program + at, rival->elf_size);
	free(program);
	rival->size = place_of(rival, SIZE_MAX);
}

static uint64_t symbol_addr(const struct rival *rival, const Elf64_Sym *symbol)
{
	if (symbol->st_shndx == SHN_ABS)
		return symbol->st_value;
	if (symbol->st_shndx == SHN_UNDEF)
		fail("symbol", "not defined");
	return rival->addr + place_of(rival, symbol->st_shndx) +
	       symbol->st_value;
}

static const Elf64_Shdr *symbols(const struct rival *rival)
{
	for (size_t i = 0; i < header(rival)->e_shnum; i++)
		if (section(rival, i)->sh_type == SHT_SYMTAB)
			return section(rival, i);
	fail("symbols", "none");
}

static uint64_t find(const struct rival *rival, const char *name)
{
	const Elf64_Shdr *table = symbols(rival);
	const Elf64_Shdr *names = section(rival, table->sh_link);
	const Elf64_Sym *symbol = (const void *)(rival->elf +
						 table->sh_offset);

	for (size_t i = 0; i < table->sh_size / sizeof(*symbol); i++)
		if (symbol[i].st_shndx != SHN_UNDEF &&
		    symbol[i].st_name < names->sh_size &&
		    !strcmp((const char *)rival->elf + names->sh_offset +
				    symbol[i].st_name,
			    name))
			return symbol_addr(rival, &symbol[i]);
	fail("no symbol", name);
}

static void put(struct rival *rival, uint64_t addr, const void *value,
		size_t size)
{
	uint64_t at = addr - rival->addr;

	if (at > rival->size || size > rival->size - at)
		fail("write", "outside of what is placed");
	memcpy(rival->data + at, value, size);
}

static void relocate_one(struct rival *rival, uint64_t at, uint64_t target,
			 uint32_t type)
{
	uint64_t relative = target - at;

	switch (type) {
	case R_X86_64_64: put(rival, at, &target, 8); break;
	case R_X86_64_32:
	case R_X86_64_32S: put(rival, at, &target, 4); break;
	case R_X86_64_PC32:
	case R_X86_64_PLT32: put(rival, at, &relative, 4); break;
	default: fail("relocation", "of a type that is not known");
	}
}

static void relocate(struct rival *rival, const Elf64_Shdr *table)
{
	const Elf64_Rela *rela = (const void *)(rival->elf + table->sh_offset);
	const Elf64_Sym *symbol = (const void *)(rival->elf +
						 symbols(rival)->sh_offset);
	uint64_t base = rival->addr + place_of(rival, table->sh_info);

	for (size_t i = 0; i < table->sh_size / sizeof(*rela); i++) {
		if (ELF64_R_SYM(rela[i].r_info) >=
		    symbols(rival)->sh_size / sizeof(*symbol))
			fail("relocation", "of no symbol");
		relocate_one(rival, base + rela[i].r_offset,
			     symbol_addr(rival,
					 &symbol[ELF64_R_SYM(rela[i].r_info)]) +
				     (uint64_t)rela[i].r_addend,
			     ELF64_R_TYPE(rela[i].r_info));
	}
}

/* sha256_regions and sha256_digest, as its update_purgatory() fills them. */
static void put_digest(struct rival *rival, const struct rival_region *region,
		       size_t region_count)
{
	uint64_t rows[RIVAL_REGIONS_MAX][2] = { 0 };
	uint8_t digest[KDP_SHA256_SIZE];
	struct kdp_sha256 sha;

	if (region_count > RIVAL_REGIONS_MAX)
		fail("regions", "too many");
	kdp_sha256_init(&sha);
	for (size_t i = 0; i < region_count; i++) {
		rows[i][0] = region[i].addr;
		rows[i][1] = region[i].size;
		kdp_sha256_update(&sha, region[i].data, region[i].size);
	}
	kdp_sha256_final(&sha, digest);
	put(rival, find(rival, "sha256_regions"), rows, sizeof(rows));
	put(rival, find(rival, "sha256_digest"), digest, sizeof(digest));
}

uint64_t rival_place(struct rival *rival, const struct rival_region *region,
		     size_t region_count, uint64_t boot_params,
		     uint64_t kernel_entry)
{
	uint64_t stack = find(rival, "stack_end");
	uint64_t regs = find(rival, "entry64_regs");

	for (size_t i = 0; i < header(rival)->e_shnum; i++) {
		const Elf64_Shdr *s = section(rival, i);

		if (s->sh_flags & SHF_ALLOC && s->sh_type != SHT_NOBITS)
			memcpy(rival->data + place_of(rival, i),
			       rival->elf + s->sh_offset, s->sh_size);
	}
	for (size_t i = 0; i < header(rival)->e_shnum; i++) {
		const Elf64_Shdr *s = section(rival, i);

		if (s->sh_type == SHT_RELA &&
		    section(rival, s->sh_info)->sh_flags & SHF_ALLOC)
			relocate(rival, s);
	}
	put(rival, regs + REGS_RSI, &boot_params, 8);
	put(rival, regs + REGS_RSP, &stack, 8);
	put(rival, regs + REGS_RIP, &kernel_entry, 8);
	put_digest(rival, region, region_count);
	return find(rival, "purgatory_start");
}
