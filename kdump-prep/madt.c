// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * madt.c - reads the MADT (ACPI 6.4, 5.2.12).
 */
#include "kdump-prep/madt.h"

#include <inttypes.h>
#include <stdlib.h>

#include "kdump-prep/acpi.h"
#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"

#define MADT_LAPIC_ADDR 36u
#define MADT_FLAGS	40u
#define MADT_ENTRIES	44u

#define MADT_FLAGS_PCAT_COMPAT (1u << 0)

/* Every entry: type, length, and then by type. */
#define MADT_ENTRY_MIN 2u

#define MADT_TYPE_IOAPIC      1u
#define MADT_IOAPIC_SIZE      12u
#define MADT_IOAPIC_ID	      2u
#define MADT_IOAPIC_ADDR      4u
#define MADT_IOAPIC_GSI_BASE  8u

#define MADT_TYPE_LAPIC_ADDR  5u
#define MADT_LAPIC_ADDR_SIZE  12u
#define MADT_LAPIC_ADDR_ADDR  4u

static struct kdp_error *add_ioapic(struct kdp_madt *madt,
				    const uint8_t *entry)
{
	struct kdp_ioapic ioapic = {
		.addr = kdp_le32(entry + MADT_IOAPIC_ADDR),
		.id = entry[MADT_IOAPIC_ID],
		.gsi_base = kdp_le32(entry + MADT_IOAPIC_GSI_BASE),
	};
	struct kdp_ioapic *larger;
	size_t i;

	if (ioapic.addr == 0)
		return NULL;
	for (i = 0; i < madt->ioapic_count; i++)
		if (madt->ioapic[i].addr == ioapic.addr)
			return NULL;
	larger = reallocarray(madt->ioapic, madt->ioapic_count + 1,
			      sizeof(*larger));
	if (!larger)
		return &kdp_enomem;
	madt->ioapic = larger;
	madt->ioapic[madt->ioapic_count++] = ioapic;
	return NULL;
}

/* An entry that is read must be as long as its type says, or longer. */
static struct kdp_error *check_entry(const uint8_t *entry, size_t offset,
				     unsigned int min_size)
{
	if (entry[1] >= min_size)
		return NULL;
	return kdp_error_create(KDP_ERROR_FORMAT,
				"MADT: offset 0x%zx: entry of type %u has length %u, expected %u",
				offset, entry[0], entry[1], min_size);
}

static struct kdp_error *read_entry(struct kdp_madt *madt,
				    const uint8_t *entry, size_t offset)
{
	struct kdp_error *err;

	switch (entry[0]) {
	case MADT_TYPE_IOAPIC:
		err = check_entry(entry, offset, MADT_IOAPIC_SIZE);
		return err ? err : add_ioapic(madt, entry);
	case MADT_TYPE_LAPIC_ADDR:
		err = check_entry(entry, offset, MADT_LAPIC_ADDR_SIZE);
		if (err)
			return err;
		madt->lapic_addr = kdp_le64(entry + MADT_LAPIC_ADDR_ADDR);
		return NULL;
	default:
		return NULL;
	}
}

static struct kdp_error *read_entries(struct kdp_madt *madt,
				      const uint8_t *data, size_t size)
{
	struct kdp_error *err;
	size_t offset = MADT_ENTRIES;

	while (offset < size) {
		if (size - offset < MADT_ENTRY_MIN ||
		    data[offset + 1] < MADT_ENTRY_MIN ||
		    data[offset + 1] > size - offset)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"MADT: offset 0x%zx: entry does not fit into the %zu bytes left",
						offset, size - offset);
		err = read_entry(madt, data + offset, offset);
		if (err)
			return err;
		offset += data[offset + 1];
	}
	return NULL;
}

struct kdp_error *kdp_madt_parse(const uint8_t *data, size_t size,
				 struct kdp_madt *ret)
{
	struct kdp_madt madt = { 0 };
	struct kdp_error *err;

	err = kdp_acpi_check(data, size, "APIC", MADT_ENTRIES, &size);
	if (err)
		return err;
	madt.lapic_addr = kdp_le32(data + MADT_LAPIC_ADDR);
	madt.pcat_compat = kdp_le32(data + MADT_FLAGS) &
			   MADT_FLAGS_PCAT_COMPAT;
	err = read_entries(&madt, data, size);
	if (err) {
		free(madt.ioapic);
		return err;
	}
	*ret = madt;
	return NULL;
}
