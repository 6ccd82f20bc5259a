// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/pci.c, which reads configuration space: capabilities
 * are found behind others, a list that runs in a circle or into nothing ends,
 * a header without its list is an error that says what is needed, bridges
 * tell their buses, and addresses are read strictly.
 */
#include "kdump-prep/pci.h"

#include <stdlib.h>

#include "tests/tap.h"

static uint8_t config[256];

/* A function with a pin, MSI at 0x50 behind power management, MSI-X at 0xfc. */
static void reset(void)
{
	memset(config, 0, sizeof(config));
	config[0x00] = 0x86;
	config[0x01] = 0x80;
	config[0x02] = 0x34;
	config[0x03] = 0x12;
	config[0x06] = 0x10;
	config[0x09] = 0x02;
	config[0x0a] = 0x01;
	config[0x0b] = 0x0c;
	config[0x34] = 0x40;
	config[0x3d] = 1;
	config[0x40] = 0x01;
	config[0x41] = 0x50;
	config[0x50] = 0x05;
	config[0x51] = 0xfc;
	config[0x52] = 0x81;
	config[0xfc] = 0x11;
	config[0xff] = 0x80;
}

/* Parses the first @size bytes, on the heap. */
static struct kdp_error *parse(size_t size, struct kdp_topology_function *ret)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct kdp_error *err;

	if (!copy)
		abort();
	memcpy(copy, config, size);
	*ret = (struct kdp_topology_function){ 0 };
	err = kdp_pci_parse(copy, size, ret);
	free(copy);
	return err;
}

static struct kdp_topology_function parse_fine(void)
{
	struct kdp_topology_function function;
	struct kdp_error *err = parse(sizeof(config), &function);

	TAP_CHECK(!err);
	kdp_error_destroy(err);
	return function;
}

static void capabilities_are_found(void)
{
	struct kdp_topology_function function;

	reset();
	function = parse_fine();
	TAP_EQ(function.pci.vendor, 0x8086);
	TAP_EQ(function.pci.device, 0x1234);
	TAP_EQ(function.class_code, 0x0c0102);
	TAP_EQ(function.pci.msi, 0x50);
	TAP_EQ(function.pci.msix, 0xfc);
	TAP_CHECK(function.msi_enabled);
	TAP_CHECK(function.msix_enabled);
	TAP_EQ(function.pci.flags, KDP_PCI_F_INTX);
}

static void disabled_capabilities_are_not_enabled(void)
{
	struct kdp_topology_function function;

	reset();
	config[0x52] = 0x80;
	config[0xff] = 0x40;
	function = parse_fine();
	TAP_EQ(function.pci.msi, 0x50);
	TAP_CHECK(!function.msi_enabled);
	TAP_CHECK(!function.msix_enabled);
}

static void pointer_bits_that_are_reserved_are_ignored(void)
{
	reset();
	config[0x34] = 0x43;
	config[0x41] = 0x51;
	TAP_EQ(parse_fine().pci.msi, 0x50);
}

static void no_list_without_the_status_bit(void)
{
	struct kdp_topology_function function;

	reset();
	config[0x06] = 0;
	function = parse_fine();
	TAP_EQ(function.pci.msi, 0);
	TAP_EQ(function.pci.msix, 0);
}

static void list_in_a_circle_ends(void)
{
	struct kdp_topology_function function;

	reset();
	config[0xfd] = 0x40;
	function = parse_fine();
	TAP_EQ(function.pci.msi, 0x50);
	TAP_EQ(function.pci.msix, 0xfc);
	config[0x41] = 0x40;
	function = parse_fine();
	TAP_EQ(function.pci.msi, 0);
}

static void list_into_the_header_or_nothing_ends(void)
{
	reset();
	config[0x51] = 0x3c;
	TAP_EQ(parse_fine().pci.msix, 0);
	reset();
	config[0x50] = 0xff;
	TAP_EQ(parse_fine().pci.msix, 0);
}

