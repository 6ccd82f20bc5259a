// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wraptable.c - finds the table of a wrapped kernel's load; see wraptable.h.
 *
 * The kernel's loader passes an initrd on as it is, and purgatory has verified
 * it, but nobody has signed it: a table is believed as far as kdp_abi.h allows.
 */
#include "purgatory/wraptable.h"

#include "purgatory/clock.h"
#include "purgatory/crc32.h"
#include "purgatory/mem.h"

/* Archives pad their members, and loaders archives, to this. */
#define STEP 4u

static uint32_t table_crc(const uint8_t *at, uint32_t size)
{
	static const uint8_t zero[sizeof(uint32_t)];
	const uint32_t field = offsetof(struct kdp_wrap_table, crc);
	uint32_t crc;

	crc = kdp_crc32(0, at, field);
	crc = kdp_crc32(crc, zero, sizeof(zero));
	return kdp_crc32(crc, at + field + sizeof(zero),
			 size - field - (uint32_t)sizeof(zero));
}

/* @room: bytes from the table's first to the initrd's last. */
static bool table_valid(const struct kdp_wrap_table *table, const uint8_t *at,
			uint64_t room)
{
	return table->version == KDP_ABI_VERSION &&
	       table->header_size == sizeof(*table) &&
	       table->function_size == sizeof(struct kdp_wrap_function) &&
	       table->function_count <= KDP_WRAP_FUNCTIONS_MAX &&
	       table->size == sizeof(*table) + table->function_count *
				       sizeof(struct kdp_wrap_function) &&
	       table->size <= room &&
	       table->serial <= KDP_WRAP_SERIAL_MAX &&
	       table->test_wait_ms <= KDP_WRAP_WAIT_MAX &&
	       kdp_clock_rate(table->tsc_khz) == table->tsc_khz &&
	       table->crc == table_crc(at, table->size);
}

/* The last place that begins with the magic number; NULL: none. */
static const uint8_t *find_magic(const uint8_t *initrd, uint64_t size)
{
	static const uint64_t magic = KDP_WRAP_MAGIC;
	uint64_t first = size > KDP_WRAP_SEARCH ? size - KDP_WRAP_SEARCH : 0;
	uint64_t at;

	if (size < sizeof(struct kdp_wrap_table))
		return NULL;
	first = (first + STEP - 1) & ~(uint64_t)(STEP - 1);
	at = (size - sizeof(struct kdp_wrap_table)) & ~(uint64_t)(STEP - 1);
	for (; at >= first; at -= STEP) {
		if (memcmp(initrd + at, &magic, sizeof(magic)) == 0)
			return initrd + at;
		if (at < STEP)
			break;
	}
	return NULL;
}

enum kdp_status kdp_wrap_find(const uint8_t *initrd, uint64_t size,
			      struct kdp_wrap_found *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->at = find_magic(initrd, size);
	if (!ret->at)
		return KDP_STATUS_SKIPPED;
	memcpy(&ret->table, ret->at, sizeof(ret->table));
	if (!table_valid(&ret->table, ret->at,
			 size - (uint64_t)(ret->at - initrd)))
		return KDP_STATUS_MISMATCH;
	ret->functions = ret->at + sizeof(ret->table);
	return KDP_STATUS_OK;
}

struct kdp_wrap_function kdp_wrap_function(const struct kdp_wrap_found *found,
					   uint32_t index)
{
	struct kdp_wrap_function function;

	memcpy(&function, found->functions + index * sizeof(function),
	       sizeof(function));
	return function;
}
