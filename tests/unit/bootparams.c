// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/bootparams.c: every field lies where boot.rst has it
 * (numbers written here once more, not taken from the kernel's struct); the
 * setup header is the kernel's but for what a loader sets; high addresses go
 * into the ext_ fields; a memory map of more than 128 entries continues in
 * setup_data; EFI's map and tables are passed on, and a seed; the memory map
 * hides what the second kernel must not use; too long a command line is an
 * error.
 */
#include "kdump-prep/bootparams.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/fake_kernel.h"
#include "tests/unit/open_kernel.h"

#define ADDR 0x26e155000ull

static uint8_t image[FAKE_SIZE];
static struct kdp_kernel_image kernel;
static struct kdp_firmware firmware;
static uint8_t segment[0x8000];

static uint64_t get(size_t offset, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, segment + offset, size);
	return value;
}

static void add(struct kdp_ranges *ranges, uint64_t start, uint64_t end,
		enum kdp_range_type type)
{
	struct kdp_error *err = kdp_ranges_add(ranges, start, end, type);

	TAP_CHECK(!err);
}

static void take_kernel(void)
{
	struct kdp_error *err = open_kernel(image, sizeof(image), &kernel);

	TAP_CHECK(!err);
	kdp_error_destroy(err);
}

static void begin(void)
{
	fake_kernel(image);
	take_kernel();
	memset(&firmware, 0, sizeof(firmware));
	memset(segment, 0, sizeof(segment));
}

static struct kdp_error *build(const struct kdp_ranges *e820,
			       const char *cmdline, size_t size)
{
	struct kdp_bootparams input = {
		.kernel = &kernel,
		.firmware = &firmware,
		.cmdline = cmdline,
		.rsdp_addr = 0xf5a20,
		.initrd_addr = 0x27daa9000,
		.initrd_size = 0x100556893,
		.e820 = e820,
	};

	return kdp_bootparams_build(&input, ADDR, segment, size);
}

static void fields_lie_where_boot_rst_has_them(void)
{
	struct kdp_ranges e820 = { 0 };
	struct kdp_error *err;

	begin();
	memset(firmware.boot_params, 0x5a, sizeof(firmware.boot_params));
	add(&e820, 0x1000, 0x9fbff, KDP_RANGE_RAM);
	add(&e820, 0x6e000000, 0x7dffffff, KDP_RANGE_RAM);
	err = build(&e820, "console=ttyS0", sizeof(segment));
	TAP_CHECK(!err);
	TAP_EQ(get(0x000, 8), 0x5a5a5a5a5a5a5a5a);	/* screen_info */
	TAP_EQ(get(0x040, 8), 0);			/* no APM BIOS */
	TAP_EQ(get(0x070, 8), 0xf5a20);			/* acpi_rsdp_addr */
	TAP_EQ(get(0x0c0, 4), 2);			/* ext_ramdisk_image */
	TAP_EQ(get(0x0c4, 4), 1);			/* ext_ramdisk_size */
	TAP_EQ(get(0x0c8, 4), 2);			/* ext_cmd_line_ptr */
	TAP_EQ(get(0x140, 8), 0x5a5a5a5a5a5a5a5a);	/* edid_info */
	TAP_EQ(get(0x1b8, 8), 0x5a5a5a5a5a5a5a5a);
	TAP_EQ(get(0x1c0, 8), 0);			/* no EFI */
	TAP_EQ(get(0x1e8, 1), 2);			/* e820_entries */
	TAP_EQ(get(0x1ef, 1), 0);			/* sentinel */
	TAP_EQ(get(0x1fa, 2), 0x5a5a);			/* vid_mode */
	TAP_EQ(get(0x210, 1), 0xd0);			/* type_of_loader */
	TAP_EQ(get(0x211, 1), 0x01);			/* no KASLR_FLAG */
	TAP_EQ(get(0x218, 4), 0x7daa9000);		/* ramdisk_image */
	TAP_EQ(get(0x21c, 4), 0x556893);		/* ramdisk_size */
	TAP_EQ(get(0x228, 4), 0x6e156000);		/* cmd_line_ptr */
	TAP_EQ(get(0x250, 8), 0);			/* setup_data */
	TAP_EQ(get(0x2d0, 8), 0x1000);			/* e820_table */
	TAP_EQ(get(0x2d8, 8), 0x9ec00);
	TAP_EQ(get(0x2e0, 4), 1);
	TAP_EQ(get(0x2e4, 8), 0x6e000000);
	TAP_EQ(get(0x2ec, 8), 0x10000000);
	TAP_STR((const char *)segment + 0x1000, "console=ttyS0");
	kdp_ranges_deinit(&e820);
}

