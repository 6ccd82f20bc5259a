// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * acpi.c - reads RSDP, XSDT or RSDT, MADT, FADT and HPET (ACPI 6.4, 5.2), and
 * notes whether there is a table of an IOMMU.
 *
 * The tables lie in memory that the dying kernel could write, so that each
 * length is bounded and each table that is read has its checksum verified.
 */
#include "purgatory/acpi.h"

#include "purgatory/mem.h"
#include "purgatory/record.h"

/* Far more than any machine has; bounds the time that a lie can cost. */
#define TABLES_MAX     256u
#define TABLE_SIZE_MAX 0x40000u

#define RSDP_SIZE	 20u
#define RSDP_REVISION	 15u
#define RSDP_RSDT	 16u
#define RSDP_XSDT	 24u
#define RSDP_EXT_SIZE	 36u

#define HEADER_SIZE	 36u
#define HEADER_LENGTH	 4u

#define MADT_FLAGS	 40u
#define MADT_ENTRIES	 44u
#define MADT_PCAT_COMPAT (1u << 0)
#define MADT_IOAPIC	 1u	/* type of an entry */
#define MADT_IOAPIC_SIZE 12u
#define MADT_IOAPIC_ID	 2u
#define MADT_IOAPIC_ADDR 4u
#define MADT_IOAPIC_GSI	 8u

#define FADT_BOOT_ARCH	 109u
#define FADT_NO_RTC	 (1u << 5)

/* IA-PC HPET specification 1.0a, 3.2.4 */
#define HPET_SPACE	 40u	/* 0: memory */
#define HPET_ADDR	 44u
#define HPET_SIZE	 56u

#define IOAPIC_FIRST 0xfec00000u
#define IOAPIC_LAST  0xfecfff00u
#define IOAPIC_ALIGN 0x100u
#define HPET_FIRST   0xfed00000u
#define HPET_LAST    0xfed0fc00u
#define HPET_ALIGN   0x400u

