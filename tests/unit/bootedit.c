// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/bootedit.c: the tail is cut out of the RAM that holds
 * it, at every place of an entry, and a full table still loses it; every
 * format of elfcorehdr= is read as the kernel reads it and rewritten, the last
 * one counts, and nothing else of the line changes; an ELF header is believed
 * only when it is one.
 */
#include "purgatory/bootedit.h"

#include <elf.h>
#include <stdlib.h>

#include "tests/tap.h"

#define RAM	 1u
#define RESERVED 2u

static struct boot_params params;

static void add(uint64_t addr, uint64_t size, uint32_t type)
{
	struct boot_e820_entry entry = { addr, size, type };

	params.e820_table[params.e820_entries++] = entry;
}

static void check(unsigned int i, uint64_t addr, uint64_t size, uint32_t type)
{
	struct boot_e820_entry entry = params.e820_table[i];

	TAP_EQ(entry.addr, addr);
	TAP_EQ(entry.size, size);
	TAP_EQ(entry.type, type);
}

static void begin(void)
{
	memset(&params, 0, sizeof(params));
	add(0, 0x9f000, RAM);
	add(0x10000000, 0x1000000, RAM);
	add(0x20000000, 0x1000000, RESERVED);
}

static void range_is_cut_out_of_the_middle(void)
{
	begin();
	TAP_EQ(kdp_e820_reserve(&params, 0x10400000, 0x100000), KDP_STATUS_OK);
	TAP_EQ(params.e820_entries, 5);
	check(0, 0, 0x9f000, RAM);
	check(1, 0x10000000, 0x400000, RAM);
	check(2, 0x10400000, 0x100000, RESERVED);
	check(3, 0x10500000, 0xb00000, RAM);
	check(4, 0x20000000, 0x1000000, RESERVED);
}

static void range_at_an_end_leaves_one_part(void)
{
	begin();
	TAP_EQ(kdp_e820_reserve(&params, 0x10000000, 0x100000), KDP_STATUS_OK);
	TAP_EQ(params.e820_entries, 4);
	check(1, 0x10000000, 0x100000, RESERVED);
	check(2, 0x10100000, 0xf00000, RAM);

	begin();
	TAP_EQ(kdp_e820_reserve(&params, 0x10f00000, 0x100000), KDP_STATUS_OK);
	TAP_EQ(params.e820_entries, 4);
	check(1, 0x10000000, 0xf00000, RAM);
	check(2, 0x10f00000, 0x100000, RESERVED);

	begin();
	TAP_EQ(kdp_e820_reserve(&params, 0x10000000, 0x1000000),
	       KDP_STATUS_OK);
	TAP_EQ(params.e820_entries, 3);
	check(1, 0x10000000, 0x1000000, RESERVED);
}

static void range_that_is_no_ram_is_refused(void)
{
	struct boot_params before;

	begin();
	before = params;
	TAP_EQ(kdp_e820_reserve(&params, 0x20000000, 0x1000),
	       KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_e820_reserve(&params, 0x10f00000, 0x100001),
	       KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_e820_reserve(&params, 0xffff000, 0x2000),
	       KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_e820_reserve(&params, 0x10000000, 0), KDP_STATUS_MISMATCH);
	TAP_EQ(kdp_e820_reserve(&params, UINT64_MAX, UINT64_MAX),
	       KDP_STATUS_MISMATCH);
	TAP_CHECK(memcmp(&before, &params, sizeof(params)) == 0);
	params.e820_entries = 129;
	TAP_EQ(kdp_e820_reserve(&params, 0x10000000, 0x1000),
	       KDP_STATUS_MISMATCH);
}

static void full_table_gets_a_gap(void)
{
	unsigned int i;

	begin();
	for (i = 3; i < 127; i++)
		add(0x100000000 + i * 0x10000, 0x1000, RESERVED);
	TAP_EQ(kdp_e820_reserve(&params, 0x10400000, 0x100000), KDP_STATUS_OK);
	TAP_EQ(params.e820_entries, 128);
	check(1, 0x10000000, 0x400000, RAM);
	check(2, 0x10500000, 0xb00000, RAM);
	/* One part instead of one: there is room. */
	TAP_EQ(kdp_e820_reserve(&params, 0x10500000, 0x1000), KDP_STATUS_OK);
	check(2, 0x10501000, 0xaff000, RAM);
	/* Two parts: none. */
	TAP_EQ(kdp_e820_reserve(&params, 0x10700000, 0x1000),
	       KDP_STATUS_UNSUPPORTED);
	TAP_EQ(params.e820_entries, 128);
}

static enum kdp_status find(const char *line, struct kdp_elfcorehdr_arg *arg)
{
	char *copy = strdup(line);
	enum kdp_status status;

	status = kdp_cmdline_find(copy, (uint32_t)strlen(copy), arg);
	free(copy);
	return status;
}

