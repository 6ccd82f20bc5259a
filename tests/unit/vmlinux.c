// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/vmlinux.c: a kernel is laid out by its physical
 * addresses, zeros at its end are not kept; where .bss and nothing else is
 * behind the data, that is told; entry, release and the mark of five-level
 * paging are found; what is no kernel, or one that could not run, is
 * refused by name; of a file with debug information only the start is needed;
 * a file cut off or damaged anywhere does no harm.
 */
#include "kdump-prep/vmlinux.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/fake_vmlinux.h"

static uint8_t file[FAKE_VMLINUX_SIZE] __attribute__((aligned(8)));
static struct fake_vmlinux *const head = (struct fake_vmlinux *)(void *)file;

/* Parses @size bytes at the end of a block, so that ASan sees more. */
static struct kdp_error *parse_copy(size_t size, struct kdp_vmlinux *ret)
{
	struct kdp_error *err;
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, file, size);
	err = kdp_vmlinux_parse(copy, size, ret);
	free(copy);
	return err;
}

static void check_refused(const char *message)
{
	struct kdp_vmlinux v;
	struct kdp_error *err = parse_copy(sizeof(file), &v);

	TAP_CHECK(err && strstr(err->message, message));
	if (err && !strstr(err->message, message))
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
	kdp_vmlinux_deinit(&v);
}

static void is_laid_out_by_physical_addresses(void)
{
	struct kdp_vmlinux v;
	struct kdp_error *err;

	fake_vmlinux(file);
	err = parse_copy(sizeof(file), &v);
	TAP_CHECK(!err);
	if (err)
		return;
	TAP_EQ(v.paddr, 0x1000000);
	TAP_EQ(v.mem_size, FAKE_VMLINUX_MEM);
	TAP_EQ(v.data_size, FAKE_VMLINUX_DATA);
	TAP_EQ(v.entry, FAKE_VMLINUX_ENTRY);
	TAP_EQ(v.data[0], 0x11);
	TAP_EQ(v.data[0x1fff], 0x11);
	TAP_EQ(v.data[0x2000], 0);
	TAP_EQ(v.data[0x4000], 0x22);
	TAP_EQ(v.data[0x5000], 0);
	TAP_EQ(v.data[0x7000], 0x33);
	TAP_EQ(v.data[0x8000], 0x44);
	TAP_EQ(v.data[FAKE_VMLINUX_DATA - 1], 0x44);
	TAP_STR(v.release, "6.1.0-fake");
	TAP_CHECK(v.la57);
	TAP_CHECK(!v.clears_rest);
	kdp_vmlinux_deinit(&v);
}

#define SECTIONS 5
#define TEXT_AT	 0x600

/* Puts a section into the file's table, where there is nothing else. */
static void fake_section(unsigned int index, const char *name, uint32_t type,
			 uint64_t addr)
{
	Elf64_Shdr *shdr = (Elf64_Shdr *)(void *)(file + 0x400) + index;

	head->ehdr.e_shoff = 0x400;
	head->ehdr.e_shentsize = sizeof(*shdr);
	head->ehdr.e_shnum = SECTIONS;
	head->ehdr.e_shstrndx = SECTIONS - 1;
	memset(shdr, 0, sizeof(*shdr));
	shdr->sh_type = type;
	shdr->sh_name = index * 16;
	strcpy((char *)file + TEXT_AT + shdr->sh_name, name);
	shdr->sh_addr = FAKE_VMLINUX_MAP + FAKE_VMLINUX_PADDR + addr;
	shdr->sh_offset = 0x5000;
	shdr->sh_size = 0x100;
	shdr->sh_flags = SHF_ALLOC;
	if (type == SHT_STRTAB) {
		shdr->sh_offset = TEXT_AT;
		shdr->sh_flags = 0;
	}
}

