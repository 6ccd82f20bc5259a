// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmlinux.c - lays an ELF kernel out as memory holds it; see vmlinux.h.
 */
#include "kdump-prep/vmlinux.h"

#include <ctype.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kdump-prep/cleanup.h"

/* A kernel has about five: this bounds the work for a hostile file. */
#define PHDRS_MAX 64u

/* Virtual less physical address of kernel code, __START_KERNEL_map. */
#define KERNEL_MAP 0xffffffff80000000ull

#define ZERO_BLOCK 4096u

static const char version_text[] = "Linux version ";

/*
 * Name of a variable that is exported to modules where the kernel is built
 * with five-level paging (CONFIG_X86_5LEVEL), as __ksymtab_strings holds it.
 */
static const char la57_symbol[] = "\0ptrs_per_p4d";

struct loads {
	GElf_Ehdr ehdr;
	GElf_Phdr phdr[PHDRS_MAX]; /* PT_LOAD with memory, as in the file */
	size_t count;
	uint64_t bss; /* its first address; 0: not known */
};

bool kdp_vmlinux_is_elf(const uint8_t *data, size_t size)
{
	return size >= SELFMAG && memcmp(data, ELFMAG, SELFMAG) == 0;
}

static struct kdp_error *libelf_error(const char *what)
{
	return kdp_error_create(KDP_ERROR_FORMAT, "%s: %s", what,
				elf_errmsg(-1));
}

static struct kdp_error *check_ehdr(const GElf_Ehdr *ehdr)
{
	if (ehdr->e_ident[EI_CLASS] != ELFCLASS64 ||
	    ehdr->e_ident[EI_DATA] != ELFDATA2LSB ||
	    ehdr->e_machine != EM_X86_64)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"is an ELF file of %d bits for machine %u, expected a kernel of 64 bits for machine %u (x86-64)",
					ehdr->e_ident[EI_CLASS] ==
							ELFCLASS64 ? 64 : 32,
					ehdr->e_machine, EM_X86_64);
	if (ehdr->e_type == ET_CORE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"is an ELF core file, such as a dump, expected a kernel");
	if (ehdr->e_type == ET_REL)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"is an ELF object file, such as a module, expected a kernel");
	if (ehdr->e_type != ET_EXEC && ehdr->e_type != ET_DYN)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x10: is an ELF file of type %u, expected an executable, type %u",
					ehdr->e_type, ET_EXEC);
	return NULL;
}

static struct kdp_error *read_headers(Elf *elf, struct loads *ret)
{
	struct kdp_error *err;
	size_t count, i;
	GElf_Phdr phdr;

	if (!elf || elf_kind(elf) != ELF_K_ELF ||
	    !gelf_getehdr(elf, &ret->ehdr))
		return libelf_error("offset 0x0: ELF header");
	err = check_ehdr(&ret->ehdr);
	if (err)
		return err;
	if (elf_getphdrnum(elf, &count))
		return libelf_error("offset 0x38: program headers");
	if (count != ret->ehdr.e_phnum || count > PHDRS_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"offset 0x38: %u program headers, the file has %zu, expected at most %u",
					ret->ehdr.e_phnum, count, PHDRS_MAX);
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr))
			return libelf_error("offset 0x20: program headers");
		if (phdr.p_type == PT_LOAD && phdr.p_memsz)
			ret->phdr[ret->count++] = phdr;
	}
	if (ret->count == 0)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"is an ELF file with nothing to load, expected a kernel; one with only debug information has none");
	return NULL;
}

/*
 * Behind .bss, which the kernel clears, are memory that it clears when it gives
 * it away and memory that it writes to before it reads it (.init.scratch, the
 * encryption's): bzImages start with neither cleared.  Anything else there,
 * and the file is not one whose .bss is known.
 */
static uint64_t find_bss(Elf *elf)
{
	static const char *const rest[] = { ".bss", ".brk", ".init.scratch" };
	uint64_t bss = 0, other = 0;
	Elf_Scn *section = NULL;
	const char *name;
	GElf_Shdr shdr;
	size_t strings, i;

	if (elf_getshdrstrndx(elf, &strings))
		return 0;
	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &shdr))
			return 0;
		name = elf_strptr(elf, strings, shdr.sh_name);
		if (!name)
			return 0;
		if (!(shdr.sh_flags & SHF_ALLOC) || !shdr.sh_size)
			continue;
		for (i = 0; i < 3 && strcmp(name, rest[i]) != 0; i++)
			;
		if (i == 0 && shdr.sh_type == SHT_NOBITS)
			bss = shdr.sh_addr;
		else if ((i == 0 || i == 3) && shdr.sh_addr > other)
			other = shdr.sh_addr;
	}
	return other < bss ? bss : 0;
}