static void rest_of_the_header_is_the_kernels(void)
{
	struct kdp_ranges e820 = { 0 };
	struct kdp_error *err;
	size_t i;

	begin();
	for (i = 0x264; i < 0x26c; i++)
		image[i] = (uint8_t)i;
	take_kernel();
	err = build(&e820, "", sizeof(segment));
	TAP_CHECK(!err);
	TAP_EQ(get(0x1f1, 1), FAKE_SETUP_SECTS);
	TAP_EQ(get(0x202, 4), 0x53726448);
	TAP_EQ(get(0x206, 2), 0x20f);
	TAP_EQ(get(0x236, 2), 0x7f);
	TAP_EQ(get(0x260, 4), FAKE_INIT_SIZE);
	/* As far as the header goes, and no byte further. */
	TAP_CHECK(memcmp(segment + 0x264, image + 0x264, 8) == 0);
	TAP_EQ(get(0x26c, 8), 0);
}

static void known_root_pointer_of_the_first_kernel_is_kept(void)
{
	struct kdp_ranges e820 = { 0 };
	struct kdp_bootparams input = {
		.kernel = &kernel, .firmware = &firmware, .cmdline = "",
		.e820 = &e820,
	};
	uint64_t rsdp = 0x7ffe0014;
	struct kdp_error *err;

	begin();
	memcpy(firmware.boot_params + 0x70, &rsdp, sizeof(rsdp));
	err = kdp_bootparams_build(&input, ADDR, segment, sizeof(segment));
	TAP_CHECK(!err);
	TAP_EQ(get(0x070, 8), rsdp);
}

static void long_memory_map_continues_in_setup_data(void)
{
	struct kdp_ranges e820 = { 0 };
	struct kdp_error *err;
	size_t i, at, size;

	begin();
	for (i = 0; i < 131; i++)
		add(&e820, i * 0x10000, i * 0x10000 + 0xfff, KDP_RANGE_RAM);
	size = kdp_bootparams_size(&firmware, 131, 1);
	err = build(&e820, "", size);
	TAP_CHECK(!err);
	TAP_EQ(get(0x1e8, 1), 128);
	TAP_EQ(get(0x2d0 + 127 * 20, 8), 127 * 0x10000);
	at = (size_t)(get(0x250, 8) - ADDR);
	TAP_CHECK(at >= 0x1000 && at + 16 + 60 <= size);
	TAP_EQ(get(at, 8), 0);			/* next */
	TAP_EQ(get(at + 8, 4), 1);		/* SETUP_E820_EXT */
	TAP_EQ(get(at + 12, 4), 60);		/* length */
	TAP_EQ(get(at + 16, 8), 128 * 0x10000);
	TAP_EQ(get(at + 16 + 40, 8), 130 * 0x10000);
	TAP_EQ(get(at + 16 + 48, 8), 0x1000);
	kdp_ranges_deinit(&e820);
}

