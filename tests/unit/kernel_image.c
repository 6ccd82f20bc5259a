// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/kernel_image.c: each kind of kernel is told by its
 * content; a bzImage is entered as the vmlinux inside it, however that is
 * packed, and as bzImage where the rules want that, with the reason; a broken
 * stream inside is an error; initrd and command line of a UKI are found; what
 * is no kernel is named.
 */
#include "kdump-prep/kernel_image.h"

#include <stdlib.h>

#include "kdump-prep/log.h"
#include "kdump-prep/unpack.h"
#include "tests/tap.h"
#include "tests/unit/fake_kernel.h"
#include "tests/unit/fake_uki.h"
#include "tests/unit/fake_vmlinux.h"
#include "tests/unit/pack.h"

#define PACKED_OFFSET 0x400u
#define INIT_SIZE     0x1000000u

static uint8_t elf[FAKE_VMLINUX_SIZE] __attribute__((aligned(8)));
static uint8_t bzimage[FAKE_SIZE];
static uint8_t uki_file[4 * FAKE_SIZE];
static const struct kdp_topology plain;
static const char *cache;
static struct stat identity;	/* of the file that is taken */

/* A bzImage with @size bytes as the packed kernel. */
static void make_with(const void *packed, size_t size)
{
	fake_kernel(bzimage);
	memcpy(bzimage + FAKE_SETUP + PACKED_OFFSET, packed, size);
	fake_put(bzimage, 0x248, PACKED_OFFSET, 4);
	fake_put(bzimage, 0x24c, size, 4);
	fake_put(bzimage, 0x260, INIT_SIZE, 4);
}

/* One with the fake vmlinux, packed so. */
static void make_bzimage(enum kdp_packing packing)
{
	static uint8_t room[PACK_ROOM(FAKE_VMLINUX_SIZE)];
	size_t size;

	fake_vmlinux(elf);
	size = pack(packing, elf, sizeof(elf), room, sizeof(room));
	fake_put(room, size, sizeof(elf), 4);
	make_with(room, size + 4);
}

/* Parses in a block of its own, so that ASan sees reads beyond it. */
static struct kdp_error *take(const uint8_t *file, size_t size,
			      const struct kdp_topology *topology,
			      bool keep_packed, struct kdp_kernel_image *ret)
{
	const struct kdp_kernel_policy policy = {
		.keep_packed = keep_packed,
		.cache = cache,
		.file = &identity,
	};
	static uint8_t *copy;
	struct kdp_error *err;

	free(copy);
	copy = malloc(size ? size : 1);
	memcpy(copy, file, size);
	memset(ret, 0, sizeof(*ret));
	err = kdp_kernel_image_parse(copy, size, ret);
	if (!err)
		err = kdp_kernel_image_choose(ret, topology, &policy);
	if (size == 0) {
		free(copy);
		copy = NULL;
	}
	return err;
}

static void show(struct kdp_error *err)
{
	TAP_CHECK(!err);
	if (err)
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
}

static void check_vmlinux(const struct kdp_kernel_image *k)
{
	TAP_CHECK(k->as_vmlinux);
	TAP_STR(k->why_not, "");
	TAP_EQ(k->data_size, FAKE_VMLINUX_DATA);
	TAP_EQ(k->mem_size, FAKE_VMLINUX_MEM);
	TAP_EQ(k->entry, FAKE_VMLINUX_ENTRY);
	TAP_EQ(k->align, 0x200000);
	TAP_CHECK(!k->ragged);
	TAP_EQ(k->min, FAKE_VMLINUX_PADDR);
	TAP_CHECK(k->data && k->data[0] == 0x11);
}

static void bzimage_is_entered_as_vmlinux(void)
{
	static const enum kdp_packing all[] = {
		KDP_PACKING_GZIP, KDP_PACKING_XZ,  KDP_PACKING_LZMA,
		KDP_PACKING_ZSTD, KDP_PACKING_LZ4, KDP_PACKING_LZ4_LEGACY,
	};
	struct kdp_kernel_image k;
	char text[KDP_KERNEL_ENTRY_TEXT];
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!kdp_packing_supported(all[i]))
			continue;
		make_bzimage(all[i]);
		show(take(bzimage, sizeof(bzimage), &plain, false, &k));
		check_vmlinux(&k);
		kdp_kernel_image_describe(&k, text, sizeof(text));
		TAP_STR(text, "as vmlinux, 6 MB instead of 16 MB");
		TAP_CHECK(strstr(k.format, kdp_packing_name(all[i])) != NULL);
		kdp_kernel_image_deinit(&k);
	}
}

