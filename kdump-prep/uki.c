// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uki.c - finds the sections of a unified kernel image; see uki.h.  Offsets are
 * those of Microsoft's "PE Format" document.
 */
#include "kdump-prep/uki.h"

#include <string.h>

#include "kdump-prep/bytes.h"

#define DOS_PE_OFFSET	  0x3cu
#define COFF_SIZE	  24u	/* with the signature in front of it */
#define COFF_MACHINE	  4u
#define COFF_SECTIONS	  6u
#define COFF_OPTIONAL	  20u	/* size of the optional header */
#define MACHINE_X86_64	  0x8664u
#define SECTION_SIZE	  40u
#define SECTION_NAME	  8u
#define SECTION_MEMORY	  8u	/* VirtualSize */
#define SECTION_RAW_SIZE  16u
#define SECTION_RAW_START 20u

/* The table of sections, checked. */
struct table {
	const uint8_t *first;
	unsigned int count;
	uint16_t machine;
};

/* False: no PE file, or one that ends in its headers. */
static bool find_table(const uint8_t *data, size_t size, struct table *ret)
{
	size_t pe, sections;

	if (size < DOS_PE_OFFSET + 4 || memcmp(data, "MZ", 2) != 0)
		return false;
	pe = kdp_le32(data + DOS_PE_OFFSET);
	if (pe > size || size - pe < COFF_SIZE ||
	    memcmp(data + pe, "PE\0\0", 4) != 0)
		return false;
	ret->machine = kdp_le16(data + pe + COFF_MACHINE);
	ret->count = kdp_le16(data + pe + COFF_SECTIONS);
	sections = pe + COFF_SIZE + kdp_le16(data + pe + COFF_OPTIONAL);
	if (sections > size || (size - sections) / SECTION_SIZE < ret->count)
		return false;
	ret->first = data + sections;
	return true;
}

static bool is_named(const uint8_t *section, const char *name)
{
	return strncmp((const char *)section, name, SECTION_NAME) == 0;
}

/*
 * The file holds whole alignment units: the size in memory is the right one
 * where it is smaller.
 */
static struct kdp_error *take(const uint8_t *data, size_t size,
			      const uint8_t *section,
			      struct kdp_uki_part *part)
{
	uint32_t length = kdp_le32(section + SECTION_RAW_SIZE);
	uint32_t start = kdp_le32(section + SECTION_RAW_START);
	uint32_t memory = kdp_le32(section + SECTION_MEMORY);

	if (start > size || length > size - start)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"truncated: section %.8s is at 0x%x+0x%x, the file has 0x%zx bytes",
					(const char *)section,
					start, length, size);
	part->data = data + start;
	part->size = memory < length ? memory : length;
	return NULL;
}

struct kdp_error *kdp_uki_parse(const uint8_t *data, size_t size,
				struct kdp_uki *ret)
{
	struct table table;
	struct kdp_error *err = NULL;
	unsigned int i;

	memset(ret, 0, sizeof(*ret));
	if (!find_table(data, size, &table))
		return NULL;
	for (i = 0; !err && i < table.count; i++) {
		const uint8_t *section = table.first + i * SECTION_SIZE;

		/* What follows belongs to the profile; the first is taken. */
		if (is_named(section, ".profile"))
			ret->profiles++;
		else if (ret->profiles > 1)
			continue;
		else if (is_named(section, ".linux"))
			err = take(data, size, section, &ret->linux_image);
		else if (is_named(section, ".initrd"))
			err = take(data, size, section, &ret->initrd);
		else if (is_named(section, ".cmdline"))
			err = take(data, size, section, &ret->cmdline);
	}
	if (!err && ret->linux_image.data && table.machine != MACHINE_X86_64)
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "is a unified kernel image for machine 0x%x, expected 0x%x (x86-64)",
				       table.machine, MACHINE_X86_64);
	return err;
}
