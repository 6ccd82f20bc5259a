// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/cmdline.c: words are put before "--" and behind
 * everything else, quoted blanks and dashes end nothing, and a memory map
 * becomes whole KiB, RAM inwards and tables outwards.
 */
#include "kdump-prep/cmdline.h"

#include <stdlib.h>

#include "tests/tap.h"

static void expect_insert(const char *line, const char *words,
			  const char *expected)
{
	char *found = NULL;
	struct kdp_error *err = kdp_cmdline_insert(line, words, &found);

	TAP_CHECK(!err);
	TAP_STR(found, expected);
	kdp_error_destroy(err);
	free(found);
}

static void words_are_put_behind_the_line(void)
{
	expect_insert("", "a=1", "a=1");
	expect_insert("root=x", "a=1", "root=x a=1");
	expect_insert("root=x ", "a=1", "root=x a=1");
	expect_insert("root=x", "", "root=x");
	expect_insert("", "", "");
}

static void words_are_put_before_the_dashes(void)
{
	expect_insert("root=x -- single", "a=1", "root=x a=1 -- single");
	expect_insert("-- single", "a=1", "a=1 -- single");
	expect_insert("root=x --", "a=1", "root=x a=1 --");
	expect_insert("root=x  --", "", "root=x --");
}

static void other_dashes_end_nothing(void)
{
	expect_insert("a=-- b", "c", "a=-- b c");
	expect_insert("--x b", "c", "--x b c");
	expect_insert("a=\"x -- y\" b", "c", "a=\"x -- y\" b c");
	expect_insert("\"x -- y", "c", "\"x -- y c");
}

static void memory_map_is_whole_kibibytes(void)
{
	struct kdp_range range[] = {
		{ 0x1000, 0x9fbff, KDP_RANGE_RAM },
		{ 0x9fc00, 0x9ffff, KDP_RANGE_RESERVED },
		{ 0x100000, 0x100fff, KDP_RANGE_RAM },
		{ 0x200001, 0x2ffffe, KDP_RANGE_RAM },
		{ 0x7ffe0001, 0x7ffe0fff, KDP_RANGE_ACPI },
		{ 0x7fff0000, 0x7fff0400, KDP_RANGE_NVS },
	};
	struct kdp_ranges e820 = { range, 6, 6 };
	struct kdp_error *err;
	char *text = NULL;

	err = kdp_cmdline_memmap(&e820, &text);
	TAP_CHECK(!err);
	TAP_STR(text,
		"memmap=exactmap memmap=635K@4K memmap=1022K@2049K memmap=4K#2097024K memmap=2K#2097088K");
	kdp_error_destroy(err);
	free(text);
}

int main(void)
{
	TAP_RUN(words_are_put_behind_the_line);
	TAP_RUN(words_are_put_before_the_dashes);
	TAP_RUN(other_dashes_end_nothing);
	TAP_RUN(memory_map_is_whole_kibibytes);
	return tap_done();
}
