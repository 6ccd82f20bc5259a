/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * acpi.h - what all ACPI system description tables have in common.
 */
#ifndef KDP_KDUMP_PREP_ACPI_H
#define KDP_KDUMP_PREP_ACPI_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/* Bytes of the header that every table starts with. */
#define KDP_ACPI_HEADER_SIZE 36u

/**
 * kdp_acpi_check() - check a table's header and checksum
 * @data: the table as read from the firmware
 * @size: bytes of @data
 * @signature: the four characters that it must start with
 * @min_size: bytes that the caller needs, header included
 * @size_ret: bytes of the table, by its header; never more than @size
 *
 * Return: an error of KDP_ERROR_FORMAT that names the offset.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_acpi_check(const uint8_t *data, size_t size,
				 const char *signature, size_t min_size,
				 size_t *size_ret);

#endif