static void efi_is_passed_on(void)
{
	struct kdp_efi_range range[2] = {
		{ 5, 0x7f000000, 0xfffffffeff000000, 16, 1ull << 63 | 0xf },
		{ 6, 0x7f100000, 0xfffffffeff100000, 32, 1ull << 63 | 0xf },
	};
	struct kdp_ranges e820 = { 0 };
	struct kdp_error *err;
	uint64_t map;
	size_t at;

	begin();
	memcpy(firmware.boot_params + 0x1c0, "EL64", 4);
	fake_put(firmware.boot_params, 0x1c4, 0x7f9ee018, 4);
	fake_put(firmware.boot_params, 0x1c8, 48, 4);
	fake_put(firmware.boot_params, 0x1cc, 1, 4);
	fake_put(firmware.boot_params, 0x1ec, 3, 1);
	firmware.efi = true;
	firmware.fw_vendor = 0x7f9ee098;
	firmware.runtime = 0x7f9edb98;
	firmware.config_table = 0x7f5ee018;
	firmware.smbios = 0x7f7cc000;
	firmware.efi_range = range;
	firmware.efi_range_count = 2;
	err = build(&e820, "", kdp_bootparams_size(&firmware, 0, 1));
	TAP_CHECK(!err);
	TAP_CHECK(memcmp(segment + 0x1c0, "EL64", 4) == 0);
	TAP_EQ(get(0x1c4, 4), 0x7f9ee018);	/* efi_systab */
	TAP_EQ(get(0x1c8, 4), 48);		/* efi_memdesc_size */
	TAP_EQ(get(0x1cc, 4), 1);		/* efi_memdesc_version */
	TAP_EQ(get(0x1d4, 4), 96);		/* efi_memmap_size */
	TAP_EQ(get(0x1ec, 1), 3);		/* secure_boot */
	map = get(0x1d0, 4) | get(0x1dc, 4) << 32;
	at = (size_t)(map - ADDR);
	TAP_EQ(get(at, 4), 5);
	TAP_EQ(get(at + 8, 8), 0x7f000000);
	TAP_EQ(get(at + 48, 4), 6);
	TAP_EQ(get(at + 48 + 8, 8), 0x7f100000);
	TAP_EQ(get(at + 48 + 16, 8), 0xfffffffeff100000);
	TAP_EQ(get(at + 48 + 24, 8), 32);
	TAP_EQ(get(at + 48 + 32, 8), 1ull << 63 | 0xf);
	at = (size_t)(get(0x250, 8) - ADDR);
	TAP_EQ(get(at + 8, 4), 4);		/* SETUP_EFI */
	TAP_EQ(get(at + 12, 4), 96);
	TAP_EQ(get(at + 16, 8), 0x7f9ee098);
	TAP_EQ(get(at + 24, 8), 0x7f9edb98);
	TAP_EQ(get(at + 32, 8), 0x7f5ee018);
	TAP_EQ(get(at + 40, 8), 0x7f7cc000);
	TAP_EQ(get(at + 48, 8), 0);
}

static void seed_is_in_setup_data(void)
{
	struct kdp_ranges e820 = { 0 };
	uint8_t seed[KDP_BOOTPARAMS_SEED];
	struct kdp_bootparams input = {
		.kernel = &kernel,
		.firmware = &firmware,
		.cmdline = "",
		.e820 = &e820,
		.seed = seed,
	};
	struct kdp_error *err;
	size_t at, i, size;

	begin();
	for (i = 0; i < sizeof(seed); i++)
		seed[i] = (uint8_t)(i + 1);
	/* Beside a memory map that needs an item too. */
	for (i = 0; i < 129; i++)
		add(&e820, i * 0x10000, i * 0x10000 + 0xfff, KDP_RANGE_RAM);
	size = kdp_bootparams_size(&firmware, 129, 1);
	err = kdp_bootparams_build(&input, ADDR, segment, size);
	TAP_CHECK(!err);
	at = (size_t)(get(0x250, 8) - ADDR);
	TAP_EQ(get(at + 8, 4), 1);		/* SETUP_E820_EXT */
	at = (size_t)(get(at, 8) - ADDR);
	TAP_CHECK(at >= 0x1000 && at + 16 + sizeof(seed) <= size);
	TAP_EQ(get(at, 8), 0);			/* next */
	TAP_EQ(get(at + 8, 4), 9);		/* SETUP_RNG_SEED */
	TAP_EQ(get(at + 12, 4), 32);
	TAP_CHECK(memcmp(segment + at + 16, seed, sizeof(seed)) == 0);
	kdp_ranges_deinit(&e820);
}

