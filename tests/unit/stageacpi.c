// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/acpi.c: IO-APICs, HPET, 8259, RTC and IOMMU are found by
 * XSDT and by RSDT; an address where no PC has such a device is refused and
 * recorded; a damaged table is refused, and tables with absurd lengths end the
 * search inside their memory.
 */
#include "purgatory/acpi.h"

#include "tests/fake/details.h"
#include "tests/tap.h"

/* Physical memory that can be reached. */
#define BASE 0x7ff00000u
#define SIZE 0x4000u

#define RSDP 0x000u
#define XSDT 0x100u
#define RSDT 0x200u
#define MADT 0x400u
#define FADT 0x800u
#define HPET 0xa00u
#define DMAR 0xb00u

static uint8_t memory[SIZE];

static const uint8_t *reach(uint64_t addr, uint64_t size)
{
	if (addr < BASE || addr - BASE > SIZE || size > SIZE - (addr - BASE))
		return NULL;
	return memory + (addr - BASE);
}

static void put(uint32_t at, uint64_t value, size_t size)
{
	memcpy(memory + at, &value, size);
}

static void fix_sum(uint32_t at, uint32_t size, uint32_t field)
{
	uint8_t sum = 0;
	uint32_t i;

	memory[field] = 0;
	for (i = 0; i < size; i++)
		sum = (uint8_t)(sum + memory[at + i]);
	memory[field] = (uint8_t)-sum;
}

static void put_table(uint32_t at, const char *signature, uint32_t size)
{
	memcpy(memory + at, signature, 4);
	put(at + 4, size, 4);
	fix_sum(at, size, at + 9);
}

static void put_ioapic(uint32_t at, uint8_t id, uint32_t addr, uint32_t gsi)
{
	put(at, 1 | 12 << 8 | id << 16, 4);
	put(at + 4, addr, 4);
	put(at + 8, gsi, 4);
}

/* A machine with two IO-APICs, a HPET and a DMAR table. */
static void start(void)
{
	details_start();
	memset(memory, 0, sizeof(memory));
	put(MADT + 40, 1, 4);
	put(MADT + 44, 0 | 8 << 8, 2);		/* a local APIC */
	put_ioapic(MADT + 52, 2, 0xfec00000, 0);
	put_ioapic(MADT + 64, 3, 0xfec01000, 24);
	put_table(MADT, "APIC", 76);
	put_table(FADT, "FACP", 244);
	put(HPET + 44, 0xfed00000, 8);
	put_table(HPET, "HPET", 56);
	put_table(DMAR, "DMAR", 48);
	put(XSDT + 36, BASE + FADT, 8);
	put(XSDT + 44, BASE + MADT, 8);
	put(XSDT + 52, BASE + HPET, 8);
	put(XSDT + 60, BASE + DMAR, 8);
	put_table(XSDT, "XSDT", 68);
	put(RSDT + 36, BASE + MADT, 4);
	put(RSDT + 40, BASE + FADT, 4);
	put_table(RSDT, "RSDT", 44);
	memcpy(memory + RSDP, "RSD PTR ", 8);
	memory[RSDP + 15] = 2;
	put(RSDP + 16, BASE + RSDT, 4);
	put(RSDP + 20, 36, 4);
	put(RSDP + 24, BASE + XSDT, 8);
	fix_sum(RSDP, 20, RSDP + 8);
	fix_sum(RSDP, 36, RSDP + 32);
}

static enum kdp_status read_all(struct kdp_acpi *acpi)
{
	return kdp_acpi_read(BASE + RSDP, reach, acpi);
}

static void machine_is_found_by_xsdt(void)
{
	struct kdp_acpi acpi;

	start();
	TAP_EQ(read_all(&acpi), KDP_STATUS_OK);
	TAP_EQ(acpi.ioapic_count, 2);
	TAP_EQ(acpi.ioapic[0].addr, 0xfec00000);
	TAP_EQ(acpi.ioapic[0].id, 2);
	TAP_EQ(acpi.ioapic[1].addr, 0xfec01000);
	TAP_EQ(acpi.ioapic[1].gsi_base, 24);
	TAP_EQ(acpi.hpet, 0xfed00000);
	TAP_CHECK(acpi.pcat_compat);
	TAP_CHECK(acpi.cmos_rtc);
	TAP_CHECK(acpi.remapping);
	TAP_EQ(details_count(KDP_CODE_NONE), 0);
}

static void machine_is_found_by_rsdt(void)
{
	struct kdp_acpi acpi;

	start();
	memory[RSDP + 15] = 0;
	fix_sum(RSDP, 20, RSDP + 8);
	put(FADT + 109, 1 << 5, 2);
	put_table(FADT, "FACP", 244);
	put(MADT + 40, 0, 4);
	put_table(MADT, "APIC", 76);
	TAP_EQ(read_all(&acpi), KDP_STATUS_OK);
	TAP_EQ(acpi.ioapic_count, 2);
	TAP_EQ(acpi.hpet, 0);
	TAP_CHECK(!acpi.pcat_compat);
	TAP_CHECK(!acpi.cmos_rtc);
	TAP_CHECK(!acpi.remapping);
}

