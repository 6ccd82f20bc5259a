// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/uki.c: the parts are found with their real sizes; of
 * several profiles the first is taken; another EFI program is no UKI and no
 * error; one for another CPU is refused; a file cut off anywhere, or with bad
 * numbers, does no harm.
 */
#include "kdump-prep/uki.h"

#include <stdlib.h>

#include "tests/tap.h"
#include "tests/unit/fake_uki.h"

static uint8_t file[0x2000];

static const struct fake_section sections[] = {
	{ ".text", "stub", 4 },	      { ".osrel", "ID=debian", 9 },
	{ ".linux", "kernel", 6 },    { ".initrd", "initrd!", 7 },
	{ ".cmdline", "root=/x", 7 }, { ".uname", "6.1.0", 5 },
};

static size_t make(const struct fake_section *part, unsigned int count)
{
	memset(file, 0, sizeof(file));
	return fake_uki(file, part, count);
}

/* The parse of @size bytes in a block of their own, so that ASan sees more. */
static struct kdp_error *parse_copy(size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct kdp_error *err;
	struct kdp_uki uki;

	memcpy(copy, file, size);
	err = kdp_uki_parse(copy, size, &uki);
	free(copy);
	return err;
}

static void check_part(const struct kdp_uki_part *part, const char *text)
{
	TAP_EQ(part->size, strlen(text));
	TAP_CHECK(part->data && memcmp(part->data, text, strlen(text)) == 0);
}

static void parts_are_found(void)
{
	size_t size = make(sections, 6);
	struct kdp_error *err;
	struct kdp_uki uki;

	err = kdp_uki_parse(file, size, &uki);
	TAP_CHECK(!err);
	check_part(&uki.linux_image, "kernel");
	check_part(&uki.initrd, "initrd!");
	check_part(&uki.cmdline, "root=/x");
	TAP_EQ(uki.profiles, 0);
	kdp_error_destroy(err);
}

static void first_profile_is_taken(void)
{
	static const struct fake_section profiles[] = {
		{ ".linux", "kernel", 6 },  { ".cmdline", "base", 4 },
		{ ".profile", "ID=a", 4 },  { ".cmdline", "first", 5 },
		{ ".profile", "ID=b", 4 },  { ".cmdline", "second", 6 },
		{ ".initrd", "second", 6 },
	};
	size_t size = make(profiles, 7);
	struct kdp_error *err;
	struct kdp_uki uki;

	err = kdp_uki_parse(file, size, &uki);
	TAP_CHECK(!err);
	TAP_EQ(uki.profiles, 2);
	check_part(&uki.linux_image, "kernel");
	check_part(&uki.cmdline, "first");
	TAP_CHECK(!uki.initrd.data);
	kdp_error_destroy(err);
}

static void another_program_is_no_uki(void)
{
	size_t size = make(sections, 2);
	struct kdp_error *err;
	struct kdp_uki uki;

	err = kdp_uki_parse(file, size, &uki);
	TAP_CHECK(!err);
	TAP_CHECK(!uki.linux_image.data);
	kdp_error_destroy(err);
	err = kdp_uki_parse((const uint8_t *)"MZ", 2, &uki);
	TAP_CHECK(!err);
	TAP_CHECK(!uki.linux_image.data);
	kdp_error_destroy(err);
}

static void another_cpu_is_refused(void)
{
	size_t size = make(sections, 6);
	struct kdp_error *err;

	fake_uki_put(file + FAKE_UKI_PE + 4, 0xaa64, 2);
	err = parse_copy(size);
	TAP_CHECK(err && strstr(err->message, "for machine 0xaa64"));
	kdp_error_destroy(err);
}

static void section_outside_the_file_is_an_error(void)
{
	size_t size = make(sections, 6);
	uint8_t *entry = file + FAKE_UKI_TABLE + 2 * 40;
	struct kdp_error *err;

	err = parse_copy(size - 5 * FAKE_UKI_ALIGN);
	TAP_CHECK(err && strstr(err->message, "truncated: section .linux"));
	kdp_error_destroy(err);
	fake_uki_put(entry + 16, 0xffffffff, 4);
	err = parse_copy(size);
	TAP_CHECK(err && strstr(err->message, "truncated: section .linux"));
	kdp_error_destroy(err);
	fake_uki_put(entry + 16, 0x200, 4);
	fake_uki_put(entry + 20, 0xffffff00, 4);
	err = parse_copy(size);
	TAP_CHECK(err && strstr(err->message, "truncated: section .linux"));
	kdp_error_destroy(err);
}

static void cut_off_anywhere_does_no_harm(void)
{
	size_t size = make(sections, 6), n;

	for (n = 0; n < size; n += n < 0x400 ? 1 : 61)
		kdp_error_destroy(parse_copy(n));
	fake_uki_put(file + 0x3c, 0xffffffff, 4);
	kdp_error_destroy(parse_copy(size));
	fake_uki_put(file + 0x3c, FAKE_UKI_PE, 4);
	fake_uki_put(file + FAKE_UKI_PE + 6, 0xffff, 2);
	kdp_error_destroy(parse_copy(size));
	fake_uki_put(file + FAKE_UKI_PE + 20, 0xffff, 2);
	kdp_error_destroy(parse_copy(size));
	TAP_CHECK(n >= size);
}

int main(void)
{
	TAP_RUN(parts_are_found);
	TAP_RUN(first_profile_is_taken);
	TAP_RUN(another_program_is_no_uki);
	TAP_RUN(another_cpu_is_refused);
	TAP_RUN(section_outside_the_file_is_an_error);
	TAP_RUN(cut_off_anywhere_does_no_harm);
	return tap_done();
}
