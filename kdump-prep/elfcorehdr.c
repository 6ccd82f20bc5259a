// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * elfcorehdr.c - builds the ELF core header; see elfcorehdr.h.
 */
#include "kdump-prep/elfcorehdr.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/segments.h"

#define LOW_END 0x9ffffu	/* last byte below 640 KiB */
#define MIB_END 0xfffffu	/* last byte of the first MiB */

/* The release that keeps the first MiB; see kdp_backup_needed(). */
#define KEEPS_LOW_MAJOR 5u
#define KEEPS_LOW_MINOR 13u

static void cleanup_ranges(struct kdp_ranges *ranges)
{
	kdp_ranges_deinit(ranges);
}

#define AUTO_RANGES KDP_CLEANUP(cleanup_ranges)

static struct kdp_error *keeps_low_memory(const char *release, bool *ret)
{
	unsigned int major, minor;

	if (sscanf(release, "%3u.%3u", &major, &minor) != 2)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"kernel release \"%s\": expected numbers",
					release);
	*ret = major > KEEPS_LOW_MAJOR ||
	       (major == KEEPS_LOW_MAJOR && minor >= KEEPS_LOW_MINOR);
	return NULL;
}

struct kdp_error *kdp_backup_needed(const struct kdp_topology *topology,
				    struct kdp_backup *ret)
{
	const struct kdp_ranges *memory = &topology->memory;
	uint64_t low = UINT64_MAX, high = 0;
	struct kdp_error *err;
	bool keeps = false;
	size_t i;

	memset(ret, 0, sizeof(*ret));
	err = keeps_low_memory(topology->release, &keeps);
	if (err || keeps)
		return err;
	for (i = 0; i < memory->count; i++) {
		const struct kdp_range *range = &memory->range[i];

		if (range->type != KDP_RANGE_RAM || range->start > LOW_END)
			continue;
		if (range->start < low)
			low = range->start;
		if (range->end > high)
			high = range->end;
	}
	if (low > LOW_END)
		return NULL;
	if (high > LOW_END)
		high = LOW_END;
	ret->from = low;
	ret->size = high - low + 1;
	return NULL;
}

/* RAM that belongs into the dump. */
static struct kdp_error *dumped_ram(const struct kdp_topology *topology,
				    struct kdp_ranges *ret)
{
	const struct kdp_ranges *memory = &topology->memory;
	struct kdp_error *err;
	size_t i;

	err = kdp_ranges_select(memory, KDP_RANGE_RAM, ret);
	/* Below 1 MiB either nothing is of interest or the backup stands in. */
	if (!err)
		err = kdp_ranges_exclude(ret, 0, MIB_END);
	for (i = 0; !err && i < memory->count; i++)
		if (memory->range[i].type == KDP_RANGE_CRASH)
			err = kdp_ranges_exclude(ret, memory->range[i].start,
						 memory->range[i].end);
	return err;
}

static void fill_ehdr(Elf64_Ehdr *ehdr, size_t count)
{
	memcpy(ehdr->e_ident, ELFMAG, SELFMAG);
	ehdr->e_ident[EI_CLASS] = ELFCLASS64;
	ehdr->e_ident[EI_DATA] = ELFDATA2LSB;
	ehdr->e_ident[EI_VERSION] = EV_CURRENT;
	ehdr->e_ident[EI_OSABI] = ELFOSABI_NONE;
	ehdr->e_type = ET_CORE;
	ehdr->e_machine = EM_X86_64;
	ehdr->e_version = EV_CURRENT;
	ehdr->e_phoff = sizeof(*ehdr);
	ehdr->e_ehsize = sizeof(*ehdr);
	ehdr->e_phentsize = sizeof(Elf64_Phdr);
	ehdr->e_phnum = (uint16_t)count;
}

static Elf64_Phdr *add_note(Elf64_Phdr *phdr, uint64_t addr, uint64_t size)
{
	phdr->p_type = PT_NOTE;
	phdr->p_offset = addr;
	phdr->p_paddr = addr;
	phdr->p_filesz = size;
	phdr->p_memsz = size;
	return phdr + 1;
}

static Elf64_Phdr *add_load(Elf64_Phdr *phdr, uint64_t offset, uint64_t virt,
			    uint64_t phys, uint64_t size)
{
	phdr->p_type = PT_LOAD;
	phdr->p_flags = PF_R | PF_W | PF_X;
	phdr->p_offset = offset;
	phdr->p_vaddr = virt;
	phdr->p_paddr = phys;
	phdr->p_filesz = size;
	phdr->p_memsz = size;
	return phdr + 1;
}

/* What cannot be left out without losing the dump. */
static struct kdp_error *check(const struct kdp_topology *topology)
{
	if (!topology->kernel_virt || !topology->kernel_size)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"elfcorehdr: the address of the kernel's text is not known");
	if (!topology->page_offset)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"elfcorehdr: the address of the kernel's direct map is not known");
	if (!topology->vmcoreinfo_addr || !topology->vmcoreinfo_size)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"elfcorehdr: the kernel has no vmcoreinfo");
	if (!topology->cpu_count)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"elfcorehdr: no CPU has crash_notes");
	return NULL;
}

struct kdp_error *kdp_elfcorehdr_build(const struct kdp_topology *topology,
				       const struct kdp_backup *backup,
				       uint8_t **data_ret, size_t *size_ret)
{
	AUTO_RANGES struct kdp_ranges ram = { 0 };
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;
	Elf64_Phdr *phdr;
	size_t count, size, i;

	err = check(topology);
	if (!err)
		err = dumped_ram(topology, &ram);
	if (err)
		return err;
	count = topology->cpu_count + 1 + 1 + (backup->size ? 1 : 0) +
		ram.count;
	/* PN_XNUM: beyond it the number would stand elsewhere. */
	if (count >= 0xffff - 1)
		return kdp_error_create(KDP_ERROR_OTHER,
					"elfcorehdr: %zu program headers, expected at most %u",
					count,
					0xffffu - 2);
	size = sizeof(Elf64_Ehdr) + count * sizeof(Elf64_Phdr);
	data = calloc(1, size);
	if (!data)
		return &kdp_enomem;
	fill_ehdr((Elf64_Ehdr *)(void *)data, count);
	phdr = (Elf64_Phdr *)(void *)(data + sizeof(Elf64_Ehdr));
	for (i = 0; i < topology->cpu_count; i++)
		phdr = add_note(phdr, topology->cpu[i].notes_addr,
				topology->cpu[i].notes_size);
	phdr = add_note(phdr, topology->vmcoreinfo_addr,
			topology->vmcoreinfo_size);
	phdr = add_load(phdr, topology->kernel_phys, topology->kernel_virt,
			topology->kernel_phys, topology->kernel_size);
	if (backup->size)
		phdr = add_load(phdr, backup->to,
				topology->page_offset + backup->from,
				backup->from, backup->size);
	for (i = 0; i < ram.count; i++)
		phdr = add_load(phdr, ram.range[i].start,
				topology->page_offset + ram.range[i].start,
				ram.range[i].start,
				ram.range[i].end - ram.range[i].start + 1);
	*data_ret = KDP_TAKE(data);
	*size_ret = size;
	return NULL;
}

uint64_t kdp_elfcorehdr_capacity(size_t size, uint32_t kernel_size)
{
	if (size < kernel_size)
		size = kernel_size;
	return kdp_page_align(size + sizeof(Elf64_Phdr));
}
