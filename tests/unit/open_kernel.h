/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * open_kernel.h - makes a crash kernel from bytes, for tests of what uses one.
 */
#ifndef KDP_TESTS_OPEN_KERNEL_H
#define KDP_TESTS_OPEN_KERNEL_H

#include <string.h>

#include "kdump-prep/kernel_image.h"

/* @image: kept by the caller; what @ret held is released. */
static inline struct kdp_error *open_kernel(const uint8_t *image, size_t size,
					    struct kdp_kernel_image *ret)
{
	static const struct kdp_topology plain;
	static const struct kdp_kernel_policy policy;
	struct kdp_error *err;

	kdp_kernel_image_deinit(ret);
	err = kdp_kernel_image_parse(image, size, ret);
	if (!err)
		err = kdp_kernel_image_choose(ret, &plain, &policy);
	return err;
}

#endif
