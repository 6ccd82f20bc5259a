// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the reader of wrapped kernels, its PE header's included, and the
 * wrapper.  Properties: what is read lies in the file; a kernel that was
 * wrapped comes back as it was.  The configuration's checksum is put right
 * first, or nothing but it would be tested.
 */
#include <string.h>
#include <zlib.h>

#include "kdump-prep/bzimage.h"
#include "kdump-prep/wrap.h"
#include "tests/fuzz/fuzz.h"

static void read_back(const uint8_t *data, size_t size)
{
	struct kdp_wrapped wrapped;
	uint8_t *kernel = NULL;
	size_t kernel_size;

	if (!fuzz_ok(kdp_wrap_parse(data, size, &wrapped)))
		return;
	FUZZ_CHECK(wrapped.payload >= data &&
		   wrapped.payload_size <=
			   size - (size_t)(wrapped.payload - data));
	if (fuzz_ok(kdp_wrap_kernel(&wrapped, &kernel, &kernel_size)))
		FUZZ_CHECK(kernel_size <= size);
	free(kernel);
}

static void there_and_back(const uint8_t *data, size_t size)
{
	struct kdp_wrapped wrapped;
	uint8_t *image = NULL, *kernel = NULL;
	size_t image_size, kernel_size;

	if (!fuzz_ok(kdp_wrap(data, size, &image, &image_size)))
		return;
	FUZZ_CHECK(fuzz_ok(kdp_wrap_parse(image, image_size, &wrapped)));
	FUZZ_CHECK(fuzz_ok(kdp_wrap_kernel(&wrapped, &kernel, &kernel_size)));
	FUZZ_CHECK(kernel_size == size && memcmp(kernel, data, size) == 0);
	free(kernel);
	free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_bzimage image;
	struct kdp_stage stage;
	uint8_t *copy;
	size_t at;

	there_and_back(data, size);
	read_back(data, size);
	if (!fuzz_ok(kdp_bzimage_parse(data, size, &image)) ||
	    image.payload_size < KDP_STAGE_CONFIG + sizeof(stage))
		return 0;
	copy = malloc(size);
	FUZZ_CHECK(copy);
	memcpy(copy, data, size);
	at = (size_t)(image.payload - data) + KDP_STAGE_CONFIG;
	memcpy(&stage, copy + at, sizeof(stage));
	stage.crc = (uint32_t)crc32_z(0, (const Bytef *)&stage,
				      offsetof(struct kdp_stage, crc));
	memcpy(copy + at, &stage, sizeof(stage));
	read_back(copy, size);
	free(copy);
	return 0;
}
