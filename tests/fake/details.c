// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * details.c - a record in fake RAM, and a way to ask it.
 */
#include "tests/fake/details.h"

#include <string.h>

#include "purgatory/clock.h"
#include "purgatory/record.h"
#include "tests/fake/bus.h"

#define NOTE_ADDR 0x10000000u

static uint8_t note[KDP_NOTE_SIZE_MAX] __attribute__((aligned(4096)));

void details_start(void)
{
	fake_reset();
	memset(note, 0, sizeof(note));
	fake_ram_add(NOTE_ADDR, sizeof(note), note);
	kdp_record_init(NOTE_ADDR, sizeof(note));
	kdp_clock_init(1000000, 1000000000);
}

static const struct kdp_entry *entry_at(uint32_t index)
{
	return (const struct kdp_entry *)(kdp_record() + 1) + index;
}

const struct kdp_entry *details_get(uint16_t code, uint32_t nth)
{
	static const struct kdp_entry none;
	uint32_t i;

	for (i = 0; i < kdp_record()->entry_count; i++) {
		const struct kdp_entry *entry = entry_at(i);

		if (entry->type != KDP_ENTRY_DETAIL ||
		    (code != KDP_CODE_NONE && entry->code != code))
			continue;
		if (nth-- == 0)
			return entry;
	}
	return &none;
}

uint32_t details_count(uint16_t code)
{
	uint32_t count = 0;

	while (details_get(code, count)->type == KDP_ENTRY_DETAIL)
		count++;
	return count;
}
