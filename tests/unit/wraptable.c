// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/wrap_table.c and purgatory/wraptable.c: what the loader
 * writes behind an initrd the stage finds and reads, whatever the initrd's
 * size; a table that lies, in each field by itself, is refused and nothing
 * behind the initrd's end is read; without a table none is found.
 */
#include "purgatory/wraptable.h"

#include <stdlib.h>
#include <zlib.h>

#include "kdump-prep/wrap_table.h"
#include "tests/tap.h"

#define FUNCTIONS 3u
#define NO_LIE	  (~(size_t)0)

static struct kdp_pci_function function[KDP_WRAP_FUNCTIONS_MAX + 1];

static struct kdp_plan_model model(size_t count)
{
	struct kdp_plan_model plan = {
		.tsc_khz = 2400000,
		.flags = KDP_PLAN_F_INTREMAP,
		.function = function,
		.function_count = count,
	};
	size_t i;

	for (i = 0; i < count; i++) {
		function[i] = (struct kdp_pci_function){
			.bus = (uint8_t)(i + 1),
			.devfn = (uint8_t)(i << 3),
			.vendor = 0x8086,
			.device = (uint16_t)(0x1000 + i),
			.msi = 0x50,
			.msix = 0x70,
			.flags = KDP_PCI_F_INTX | (i == 1 ? KDP_PCI_F_VF : 0),
		};
	}
	return plan;
}

/* An initrd of @front bytes with a table behind it; malloc'd. */
static uint8_t *make(size_t front, size_t functions, size_t *size)
{
	const struct kdp_wrap_options options = { .load_time = 1700000000,
						  .serial = 2 };
	struct kdp_plan_model plan = model(functions);
	struct kdp_error *err;
	uint8_t *archive = NULL;
	uint8_t *initrd;
	size_t added;

	err = kdp_wrap_archive(&plan, &options, front, &archive, &added);
	TAP_CHECK(!err);
	if (err)
		exit(99);
	initrd = malloc(front + added);
	memset(initrd, 0xa5, front);
	memcpy(initrd + front, archive, added);
	free(archive);
	*size = front + added;
	return initrd;
}

static void what_is_written_is_found(void)
{
	static const size_t fronts[] = { 0, 1, 2, 3, 4096, 4097, 300001 };
	struct kdp_wrap_found found;
	struct kdp_wrap_function f;
	uint8_t *initrd;
	size_t size, i;

	for (i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
		initrd = make(fronts[i], FUNCTIONS, &size);
		TAP_EQ(kdp_wrap_find(initrd, size, &found), KDP_STATUS_OK);
		TAP_EQ(found.table.function_count, FUNCTIONS);
		TAP_EQ(found.table.tsc_khz, 2400000);
		TAP_EQ(found.table.flags, KDP_WRAP_F_INTREMAP);
		TAP_EQ(found.table.load_time, 1700000000);
		TAP_EQ(found.table.serial, 2);
		f = kdp_wrap_function(&found, 1);
		TAP_EQ(f.bus, 2);
		TAP_EQ(f.devfn, 8);
		TAP_EQ(f.device, 0x1001);
		TAP_EQ(f.flags, KDP_PCI_F_VF);
		free(initrd);
	}
}

static void archive_is_one_that_the_kernel_unpacks(void)
{
	uint8_t *initrd;
	size_t size;

	initrd = make(5, FUNCTIONS, &size);
	TAP_EQ(size % 4, 0);
	TAP_EQ(initrd[5] | initrd[6] | initrd[7], 0);
	TAP_CHECK(memcmp(initrd + 8, "070701", 6) == 0);
	TAP_CHECK(memcmp(initrd + 8 + 110, KDP_WRAP_FILE, 16) == 0);
	/* Mode, and the data's size: 56 + 3 * 12. */
	TAP_CHECK(memcmp(initrd + 8 + 14, "00008124", 8) == 0);
	TAP_CHECK(memcmp(initrd + 8 + 54, "0000005c", 8) == 0);
	TAP_CHECK(memcmp(initrd + size - 124 + 110, "TRAILER!!!", 11) == 0);
	free(initrd);
}

static void too_many_functions_are_left_to_the_stage(void)
{
	struct kdp_wrap_found found;
	uint8_t *initrd;
	size_t size;

	initrd = make(0, KDP_WRAP_FUNCTIONS_MAX + 1, &size);
	TAP_EQ(kdp_wrap_find(initrd, size, &found), KDP_STATUS_OK);
	TAP_EQ(found.table.function_count, 0);
	free(initrd);

	initrd = make(0, KDP_WRAP_FUNCTIONS_MAX, &size);
	TAP_EQ(kdp_wrap_find(initrd, size, &found), KDP_STATUS_OK);
	TAP_EQ(found.table.function_count, KDP_WRAP_FUNCTIONS_MAX);
	free(initrd);
}

