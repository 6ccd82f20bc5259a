// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * filetype.c - names files that are no kernels; see filetype.h.
 */
#include "kdump-prep/filetype.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* So much of a text must look like one. */
#define TEXT_BYTES 64u

static const struct {
	size_t offset;
	const char *magic;
	size_t size;
	const char *name;
} kinds[] = {
	{ 0, "070701", 6, "an initrd (cpio)" },
	{ 0, "070702", 6, "an initrd (cpio)" },
	{ 0, "070707", 6, "a cpio archive of the old kind" },
	{ 0x38, "ARM\x64", 4, "an ARM64 Image" },
	{ 0x38, "RSC\005", 4, "a RISC-V Image" },
	{ 4, "zimg", 4, "a packed EFI kernel for another CPU" },
	{ 0, "\x27\x05\x19\x56", 4, "a U-Boot uImage" },
	{ 0x202, "HdrS", 4, "a Linux kernel image" },
	{ 0, "MZ", 2, "an EFI or DOS program without a Linux kernel" },
	{ 0, "\177ELF", 4, "an ELF file" },
	{ 0, "KDUMP   ", 8, "a crash dump" },
	{ 0, "makedumpfile", 12, "a flattened crash dump" },
	{ 0, "hsqs", 4, "a squashfs image" },
	{ 257, "ustar", 5, "a tar archive" },
	{ 0, "!<arch>\n", 8, "an ar archive, such as a Debian package" },
	{ 0, "\xed\xab\xee\xdb", 4, "an RPM package" },
	{ 0, "#!", 2, "a script" },
};

static bool is_all_zero(const uint8_t *data, size_t size)
{
	return data[0] == 0 && memcmp(data, data + 1, size - 1) == 0;
}

static bool is_text(const uint8_t *data, size_t size)
{
	size_t i;

	for (i = 0; i < size && i < TEXT_BYTES; i++)
		if (!isprint(data[i]) && !isspace(data[i]))
			return false;
	return true;
}

const char *kdp_filetype(const uint8_t *data, size_t size)
{
	size_t i;

	if (size == 0)
		return "an empty file";
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (size >= kinds[i].offset + kinds[i].size &&
		    memcmp(data + kinds[i].offset, kinds[i].magic,
			   kinds[i].size) == 0)
			return kinds[i].name;
	if (is_all_zero(data, size))
		return "nothing but zeros";
	if (is_text(data, size))
		return "a text file";
	return "data of no known kind";
}
