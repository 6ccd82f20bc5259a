// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hpet.c - reads the HPET table (IA-PC HPET Specification 1.0a, 3.2.4).
 */
#include "kdump-prep/hpet.h"

#include "kdump-prep/acpi.h"
#include "kdump-prep/bytes.h"

/* The base is a generic address (ACPI 6.4, 5.2.3.2): its space comes first. */
#define HPET_BASE_SPACE 40u
#define HPET_BASE_ADDR	44u
#define HPET_NUMBER	52u
#define HPET_SIZE	56u

#define SPACE_MEMORY 0u

struct kdp_error *kdp_hpet_parse(const uint8_t *data, size_t size,
				 struct kdp_hpet *ret)
{
	struct kdp_error *err;

	err = kdp_acpi_check(data, size, "HPET", HPET_SIZE, &size);
	if (err)
		return err;
	*ret = (struct kdp_hpet){ .id = data[HPET_NUMBER] };
	if (data[HPET_BASE_SPACE] == SPACE_MEMORY)
		ret->addr = kdp_le64(data + HPET_BASE_ADDR);
	return NULL;
}
