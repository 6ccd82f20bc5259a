// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/watchdog.c: each known watchdog is found where its
 * chipset has it, one that firmware has not set up or whose registers are out
 * of sight is none, and no other device is taken for one.
 */
#include "kdump-prep/watchdog.h"

#include <stdlib.h>

#include "tests/tap.h"

static uint8_t config[256];

static void put32(size_t offset, uint32_t value)
{
	int i;

	for (i = 0; i < 4; i++)
		config[offset + (size_t)i] = (uint8_t)(value >> 8 * i);
}

static bool parse(uint16_t segment, uint16_t device, size_t size,
		  struct kdp_watchdog *ret)
{
	const struct kdp_pci_function function = { .segment = segment,
						   .bus = 3,
						   .devfn = 0xf8,
						   .vendor = 0x8086,
						   .device = device };
	uint8_t *exact = malloc(size ? size : 1);
	bool found;

	if (!exact)
		abort();
	memcpy(exact, config, size);
	*ret = (struct kdp_watchdog){ .kind = 77 };
	found = kdp_watchdog_parse(&function, exact, size, ret);
	free(exact);
	TAP_EQ(ret->kind == 77, !found);
	return found;
}

static void lpc(void)
{
	memset(config, 0, sizeof(config));
	put32(0x40, 0x601);
	put32(0x44, 0x80);
	put32(0xf0, 0xfed1c001);
}

static void tco_of_an_lpc_bridge(void)
{
	struct kdp_watchdog watchdog;
	size_t size;

	lpc();
	TAP_CHECK(parse(0, 0x2918, 256, &watchdog));
	TAP_EQ(watchdog.kind, KDP_WATCHDOG_TCO);
	TAP_EQ(watchdog.base, 0x660);
	TAP_EQ(watchdog.smi_en, 0x630);
	TAP_EQ(watchdog.no_reboot, 0xfed1f410);
	TAP_EQ(watchdog.no_reboot_mask, 0x20);
	TAP_EQ(watchdog.bus, 3);
	TAP_EQ(watchdog.devfn, 0xf8);
	TAP_EQ(watchdog.vendor, 0x8086);
	TAP_EQ(watchdog.device, 0x2918);
	TAP_EQ(watchdog.timeout_ms, 0);
	for (size = 0; size < 0xf4; size++)
		TAP_CHECK(!parse(0, 0x2918, size, &watchdog));
}

static void tco_that_firmware_left_out(void)
{
	static const struct {
		size_t offset;
		uint32_t value;
	} wrong[] = {
		{ 0x40, 0x600 }, { 0x40, 1 },	   { 0x44, 0 },
		{ 0xf0, 0xfed1c000 }, { 0xf0, 1 },
	};
	struct kdp_watchdog watchdog;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		lpc();
		put32(wrong[i].offset, wrong[i].value);
		TAP_CHECK(!parse(0, 0x2918, 256, &watchdog));
	}
	/* The highest port is in the I/O space still. */
	lpc();
	put32(0x40, 0xffffffff);
	TAP_CHECK(parse(0, 0x2918, 256, &watchdog));
	TAP_EQ(watchdog.base + 0x1f, 0xffff);
}

static void tco_of_an_smbus_function(void)
{
	struct kdp_watchdog watchdog;

	memset(config, 0, sizeof(config));
	put32(0x50, 0x401);
	put32(0x54, 0x100);
	TAP_CHECK(parse(0, 0xa323, 0x58, &watchdog));
	TAP_EQ(watchdog.kind, KDP_WATCHDOG_TCO);
	TAP_EQ(watchdog.base, 0x400);
	TAP_EQ(watchdog.smi_en, 0);
	TAP_EQ(watchdog.no_reboot, 0);
	TAP_CHECK(!parse(0, 0xa323, 0x57, &watchdog));
	put32(0x54, 0);
	TAP_CHECK(!parse(0, 0xa323, 0x58, &watchdog));
	put32(0x54, 0x100);
	put32(0x50, 1);
	TAP_CHECK(!parse(0, 0xa323, 0x58, &watchdog));
}

static void i6300esb_by_its_bar(void)
{
	struct kdp_watchdog watchdog;

	memset(config, 0, sizeof(config));
	put32(0x10, 0xfebff008);
	TAP_CHECK(parse(0, 0x25ab, 64, &watchdog));
	TAP_EQ(watchdog.kind, KDP_WATCHDOG_I6300ESB);
	TAP_EQ(watchdog.base, 0xfebff000);
	TAP_CHECK(!parse(0, 0x25ab, 63, &watchdog));
	put32(0x10, 0);
	TAP_CHECK(!parse(0, 0x25ab, 64, &watchdog));
	put32(0x10, 0xc001);
	TAP_CHECK(!parse(0, 0x25ab, 64, &watchdog));
}

static void other_devices_are_none(void)
{
	struct kdp_watchdog watchdog;
	unsigned int device, found = 0;

	lpc();
	put32(0x10, 0xfebff000);
	put32(0x50, 0x401);
	put32(0x54, 0x100);
	TAP_CHECK(!parse(1, 0x2918, 256, &watchdog));
	/* 100 series: NO_REBOOT is behind a hidden device. */
	TAP_CHECK(!parse(0, 0xa123, 256, &watchdog));
	TAP_CHECK(!parse(0, 0x24d0, 256, &watchdog));
	for (device = 0; device <= UINT16_MAX; device++)
		found += parse(0, (uint16_t)device, 256, &watchdog);
	TAP_CHECK(found > 100 && found < 300);
}

int main(void)
{
	TAP_RUN(tco_of_an_lpc_bridge);
	TAP_RUN(tco_that_firmware_left_out);
	TAP_RUN(tco_of_an_smbus_function);
	TAP_RUN(i6300esb_by_its_bar);
	TAP_RUN(other_devices_are_none);
	return tap_done();
}
