// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * found_test.c - the harness takes no other bytes for purgatory's record.
 *
 * The tests here prove: 1. a record that purgatory began is found, wherever
 * its page lies; 2. one that purgatory never touched is not; 3. a record of
 * another version or layout, or off its place, is not; 4. the search stays
 * within the memory.
 */
#include "tests/crash/found.h"

#include <stdbool.h>

#include "tests/tap.h"

#define PAGES 4u
#define PAGE 4096u

static uint8_t ram[PAGES * PAGE];

static struct kdp_record sample(void)
{
	struct kdp_record record = {
		.magic = KDP_RECORD_MAGIC,
		.version = KDP_ABI_VERSION,
		.header_size = sizeof(record),
		.state = KDP_RECORD_RUNNING,
		.tsc_entry = 1,
		.nmi_count = 7,
	};

	return record;
}

static bool find_at(size_t offset, const struct kdp_record *record)
{
	struct kdp_record found = { 0 };
	const uint8_t *ret;

	memset(ram, 0, sizeof(ram));
	memcpy(ram + offset, record, sizeof(*record));
	ret = found_record(ram, sizeof(ram), &found);
	TAP_EQ(found.nmi_count, ret ? record->nmi_count : 0);
	TAP_CHECK(!ret || ret == ram + offset);
	return ret != NULL;
}

static void a_begun_record_is_found_in_any_page(void)
{
	struct kdp_record record = sample();

	for (size_t page = 0; page < PAGES; page++)
		TAP_CHECK(find_at(page * PAGE + KDP_NOTE_RECORD, &record));
	record.state = KDP_RECORD_SEALED;
	TAP_CHECK(find_at(KDP_NOTE_RECORD, &record));
	record.state = KDP_RECORD_REFUSED;
	TAP_CHECK(find_at(KDP_NOTE_RECORD, &record));
}

static void an_armed_record_is_not_purgatorys(void)
{
	struct kdp_record record = sample();

	record.state = KDP_RECORD_ARMED;
	TAP_CHECK(!find_at(KDP_NOTE_RECORD, &record));
	record = sample();
	record.tsc_entry = 0;
	TAP_CHECK(!find_at(KDP_NOTE_RECORD, &record));
}

static void another_layout_is_not_a_record(void)
{
	struct kdp_record record = sample();

	record.version++;
	TAP_CHECK(!find_at(KDP_NOTE_RECORD, &record));
	record = sample();
	record.header_size--;
	TAP_CHECK(!find_at(KDP_NOTE_RECORD, &record));
	record = sample();
	record.magic ^= 1;
	TAP_CHECK(!find_at(KDP_NOTE_RECORD, &record));
	record = sample();
	TAP_CHECK(!find_at(KDP_NOTE_RECORD + 8, &record));
}

static void the_search_ends_with_the_memory(void)
{
	struct kdp_record record = sample(), found;

	TAP_CHECK(find_at(KDP_NOTE_RECORD, &record));
	TAP_CHECK(!found_record(ram, PAGE - 1, &found));
	TAP_CHECK(!found_record(ram, 0, &found));
	TAP_CHECK(found_record(ram, PAGE, &found));
}

int main(void)
{
	TAP_RUN(a_begun_record_is_found_in_any_page);
	TAP_RUN(an_armed_record_is_not_purgatorys);
	TAP_RUN(another_layout_is_not_a_record);
	TAP_RUN(the_search_ends_with_the_memory);
	return tap_done();
}