static struct kdp_error *read_loads(const uint8_t *data, size_t size,
				    struct loads *ret)
{
	struct kdp_error *err;
	Elf *elf;

	memset(ret, 0, sizeof(*ret));
	elf_version(EV_CURRENT);
	/* libelf wants a pointer to change, and changes nothing. */
	elf = elf_memory((char *)(uintptr_t)data, size);
	err = read_headers(elf, ret);
	if (!err)
		ret->bss = find_bss(elf);
	elf_end(elf);
	return err;
}

struct kdp_error *kdp_vmlinux_extent(const uint8_t *data, size_t size,
				     uint64_t *ret)
{
	struct kdp_error *err;
	struct loads loads;
	uint64_t end = size;
	size_t i;

	err = read_loads(data, size, &loads);
	if (err)
		return err;
	for (i = 0; i < loads.count; i++) {
		const GElf_Phdr *p = &loads.phdr[i];

		if (p->p_filesz > UINT64_MAX - p->p_offset)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"segment %zu: 0x%" PRIx64 "+0x%" PRIx64 " is no part of a file",
						i, p->p_offset, p->p_filesz);
		if (p->p_offset + p->p_filesz > end)
			end = p->p_offset + p->p_filesz;
	}
	*ret = end;
	return NULL;
}

/* One segment by itself. */
static struct kdp_error *check_load(const GElf_Phdr *p, size_t index,
				    size_t size)
{
	if (p->p_filesz > p->p_memsz)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"segment %zu: 0x%" PRIx64 " bytes of file in 0x%" PRIx64 " of memory",
					index, p->p_filesz, p->p_memsz);
	if (p->p_offset > size || p->p_filesz > size - p->p_offset)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"truncated: segment %zu is at 0x%" PRIx64 "+0x%" PRIx64 ", there are 0x%zx bytes",
					index, p->p_offset, p->p_filesz, size);
	if (p->p_memsz > KDP_VMLINUX_SIZE_MAX ||
	    p->p_paddr > UINT64_MAX - p->p_memsz)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"segment %zu: no place for a kernel at 0x%" PRIx64 "+0x%" PRIx64,
					index, p->p_paddr, p->p_memsz);
	return NULL;
}

/*
 * A kernel's code is linked at -2 GiB and tells its physical address beside
 * that; a program for Linux, or another kernel, does not.
 */
static struct kdp_error *check_entry(const struct loads *loads)
{
	uint64_t entry = loads->ehdr.e_entry;
	size_t i;

	for (i = 0; i < loads->count; i++) {
		const GElf_Phdr *p = &loads->phdr[i];

		if (entry >= p->p_paddr &&
		    entry - p->p_paddr < p->p_filesz &&
		    p->p_vaddr - p->p_paddr == KERNEL_MAP)
			return NULL;
	}
	return kdp_error_create(KDP_ERROR_FORMAT,
				"is an ELF program for x86-64 with its entry at 0x%" PRIx64 ", expected a Linux kernel, whose entry is the physical address of code at 0x%llx and above",
				entry, KERNEL_MAP);
}

/* All of them together: one block of memory from *@low to *@high. */
static struct kdp_error *check_loads(const struct loads *loads, size_t size,
				     uint64_t *low, uint64_t *high)
{
	struct kdp_error *err;
	size_t i;

	*low = UINT64_MAX;
	*high = 0;
	for (i = 0; i < loads->count; i++) {
		const GElf_Phdr *p = &loads->phdr[i];

		err = check_load(p, i, size);
		if (err)
			return err;
		if (p->p_paddr < *low)
			*low = p->p_paddr;
		if (p->p_paddr + p->p_memsz > *high)
			*high = p->p_paddr + p->p_memsz;
	}
	err = check_entry(loads);
	if (err)
		return err;
	if (*high - *low > KDP_VMLINUX_SIZE_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"it occupies 0x%" PRIx64 "-0x%" PRIx64 ", expected at most 0x%zx bytes",
					*low, *high, KDP_VMLINUX_SIZE_MAX);
	if (*low % KDP_VMLINUX_ALIGN)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"it begins at 0x%" PRIx64 ", expected a multiple of 2 MiB",
					*low);
	return NULL;
}

