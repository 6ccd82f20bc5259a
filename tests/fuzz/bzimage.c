// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parser of kernel images.  Property: what it returns lies in the
 * file.
 */
#include "kdump-prep/bzimage.h"

#include "tests/fuzz/fuzz.h"

/* Whether [part, part + part_size) lies in [data, data + size). */
static int is_inside(const uint8_t *data, size_t size, const uint8_t *part,
		     size_t part_size)
{
	return part >= data && (size_t)(part - data) <= size &&
	       part_size <= size - (size_t)(part - data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_bzimage image;

	if (!fuzz_ok(kdp_bzimage_parse(data, size, &image)))
		return 0;
	FUZZ_CHECK(is_inside(data, size, image.header, image.header_size));
	FUZZ_CHECK(is_inside(data, size, image.payload, image.payload_size));
	if (image.packed)
		FUZZ_CHECK(is_inside(image.payload, image.payload_size,
				     image.packed, image.packed_size));
	FUZZ_CHECK(image.alignment &&
		   !(image.alignment & (image.alignment - 1)));
	return 0;
}
