// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of the ACPI parsers (acpi.c, madt.c, mcfg.c, dmar.c, hpet.c,
 * fadt.c): what the table
 * says is read; with any one byte changed the checksum is an error; with the
 * checksum made right again a bad length, entry or window is an error; a
 * table cut at any length is an error and never read behind its end.
 */
#include "kdump-prep/acpi.h"

#include <stdlib.h>

#include "kdump-prep/dmar.h"
#include "kdump-prep/fadt.h"
#include "kdump-prep/hpet.h"
#include "kdump-prep/madt.h"
#include "kdump-prep/mcfg.h"
#include "tests/tap.h"

#define HEADER(signature, length)                                          \
	signature[0], signature[1], signature[2], signature[3], length, 0, \
		0, 0, 3, 0, 'T', 'E', 'S', 'T', ' ', ' ', 'T', 'A', 'B',   \
		'L', 'E', ' ', ' ', ' ', 1, 0, 0, 0, 'T', 'E', 'S', 'T',   \
		1, 0, 0, 0

/* Local APIC, two IO-APICs, an override, a repeated and a zero IO-APIC. */
static const uint8_t madt_table[] = {
	HEADER("APIC", 112),
	0x00, 0x00, 0xe0, 0xfe, 1, 0, 0, 0,
	/* 44 */ 0, 8, 0, 0, 1, 0, 0, 0,
	/* 52 */ 1, 12, 2, 0, 0x00, 0x00, 0xc0, 0xfe, 0, 0, 0, 0,
	/* 64 */ 1, 12, 3, 0, 0x00, 0x10, 0xc0, 0xfe, 24, 0, 0, 0,
	/* 76 */ 1, 12, 4, 0, 0x00, 0x10, 0xc0, 0xfe, 48, 0, 0, 0,
	/* 88 */ 1, 12, 5, 0, 0, 0, 0, 0, 72, 0, 0, 0,
	/* 100 */ 5, 12, 0, 0, 0x00, 0x00, 0xd0, 0xfe, 0x01, 0, 0, 0,
};

static const uint8_t mcfg_table[] = {
	HEADER("MCFG", 76),
	0, 0, 0, 0, 0, 0, 0, 0,
	/* 44 */ 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0,
	/* 60 */ 0, 0, 0, 0, 0x38, 0, 0, 0, 1, 0, 16, 31, 0, 0, 0, 0,
};

static const uint8_t dmar_table[] = {
	HEADER("DMAR", 48), 38, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};

static const uint8_t hpet_table[] = {
	HEADER("HPET", 56), 0x01, 0xa2, 0x86, 0x80,
	/* 40 */ 0, 64, 0, 0, 0x00, 0x00, 0xd0, 0xfe, 0, 0, 0, 0,
	/* 52 */ 2, 0x64, 0, 0,
};

/* Up to the flags; 109 has that of the RTC. */
static const uint8_t fadt_table[111] = { HEADER("FACP", 111) };

typedef struct kdp_error *parse_fn(const uint8_t *data, size_t size);

static struct kdp_error *parse_madt(const uint8_t *data, size_t size)
{
	struct kdp_madt madt = { 0 };
	struct kdp_error *err = kdp_madt_parse(data, size, &madt);

	free(madt.ioapic);
	return err;
}

static struct kdp_error *parse_mcfg(const uint8_t *data, size_t size)
{
	struct kdp_ecam *ecam = NULL;
	size_t count;
	struct kdp_error *err = kdp_mcfg_parse(data, size, &ecam, &count);

	free(ecam);
	return err;
}

static struct kdp_error *parse_dmar(const uint8_t *data, size_t size)
{
	bool remap;

	return kdp_dmar_parse(data, size, &remap);
}

static struct kdp_error *parse_hpet(const uint8_t *data, size_t size)
{
	struct kdp_hpet hpet;

	return kdp_hpet_parse(data, size, &hpet);
}

static struct kdp_error *parse_fadt(const uint8_t *data, size_t size)
{
	bool cmos_rtc;

	return kdp_fadt_parse(data, size, &cmos_rtc);
}

static const struct {
	const uint8_t *data;
	size_t size;
	parse_fn *parse;
} tables[] = {
	{ madt_table, sizeof(madt_table), parse_madt },
	{ mcfg_table, sizeof(mcfg_table), parse_mcfg },
	{ dmar_table, sizeof(dmar_table), parse_dmar },
	{ hpet_table, sizeof(hpet_table), parse_hpet },
	{ fadt_table, sizeof(fadt_table), parse_fadt },
};

#define TABLE_COUNT (sizeof(tables) / sizeof(*tables))

/* A copy on the heap, where ASan sees a read behind its end. */
static uint8_t *copy_of(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	memcpy(copy, data, size);
	return copy;
}

static void fix_checksum(uint8_t *data, size_t size)
{
	uint8_t sum = 0;
	size_t i;

	data[9] = 0;
	for (i = 0; i < size; i++)
		sum = (uint8_t)(sum + data[i]);
	data[9] = (uint8_t)-sum;
}

