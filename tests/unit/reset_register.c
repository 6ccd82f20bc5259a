// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/reset_register.c: a FADT's register is read in each
 * space, a FADT that has none or one that cannot be gives none, and a damaged
 * table is an error wherever it is cut.
 */
#include "kdump-prep/reset_register.h"

#include <stdlib.h>

#include "tests/tap.h"

#define FADT_SIZE 132u

/* As QEMU's q35 has it: 0x0f to port 0xcf9. */
static void fadt(uint8_t table[FADT_SIZE])
{
	memset(table, 0, FADT_SIZE);
	memcpy(table, "FACP", 4);
	table[4] = FADT_SIZE;
	table[8] = 3;
	table[112] = 0xa5;
	table[113] = 0x84;
	table[116] = 1;
	table[117] = 8;
	table[120] = 0xf9;
	table[121] = 0x0c;
	table[128] = 0x0f;
}

static struct kdp_error *parse(uint8_t *table, size_t size,
			       struct kdp_reset_register *ret)
{
	uint8_t *exact = malloc(size ? size : 1);
	struct kdp_error *err;
	uint8_t sum = 0;
	size_t i;

	if (!exact)
		abort();
	table[9] = 0;
	for (i = 0; i < table[4]; i++)
		sum = (uint8_t)(sum + table[i]);
	table[9] = (uint8_t)-sum;
	memcpy(exact, table, size);
	err = kdp_reset_parse(exact, size, ret);
	free(exact);
	return err;
}

static void expect(uint8_t *table, uint16_t space, uint64_t addr)
{
	struct kdp_reset_register reset = { .space = 77 };

	TAP_CHECK(!parse(table, FADT_SIZE, &reset));
	TAP_EQ(reset.space, space);
	TAP_EQ(reset.addr, addr);
	TAP_EQ(reset.value, space == KDP_RESET_NONE ? 0 : 0x0f);
}

static void register_is_read_in_each_space(void)
{
	uint8_t table[FADT_SIZE];

	fadt(table);
	expect(table, KDP_RESET_IO, 0xcf9);
	table[116] = 0;
	table[124] = 1;
	expect(table, KDP_RESET_MEMORY, 0x100000cf9);
	table[116] = 2;
	table[120] = 0x44;
	table[121] = 0;
	table[122] = 2;
	table[124] = 0x1f;
	expect(table, KDP_RESET_PCI, 0x1f00020044);
}

static void register_that_is_not_there_is_none(void)
{
	uint8_t table[FADT_SIZE];

	fadt(table);
	table[113] = 0x80;
	expect(table, KDP_RESET_NONE, 0);
	fadt(table);
	table[4] = 116;
	expect(table, KDP_RESET_NONE, 0);
	fadt(table);
	table[4] = 128;
	expect(table, KDP_RESET_NONE, 0);
}

static void register_that_cannot_be_is_none(void)
{
	uint8_t table[FADT_SIZE];

	fadt(table);
	table[122] = 1;
	expect(table, KDP_RESET_NONE, 0);
	fadt(table);
	table[120] = 0;
	table[121] = 0;
	expect(table, KDP_RESET_NONE, 0);
	table[116] = 0;
	expect(table, KDP_RESET_NONE, 0);
	fadt(table);
	table[116] = 3;
	expect(table, KDP_RESET_NONE, 0);
	table[116] = 0xff;
	expect(table, KDP_RESET_NONE, 0);
	table[116] = 2;
	expect(table, KDP_RESET_NONE, 0);
	table[121] = 0;
	table[122] = 8;
	expect(table, KDP_RESET_NONE, 0);
	table[122] = 0;
	table[124] = 32;
	expect(table, KDP_RESET_NONE, 0);
}

static void damaged_table_is_an_error(void)
{
	struct kdp_reset_register reset;
	uint8_t table[FADT_SIZE];
	struct kdp_error *err;
	size_t size;

	fadt(table);
	for (size = 0; size < FADT_SIZE; size++) {
		err = parse(table, size, &reset);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		TAP_EQ(reset.space, KDP_RESET_NONE);
		kdp_error_destroy(err);
	}
	table[4] = 115;
	err = parse(table, FADT_SIZE, &reset);
	TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
	kdp_error_destroy(err);
}

int main(void)
{
	TAP_RUN(register_is_read_in_each_space);
	TAP_RUN(register_that_is_not_there_is_none);
	TAP_RUN(register_that_cannot_be_is_none);
	TAP_RUN(damaged_table_is_an_error);
	return tap_done();
}
