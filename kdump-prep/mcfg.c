// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mcfg.c - reads the MCFG (PCI Firmware Specification 3.3, 4.1.2).
 */
#include "kdump-prep/mcfg.h"

#include <inttypes.h>
#include <stdlib.h>

#include "kdump-prep/acpi.h"
#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"

#define MCFG_ENTRIES 44u

#define MCFG_ENTRY_SIZE	     16u
#define MCFG_ENTRY_ADDR	     0u
#define MCFG_ENTRY_SEGMENT   8u
#define MCFG_ENTRY_BUS_START 10u
#define MCFG_ENTRY_BUS_END   11u

/* A window of 256 buses may not reach past the address space. */
#define MCFG_ADDR_MAX (UINT64_MAX - (256ull << 20))

static struct kdp_error *read_entry(const uint8_t *entry, size_t offset,
				    struct kdp_ecam *ret)
{
	*ret = (struct kdp_ecam){
		.addr = kdp_le64(entry + MCFG_ENTRY_ADDR),
		.segment = kdp_le16(entry + MCFG_ENTRY_SEGMENT),
		.bus_start = entry[MCFG_ENTRY_BUS_START],
		.bus_end = entry[MCFG_ENTRY_BUS_END],
	};
	if (ret->bus_start > ret->bus_end)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"MCFG: offset 0x%zx: buses 0x%02x to 0x%02x",
					offset, ret->bus_start, ret->bus_end);
	if (ret->addr & 0xfffff || ret->addr > MCFG_ADDR_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"MCFG: offset 0x%zx: window at 0x%" PRIx64
					", expected a multiple of 0x100000",
					offset, ret->addr);
	return NULL;
}

struct kdp_error *kdp_mcfg_parse(const uint8_t *data, size_t size,
				 struct kdp_ecam **ret, size_t *count_ret)
{
	KDP_AUTO_FREE struct kdp_ecam *ecam = NULL;
	struct kdp_error *err;
	size_t offset;
	size_t count;
	size_t i;

	err = kdp_acpi_check(data, size, "MCFG", MCFG_ENTRIES, &size);
	if (err)
		return err;
	if ((size - MCFG_ENTRIES) % MCFG_ENTRY_SIZE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"MCFG: length 0x%zx: not a whole number of %u-byte entries behind 0x%x",
					size, MCFG_ENTRY_SIZE, MCFG_ENTRIES);
	count = (size - MCFG_ENTRIES) / MCFG_ENTRY_SIZE;
	if (count) {
		ecam = calloc(count, sizeof(*ecam));
		if (!ecam)
			return &kdp_enomem;
	}
	for (i = 0; i < count; i++) {
		offset = MCFG_ENTRIES + i * MCFG_ENTRY_SIZE;
		err = read_entry(data + offset, offset, &ecam[i]);
		if (err)
			return err;
	}
	*ret = KDP_TAKE(ecam);
	*count_ret = count;
	return NULL;
}