/* Parses a table with one byte changed and the checksum right. */
static struct kdp_error *parse_changed(size_t table, size_t offset,
				       uint8_t value)
{
	uint8_t *copy = copy_of(tables[table].data, tables[table].size);
	struct kdp_error *err;

	copy[offset] = value;
	fix_checksum(copy, tables[table].size);
	err = tables[table].parse(copy, tables[table].size);
	free(copy);
	return err;
}

static void expect_format(struct kdp_error *err)
{
	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
	kdp_error_destroy(err);
}

static void expect_fine(struct kdp_error *err)
{
	TAP_CHECK(!err);
	kdp_error_destroy(err);
}

static void madt_lists_each_ioapic_once(void)
{
	uint8_t *copy = copy_of(madt_table, sizeof(madt_table));
	struct kdp_madt madt = { 0 };

	fix_checksum(copy, sizeof(madt_table));
	expect_fine(kdp_madt_parse(copy, sizeof(madt_table), &madt));
	TAP_EQ(madt.lapic_addr, 0x1fed00000);
	TAP_CHECK(madt.pcat_compat);
	TAP_EQ(madt.ioapic_count, 2);
	if (madt.ioapic_count == 2) {
		TAP_EQ(madt.ioapic[0].addr, 0xfec00000);
		TAP_EQ(madt.ioapic[0].id, 2);
		TAP_EQ(madt.ioapic[1].addr, 0xfec01000);
		TAP_EQ(madt.ioapic[1].id, 3);
		TAP_EQ(madt.ioapic[1].gsi_base, 24);
	}
	free(madt.ioapic);
	free(copy);
}

static void mcfg_lists_windows(void)
{
	uint8_t *copy = copy_of(mcfg_table, sizeof(mcfg_table));
	struct kdp_ecam *ecam = NULL;
	size_t count = 0;

	fix_checksum(copy, sizeof(mcfg_table));
	expect_fine(kdp_mcfg_parse(copy, sizeof(mcfg_table), &ecam, &count));
	TAP_EQ(count, 2);
	if (count == 2) {
		TAP_EQ(ecam[0].addr, 0xb0000000);
		TAP_EQ(ecam[0].bus_end, 255);
		TAP_EQ(ecam[1].addr, 0x3800000000);
		TAP_EQ(ecam[1].segment, 1);
		TAP_EQ(ecam[1].bus_start, 16);
		TAP_EQ(ecam[1].bus_end, 31);
	}
	free(ecam);
	free(copy);
}

static void mcfg_without_windows_is_empty(void)
{
	uint8_t *copy = copy_of(mcfg_table, 44);
	struct kdp_ecam *ecam = NULL;
	size_t count = 7;

	copy[4] = 44;
	fix_checksum(copy, 44);
	expect_fine(kdp_mcfg_parse(copy, 44, &ecam, &count));
	TAP_EQ(count, 0);
	TAP_CHECK(!ecam);
	free(copy);
}

static void dmar_tells_of_interrupt_remapping(void)
{
	uint8_t *copy = copy_of(dmar_table, sizeof(dmar_table));
	bool remap = false;

	fix_checksum(copy, sizeof(dmar_table));
	expect_fine(kdp_dmar_parse(copy, sizeof(dmar_table), &remap));
	TAP_CHECK(remap);
	copy[37] = 2;
	fix_checksum(copy, sizeof(dmar_table));
	expect_fine(kdp_dmar_parse(copy, sizeof(dmar_table), &remap));
	TAP_CHECK(!remap);
	free(copy);
}

static void hpet_is_named_by_memory_address(void)
{
	uint8_t *copy = copy_of(hpet_table, sizeof(hpet_table));
	struct kdp_hpet hpet = { 0 };

	fix_checksum(copy, sizeof(hpet_table));
	expect_fine(kdp_hpet_parse(copy, sizeof(hpet_table), &hpet));
	TAP_EQ(hpet.addr, 0xfed00000);
	TAP_EQ(hpet.id, 2);
	/* In I/O space: the kernel does not use it either. */
	copy[40] = 1;
	fix_checksum(copy, sizeof(hpet_table));
	expect_fine(kdp_hpet_parse(copy, sizeof(hpet_table), &hpet));
	TAP_EQ(hpet.addr, 0);
	free(copy);
}

static void fadt_tells_of_the_rtc(void)
{
	uint8_t *copy = copy_of(fadt_table, sizeof(fadt_table));
	bool cmos_rtc = false;

	fix_checksum(copy, sizeof(fadt_table));
	expect_fine(kdp_fadt_parse(copy, sizeof(fadt_table), &cmos_rtc));
	TAP_CHECK(cmos_rtc);
	copy[109] = 0x20;
	fix_checksum(copy, sizeof(fadt_table));
	expect_fine(kdp_fadt_parse(copy, sizeof(fadt_table), &cmos_rtc));
	TAP_CHECK(!cmos_rtc);
	free(copy);
}

