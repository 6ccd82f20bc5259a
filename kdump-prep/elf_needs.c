// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * elf_needs.c - reads what a program needs; see elf_needs.h.
 */
#include "kdump-prep/elf_needs.h"

#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <string.h>

KDP_MUST_CHECK
static struct kdp_error *bad(const char *what)
{
	return kdp_error_create(KDP_ERROR_FORMAT, "%s: %s", what,
				elf_errmsg(-1));
}

/* Copies a name that is a file's, without a way out of its directory. */
static bool copy_name(const char *name, size_t size, char *ret)
{
	size_t length = strnlen(name, size);

	if (!length || length == size || length >= KDP_ELF_NAME_SIZE)
		return false;
	memcpy(ret, name, length + 1);
	return true;
}

KDP_MUST_CHECK
static struct kdp_error *take_library(Elf *elf, size_t strings, size_t offset,
				      struct kdp_elf_needs *ret)
{
	const char *name = elf_strptr(elf, strings, offset);

	if (!name)
		return bad("name of a library");
	if (ret->count == KDP_ELF_NEEDS_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"more than %u libraries",
					KDP_ELF_NEEDS_MAX);
	if (strchr(name, '/') ||
	    !copy_name(name, strlen(name) + 1, ret->library[ret->count]))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"library \"%.64s\": expected the name of a file",
					name);
	ret->count++;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *read_dynamic(Elf *elf, Elf_Scn *section,
				      const GElf_Shdr *shdr,
				      struct kdp_elf_needs *ret)
{
	Elf_Data *data = elf_getdata(section, NULL);
	struct kdp_error *err = NULL;
	GElf_Dyn dyn;
	int i;

	if (!data)
		return bad("dynamic section");
	for (i = 0; !err && gelf_getdyn(data, i, &dyn); i++) {
		if (dyn.d_tag == DT_NULL)
			break;
		if (dyn.d_tag == DT_NEEDED)
			err = take_library(elf, shdr->sh_link, dyn.d_un.d_val,
					   ret);
	}
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *read_sections(Elf *elf, struct kdp_elf_needs *ret)
{
	struct kdp_error *err = NULL;
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;

	while (!err && (section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &shdr))
			return bad("section");
		if (shdr.sh_type == SHT_DYNAMIC)
			err = read_dynamic(elf, section, &shdr, ret);
	}
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *read_interpreter(Elf *elf, const uint8_t *data,
					  size_t size,
					  struct kdp_elf_needs *ret)
{
	GElf_Phdr phdr;
	size_t count, i;

	if (elf_getphdrnum(elf, &count))
		return bad("program headers");
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr))
			return bad("program header");
		if (phdr.p_type != PT_INTERP)
			continue;
		if (phdr.p_offset > size ||
		    phdr.p_filesz > size - phdr.p_offset ||
		    !copy_name((const char *)data + phdr.p_offset,
			       phdr.p_filesz, ret->interpreter) ||
		    ret->interpreter[0] != '/')
			return kdp_error_create(KDP_ERROR_FORMAT,
						"program header %zu: no path of an interpreter",
						i);
	}
	return NULL;
}

struct kdp_error *kdp_elf_needs(const uint8_t *data, size_t size,
				struct kdp_elf_needs *ret)
{
	struct kdp_error *err = NULL;
	GElf_Ehdr ehdr;
	Elf *elf = NULL;

	memset(ret, 0, sizeof(*ret));
	if (elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_memory((char *)(uintptr_t)data, size);
	if (!elf)
		return bad("libelf");
	if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &ehdr) ||
	    ehdr.e_machine != EM_X86_64)
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "not an ELF file for x86_64");
	if (!err)
		err = read_interpreter(elf, data, size, ret);
	if (!err)
		err = read_sections(elf, ret);
	elf_end(elf);
	return err;
}
