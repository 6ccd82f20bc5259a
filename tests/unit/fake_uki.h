/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake_uki.h - a unified kernel image for tests: PE headers and sections, no
 * stub.  Offsets are those of the "PE Format" document, written down here once
 * more.
 */
#ifndef KDP_TESTS_FAKE_UKI_H
#define KDP_TESTS_FAKE_UKI_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FAKE_UKI_PE	  0x80u
#define FAKE_UKI_OPTIONAL 0xf0u
#define FAKE_UKI_TABLE	  (FAKE_UKI_PE + 24 + FAKE_UKI_OPTIONAL)
#define FAKE_UKI_FIRST	  0x600u /* data of the first section */
#define FAKE_UKI_ALIGN	  0x200u

struct fake_section {
	const char *name;
	const void *data;
	uint32_t size;
};

static inline void fake_uki_put(uint8_t *at, uint32_t value, size_t size)
{
	memcpy(at, &value, size);
}

/* Returns the bytes used of @file, which has room for all and is zeroed. */
static inline size_t fake_uki(uint8_t *file, const struct fake_section *part,
			      unsigned int count)
{
	uint32_t at = FAKE_UKI_FIRST, room;
	unsigned int i;
	uint8_t *entry;

	memcpy(file, "MZ", 2);
	fake_uki_put(file + 0x3c, FAKE_UKI_PE, 4);
	memcpy(file + FAKE_UKI_PE, "PE\0\0", 4);
	fake_uki_put(file + FAKE_UKI_PE + 4, 0x8664, 2);
	fake_uki_put(file + FAKE_UKI_PE + 6, count, 2);
	fake_uki_put(file + FAKE_UKI_PE + 20, FAKE_UKI_OPTIONAL, 2);
	for (i = 0; i < count; i++) {
		entry = file + FAKE_UKI_TABLE + (size_t)40 * i;
		room = (part[i].size + FAKE_UKI_ALIGN - 1) / FAKE_UKI_ALIGN *
		       FAKE_UKI_ALIGN;
		memcpy(entry, part[i].name, strnlen(part[i].name, 8));
		fake_uki_put(entry + 8, part[i].size, 4);
		fake_uki_put(entry + 12, 0x100000 + at, 4);
		fake_uki_put(entry + 16, room, 4);
		fake_uki_put(entry + 20, at, 4);
		memcpy(file + at, part[i].data, part[i].size);
		at += room;
	}
	return at;
}

#endif