/* Bytes of @data up to the last one that is not zero. */
static size_t without_zeros(const uint8_t *data, size_t size)
{
	static const uint8_t zeros[ZERO_BLOCK];

	while (size >= ZERO_BLOCK &&
	       memcmp(data + size - ZERO_BLOCK, zeros, ZERO_BLOCK) == 0)
		size -= ZERO_BLOCK;
	while (size && data[size - 1] == 0)
		size--;
	return size;
}

/* Bytes of a segment up to .bss; UINT64_MAX: it has none. */
static uint64_t before_bss(const GElf_Phdr *p, uint64_t bss)
{
	const uint64_t size = bss - p->p_vaddr;

	return bss > p->p_vaddr && size <= p->p_memsz ? size : UINT64_MAX;
}

/*
 * What the file stores as zeros behind the data is not kept: the kernel that
 * loads the image zeroes the rest of a segment.  Where .bss is known to be all
 * of the rest, it is spared that: the one that is started clears it itself.
 */
static struct kdp_error *lay_out(const uint8_t *data, struct loads *loads,
				 uint64_t low, struct kdp_vmlinux *ret)
{
	uint64_t stored, kept, bss = 0;
	size_t end = 0;
	size_t i;

	for (i = 0; i < loads->count; i++) {
		GElf_Phdr *p = &loads->phdr[i];

		stored = p->p_filesz;
		p->p_filesz = without_zeros(data + p->p_offset, stored);
		kept = before_bss(p, loads->bss);
		if (kept <= stored && kept >= p->p_filesz) {
			p->p_filesz = kept;
			bss = p->p_paddr - low + kept;
		}
		if (p->p_filesz && p->p_paddr - low + p->p_filesz > end)
			end = p->p_paddr - low + p->p_filesz;
	}
	ret->clears_rest = end && end == bss;
	ret->data = calloc(1, end ? end : 1);
	if (!ret->data)
		return &kdp_enomem;
	ret->data_size = end;
	for (i = 0; i < loads->count; i++) {
		const GElf_Phdr *p = &loads->phdr[i];

		memcpy(ret->data + (p->p_paddr - low), data + p->p_offset,
		       p->p_filesz);
	}
	return NULL;
}

/* "Linux version 6.1.0-56-amd64 (...": the banner, not a format of it. */
static void find_release(const uint8_t *at, size_t size,
			 struct kdp_vmlinux *vmlinux)
{
	const uint8_t *end = at + size;
	size_t n;

	for (;;) {
		at = memmem(at, (size_t)(end - at), version_text,
			    sizeof(version_text) - 1);
		if (!at)
			return;
		at += sizeof(version_text) - 1;
		if (at < end && isdigit(*at))
			break;
	}
	for (n = 0; at + n < end && n < sizeof(vmlinux->release) - 1; n++) {
		if (at[n] <= ' ' || at[n] > '~')
			break;
		vmlinux->release[n] = (char)at[n];
	}
}

/* In the bytes of the file: gaps between segments can be large. */
static void find_texts(const uint8_t *data, const struct loads *loads,
		       struct kdp_vmlinux *vmlinux)
{
	size_t i;

	for (i = 0; i < loads->count; i++) {
		const uint8_t *from = data + loads->phdr[i].p_offset;
		size_t size = loads->phdr[i].p_filesz;

		if (!*vmlinux->release)
			find_release(from, size, vmlinux);
		if (!vmlinux->la57)
			vmlinux->la57 = memmem(from, size, la57_symbol,
					       sizeof(la57_symbol)) != NULL;
	}
}

struct kdp_error *kdp_vmlinux_parse(const uint8_t *data, size_t size,
				    struct kdp_vmlinux *ret)
{
	struct kdp_error *err;
	struct loads loads;
	uint64_t low, high;

	memset(ret, 0, sizeof(*ret));
	err = read_loads(data, size, &loads);
	if (!err)
		err = check_loads(&loads, size, &low, &high);
	if (!err)
		err = lay_out(data, &loads, low, ret);
	if (err)
		return err;
	ret->paddr = low;
	ret->mem_size = high - low;
	ret->entry = loads.ehdr.e_entry - low;
	find_texts(data, &loads, ret);
	return NULL;
}

void kdp_vmlinux_deinit(struct kdp_vmlinux *vmlinux)
{
	if (vmlinux->map)
		munmap(vmlinux->map, vmlinux->map_size);
	else
		free(vmlinux->data);
	memset(vmlinux, 0, sizeof(*vmlinux));
}