/* What is kept of a kernel whose .bss lies there, and one section behind. */
static size_t kept(uint64_t bss, uint32_t type, const char *behind,
		   bool *clears_ret)
{
	struct kdp_vmlinux v;
	struct kdp_error *err;
	size_t size;

	fake_vmlinux(file);
	fake_section(1, ".init.data", SHT_PROGBITS, 0x8000);
	fake_section(2, ".bss", type, bss);
	fake_section(3, behind, SHT_PROGBITS, 0xb000);
	fake_section(4, ".shstrtab", SHT_STRTAB, 0);
	err = parse_copy(sizeof(file), &v);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	*clears_ret = v.clears_rest;
	size = v.data_size;
	if (size > FAKE_VMLINUX_DATA)
		TAP_EQ(v.data[size - 1], 0);
	kdp_vmlinux_deinit(&v);
	return size;
}

static void bss_need_not_be_zero(void)
{
	bool clears;

	TAP_EQ(kept(0xa000, SHT_NOBITS, ".init.scratch", &clears), 0xa000);
	TAP_CHECK(clears);
	TAP_EQ(kept(FAKE_VMLINUX_DATA, SHT_NOBITS, ".brk", &clears),
	       FAKE_VMLINUX_DATA);
	TAP_CHECK(clears);
	/* At the end of what the file stores. */
	TAP_EQ(kept(0xc000, SHT_NOBITS, ".init.scratch", &clears), 0xc000);
	TAP_CHECK(clears);
}

static void zeros_that_are_no_bss_are_needed(void)
{
	bool clears;

	TAP_EQ(kept(0xa000, SHT_NOBITS, ".data_nosave", &clears),
	       FAKE_VMLINUX_DATA);
	TAP_CHECK(!clears);
	TAP_EQ(kept(0xa000, SHT_PROGBITS, ".brk", &clears), FAKE_VMLINUX_DATA);
	TAP_CHECK(!clears);
	/* Data where .bss is said to be. */
	TAP_EQ(kept(0x9000, SHT_NOBITS, ".brk", &clears), FAKE_VMLINUX_DATA);
	TAP_CHECK(!clears);
	/* Beyond what the file stores, and in another segment. */
	TAP_EQ(kept(0xc001, SHT_NOBITS, ".brk", &clears), FAKE_VMLINUX_DATA);
	TAP_CHECK(!clears);
	kept(0x5000, SHT_NOBITS, ".brk", &clears);
	TAP_CHECK(!clears);
}

static void kernel_without_five_levels_is_told(void)
{
	struct kdp_vmlinux v;
	struct kdp_error *err;

	fake_vmlinux(file);
	/* Part of a longer name. */
	file[0x1300] = 'x';
	err = parse_copy(sizeof(file), &v);
	TAP_CHECK(!err);
	TAP_CHECK(!v.la57);
	kdp_error_destroy(err);
	kdp_vmlinux_deinit(&v);
}

/* The relocations of a packed kernel stand there. */
static void bytes_behind_it_do_no_harm(void)
{
	uint8_t more[FAKE_VMLINUX_SIZE + 1000]
		__attribute__((aligned(8)));
	struct kdp_vmlinux v;
	struct kdp_error *err;

	memset(more, 0xff, sizeof(more));
	fake_vmlinux(more);
	err = kdp_vmlinux_parse(more, sizeof(more), &v);
	TAP_CHECK(!err);
	TAP_EQ(v.data_size, FAKE_VMLINUX_DATA);
	kdp_error_destroy(err);
	kdp_vmlinux_deinit(&v);
}

static void other_elf_files_are_named(void)
{
	fake_vmlinux(file);
	head->ehdr.e_machine = EM_AARCH64;
	check_refused("is an ELF file of 64 bits for machine 183");
	fake_vmlinux(file);
	head->ehdr.e_ident[EI_CLASS] = ELFCLASS32;
	head->ehdr.e_machine = EM_386;
	check_refused("is an ELF file of 32 bits for machine");
	fake_vmlinux(file);
	head->ehdr.e_type = ET_CORE;
	check_refused("is an ELF core file");
	fake_vmlinux(file);
	head->ehdr.e_type = ET_REL;
	check_refused("such as a module");
	fake_vmlinux(file);
	head->ehdr.e_type = 77;
	check_refused("is an ELF file of type 77");
	/* A program: its entry is a virtual address. */
	fake_vmlinux(file);
	head->phdr[0].p_vaddr = head->phdr[0].p_paddr;
	check_refused("expected a Linux kernel");
	fake_vmlinux(file);
	head->ehdr.e_phnum = 0;
	check_refused("nothing to load");
}

