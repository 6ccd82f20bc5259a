// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * acpi.c - header and checksum of ACPI tables (ACPI 6.4, 5.2.6).
 */
#include "kdump-prep/acpi.h"

#include <string.h>

#include "kdump-prep/bytes.h"

#define ACPI_LENGTH   4u
#define ACPI_CHECKSUM 9u

struct kdp_error *kdp_acpi_check(const uint8_t *data, size_t size,
				 const char *signature, size_t min_size,
				 size_t *size_ret)
{
	size_t length;
	size_t i;
	uint8_t sum = 0;

	if (size < KDP_ACPI_HEADER_SIZE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s table: %zu bytes, its header needs %u",
					signature, size, KDP_ACPI_HEADER_SIZE);
	if (memcmp(data, signature, 4) != 0)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s table: offset 0x0: found signature 0x%08x",
					signature, kdp_le32(data));
	length = kdp_le32(data + ACPI_LENGTH);
	if (length < min_size || length > size)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s table: offset 0x%x: length 0x%zx, expected 0x%zx to 0x%zx",
					signature, ACPI_LENGTH, length,
					min_size, size);
	for (i = 0; i < length; i++)
		sum = (uint8_t)(sum + data[i]);
	if (sum != 0)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s table: offset 0x%x: checksum 0x%02x, expected 0x%02x",
					signature, ACPI_CHECKSUM,
					data[ACPI_CHECKSUM],
					(uint8_t)(data[ACPI_CHECKSUM] - sum));
	*size_ret = length;
	return NULL;
}
