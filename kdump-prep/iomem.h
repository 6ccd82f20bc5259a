/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iomem.h - /proc/iomem: the kernel's view of physical memory.
 */
#ifndef KDP_KDUMP_PREP_IOMEM_H
#define KDP_KDUMP_PREP_IOMEM_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/ranges.h"
#include "purgatory/kdp_abi.h"

struct kdp_iomem {
	struct kdp_ranges memory;
	/* Windows to PCI configuration space that the kernel accepted. */
	struct kdp_ecam *ecam;
	size_t ecam_count;
};

/**
 * kdp_iomem_parse() - read the text of /proc/iomem
 * @ret: zeroed; the caller calls kdp_iomem_deinit()
 *
 * Error when every address is 0, as a reader without CAP_SYS_ADMIN sees it.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_iomem_parse(const char *data, size_t size,
				  struct kdp_iomem *ret);
void kdp_iomem_deinit(struct kdp_iomem *iomem);

#endif