/* Its setup header is the bzImage's, with what it says of command lines. */
static void header_stays_that_of_the_bzimage(void)
{
	struct kdp_kernel_image k;

	make_bzimage(KDP_PACKING_GZIP);
	show(take(bzimage, sizeof(bzimage), &plain, false, &k));
	TAP_EQ(k.header_size, 0x26c - 0x1f1);
	TAP_CHECK(memcmp(k.header, bzimage + 0x1f1, k.header_size) == 0);
	TAP_EQ(k.cmdline_size, 2047);
	TAP_CHECK(k.above_4g);
	kdp_kernel_image_deinit(&k);
}

/* Larger than 2 MiB where it was built so. */
static void alignment_of_the_bzimage_is_kept(void)
{
	struct kdp_kernel_image k;

	make_bzimage(KDP_PACKING_GZIP);
	fake_put(bzimage, 0x230, 0x1000000, 4);
	show(take(bzimage, sizeof(bzimage), &plain, false, &k));
	TAP_EQ(k.align, 0x1000000);
	kdp_kernel_image_deinit(&k);
	fake_put(bzimage, 0x230, 0x1000, 4);
	show(take(bzimage, sizeof(bzimage), &plain, false, &k));
	TAP_EQ(k.align, 0x200000);
	kdp_kernel_image_deinit(&k);
}

static void check_kept(const struct kdp_topology *topology, bool keep_packed,
		       const char *why)
{
	struct kdp_kernel_image k;

	show(take(bzimage, sizeof(bzimage), topology, keep_packed, &k));
	TAP_CHECK(!k.as_vmlinux);
	TAP_CHECK(strstr(k.why_not, why) != NULL);
	if (!strstr(k.why_not, why))
		printf("# %s\n", k.why_not);
	TAP_EQ(k.mem_size, INIT_SIZE);
	TAP_CHECK(k.ragged);
	TAP_EQ(k.entry, 0x200);
	TAP_EQ(k.data_size, FAKE_PAYLOAD);
	kdp_kernel_image_deinit(&k);
}

static void bzimage_is_kept_where_the_rules_want_it(void)
{
	struct kdp_topology t = { .guest = KDP_GUEST_SNP };

	make_bzimage(KDP_PACKING_GZIP);
	check_kept(&plain, true, "--keep-compressed");
	check_kept(&t, false, "SEV");
	t.guest = KDP_GUEST_TDX;
	check_kept(&t, false, "TDX");
	t.guest = KDP_GUEST_SME_HOST;
	check_kept(&t, false, "SME");
	/* It can be entered with five levels, and switches to four. */
	t.guest = KDP_GUEST_PLAIN;
	t.la57 = true;
	fake_put(bzimage, 0x236, 0x3f, 2);
	check_kept(&t, false, "five-level");
}

static void five_levels_are_inherited(void)
{
	const struct kdp_topology t = { .la57 = true };
	struct kdp_kernel_image k;
	struct kdp_error *err;

	make_bzimage(KDP_PACKING_GZIP);
	show(take(bzimage, sizeof(bzimage), &t, false, &k));
	TAP_CHECK(k.as_vmlinux);
	kdp_kernel_image_deinit(&k);
	/* Not even its decompressor can be entered so. */
	fake_put(bzimage, 0x236, 0x1f, 2);
	err = take(bzimage, sizeof(bzimage), &t, false, &k);
	TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED);
	kdp_error_destroy(err);
	kdp_kernel_image_deinit(&k);
}

static void what_cannot_be_unpacked_is_kept(void)
{
	static uint8_t room[PACK_ROOM(FAKE_VMLINUX_SIZE)];
	size_t size;

	make_bzimage(KDP_PACKING_GZIP);
	fake_put(bzimage, 0x24c, 0, 4);
	check_kept(&plain, false, "does not tell where");
	make_with("BZh91AY", 8);
	check_kept(&plain, false, "this build cannot unpack bzip2");
	make_with("what is it?", 12);
	check_kept(&plain, false, "packed in a way that is not known");
	fake_vmlinux(elf);
	((struct fake_vmlinux *)(void *)elf)->ehdr.e_machine = EM_AARCH64;
	size = pack(KDP_PACKING_GZIP, elf, sizeof(elf), room, sizeof(room));
	make_with(room, size);
	check_kept(&plain, false, "what is inside is an ELF file of 64 bits");
}

