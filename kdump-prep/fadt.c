// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fadt.c - reads the FADT (ACPI 6.4, 5.2.9).
 */
#include "kdump-prep/fadt.h"

#include "kdump-prep/acpi.h"
#include "kdump-prep/bytes.h"

/* Before ACPI 5.0 the flag was reserved and zero. */
#define FADT_BOOT_ARCH 109u
#define FADT_BOOT_ARCH_NO_CMOS_RTC (1u << 5)
#define FADT_MIN_SIZE  111u

struct kdp_error *kdp_fadt_parse(const uint8_t *data, size_t size,
				 bool *cmos_rtc_ret)
{
	struct kdp_error *err;

	err = kdp_acpi_check(data, size, "FACP", FADT_MIN_SIZE, &size);
	if (err)
		return err;
	*cmos_rtc_ret = !(kdp_le16(data + FADT_BOOT_ARCH) &
			  FADT_BOOT_ARCH_NO_CMOS_RTC);
	return NULL;
}
