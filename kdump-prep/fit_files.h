/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fit_files.h - what a kernel and an initrd need, before they are loaded.
 */
#ifndef KDP_KDUMP_PREP_FIT_FILES_H
#define KDP_KDUMP_PREP_FIT_FILES_H

#include <stdbool.h>

#include "kdump-prep/error.h"
#include "kdump-prep/file.h"
#include "kdump-prep/fit.h"
#include "kdump-prep/topology.h"

/**
 * kdp_fit_kernel() - fill in what depends on the kernel
 * @packed: it is started by its decompressor, else as load chooses
 * @ret: also what lies beside it, as many bytes as that may be
 */
KDP_MUST_CHECK
struct kdp_error *kdp_fit_kernel(const struct kdp_file *kernel,
				 const struct kdp_topology *topology,
				 bool packed, struct kdp_fit *ret);

/**
 * kdp_fit_initrd() - fill in what depends on the initrd
 *
 * One that cannot be unpacked here is taken to need what it has packed.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_fit_initrd(const struct kdp_file *initrd,
				 struct kdp_fit *ret);

#endif