static void broken_stream_is_an_error(void)
{
	struct kdp_kernel_image k;
	struct kdp_error *err;

	make_bzimage(KDP_PACKING_GZIP);
	bzimage[FAKE_SETUP + PACKED_OFFSET + 40] ^= 0x55;
	err = take(bzimage, sizeof(bzimage), &plain, false, &k);
	TAP_CHECK(err && strstr(err->message, "the kernel inside: the gzip"));
	kdp_error_destroy(err);
	kdp_kernel_image_deinit(&k);
	make_bzimage(KDP_PACKING_GZIP);
	fake_put(bzimage, 0x24c, 60, 4);
	err = take(bzimage, sizeof(bzimage), &plain, false, &k);
	TAP_CHECK(err && strstr(err->message, "it ends early"));
	kdp_error_destroy(err);
	kdp_kernel_image_deinit(&k);
}

static void unpacked_kernel_comes_from_the_cache(void)
{
	char dir[] = "/tmp/kdp-kernels-XXXXXX", command[64];
	struct kdp_kernel_image k;
	char text[KDP_KERNEL_ENTRY_TEXT];

	TAP_CHECK(mkdtemp(dir) != NULL);
	cache = dir;
	make_bzimage(KDP_PACKING_GZIP);
	show(take(bzimage, sizeof(bzimage), &plain, false, &k));
	TAP_CHECK(!k.cached);
	kdp_kernel_image_deinit(&k);
	show(take(bzimage, sizeof(bzimage), &plain, false, &k));
	TAP_CHECK(k.cached);
	TAP_CHECK(k.checks == k.vmlinux.checks && k.checks);
	check_vmlinux(&k);
	kdp_kernel_image_describe(&k, text, sizeof(text));
	TAP_STR(text, "as vmlinux, 6 MB instead of 16 MB, unpacked before");
	kdp_kernel_image_deinit(&k);

	/* One that is damaged is made again, with a warning. */
	snprintf(command, sizeof(command), "truncate -s 9000 %s/*", dir);
	TAP_EQ(system(command), 0);
	TAP_CHECK(!kdp_log_warning(0));
	show(take(bzimage, sizeof(bzimage), &plain, false, &k));
	TAP_CHECK(!k.cached);
	check_vmlinux(&k);
	kdp_kernel_image_deinit(&k);
	TAP_CHECK(kdp_log_warning(0) &&
		  strstr(kdp_log_warning(0), "is damaged"));
	kdp_log_clear();
	show(take(bzimage, sizeof(bzimage), &plain, false, &k));
	TAP_CHECK(k.cached);
	kdp_kernel_image_deinit(&k);

	/* One that was written to is another one. */
	identity.st_mtim.tv_nsec++;
	show(take(bzimage, sizeof(bzimage), &plain, false, &k));
	TAP_CHECK(!k.cached && !k.checks);
	kdp_kernel_image_deinit(&k);
	cache = NULL;
	snprintf(command, sizeof(command), "rm -r %s", dir);
	TAP_EQ(system(command), 0);
}

static void vmlinux_is_entered(void)
{
	static uint8_t room[PACK_ROOM(FAKE_VMLINUX_SIZE)];
	struct kdp_kernel_image k;
	char text[KDP_KERNEL_ENTRY_TEXT];
	uint64_t value = 0;
	size_t size;

	fake_vmlinux(elf);
	show(take(elf, sizeof(elf), &plain, false, &k));
	check_vmlinux(&k);
	TAP_STR(k.format, "vmlinux");
	TAP_STR(k.release, "6.1.0-fake");
	kdp_kernel_image_describe(&k, text, sizeof(text));
	TAP_STR(text, "as vmlinux, 6 MB");
	/* "HdrS" and version: the kernel reads boot_params by them. */
	TAP_CHECK(memcmp(k.header + 0x202 - 0x1f1, "HdrS", 4) == 0);
	memcpy(&value, k.header + 0x206 - 0x1f1, 2);
	TAP_EQ(value, 0x20f);
	memcpy(&value, k.header + 0x211 - 0x1f1, 1);
	TAP_EQ(value & 0xff, 0x01);
	kdp_kernel_image_deinit(&k);

	size = pack(KDP_PACKING_GZIP, elf, sizeof(elf), room, sizeof(room));
	show(take(room, size, &plain, false, &k));
	check_vmlinux(&k);
	TAP_STR(k.format, "vmlinux (gzip)");
	kdp_kernel_image_deinit(&k);
}