static uint32_t le32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint64_t le64(const uint8_t *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static bool sum_is_zero(const uint8_t *data, uint32_t size)
{
	uint8_t sum = 0;

	while (size--)
		sum = (uint8_t)(sum + *data++);
	return sum == 0;
}

static bool has_signature(const uint8_t *table, const char *signature)
{
	return memcmp(table, signature, 4) == 0;
}

static void refuse(const uint8_t *header, uint64_t addr)
{
	kdp_record_detail(KDP_CODE_WRAP_ACPI, KDP_STATUS_MISMATCH,
			  header ? le32(header) : 0, addr,
			  header ? le32(header + HEADER_LENGTH) : 0, 0);
}

/* A whole table, verified; NULL when it is refused. */
static const uint8_t *read_table(kdp_acpi_reach *reach, uint64_t addr,
				 uint32_t min_size, uint32_t *size)
{
	const uint8_t *header = reach(addr, HEADER_SIZE);
	const uint8_t *table;

	if (!header)
		return NULL;
	*size = le32(header + HEADER_LENGTH);
	if (*size >= min_size && *size <= TABLE_SIZE_MAX) {
		table = reach(addr, *size);
		if (table && sum_is_zero(table, *size))
			return table;
	}
	refuse(header, addr);
	return NULL;
}

/* The device at @addr is left alone where no PC has such a one. */
static void read_ioapic(const uint8_t *entry, struct kdp_acpi *ret)
{
	struct kdp_ioapic ioapic = {
		.addr = le32(entry + MADT_IOAPIC_ADDR),
		.id = entry[MADT_IOAPIC_ID],
		.gsi_base = le32(entry + MADT_IOAPIC_GSI),
	};

	if (ioapic.addr < IOAPIC_FIRST || ioapic.addr > IOAPIC_LAST ||
	    ioapic.addr % IOAPIC_ALIGN ||
	    ret->ioapic_count == KDP_ACPI_IOAPICS_MAX) {
		kdp_record_detail(KDP_CODE_WRAP_IOAPIC, KDP_STATUS_MISMATCH,
				  ioapic.id, ioapic.addr, 0, 0);
		return;
	}
	ret->ioapic[ret->ioapic_count++] = ioapic;
}

static enum kdp_status read_madt(const uint8_t *madt, uint32_t size,
				 uint64_t addr, struct kdp_acpi *ret)
{
	uint32_t at = MADT_ENTRIES;
	uint8_t length;

	ret->pcat_compat = le32(madt + MADT_FLAGS) & MADT_PCAT_COMPAT;
	while (size - at >= 2) {
		length = madt[at + 1];
		if (length < 2 || length > size - at ||
		    (madt[at] == MADT_IOAPIC && length < MADT_IOAPIC_SIZE)) {
			refuse(madt, addr);
			return KDP_STATUS_MISMATCH;
		}
		if (madt[at] == MADT_IOAPIC)
			read_ioapic(madt + at, ret);
		at += length;
	}
	return KDP_STATUS_OK;
}

static void read_hpet(const uint8_t *hpet, uint64_t addr, struct kdp_acpi *ret)
{
	uint64_t base = le64(hpet + HPET_ADDR);

	if (ret->hpet)
		return;
	if (hpet[HPET_SPACE] || base < HPET_FIRST || base > HPET_LAST ||
	    base % HPET_ALIGN)
		refuse(hpet, addr);
	else
		ret->hpet = base;
}

/* One table by its signature; KDP_STATUS_OK for the MADT alone. */
static enum kdp_status take_table(uint64_t addr, kdp_acpi_reach *reach,
				  struct kdp_acpi *ret)
{
	const uint8_t *header = reach(addr, HEADER_SIZE);
	uint32_t size;

	if (!header)
		return KDP_STATUS_SKIPPED;
	if (has_signature(header, "APIC")) {
		header = read_table(reach, addr, MADT_ENTRIES, &size);
		return header ? read_madt(header, size, addr, ret) :
				KDP_STATUS_MISMATCH;
	}
	if (has_signature(header, "FACP")) {
		header = read_table(reach, addr, FADT_BOOT_ARCH + 2, &size);
		if (header && (header[FADT_BOOT_ARCH] & FADT_NO_RTC))
			ret->cmos_rtc = false;
	} else if (has_signature(header, "HPET")) {
		header = read_table(reach, addr, HPET_SIZE, &size);
		if (header)
			read_hpet(header, addr, ret);
	} else if (has_signature(header, "DMAR") ||
		   has_signature(header, "IVRS")) {
		ret->remapping = true;
	}
	return KDP_STATUS_SKIPPED;
}

static enum kdp_status read_root(uint64_t addr, bool wide,
				 kdp_acpi_reach *reach, struct kdp_acpi *ret)
{
	const uint8_t *root;
	enum kdp_status status = KDP_STATUS_SKIPPED;
	uint32_t width = wide ? 8 : 4;
	uint32_t size;
	uint32_t count;
	uint32_t i;

	root = read_table(reach, addr, HEADER_SIZE, &size);
	if (!root)
		return KDP_STATUS_MISMATCH;
	count = (size - HEADER_SIZE) / width;
	if (count > TABLES_MAX)
		count = TABLES_MAX;
	for (i = 0; i < count; i++) {
		const uint8_t *entry = root + HEADER_SIZE + i * width;
		enum kdp_status one;

		one = take_table(wide ? le64(entry) : le32(entry), reach, ret);
		if (one != KDP_STATUS_SKIPPED && status != KDP_STATUS_MISMATCH)
			status = one;
	}
	return status;
}

enum kdp_status kdp_acpi_read(uint64_t rsdp, kdp_acpi_reach *reach,
			      struct kdp_acpi *ret)
{
	const uint8_t *root = reach(rsdp, RSDP_SIZE);

	memset(ret, 0, sizeof(*ret));
	ret->cmos_rtc = true;
	if (!root)
		return KDP_STATUS_SKIPPED;
	if (memcmp(root, "RSD PTR ", 8) != 0 ||
	    !sum_is_zero(root, RSDP_SIZE)) {
		refuse(NULL, rsdp);
		return KDP_STATUS_MISMATCH;
	}
	if (root[RSDP_REVISION] < 2)
		return read_root(le32(root + RSDP_RSDT), false, reach, ret);
	root = reach(rsdp, RSDP_EXT_SIZE);
	if (!root || !sum_is_zero(root, RSDP_EXT_SIZE)) {
		refuse(NULL, rsdp);
		return KDP_STATUS_MISMATCH;
	}
	return read_root(le64(root + RSDP_XSDT), true, reach, ret);
}