static void header_alone_is_an_error_that_says_why(void)
{
	struct kdp_topology_function function;
	struct kdp_error *err;

	reset();
	err = parse(64, &function);
	TAP_CHECK(err && strstr(err->message, "CAP_SYS_ADMIN"));
	kdp_error_destroy(err);
	/* Nothing is missing where there is no list. */
	config[0x06] = 0;
	err = parse(64, &function);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
}

static void space_cut_anywhere_is_an_error(void)
{
	struct kdp_topology_function function;
	struct kdp_error *err;
	size_t size;

	reset();
	for (size = 0; size < sizeof(config); size++) {
		err = parse(size, &function);
		TAP_CHECK(err != NULL);
		kdp_error_destroy(err);
	}
}

static void bridge_tells_its_buses(void)
{
	struct kdp_topology_function function;

	reset();
	config[0x0e] = 0x81;
	config[0x18] = 1;
	config[0x19] = 2;
	config[0x1a] = 9;
	function = parse_fine();
	TAP_EQ(function.pci.flags, KDP_PCI_F_BRIDGE | KDP_PCI_F_INTX);
	TAP_EQ(function.secondary, 2);
	TAP_EQ(function.subordinate, 9);
}

static void cardbus_list_is_not_read(void)
{
	reset();
	config[0x0e] = 0x02;
	TAP_EQ(parse_fine().pci.msi, 0);
}

static void any_damage_is_survived(void)
{
	struct kdp_topology_function function;
	unsigned int value;
	size_t i;

	reset();
	for (i = 0; i < sizeof(config); i++) {
		uint8_t saved = config[i];

		for (value = 0; value < 256; value++) {
			config[i] = (uint8_t)value;
			kdp_error_destroy(parse(sizeof(config), &function));
			TAP_CHECK(function.pci.msi == 0 ||
				  function.pci.msi >= 0x40);
		}
		config[i] = saved;
	}
}

static bool address(const char *name, struct kdp_pci_function *ret)
{
	return kdp_pci_parse_address(name, strlen(name), ret);
}

static void addresses_are_read(void)
{
	struct kdp_pci_function pci = { 0 };

	TAP_CHECK(address("0000:00:1f.2", &pci));
	TAP_EQ(pci.devfn, 0xfa);
	TAP_CHECK(address("a001:ff:00.7", &pci));
	TAP_EQ(pci.segment, 0xa001);
	TAP_EQ(pci.bus, 0xff);
	TAP_EQ(pci.devfn, 7);
}

static void other_names_are_not_addresses(void)
{
	static const char *const names[] = {
		"",		"0000",		"0000:",	"0000:00:1f",
		"0000:00:1f.8", "0000:00:20.0", "0000:0g:1f.0", "000:00:1f.0",
		"10000:00:1f.0", "0000:00:1f.00", "0000:00-1f.0", "..",
		"0000:000:1f.", "0x00:00:1f.0 ",
	};
	struct kdp_pci_function pci = { 0 };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		TAP_CHECK(!address(names[i], &pci));
}

int main(void)
{
	TAP_RUN(capabilities_are_found);
	TAP_RUN(disabled_capabilities_are_not_enabled);
	TAP_RUN(pointer_bits_that_are_reserved_are_ignored);
	TAP_RUN(no_list_without_the_status_bit);
	TAP_RUN(list_in_a_circle_ends);
	TAP_RUN(list_into_the_header_or_nothing_ends);
	TAP_RUN(header_alone_is_an_error_that_says_why);
	TAP_RUN(space_cut_anywhere_is_an_error);
	TAP_RUN(bridge_tells_its_buses);
	TAP_RUN(cardbus_list_is_not_read);
	TAP_RUN(any_damage_is_survived);
	TAP_RUN(addresses_are_read);
	TAP_RUN(other_names_are_not_addresses);
	return tap_done();
}
