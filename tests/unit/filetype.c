// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/filetype.c: what people give for a kernel by mistake is
 * named, and nothing behind the end of a short file is read.
 */
#include "kdump-prep/filetype.h"

#include <stdint.h>
#include <stdlib.h>

#include "tests/tap.h"

/* What @size bytes are, @magic being at @offset of them. */
static const char *name_of(size_t size, size_t offset, const char *magic,
			   size_t length)
{
	uint8_t *data = malloc(size ? size : 1);
	const char *name;

	memset(data, 0x99, size);
	memcpy(data + offset, magic, length);
	name = kdp_filetype(data, size);
	free(data);
	return name;
}

static void mistakes_are_named(void)
{
	TAP_STR(name_of(200, 0, "070701", 6), "an initrd (cpio)");
	TAP_STR(name_of(200, 0x38, "ARM\x64", 4), "an ARM64 Image");
	TAP_STR(name_of(200, 0x38, "RSC\005", 4), "a RISC-V Image");
	TAP_STR(name_of(200, 0, "KDUMP   ", 8), "a crash dump");
	TAP_STR(name_of(200, 0, "!<arch>\n", 8),
		"an ar archive, such as a Debian package");
	TAP_STR(name_of(200, 0, "#!/bin/sh\n", 10), "a script");
	TAP_STR(name_of(200, 0, "MZ", 2),
		"an EFI or DOS program without a Linux kernel");
	TAP_STR(name_of(512, 257, "ustar", 5), "a tar archive");
}

static void others_are_described(void)
{
	static const uint8_t zeros[100];

	TAP_STR(kdp_filetype(zeros, 0), "an empty file");
	TAP_STR(kdp_filetype(zeros, sizeof(zeros)), "nothing but zeros");
	TAP_STR(kdp_filetype((const uint8_t *)"set root=1\n", 11),
		"a text file");
	TAP_STR(name_of(200, 0, "\x01\x02", 2), "data of no known kind");
}

static void short_file_is_not_read_beyond_its_end(void)
{
	size_t size;

	for (size = 1; size < 600; size++)
		TAP_CHECK(name_of(size, 0, "\x99", 1) != NULL);
}

int main(void)
{
	TAP_RUN(mistakes_are_named);
	TAP_RUN(others_are_described);
	TAP_RUN(short_file_is_not_read_beyond_its_end);
	return tap_done();
}