static void vmlinux_has_nothing_to_fall_back_on(void)
{
	struct kdp_topology t = { .guest = KDP_GUEST_TDX };
	struct kdp_kernel_image k;
	struct kdp_error *err;

	fake_vmlinux(elf);
	err = take(elf, sizeof(elf), &t, false, &k);
	TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED);
	kdp_error_destroy(err);
	kdp_kernel_image_deinit(&k);
	t.guest = KDP_GUEST_PLAIN;
	t.la57 = true;
	show(take(elf, sizeof(elf), &t, false, &k));
	kdp_kernel_image_deinit(&k);
	elf[0x1300] = 'x';
	err = take(elf, sizeof(elf), &t, false, &k);
	TAP_CHECK(err && strstr(err->message, "five-level"));
	kdp_error_destroy(err);
	kdp_kernel_image_deinit(&k);
}

static void uki_is_taken_apart(void)
{
	const struct fake_section part[] = {
		{ ".linux", bzimage, sizeof(bzimage) },
		{ ".initrd", "initrd", 6 },
		{ ".cmdline", "root=/x\nquiet\n\0\0", 16 },
	};
	struct kdp_kernel_image k;
	struct kdp_error *err;
	size_t size;

	make_bzimage(KDP_PACKING_GZIP);
	size = fake_uki(uki_file, part, 3);
	show(take(uki_file, size, &plain, false, &k));
	check_vmlinux(&k);
	TAP_STR(k.format, "UKI with bzImage (gzip)");
	TAP_STR(k.cmdline ? k.cmdline : "none", "root=/x quiet");
	TAP_EQ(k.initrd_size, 6);
	TAP_CHECK(k.initrd && memcmp(k.initrd, "initrd", 6) == 0);
	kdp_kernel_image_deinit(&k);

	memset(uki_file + FAKE_UKI_FIRST, 0, sizeof(bzimage));
	err = take(uki_file, size, &plain, false, &k);
	TAP_CHECK(err && strstr(err->message, "is nothing but zeros"));
	kdp_error_destroy(err);
	kdp_kernel_image_deinit(&k);
}

static void check_named(const uint8_t *data, size_t size, const char *name)
{
	struct kdp_kernel_image k;
	struct kdp_error *err = take(data, size, &plain, false, &k);

	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
	TAP_CHECK(err && strstr(err->message, name));
	if (err && !strstr(err->message, name))
		printf("# %s\n", err->message);
	kdp_error_destroy(err);
	kdp_kernel_image_deinit(&k);
}

static void what_is_no_kernel_is_named(void)
{
	static const uint8_t cpio[] = "070701 and so on";
	static const uint8_t text[] = "menuentry 'Debian' {";
	uint8_t room[PACK_ROOM(64)];
	size_t size;

	check_named(cpio, sizeof(cpio), "is an initrd (cpio), expected");
	size = pack(KDP_PACKING_GZIP, cpio, sizeof(cpio), room, sizeof(room));
	check_named(room, size, "is an initrd (gzip cpio), expected");
	size = pack(KDP_PACKING_GZIP, text, sizeof(text) - 1, room,
		    sizeof(room));
	check_named(room, size, "is a gzip file that holds a text file");
	check_named(text, sizeof(text) - 1, "is a text file, expected");
	check_named(text, 0, "is an empty file, expected");
}

int main(void)
{
	struct kdp_kernel_image k;

	TAP_RUN(bzimage_is_entered_as_vmlinux);
	TAP_RUN(header_stays_that_of_the_bzimage);
	TAP_RUN(alignment_of_the_bzimage_is_kept);
	TAP_RUN(bzimage_is_kept_where_the_rules_want_it);
	TAP_RUN(five_levels_are_inherited);
	TAP_RUN(what_cannot_be_unpacked_is_kept);
	TAP_RUN(broken_stream_is_an_error);
	TAP_RUN(unpacked_kernel_comes_from_the_cache);
	TAP_RUN(vmlinux_is_entered);
	TAP_RUN(vmlinux_has_nothing_to_fall_back_on);
	TAP_RUN(uki_is_taken_apart);
	TAP_RUN(what_is_no_kernel_is_named);
	/* Releases the last copy. */
	kdp_error_destroy(take((const uint8_t *)"", 0, &plain, false, &k));
	return tap_done();
}