/*
 * A table with a field changed; @again: its checksum is put right.  The table
 * ends where the allocation ends, so that ASan sees a read behind it.
 */
static enum kdp_status find_lie(size_t at, uint32_t value, bool again)
{
	struct kdp_wrap_found found;
	struct kdp_wrap_table table;
	enum kdp_status status;
	uint8_t *initrd, *cut;
	size_t size, length;

	initrd = make(0, FUNCTIONS, &size);
	length = sizeof(table) + FUNCTIONS * sizeof(struct kdp_wrap_function);
	cut = malloc(length);
	memcpy(cut, initrd + 128, length);
	free(initrd);
	memcpy(&table, cut, sizeof(table));
	if (at != NO_LIE)
		memcpy((uint8_t *)&table + at, &value, sizeof(value));
	if (again)
		table.crc = 0;
	memcpy(cut, &table, sizeof(table));
	if (again) {
		table.crc = (uint32_t)crc32_z(0, cut, length);
		memcpy(cut, &table, sizeof(table));
	}
	status = kdp_wrap_find(cut, length, &found);
	TAP_CHECK(status == KDP_STATUS_OK || !found.functions);
	free(cut);
	return status;
}

#define AT(member) offsetof(struct kdp_wrap_table, member)

static void lie_is_refused(void)
{
	const struct {
		size_t at;
		uint32_t value;
	} lie[] = {
		{ AT(version), 2 | 56u << 16 },
		{ AT(version), 1 | 57u << 16 },
		{ AT(size), 0xffffffff },
		{ AT(size), 56 },
		{ AT(tsc_khz), 1 },
		{ AT(tsc_khz), 0xffffffff },
		{ AT(serial), 5 | 12u << 16 },
		{ AT(serial), 0 | 11u << 16 },
		{ AT(function_count), 4 },
		{ AT(function_count), 2 },
		{ AT(function_count), KDP_WRAP_FUNCTIONS_MAX + 1 },
		{ AT(function_count), 0x80000003 },
		{ AT(test_wait_ms), KDP_WRAP_WAIT_MAX + 1 },
	};
	size_t i;

	TAP_EQ(find_lie(NO_LIE, 0, false), KDP_STATUS_OK);
	TAP_EQ(find_lie(NO_LIE, 0, true), KDP_STATUS_OK);
	for (i = 0; i < sizeof(lie) / sizeof(lie[0]); i++)
		TAP_EQ(find_lie(lie[i].at, lie[i].value, true),
		       KDP_STATUS_MISMATCH);
	/* Fields that any value is right for, but for the checksum. */
	TAP_EQ(find_lie(AT(flags), 3, false), KDP_STATUS_MISMATCH);
	TAP_EQ(find_lie(AT(crc), 0, false), KDP_STATUS_MISMATCH);
	/* Another magic number: no table at all. */
	TAP_EQ(find_lie(AT(magic), 0, true), KDP_STATUS_SKIPPED);
}

static void any_damaged_byte_is_found(void)
{
	struct kdp_wrap_found found;
	uint8_t *initrd;
	size_t size, at;

	initrd = make(0, FUNCTIONS, &size);
	for (at = 136; at < 128 + 92; at++) {
		initrd[at] ^= 0x10;
		TAP_EQ(kdp_wrap_find(initrd, size, &found),
		       KDP_STATUS_MISMATCH);
		initrd[at] ^= 0x10;
	}
	free(initrd);
}

static void initrd_without_a_table_has_none(void)
{
	static uint8_t initrd[KDP_WRAP_SEARCH + 4096];
	struct kdp_wrap_found found;
	uint8_t *with;
	size_t size;

	TAP_EQ(kdp_wrap_find(initrd, 0, &found), KDP_STATUS_SKIPPED);
	TAP_EQ(kdp_wrap_find(initrd, 55, &found), KDP_STATUS_SKIPPED);
	TAP_EQ(kdp_wrap_find(initrd, sizeof(initrd), &found),
	       KDP_STATUS_SKIPPED);
	/* One that is further from the end than the search goes. */
	with = make(0, FUNCTIONS, &size);
	memcpy(initrd, with, size);
	free(with);
	TAP_EQ(kdp_wrap_find(initrd, sizeof(initrd), &found),
	       KDP_STATUS_SKIPPED);
}

int main(void)
{
	TAP_RUN(what_is_written_is_found);
	TAP_RUN(archive_is_one_that_the_kernel_unpacks);
	TAP_RUN(too_many_functions_are_left_to_the_stage);
	TAP_RUN(lie_is_refused);
	TAP_RUN(any_damaged_byte_is_found);
	TAP_RUN(initrd_without_a_table_has_none);
	return tap_done();
}