static void address_of_no_ioapic_is_refused(void)
{
	static const uint32_t addr[] = {
		0, 0x1000, 0xfebfff00, 0xfed00000, 0xfec00010, 0xfee00000,
		0xffffffff,
	};
	struct kdp_acpi acpi;
	size_t i;

	for (i = 0; i < sizeof(addr) / sizeof(addr[0]); i++) {
		start();
		put_ioapic(MADT + 52, 7, addr[i], 0);
		put_table(MADT, "APIC", 76);
		TAP_EQ(read_all(&acpi), KDP_STATUS_OK);
		TAP_EQ(acpi.ioapic_count, 1);
		TAP_EQ(acpi.ioapic[0].addr, 0xfec01000);
		TAP_EQ(details_count(KDP_CODE_WRAP_IOAPIC), 1);
		TAP_EQ(details_get(KDP_CODE_WRAP_IOAPIC, 0)->object, 7);
		TAP_EQ(details_get(KDP_CODE_WRAP_IOAPIC, 0)->before, addr[i]);
	}
}

static void address_of_no_hpet_is_refused(void)
{
	static const uint64_t addr[] = {
		0, 0x1000, 0xfed00008, 0xfed10000, 0xfec00000, 0x1fed00000,
	};
	struct kdp_acpi acpi;
	size_t i;

	for (i = 0; i < sizeof(addr) / sizeof(addr[0]); i++) {
		start();
		put(HPET + 44, addr[i], 8);
		put_table(HPET, "HPET", 56);
		TAP_EQ(read_all(&acpi), KDP_STATUS_OK);
		TAP_EQ(acpi.hpet, 0);
		TAP_EQ(details_count(KDP_CODE_WRAP_ACPI), 1);
	}
	start();
	memory[HPET + 40] = 1;		/* I/O ports */
	put_table(HPET, "HPET", 56);
	TAP_EQ(read_all(&acpi), KDP_STATUS_OK);
	TAP_EQ(acpi.hpet, 0);
}

static void more_ioapics_than_there_is_room_for_are_refused(void)
{
	struct kdp_acpi acpi;
	uint32_t i;

	start();
	for (i = 0; i < 20; i++)
		put_ioapic(MADT + 44 + i * 12, (uint8_t)i,
			   0xfec00000 + i * 0x1000, i * 24);
	put_table(MADT, "APIC", 44 + 20 * 12);
	TAP_EQ(read_all(&acpi), KDP_STATUS_OK);
	TAP_EQ(acpi.ioapic_count, KDP_ACPI_IOAPICS_MAX);
	TAP_EQ(details_count(KDP_CODE_WRAP_IOAPIC), 4);
}

static void damaged_table_is_refused(void)
{
	static const uint32_t at[] = { RSDP + 16, RSDP + 24, XSDT + 20,
				       MADT + 60 };
	struct kdp_acpi acpi;
	size_t i;

	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		start();
		memory[at[i]] ^= 1;
		TAP_EQ(read_all(&acpi), KDP_STATUS_MISMATCH);
		TAP_EQ(acpi.ioapic_count, 0);
		TAP_EQ(details_count(KDP_CODE_WRAP_ACPI), 1);
	}
	start();
	memory[RSDP] = 'X';
	TAP_EQ(read_all(&acpi), KDP_STATUS_MISMATCH);
}

static void entry_that_does_not_fit_is_refused(void)
{
	static const uint8_t length[] = { 0, 1, 11, 200, 13 };
	struct kdp_acpi acpi;
	size_t i;

	for (i = 0; i < sizeof(length); i++) {
		start();
		memory[MADT + 64 + 1] = length[i];
		put_table(MADT, "APIC", 76);
		TAP_EQ(read_all(&acpi), KDP_STATUS_MISMATCH);
	}
}

static void absurd_length_is_refused(void)
{
	static const uint32_t length[] = { 0, 35, 43, 0x3c01, 0x40001,
					   0xffffffff };
	struct kdp_acpi acpi;
	size_t i;

	for (i = 0; i < sizeof(length) / sizeof(length[0]); i++) {
		start();
		put(MADT + 4, length[i], 4);
		TAP_EQ(read_all(&acpi), KDP_STATUS_MISMATCH);
		TAP_EQ(details_get(KDP_CODE_WRAP_ACPI, 0)->object, 0x43495041);
	}
}

static void address_out_of_reach_is_passed_over(void)
{
	struct kdp_acpi acpi;

	start();
	put(XSDT + 36, 1ull << 60, 8);
	put(XSDT + 52, BASE + SIZE - 35, 8);
	put_table(XSDT, "XSDT", 68);
	TAP_EQ(read_all(&acpi), KDP_STATUS_OK);
	TAP_EQ(acpi.ioapic_count, 2);
	TAP_EQ(acpi.hpet, 0);
	TAP_EQ(kdp_acpi_read(0, reach, &acpi), KDP_STATUS_SKIPPED);
}

int main(void)
{
	TAP_RUN(machine_is_found_by_xsdt);
	TAP_RUN(machine_is_found_by_rsdt);
	TAP_RUN(address_of_no_ioapic_is_refused);
	TAP_RUN(address_of_no_hpet_is_refused);
	TAP_RUN(more_ioapics_than_there_is_room_for_are_refused);
	TAP_RUN(damaged_table_is_refused);
	TAP_RUN(entry_that_does_not_fit_is_refused);
	TAP_RUN(absurd_length_is_refused);
	TAP_RUN(address_out_of_reach_is_passed_over);
	return tap_done();
}
