// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * make_kernels.c - writes a small kernel of each kind into a directory.  The
 * seeds of the fuzzers were made by it.
 */
#include <stdbool.h>
#include <stdio.h>

#include "tests/unit/fake_kernel.h"
#include "tests/unit/fake_uki.h"
#include "tests/unit/fake_vmlinux.h"
#include "tests/unit/pack.h"

#define PACKED_OFFSET 0x400u

static const struct {
	const char *name;
	enum kdp_packing packing;
} kinds[] = {
	{ "gzip", KDP_PACKING_GZIP }, { "xz", KDP_PACKING_XZ },
	{ "lzma", KDP_PACKING_LZMA }, { "zstd", KDP_PACKING_ZSTD },
	{ "lz4", KDP_PACKING_LZ4 },   { "lz4-legacy", KDP_PACKING_LZ4_LEGACY },
};

static uint8_t elf[FAKE_VMLINUX_SIZE] __attribute__((aligned(8)));
static uint8_t bzimage[FAKE_SIZE];
static uint8_t uki[4 * FAKE_SIZE];

static bool put(const char *dir, const char *prefix, const char *name,
		const void *data, size_t size)
{
	char path[4096];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "%s/%s%s", dir, prefix, name);
	file = fopen(path, "wb");
	if (!file)
		return false;
	ok = fwrite(data, 1, size, file) == size;
	return fclose(file) == 0 && ok;
}

static bool put_packed(const char *dir, size_t kind)
{
	static uint8_t room[PACK_ROOM(FAKE_VMLINUX_SIZE)];
	size_t size = pack(kinds[kind].packing, elf, sizeof(elf), room,
			   sizeof(room));

	if (size == 0 || !put(dir, "vmlinux-", kinds[kind].name, room, size))
		return false;
	fake_put(room, size, sizeof(elf), 4);
	fake_kernel(bzimage);
	memcpy(bzimage + FAKE_SETUP + PACKED_OFFSET, room, size + 4);
	fake_put(bzimage, 0x248, PACKED_OFFSET, 4);
	fake_put(bzimage, 0x24c, size + 4, 4);
	return put(dir, "bzimage-", kinds[kind].name, bzimage,
		   sizeof(bzimage));
}

int main(int argc, char **argv)
{
	const struct fake_section part[] = {
		{ ".linux", bzimage, sizeof(bzimage) },
		{ ".initrd", "070701", 6 },
		{ ".cmdline", "quiet\n", 6 },
		{ ".profile", "ID=one", 6 },
	};
	size_t i;
	bool ok;

	if (argc != 2) {
		fprintf(stderr, "usage: make_kernels DIRECTORY\n");
		return 2;
	}
	fake_vmlinux(elf);
	ok = put(argv[1], "", "vmlinux", elf, sizeof(elf));
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		ok &= put_packed(argv[1], i);
	ok &= put(argv[1], "", "uki", uki, fake_uki(uki, part, 4));
	return !ok;
}