static void too_long_a_command_line_is_an_error(void)
{
	struct kdp_ranges e820 = { 0 };
	struct kdp_error *err;
	char line[2049];

	begin();
	memset(line, 'x', sizeof(line));
	line[2047] = '\0';
	err = build(&e820, line, sizeof(segment));
	TAP_CHECK(!err);
	line[2047] = 'x';
	line[2048] = '\0';
	memset(segment, 0, sizeof(segment));
	err = build(&e820, line, sizeof(segment));
	TAP_CHECK(err != NULL);
	if (err)
		TAP_STR(err->message, "the command line has 2048 bytes with "
				      "elfcorehdr=, the kernel takes at most "
				      "2047");
	kdp_error_destroy(err);
}

static void segment_that_is_too_short_is_an_error(void)
{
	struct kdp_ranges e820 = { 0 };
	struct kdp_error *err;

	begin();
	/* There is room for a seed, whether it comes or not. */
	err = build(&e820, "0123456789", 0x1000 + 8 + 48);
	TAP_CHECK(err != NULL);
	kdp_error_destroy(err);
	err = build(&e820, "0123456789", 0x1000 + 16 + 48);
	TAP_CHECK(!err);
}

static void memory_map_hides_what_must_be_kept(void)
{
	struct kdp_range range[] = {
		{ 0x1000, 0x9fbff, KDP_RANGE_RAM },
		{ 0x9fc00, 0x9ffff, KDP_RANGE_RESERVED },
		{ 0x100000, 0x7ffdefff, KDP_RANGE_RAM },
		{ 0x1000000, 0x2ffffff, KDP_RANGE_KERNEL },
		{ 0x6e000000, 0x7dffffff, KDP_RANGE_CRASH },
		{ 0x7ffdf000, 0x7fffffff, KDP_RANGE_ACPI },
	};
	struct kdp_topology t = { .memory = { range, 6, 6 } };
	struct kdp_hidden hidden[] = { { 0x6e144000, 0x11000 } };
	static const struct kdp_range expected[] = {
		{ 0x1000, 0x9fbff, KDP_RANGE_RAM },
		{ 0x9fc00, 0x9ffff, KDP_RANGE_RESERVED },
		{ 0x6e000000, 0x6e143fff, KDP_RANGE_RAM },
		{ 0x6e144000, 0x6e154fff, KDP_RANGE_RESERVED },
		{ 0x6e155000, 0x7dffffff, KDP_RANGE_RAM },
		{ 0x7ffdf000, 0x7fffffff, KDP_RANGE_ACPI },
	};
	struct kdp_ranges e820 = { 0 };
	struct kdp_error *err;
	size_t i;

	/* RAM that goes on above 1 MiB is cut there. */
	range[2].start = 0xa0000;
	range[2].end = 0xfffff;
	err = kdp_e820_build(&t, hidden, 1, &e820);
	TAP_CHECK(!err);
	TAP_EQ(e820.count, 7);
	kdp_ranges_deinit(&e820);

	range[2].start = 0x100000;
	range[2].end = 0x7ffdefff;
	err = kdp_e820_build(&t, hidden, 1, &e820);
	TAP_CHECK(!err);
	TAP_EQ(e820.count, 6);
	for (i = 0; i < 6 && i < e820.count; i++) {
		TAP_EQ(e820.range[i].start, expected[i].start);
		TAP_EQ(e820.range[i].end, expected[i].end);
		TAP_EQ(e820.range[i].type, expected[i].type);
	}
	kdp_ranges_deinit(&e820);
}

int main(void)
{
	TAP_RUN(fields_lie_where_boot_rst_has_them);
	TAP_RUN(rest_of_the_header_is_the_kernels);
	TAP_RUN(known_root_pointer_of_the_first_kernel_is_kept);
	TAP_RUN(long_memory_map_continues_in_setup_data);
	TAP_RUN(efi_is_passed_on);
	TAP_RUN(seed_is_in_setup_data);
	TAP_RUN(too_long_a_command_line_is_an_error);
	TAP_RUN(segment_that_is_too_short_is_an_error);
	TAP_RUN(memory_map_hides_what_must_be_kept);
	kdp_kernel_image_deinit(&kernel);
	return tap_done();
}