static void kernel_that_cannot_run_is_refused(void)
{
	unsigned int i;

	fake_vmlinux(file);
	head->ehdr.e_entry = 0x2000000;
	check_refused("entry at 0x2000000");
	fake_vmlinux(file);
	/* In zeros. */
	head->ehdr.e_entry = FAKE_VMLINUX_PADDR + 0x500000;
	check_refused("entry at 0x1500000");
	fake_vmlinux(file);
	for (i = 0; i < 4; i++) {
		head->phdr[i].p_paddr += 0x1000;
		head->phdr[i].p_vaddr += 0x1000;
	}
	head->ehdr.e_entry += 0x1000;
	check_refused("expected a multiple of 2 MiB");
	fake_vmlinux(file);
	head->phdr[3].p_paddr += 0x20000000;
	check_refused("expected at most 0x20000000 bytes");
	fake_vmlinux(file);
	head->phdr[3].p_memsz = 0x100;
	check_refused("bytes of file in 0x100 of memory");
	fake_vmlinux(file);
	head->phdr[3].p_memsz = UINT64_MAX;
	check_refused("no place for a kernel");
	fake_vmlinux(file);
	head->phdr[1].p_paddr = UINT64_MAX - 0x100;
	check_refused("no place for a kernel");
	fake_vmlinux(file);
	head->phdr[3].p_offset = UINT64_MAX - 0x100;
	check_refused("truncated: segment 3");
	fake_vmlinux(file);
	head->phdr[3].p_filesz++;
	check_refused("truncated: segment 3");
}

static void only_the_start_of_the_file_is_needed(void)
{
	struct kdp_error *err;
	uint64_t extent;

	fake_vmlinux(file);
	/* Symbols and sections, far behind. */
	head->ehdr.e_shoff = 0x20000000;
	head->ehdr.e_shnum = 40;
	head->ehdr.e_shentsize = sizeof(Elf64_Shdr);
	err = kdp_vmlinux_extent(file, 0x1000, &extent);
	TAP_CHECK(!err);
	TAP_EQ(extent, FAKE_VMLINUX_SIZE);
	kdp_error_destroy(err);
	head->phdr[3].p_offset = UINT64_MAX;
	err = kdp_vmlinux_extent(file, 0x1000, &extent);
	TAP_CHECK(err != NULL);
	kdp_error_destroy(err);
}

static void cut_off_anywhere_is_an_error(void)
{
	struct kdp_vmlinux v;
	struct kdp_error *err;
	size_t size, bad = 0;

	fake_vmlinux(file);
	for (size = 0; size < sizeof(file); size += size < 400 ? 1 : 97) {
		err = parse_copy(size, &v);
		bad += !err;
		kdp_error_destroy(err);
		kdp_vmlinux_deinit(&v);
	}
	TAP_EQ(bad, 0);
}

static void random_headers_do_no_harm(void)
{
	struct kdp_vmlinux v;
	uint32_t random = 1;
	struct kdp_error *err;
	int round, i;

	for (round = 0; round < 500; round++) {
		fake_vmlinux(file);
		for (i = 0; i < 3; i++) {
			random = random * 1664525u + 1013904223u;
			file[(random >> 8) % sizeof(struct fake_vmlinux)] =
				(uint8_t)(random >> 24);
		}
		err = parse_copy(sizeof(file), &v);
		kdp_error_destroy(err);
		kdp_vmlinux_deinit(&v);
	}
	TAP_CHECK(round == 500);
}

int main(void)
{
	TAP_RUN(is_laid_out_by_physical_addresses);
	TAP_RUN(bss_need_not_be_zero);
	TAP_RUN(zeros_that_are_no_bss_are_needed);
	TAP_RUN(kernel_without_five_levels_is_told);
	TAP_RUN(bytes_behind_it_do_no_harm);
	TAP_RUN(other_elf_files_are_named);
	TAP_RUN(kernel_that_cannot_run_is_refused);
	TAP_RUN(only_the_start_of_the_file_is_needed);
	TAP_RUN(cut_off_anywhere_is_an_error);
	TAP_RUN(random_headers_do_no_harm);
	return tap_done();
}
