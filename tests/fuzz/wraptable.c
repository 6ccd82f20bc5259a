// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the stage's search for its table behind an initrd, as it is and with
 * the checksum put right.  Properties: what is found lies in the initrd; what
 * is refused has no functions.
 */
#include <string.h>
#include <zlib.h>

#include "purgatory/wraptable.h"
#include "tests/fuzz/fuzz.h"

static void search(const uint8_t *data, size_t size)
{
	struct kdp_wrap_found found;
	uint32_t i;

	if (kdp_wrap_find(data, size, &found) != KDP_STATUS_OK) {
		FUZZ_CHECK(!found.functions);
		return;
	}
	FUZZ_CHECK(found.table.function_count <= KDP_WRAP_FUNCTIONS_MAX);
	FUZZ_CHECK(found.at >= data &&
		   found.table.size <= size - (size_t)(found.at - data));
	for (i = 0; i < found.table.function_count; i++)
		(void)kdp_wrap_function(&found, i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_wrap_table table;
	struct kdp_wrap_found found;
	uint8_t *copy;
	size_t at, room;

	search(data, size);
	if (kdp_wrap_find(data, size, &found) != KDP_STATUS_MISMATCH)
		return 0;
	at = (size_t)(found.at - data);
	room = size - at;
	copy = malloc(size);
	FUZZ_CHECK(copy);
	memcpy(copy, data, size);
	memcpy(&table, copy + at, sizeof(table));
	table.crc = 0;
	memcpy(copy + at, &table, sizeof(table));
	if (table.size >= sizeof(table) && table.size <= room) {
		table.crc = (uint32_t)crc32_z(0, copy + at, table.size);
		memcpy(copy + at, &table, sizeof(table));
	}
	search(copy, size);
	free(copy);
	return 0;
}
