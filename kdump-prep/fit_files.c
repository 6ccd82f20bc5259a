// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fit_files.c - measures a kernel and an initrd; see fit_files.h.
 */
#include "kdump-prep/fit_files.h"

#include <unistd.h>

#include "kdump-prep/initrd.h"
#include "kdump-prep/kernel_cache.h"
#include "kdump-prep/kernel_image.h"

/* elfcorehdr, record and backup of all but the largest machines. */
#define HIDDEN ((uint64_t)1 << 20)

struct kdp_error *kdp_fit_kernel(const struct kdp_file *kernel,
				 const struct kdp_topology *topology,
				 bool packed, struct kdp_fit *ret)
{
	const struct kdp_kernel_policy policy = {
		.keep_packed = packed,
		/* Where root has loaded it, it is there. */
		.cache = geteuid() == 0 ? KDP_CACHE_DIR : NULL,
		.file = &kernel->stat,
		.read_only = true,
	};
	struct kdp_kernel_image image = { 0 };
	struct kdp_error *err;

	err = kdp_kernel_image_parse(kernel->data, kernel->size, &image);
	if (!err)
		err = kdp_kernel_image_choose(&image, topology, &policy);
	if (!err) {
		ret->kernel = image.mem_size;
		ret->hidden = HIDDEN;
	}
	kdp_kernel_image_deinit(&image);
	return err;
}

struct kdp_error *kdp_fit_initrd(const struct kdp_file *initrd,
				 struct kdp_fit *ret)
{
	struct kdp_initrd measured = { .bytes = initrd->size };
	struct kdp_error *err = NULL;

	if (initrd->size)
		err = kdp_initrd_measure(initrd->data, initrd->size,
					 &measured);
	if (kdp_error_catch(&err, KDP_ERROR_UNSUPPORTED))
		measured.bytes = initrd->size;
	if (err)
		return err;
	ret->packed = initrd->size;
	ret->unpacked = measured.bytes;
	return NULL;
}
