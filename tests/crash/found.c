// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * found.c - purgatory's record, found in the guest's memory.
 *
 * For the harness only: it tells how far purgatory came also when no dump
 * carries the record out.  The tool's own reader is kdump-prep report.
 */
#include "tests/crash/found.h"

#include <string.h>

#define PAGE_SIZE 4096u

const uint8_t *found_record(const uint8_t *ram, size_t size,
			    struct kdp_record *ret)
{
	static const uint64_t magic = KDP_RECORD_MAGIC;
	struct kdp_record record;

	if (size < PAGE_SIZE)
		return NULL;
	for (size_t page = 0; page <= size - PAGE_SIZE; page += PAGE_SIZE) {
		const uint8_t *start = ram + page + KDP_NOTE_RECORD;

		if (memcmp(start, &magic, sizeof(magic)) != 0)
			continue;
		memcpy(&record, start, sizeof(record));
		if (record.version != KDP_ABI_VERSION ||
		    record.header_size != sizeof(record) ||
		    record.state < KDP_RECORD_RUNNING || !record.tsc_entry)
			continue;
		*ret = record;
		return start;
	}
	return NULL;
}
