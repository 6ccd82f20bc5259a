// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dmar.c - reads the DMAR table (Intel Virtualization Technology for Directed
 * I/O, Architecture Specification, 8.1).
 */
#include "kdump-prep/dmar.h"

#include "kdump-prep/acpi.h"

#define DMAR_FLAGS	37u
#define DMAR_STRUCTURES 48u

#define DMAR_FLAGS_INTR_REMAP (1u << 0)

struct kdp_error *kdp_dmar_parse(const uint8_t *data, size_t size,
				 bool *intr_remap_ret)
{
	struct kdp_error *err;

	err = kdp_acpi_check(data, size, "DMAR", DMAR_STRUCTURES, &size);
	if (err)
		return err;
	*intr_remap_ret = data[DMAR_FLAGS] & DMAR_FLAGS_INTR_REMAP;
	return NULL;
}
