/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake_vmlinux.h - an ELF kernel for tests, laid out as Linux 6.1 is: code,
 * data, per-CPU data linked at 0, and init code with .bss stored as zeros.
 */
#ifndef KDP_TESTS_FAKE_VMLINUX_H
#define KDP_TESTS_FAKE_VMLINUX_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FAKE_VMLINUX_PADDR 0x1000000ull
#define FAKE_VMLINUX_MAP   0xffffffff80000000ull
#define FAKE_VMLINUX_SIZE  0x9000u
/* What it occupies, and where the last byte is that is not zero. */
#define FAKE_VMLINUX_MEM   0x600000u
#define FAKE_VMLINUX_DATA  0x9800u
#define FAKE_VMLINUX_ENTRY 0x40u

struct fake_vmlinux {
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr[5];
};

static inline void fake_segment(uint8_t *file, unsigned int index,
				uint64_t offset, uint64_t addr, uint64_t size,
				uint64_t mem)
{
	struct fake_vmlinux *head = (struct fake_vmlinux *)(void *)file;

	head->phdr[index].p_type = PT_LOAD;
	head->phdr[index].p_flags = PF_R | PF_W | PF_X;
	head->phdr[index].p_offset = offset;
	head->phdr[index].p_vaddr =
		FAKE_VMLINUX_MAP + FAKE_VMLINUX_PADDR + addr;
	head->phdr[index].p_paddr = FAKE_VMLINUX_PADDR + addr;
	head->phdr[index].p_filesz = size;
	head->phdr[index].p_memsz = mem;
	head->phdr[index].p_align = 0x200000;
}

/* @file: of FAKE_VMLINUX_SIZE bytes, aligned to 8 */
static inline void fake_vmlinux(uint8_t *file)
{
	static const char banner[] = "Linux version 6.1.0-fake (builder)";
	static const char symbol[] = "\0ptrs_per_p4d";
	struct fake_vmlinux *head = (struct fake_vmlinux *)(void *)file;

	memset(file, 0, FAKE_VMLINUX_SIZE);
	memcpy(head->ehdr.e_ident, ELFMAG, SELFMAG);
	head->ehdr.e_ident[EI_CLASS] = ELFCLASS64;
	head->ehdr.e_ident[EI_DATA] = ELFDATA2LSB;
	head->ehdr.e_ident[EI_VERSION] = EV_CURRENT;
	head->ehdr.e_type = ET_EXEC;
	head->ehdr.e_machine = EM_X86_64;
	head->ehdr.e_version = EV_CURRENT;
	head->ehdr.e_entry = FAKE_VMLINUX_PADDR + FAKE_VMLINUX_ENTRY;
	head->ehdr.e_phoff = offsetof(struct fake_vmlinux, phdr);
	head->ehdr.e_ehsize = sizeof(head->ehdr);
	head->ehdr.e_phentsize = sizeof(head->phdr[0]);
	head->ehdr.e_phnum = 5;
	fake_segment(file, 0, 0x1000, 0, 0x2000, 0x2000);
	fake_segment(file, 1, 0x3000, 0x4000, 0x1000, 0x3000);
	fake_segment(file, 2, 0x4000, 0x7000, 0x1000, 0x1000);
	head->phdr[2].p_vaddr = 0;
	fake_segment(file, 3, 0x5000, 0x8000, 0x4000, 0x5f8000);
	head->phdr[4].p_type = PT_NOTE;
	memset(file + 0x1000, 0x11, 0x2000);
	memset(file + 0x3000, 0x22, 0x1000);
	memset(file + 0x4000, 0x33, 0x1000);
	memset(file + 0x5000, 0x44, 0x1800);
	memcpy(file + 0x1100, "Linux version %s", 17);
	memcpy(file + 0x1200, banner, sizeof(banner));
	memcpy(file + 0x1300, symbol, sizeof(symbol));
}

#endif
