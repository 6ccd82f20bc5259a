// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what the stage does to a command line and to a memory map: the input
 * is the line; its first bytes choose the range.  Properties: a line that was
 * rewritten says what was asked for; a map that was cut has no RAM in the
 * range, and as much elsewhere as before.
 */
#include <string.h>

#include "purgatory/bootedit.h"
#include "tests/fuzz/fuzz.h"

#define ADDR 0x38dc2000u

static void rewrite(const char *line, uint32_t length)
{
	struct kdp_elfcorehdr_arg arg, again;
	uint32_t capacity = length + 32;
	char *to;

	if (kdp_cmdline_find(line, length, &arg) != KDP_STATUS_OK)
		return;
	to = malloc(capacity);
	FUZZ_CHECK(to);
	FUZZ_CHECK(kdp_cmdline_rewrite(line, length, &arg, ADDR, to,
				       capacity) == KDP_STATUS_OK);
	FUZZ_CHECK(kdp_cmdline_find(to, length - arg.length + 10, &again) ==
		   KDP_STATUS_OK);
	FUZZ_CHECK(again.addr == ADDR && again.at == arg.at);
	free(to);
}

/* Bytes of RAM, of it in [addr, addr + size). */
static uint64_t ram(const struct boot_params *params, uint64_t addr,
		    uint64_t size, uint64_t *inside)
{
	uint64_t total = 0;
	unsigned int i;

	*inside = 0;
	for (i = 0; i < params->e820_entries; i++) {
		struct boot_e820_entry e = params->e820_table[i];
		uint64_t from = e.addr > addr ? e.addr : addr;
		uint64_t to = e.addr + e.size < addr + size ? e.addr + e.size :
							      addr + size;

		if (e.type != 1)
			continue;
		total += e.size;
		if (from < to)
			*inside += to - from;
	}
	return total;
}

static void reserve(const uint8_t *data, size_t size)
{
	static struct boot_params params;
	uint64_t before, after, inside;
	uint16_t n[2];
	unsigned int i;

	if (size < sizeof(n) + 1)
		return;
	memcpy(n, data, sizeof(n));
	memset(&params, 0, sizeof(params));
	params.e820_entries = data[sizeof(n)] % 129;
	for (i = 0; i < params.e820_entries; i++) {
		struct boot_e820_entry e = { i * 0x200ull, 0x180,
					     1 + (i + n[0]) % 2 };

		params.e820_table[i] = e;
	}
	before = ram(&params, n[0], n[1], &inside);
	if (kdp_e820_reserve(&params, n[0], n[1]) != KDP_STATUS_OK)
		return;
	FUZZ_CHECK(inside == n[1] && params.e820_entries <= 128);
	after = ram(&params, n[0], n[1], &inside);
	FUZZ_CHECK(inside == 0 && after == before - n[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 4096)
		return 0;
	rewrite((const char *)data, (uint32_t)size);
	reserve(data, size);
	return 0;
}