static void each_format_is_read_as_the_kernel_does(void)
{
	const struct {
		const char *line;
		uint64_t addr;
	} line[] = {
		{ "elfcorehdr=0x38e43000 console=ttyS0", 0x38e43000 },
		{ "ro elfcorehdr=998772K", 998772ull << 10 },
		{ "elfcorehdr=4096", 4096 },
		{ "elfcorehdr=0X1000", 0x1000 },
		{ "elfcorehdr=010000", 4096 },
		{ "elfcorehdr=0", 0 },
		{ "a=b  elfcorehdr=975M", 975ull << 20 },
		{ "elfcorehdr=6g ", 6ull << 30 },
		{ "elfcorehdr=0x3G", 3ull << 30 },
		{ "elfcorehdr=12K@0x2bf00000 x", 0x2bf00000 },
		{ "elfcorehdr=0x1000@716800K", 716800ull << 10 },
		{ "elfcorehdr=1K elfcorehdr=2K", 2048 },
		{ "noelfcorehdr=1K elfcorehdr=2K", 2048 },
	};
	struct kdp_elfcorehdr_arg arg;
	size_t i;

	for (i = 0; i < sizeof(line) / sizeof(line[0]); i++) {
		TAP_EQ(find(line[i].line, &arg), KDP_STATUS_OK);
		TAP_EQ(arg.addr, line[i].addr);
	}
}

static void what_is_no_address_is_refused(void)
{
	static const char *const line[] = {
		"elfcorehdr=x", "elfcorehdr=1Kx", "elfcorehdr=-1",
		"elfcorehdr=0x", "elfcorehdr=1K@", "elfcorehdr=@1K",
		"elfcorehdr=0x10000000000000000", "elfcorehdr=17E",
		"elfcorehdr=1K@2K@3K", "elfcorehdr=1KK",
		"elfcorehdr=2K elfcorehdr=y",
	};
	struct kdp_elfcorehdr_arg arg;
	size_t i;

	for (i = 0; i < sizeof(line) / sizeof(line[0]); i++)
		TAP_EQ(find(line[i], &arg), KDP_STATUS_MISMATCH);
	TAP_EQ(find("", &arg), KDP_STATUS_SKIPPED);
	TAP_EQ(find("elfcorehdr=", &arg), KDP_STATUS_SKIPPED);
	TAP_EQ(find("console=ttyS0 xelfcorehdr=1K", &arg), KDP_STATUS_SKIPPED);
}

static void rewrite(const char *line, uint64_t addr, const char *expected)
{
	struct kdp_elfcorehdr_arg arg;
	char to[128];

	TAP_EQ(find(line, &arg), KDP_STATUS_OK);
	TAP_EQ(kdp_cmdline_rewrite(line, (uint32_t)strlen(line), &arg, addr,
				   to, sizeof(to)),
	       KDP_STATUS_OK);
	TAP_STR(to, expected);
}

static void address_alone_is_rewritten(void)
{
	rewrite("elfcorehdr=0x38e43000 console=ttyS0 a=\"b c\"", 0x38dc2000,
		"elfcorehdr=0x38dc2000 console=ttyS0 a=\"b c\"");
	rewrite("ro elfcorehdr=998772K", 0x1fac00000,
		"ro elfcorehdr=0x1fac00000");
	rewrite("x elfcorehdr=12K@0x2bf00000  y", 0,
		"x elfcorehdr=0x0  y");
	rewrite("elfcorehdr=1K elfcorehdr=2K", UINT64_MAX,
		"elfcorehdr=1K elfcorehdr=0xffffffffffffffff");
}

static void line_that_does_not_fit_is_refused(void)
{
	const char *line = "elfcorehdr=1K z";
	const uint32_t length = (uint32_t)strlen(line);
	struct kdp_elfcorehdr_arg arg;
	char to[19];

	TAP_EQ(find(line, &arg), KDP_STATUS_OK);
	/* "elfcorehdr=0x1000 z" and its NUL are 20 bytes. */
	TAP_EQ(kdp_cmdline_rewrite(line, length, &arg, 0x1000, to, 19),
	       KDP_STATUS_UNSUPPORTED);
	TAP_EQ(kdp_cmdline_rewrite(line, length, &arg, 0x100, to, 19),
	       KDP_STATUS_OK);
	TAP_STR(to, "elfcorehdr=0x100 z");
}

static void header_is_believed_when_it_is_one(void)
{
	Elf64_Ehdr good = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB },
		.e_phoff = 64,
		.e_phentsize = 56,
		.e_phnum = 72,
	};
	Elf64_Ehdr bad;

	TAP_EQ(kdp_elfcorehdr_size(&good), 64 + 72 * 56);
	bad = good;
	bad.e_ident[0] = 0;
	TAP_EQ(kdp_elfcorehdr_size(&bad), 0);
	bad = good;
	bad.e_ident[EI_CLASS] = ELFCLASS32;
	TAP_EQ(kdp_elfcorehdr_size(&bad), 0);
	bad = good;
	bad.e_phentsize = 32;
	TAP_EQ(kdp_elfcorehdr_size(&bad), 0);
	bad = good;
	bad.e_phoff = 1ull << 40;
	TAP_EQ(kdp_elfcorehdr_size(&bad), 0);
	bad = good;
	bad.e_phoff = 68;
	TAP_EQ(kdp_elfcorehdr_size(&bad), 0);
	bad = good;
	bad.e_phnum = 0;
	TAP_EQ(kdp_elfcorehdr_size(&bad), 0);
}

int main(void)
{
	TAP_RUN(range_is_cut_out_of_the_middle);
	TAP_RUN(range_at_an_end_leaves_one_part);
	TAP_RUN(range_that_is_no_ram_is_refused);
	TAP_RUN(full_table_gets_a_gap);
	TAP_RUN(each_format_is_read_as_the_kernel_does);
	TAP_RUN(what_is_no_address_is_refused);
	TAP_RUN(address_alone_is_rewritten);
	TAP_RUN(line_that_does_not_fit_is_refused);
	TAP_RUN(header_is_believed_when_it_is_one);
	return tap_done();
}
