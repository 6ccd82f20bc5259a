// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/pcicfg.c: the window that holds a bus is used and no
 * other, wherever its bus 0 would be, CF8/CFC stands in for segment 0 alone,
 * every size reaches the right bytes both ways, and what a way does not reach
 * is not accessed.
 */
#include "purgatory/pcicfg.h"

#include "purgatory/regs/pci.h"
#include "tests/fake/bus.h"
#include "tests/fake/pci_model.h"
#include "tests/tap.h"

#define ECAM0 0xb0000000u
#define ECAM1 0x4000000000ull
/* The window is at 0xe0000000; its bus 0 would be 64 MiB before it. */
#define ECAM2 0xdc000000u

static struct pci_model segments[3];
static struct pci_model_function *function;

static const struct kdp_ecam windows[] = {
	{ .addr = ECAM0, .segment = 0, .bus_start = 0, .bus_end = 3 },
	{ .addr = ECAM1, .segment = 1, .bus_start = 0x80, .bus_end = 0xff },
	{ .addr = ECAM2, .segment = 2, .bus_start = 0x40, .bus_end = 0x7f },
};

static void start_on(unsigned int segment, uint8_t bus)
{
	fake_reset();
	pci_model_deinit(&segments[0]);
	pci_model_deinit(&segments[1]);
	pci_model_deinit(&segments[2]);
	pci_model_claim_ports(&segments[0]);
	pci_model_claim_ecam(&segments[0], ECAM0, 0, 3);
	pci_model_claim_ecam(&segments[1], ECAM1, 0x80, 0xff);
	pci_model_claim_ecam(&segments[2], ECAM2, 0x40, 0x7f);
	function = pci_model_add(&segments[segment], bus, 0x11, 0x1af4,
				 0x1000);
	function->writable[0x60] = 0xff;
	function->writable[0x61] = 0xff;
	function->writable[0x62] = 0xff;
	function->writable[0x63] = 0xff;
}

static void start(uint8_t bus)
{
	start_on(bus >= 0x80, bus);
}

static void check_sizes(const struct kdp_pcicfg *cfg)
{
	TAP_EQ(kdp_pcicfg_read32(cfg, 0), 0x10001af4);
	TAP_EQ(kdp_pcicfg_read16(cfg, 2), 0x1000);
	TAP_EQ(kdp_pcicfg_read8(cfg, 1), 0x1a);
	kdp_pcicfg_write32(cfg, 0x60, 0x44332211);
	TAP_EQ(kdp_pcicfg_read32(cfg, 0x60), 0x44332211);
	kdp_pcicfg_write16(cfg, 0x62, 0xbbaa);
	TAP_EQ(kdp_pcicfg_read32(cfg, 0x60), 0xbbaa2211);
	kdp_pcicfg_write8(cfg, 0x61, 0xcc);
	TAP_EQ(kdp_pcicfg_read32(cfg, 0x60), 0xbbaacc11);
}

static void window_that_holds_the_bus_is_used(void)
{
	struct kdp_pcicfg cfg;
	size_t count;

	start(0x85);
	TAP_CHECK(kdp_pcicfg_open(windows, 2, 1, 0x85, 0x11, &cfg));
	TAP_EQ(cfg.ecam, ECAM1 + (0x85 << 20) + (0x11 << 12));
	check_sizes(&cfg);
	fake_log(&count);
	TAP_EQ(function->reads + function->writes, count);

	start(2);
	TAP_CHECK(kdp_pcicfg_open(windows, 2, 0, 2, 0x11, &cfg));
	check_sizes(&cfg);
	TAP_EQ(fake_log_writes(FAKE_PIO, 0, 0x10000), 0);
}

/* The firmware names the address of bus 0, which the window need not have. */
static void window_without_bus_0_begins_at_any_mib(void)
{
	struct kdp_pcicfg cfg;

	start_on(2, 0x41);
	TAP_CHECK(kdp_pcicfg_open(windows, 3, 2, 0x41, 0x11, &cfg));
	TAP_EQ(cfg.ecam, 0xe0000000u + (1 << 20) + (0x11 << 12));
	check_sizes(&cfg);
}

static void ports_stand_in_where_no_window_is(void)
{
	struct kdp_pcicfg cfg;

	start(7);
	TAP_CHECK(kdp_pcicfg_open(windows, 2, 0, 7, 0x11, &cfg));
	TAP_EQ(cfg.ecam, 0);
	check_sizes(&cfg);
	TAP_EQ(fake_log_writes(FAKE_MMIO, 0, UINT64_MAX), 0);
	TAP_CHECK(kdp_pcicfg_open(NULL, 0, 0, 7, 0x11, &cfg));
	check_sizes(&cfg);
}

static void other_segments_need_a_window(void)
{
	struct kdp_pcicfg cfg = { .ecam = 1 };

	start(2);
	TAP_CHECK(!kdp_pcicfg_open(windows, 2, 1, 0x7f, 0, &cfg));
	TAP_CHECK(!kdp_pcicfg_open(windows, 2, 2, 0x80, 0, &cfg));
	TAP_EQ(cfg.ecam, 1);
}

static void what_is_not_reached_is_not_accessed(void)
{
	struct kdp_pcicfg cfg;
	size_t count;

	start(7);
	kdp_pcicfg_open(NULL, 0, 0, 7, 0x11, &cfg);
	TAP_EQ(kdp_pcicfg_read32(&cfg, 0x100), 0xffffffff);
	TAP_EQ(kdp_pcicfg_read16(&cfg, 3), 0xffff);
	TAP_EQ(kdp_pcicfg_read8(&cfg, 0x1000), 0xff);
	kdp_pcicfg_write32(&cfg, 0x100, 0);
	kdp_pcicfg_write32(&cfg, 0x62, 0);
	kdp_pcicfg_write16(&cfg, 0x61, 0);
	kdp_pcicfg_write8(&cfg, 0x100, 0);
	start(2);
	kdp_pcicfg_open(windows, 2, 0, 2, 0x11, &cfg);
	TAP_EQ(kdp_pcicfg_read32(&cfg, 0x1000), 0xffffffff);
	kdp_pcicfg_write16(&cfg, 0x1000, 0);
	fake_log(&count);
	TAP_EQ(count, 0);
	TAP_EQ(kdp_pcicfg_read32(&cfg, 0xffc), 0);
}

int main(void)
{
	TAP_RUN(window_that_holds_the_bus_is_used);
	TAP_RUN(window_without_bus_0_begins_at_any_mib);
	TAP_RUN(ports_stand_in_where_no_window_is);
	TAP_RUN(other_segments_need_a_window);
	TAP_RUN(what_is_not_reached_is_not_accessed);
	pci_model_deinit(&segments[0]);
	pci_model_deinit(&segments[1]);
	pci_model_deinit(&segments[2]);
	return tap_done();
}
