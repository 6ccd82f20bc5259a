// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcimodel.c - the bare tests' PCI functions in RAM; see pcimodel.h.
 */
#include "tests/bare/pcimodel.h"

#include <stdio.h>
#include <string.h>

#include "purgatory/regs/pci.h"

#define COMMAND_ON (PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER)
#define MSI_ON	   (PCI_MSI_ENABLE | PCI_MSI_64BIT)
#define MSIX_ON	   (PCI_MSIX_ENABLE | 3u)	/* four vectors */
#define PCIE_AT	   0x40u

#define DEVFN(device, function) ((uint8_t)((device) << 3 | (function)))

static uint8_t *config(uint8_t *space, uint32_t bus, uint8_t devfn)
{
	return space + ((size_t)bus << 20 | (size_t)devfn << 12);
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static void put_capability(uint8_t *function, uint8_t at, uint8_t id,
			   uint8_t next, uint32_t control)
{
	function[at + PCI_CAP_ID] = id;
	function[at + PCI_CAP_NEXT] = next;
	put16(function + at + PCI_CAP_CONTROL, control);
}

/* Ids, a list of capabilities that begins at @first, interrupts by a pin. */
static uint8_t *put_function(uint8_t *space, uint32_t bus, uint8_t devfn,
			     uint8_t first)
{
	uint8_t *function = config(space, bus, devfn);

	memset(function, 0, 256);
	put16(function + PCI_ID, PCIMODEL_VENDOR);
	put16(function + PCI_ID + 2, PCIMODEL_DEVICE);
	put16(function + PCI_COMMAND, COMMAND_ON);
	put16(function + PCI_STATUS, PCI_STATUS_CAPABILITIES);
	function[PCI_CAPABILITIES] = first;
	function[PCI_INTERRUPT_PIN] = 1;
	return function;
}

/* One that sends interrupts in all three ways. */
static uint8_t *put_whole(uint8_t *space, uint32_t bus, uint8_t devfn)
{
	uint8_t *function = put_function(space, bus, devfn, PCIE_AT);

	function[PCI_HEADER_TYPE] = PCI_HEADER_MULTI;
	put_capability(function, PCIE_AT, PCI_CAP_ID_PCIE, PCIMODEL_MSI, 2);
	put_capability(function, PCIMODEL_MSI, PCI_CAP_ID_MSI, PCIMODEL_MSIX,
		       MSI_ON);
	put_capability(function, PCIMODEL_MSIX, PCI_CAP_ID_MSIX, 0, MSIX_ON);
	return function;
}

static void put_bridge(uint8_t *space, uint32_t bus, uint8_t devfn,
		       uint8_t secondary)
{
	uint8_t *function = put_function(space, bus, devfn, 0);

	function[PCI_HEADER_TYPE] = PCI_HEADER_BRIDGE;
	function[PCI_BUS_NUMBERS] = (uint8_t)bus;
	function[PCI_BUS_NUMBERS + 1] = secondary;
	function[PCI_BUS_NUMBERS + 2] = 0xff;
	function[PCI_INTERRUPT_PIN] = 0;
	put16(function + PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
}

static struct kdp_pci_function row_of(uint32_t bus, uint8_t devfn)
{
	struct kdp_pci_function row = {
		.segment = PCIMODEL_SEGMENT,
		.bus = (uint8_t)bus,
		.devfn = devfn,
		.vendor = PCIMODEL_VENDOR,
		.device = PCIMODEL_DEVICE,
		.msi = PCIMODEL_MSI,
		.msix = PCIMODEL_MSIX,
		.flags = KDP_PCI_F_INTX,
	};

	return row;
}

static size_t fill_regular(const char *kind, uint32_t count, uint8_t *space,
			   struct kdp_pci_function *rows)
{
	size_t row_count = 0;
	uint32_t i;

	for (i = 0; i < count; i++) {
		uint8_t devfn = (uint8_t)i;
		uint32_t bus = i >> 8;
		uint8_t *function = put_whole(space, bus, devfn);

		if (!strcmp(kind, "found") && devfn)
			continue;
		rows[row_count] = row_of(bus, devfn);
		if (!strcmp(kind, "vf") && i) {
			/* As PCIe SR-IOV 1.1, 3.4.1.1 has it; no pin. */
			memset(function + PCI_ID, 0xff, 4);
			put16(function + PCI_COMMAND, PCI_COMMAND_MASTER);
			function[PCI_INTERRUPT_PIN] = 0;
			rows[row_count].flags = KDP_PCI_F_VF;
		}
		row_count++;
	}
	return row_count;
}

/* Lists of capabilities: circles, and pointers to where no list can be. */
static void put_broken_lists(uint8_t *space)
{
	uint8_t *f = put_function(space, 0, DEVFN(1, 0), 0x40);

	put_capability(f, 0x40, 0x01, 0x48, 0);
	put_capability(f, 0x48, 0x09, 0x40, 0);
	/* A capability that is its own successor, and an MSI one. */
	f = put_function(space, 0, DEVFN(2, 0), PCIMODEL_MSI);
	put_capability(f, PCIMODEL_MSI, PCI_CAP_ID_MSI, PCIMODEL_MSI, MSI_ON);
	/* MSI in the last four bytes: its mask would be past the end. */
	f = put_function(space, 0, DEVFN(3, 0), 0xfc);
	put_capability(f, 0xfc, PCI_CAP_ID_MSI, 0xfc,
		       MSI_ON | PCI_MSI_MASKING);
	/* Into the header, and not aligned. */
	put_function(space, 0, DEVFN(4, 0), 0x10);
	f = put_function(space, 0, DEVFN(5, 0), PCIMODEL_MSIX | 3);
	put_capability(f, PCIMODEL_MSIX, PCI_CAP_ID_MSIX, 0x07, MSIX_ON);
	/* Gone behind the ids, and gone behind the header. */
	f = put_function(space, 0, DEVFN(6, 0), 0x40);
	memset(f + PCI_COMMAND, 0xff, 256 - PCI_COMMAND);
	f = put_function(space, 0, DEVFN(7, 0), 0x40);
	memset(f + 0x40, 0xff, 256 - 0x40);
}

/* Bridges that lead to themselves, back, in a circle, out of the window. */
static void put_broken_bridges(uint8_t *space)
{
	put_bridge(space, 0, DEVFN(8, 0), 0);
	put_bridge(space, 0, DEVFN(9, 0), 1);
	put_bridge(space, 0, DEVFN(10, 0), 0xff);
	memset(config(space, 0, DEVFN(10, 0)) + PCI_BUS_NUMBERS, 0xff, 4);
	put_bridge(space, 1, DEVFN(0, 0), 0);
	put_bridge(space, 1, DEVFN(1, 0), 1);
	put_bridge(space, 1, DEVFN(2, 0), 2);
	put_bridge(space, 2, DEVFN(0, 0), 1);
	put_bridge(space, 2, DEVFN(1, 0), PCIMODEL_BUSES - 1);
	put_bridge(space, PCIMODEL_BUSES - 1, DEVFN(0, 0), PCIMODEL_BUSES);
	put_bridge(space, PCIMODEL_BUSES - 1, DEVFN(1, 0), 1);
}

static size_t fill_broken(uint8_t *space, struct kdp_pci_function *rows)
{
	memset(space, 0xff, PCIMODEL_SIZE);
	put_broken_lists(space);
	put_broken_bridges(space);
	/* Not ready (PCIe 3.0, 2.3.2); and functions among all that. */
	put16(config(space, 0, DEVFN(12, 0)) + PCI_ID, 1);
	put_whole(space, 0, DEVFN(0, 0));
	put_whole(space, 0, DEVFN(11, 0));
	put_whole(space, 0, DEVFN(11, 7));
	put_whole(space, 2, DEVFN(31, 0));
	put_whole(space, PCIMODEL_BUSES - 1, DEVFN(31, 0));
	rows[0] = row_of(0, 0);
	return 1;
}

size_t pcimodel_fill(const char *text, uint8_t *space,
		     struct kdp_pci_function *rows)
{
	uint32_t count = 0;
	char kind[16];

	memset(space, 0xff, PCIMODEL_SIZE);
	if (!strcmp(text, "broken"))
		return fill_broken(space, rows);
	if (sscanf(text, "%15[a-z]:%u", kind, &count) != 2 ||
	    count > PCIMODEL_FUNCTIONS ||
	    (strcmp(kind, "planned") != 0 && strcmp(kind, "found") != 0 &&
	     strcmp(kind, "vf") != 0))
		return 0;
	return fill_regular(kind, count, space, rows);
}

/* Capabilities are where they are, whatever the ids of the function say. */
struct pcimodel_left pcimodel_count(const uint8_t *space)
{
	struct pcimodel_left left = { 0 };
	const uint8_t *f;
	uint32_t i;

	for (i = 0; i < PCIMODEL_FUNCTIONS; i++) {
		f = space + (size_t)i * 4096;
		if (f[PCI_HEADER_TYPE] == 0xff)
			continue;
		left.functions++;
		left.intx += f[PCI_INTERRUPT_PIN] &&
			     !(get16(f + PCI_COMMAND) &
			       PCI_COMMAND_INTX_DISABLE);
		left.msi += f[PCIMODEL_MSI] == PCI_CAP_ID_MSI &&
			    get16(f + PCIMODEL_MSI + 2) & PCI_MSI_ENABLE;
		left.msi += f[0xfc] == PCI_CAP_ID_MSI &&
			    get16(f + 0xfe) & PCI_MSI_ENABLE;
		left.msix += f[PCIMODEL_MSIX] == PCI_CAP_ID_MSIX &&
			     !(get16(f + PCIMODEL_MSIX + 2) &
			       PCI_MSIX_MASK_ALL);
	}
	return left;
}