static void any_changed_byte_breaks_the_checksum(void)
{
	size_t t, i;

	for (t = 0; t < TABLE_COUNT; t++) {
		uint8_t *copy = copy_of(tables[t].data, tables[t].size);

		fix_checksum(copy, tables[t].size);
		for (i = 0; i < tables[t].size; i++) {
			copy[i] ^= 0x10;
			expect_format(tables[t].parse(copy, tables[t].size));
			copy[i] ^= 0x10;
		}
		expect_fine(tables[t].parse(copy, tables[t].size));
		free(copy);
	}
}

static void table_cut_anywhere_is_an_error(void)
{
	size_t t, size;

	for (t = 0; t < TABLE_COUNT; t++)
		for (size = 0; size < tables[t].size; size++) {
			uint8_t *copy = copy_of(tables[t].data, size);

			expect_format(tables[t].parse(copy, size));
			free(copy);
		}
}

/* The header says so too: what is left must not hold half an entry. */
static void shortened_table_has_no_half_entry(void)
{
	size_t t, size;

	for (t = 0; t < TABLE_COUNT; t++)
		for (size = 37; size < tables[t].size; size++) {
			uint8_t *copy = copy_of(tables[t].data, size);
			struct kdp_error *err;

			copy[4] = (uint8_t)size;
			fix_checksum(copy, size);
			err = tables[t].parse(copy, size);
			if (!err)
				TAP_CHECK((t == 0 && size >= 44) ||
					  (t == 1 && (size == 44 ||
						      size == 60)));
			kdp_error_destroy(err);
			free(copy);
		}
}

static void other_signature_is_an_error(void)
{
	size_t t;

	for (t = 0; t < TABLE_COUNT; t++)
		expect_format(parse_changed(t, 3, 'X'));
}

static void length_outside_the_file_is_an_error(void)
{
	size_t t;

	for (t = 0; t < TABLE_COUNT; t++) {
		expect_format(parse_changed(t, 4, 0));
		expect_format(parse_changed(t, 4, 35));
		expect_format(parse_changed(t, 4, 255));
		expect_format(parse_changed(t, 7, 0x80));
	}
}

static void madt_entry_of_bad_length_is_an_error(void)
{
	expect_format(parse_changed(0, 45, 0));
	expect_format(parse_changed(0, 45, 1));
	expect_format(parse_changed(0, 45, 255));
	/* An IO-APIC that is shorter than an IO-APIC. */
	expect_format(parse_changed(0, 53, 8));
	/* An override that is too short, and one that is too long. */
	expect_format(parse_changed(0, 101, 8));
	expect_format(parse_changed(0, 101, 13));
}

static void mcfg_window_that_cannot_be_is_an_error(void)
{
	/* Ends before it starts. */
	expect_format(parse_changed(1, 70, 32));
	/* Not aligned to the space of a bus. */
	expect_format(parse_changed(1, 44, 1));
	expect_format(parse_changed(1, 46, 8));
}

static void mcfg_window_beyond_the_address_space_is_an_error(void)
{
	uint8_t *copy = copy_of(mcfg_table, sizeof(mcfg_table));

	memset(copy + 44, 0xff, 8);
	memset(copy + 44, 0, 3);
	copy[46] = 0xf0;
	fix_checksum(copy, sizeof(mcfg_table));
	expect_format(parse_mcfg(copy, sizeof(mcfg_table)));
	free(copy);
}

/* Random damage with a right checksum: nothing but no crash is expected. */
static void damage_is_survived(void)
{
	uint32_t seed = 1;
	size_t t;
	int i;

	for (t = 0; t < TABLE_COUNT; t++)
		for (i = 0; i < 20000; i++) {
			seed = seed * 1664525u + 1013904223u;
			kdp_error_destroy(parse_changed(
				t, 36 + (seed >> 8) % (tables[t].size - 36),
				(uint8_t)(seed >> 24)));
		}
	TAP_CHECK(i == 20000);
}

int main(void)
{
	TAP_RUN(madt_lists_each_ioapic_once);
	TAP_RUN(mcfg_lists_windows);
	TAP_RUN(mcfg_without_windows_is_empty);
	TAP_RUN(dmar_tells_of_interrupt_remapping);
	TAP_RUN(hpet_is_named_by_memory_address);
	TAP_RUN(fadt_tells_of_the_rtc);
	TAP_RUN(any_changed_byte_breaks_the_checksum);
	TAP_RUN(table_cut_anywhere_is_an_error);
	TAP_RUN(shortened_table_has_no_half_entry);
	TAP_RUN(other_signature_is_an_error);
	TAP_RUN(length_outside_the_file_is_an_error);
	TAP_RUN(madt_entry_of_bad_length_is_an_error);
	TAP_RUN(mcfg_window_that_cannot_be_is_an_error);
	TAP_RUN(mcfg_window_beyond_the_address_space_is_an_error);
	TAP_RUN(damage_is_survived);
	return tap_done();
}
