// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pciwalk.c - find the PCI functions that appeared after the image was
 * loaded, by a walk of the buses that the plan knows and of those that
 * bridges lead to now: hotplug changes their numbers.
 *
 * All that is read is taken from hardware that another system configured and
 * that may be half broken: each bus is walked once, a list of capabilities
 * has an end, and so has the number of functions that are believed.
 *
 * Functions past the eighth of a device (ARI) and virtual functions cannot be
 * told from nothing this way; they are silenced where the plan has them.
 */
#include "purgatory/mem.h"
#include "purgatory/pci.h"
#include "purgatory/record.h"
#include "purgatory/regs/pci.h"

#define BUSES	  256u
#define DEVICES	  32u
#define FUNCTIONS 8u

/* A bus whose devices ignore the address could show 256 for each bus. */
#define FOUND_MAX 4096u

/* Capabilities of 4 bytes between 0x40 and 0xff: more hops are a circle. */
#define HOPS_MAX 48

#define HEADER_NONE 0xffu

/* One segment while it is walked. */
struct walk {
	struct kdp_pci *pci;
	uint16_t segment;
	bool ended;		/* by the deadline, or too many functions */
	uint64_t buses[BUSES / 64];	/* to be walked */
	uint64_t walked[BUSES / 64];
	uint64_t single[BUSES / 64];	/* only device 0 can be there */
};

/* What a list of capabilities holds that is of interest. */
struct capabilities {
	uint8_t msi;
	uint8_t msix;
	uint8_t pcie;
};

static uint64_t done[BUSES * DEVICES * FUNCTIONS / 64];
static uint32_t found_count;

static bool open_function(const struct walk *walk, uint8_t bus, uint8_t devfn,
			  struct kdp_pcicfg *cfg)
{
	return kdp_pcicfg_open(walk->pci->windows, walk->pci->window_count,
			       walk->segment, bus, devfn, cfg);
}

static struct capabilities find_capabilities(const struct kdp_pcicfg *cfg)
{
	struct capabilities found = { 0 };
	uint8_t offset;
	int hops;

	if (!(kdp_pcicfg_read16(cfg, PCI_STATUS) & PCI_STATUS_CAPABILITIES))
		return found;
	offset = kdp_pcicfg_read8(cfg, PCI_CAPABILITIES) & PCI_CAP_OFFSET;
	for (hops = 0; hops < HOPS_MAX && offset >= PCI_CAP_FIRST; hops++) {
		uint16_t entry = kdp_pcicfg_read16(cfg, offset);
		uint8_t id = (uint8_t)entry;

		if (id == PCI_CAP_ID_NONE)
			break;
		if (id == PCI_CAP_ID_MSI && !found.msi)
			found.msi = offset;
		else if (id == PCI_CAP_ID_MSIX && !found.msix)
			found.msix = offset;
		else if (id == PCI_CAP_ID_PCIE && !found.pcie)
			found.pcie = offset;
		offset = entry >> 8 & PCI_CAP_OFFSET;
	}
	return found;
}

/*
 * Below a root or downstream port is a link, with device 0 alone at its other
 * end (PCIe 3.0, 7.3.1): an empty slot costs one access instead of 32.
 */
static bool has_link(const struct kdp_pcicfg *cfg, uint8_t pcie)
{
	uint16_t type;

	if (!pcie)
		return false;
	type = KDP_FIELD_GET(PCI_PCIE_TYPE,
			     kdp_pcicfg_read16(cfg, pcie + PCI_PCIE_FLAGS));
	return type == PCI_PCIE_ROOT_PORT || type == PCI_PCIE_DOWNSTREAM;
}

/* Only numbers that grow are followed, as a bridge forwards no others. */
static void follow_bridge(struct walk *walk, const struct kdp_pcicfg *cfg,
			  uint8_t bus, uint8_t pcie)
{
	uint32_t numbers = kdp_pcicfg_read32(cfg, PCI_BUS_NUMBERS);
	uint32_t next = KDP_FIELD_GET(PCI_BUS_SECONDARY, numbers);
	struct kdp_pcicfg behind;

	if (numbers == PCI_ID_NONE || next <= bus)
		return;
	if (!open_function(walk, (uint8_t)next, 0, &behind)) {
		kdp_record_detail(KDP_CODE_PCI_FOUND, KDP_STATUS_UNSUPPORTED,
				  KDP_BDF(walk->segment, next, 0), 0, 0, 0);
		walk->pci->unsupported = true;
		return;
	}
	kdp_bit_set(walk->buses, next);
	if (has_link(cfg, pcie))
		kdp_bit_set(walk->single, next);
}

/* Fills in what the function itself says; returns where PCIe's list is. */
static uint8_t describe(const struct kdp_pcicfg *cfg, uint8_t header,
			struct kdp_pci_function *function)
{
	uint8_t type = header & PCI_HEADER_LAYOUT;
	struct capabilities caps = { 0 };

	/* The list of a CardBus bridge is elsewhere and has no MSI. */
	if (type <= PCI_HEADER_BRIDGE)
		caps = find_capabilities(cfg);
	function->msi = caps.msi;
	function->msix = caps.msix;
	if (kdp_pcicfg_read8(cfg, PCI_INTERRUPT_PIN))
		function->flags |= KDP_PCI_F_INTX;
	if (type == PCI_HEADER_BRIDGE)
		function->flags |= KDP_PCI_F_BRIDGE;
	return caps.pcie;
}

static void found_function(struct walk *walk, const struct kdp_pcicfg *cfg,
			   uint8_t bus, uint8_t devfn, uint32_t ids,
			   uint8_t header)
{
	struct kdp_pci_function function = {
		.segment = walk->segment,
		.bus = bus,
		.devfn = devfn,
		.vendor = (uint16_t)ids,
		.device = (uint16_t)(ids >> 16),
	};
	uint8_t pcie = describe(cfg, header, &function);

	kdp_record()->pci_count++;
	kdp_record()->pci_found++;
	kdp_record_detail(KDP_CODE_PCI_FOUND, KDP_STATUS_OK,
			  KDP_BDF(walk->segment, bus, devfn),
			  function.msi | (uint64_t)function.msix << 8 |
				  (uint64_t)header << 16,
			  ids, 0);
	kdp_pci_silence(walk->pci, &function, cfg);
	if (function.flags & KDP_PCI_F_BRIDGE)
		follow_bridge(walk, cfg, bus, pcie);
}

/* Nothing, or a device that is not ready yet, and so sends nothing. */
static bool is_nobody(uint32_t ids)
{
	uint32_t vendor = KDP_FIELD_GET(PCI_ID_VENDOR, ids);

	return vendor == 0 || vendor == 0xffff || ids == PCI_ID_NOT_READY;
}

bool kdp_pci_describe(const struct kdp_pcicfg *cfg,
		      struct kdp_pci_function *function)
{
	uint32_t ids = kdp_pcicfg_read32(cfg, PCI_ID);
	uint8_t header = kdp_pcicfg_read8(cfg, PCI_HEADER_TYPE);
	bool is_vf = function->flags & KDP_PCI_F_VF;

	if (header == HEADER_NONE || (!is_vf && is_nobody(ids)))
		return false;
	if (!is_vf) {
		function->vendor = (uint16_t)ids;
		function->device = (uint16_t)(ids >> 16);
	}
	describe(cfg, header, function);
	return true;
}

/*
 * A function that is done is not looked at again, but the first of a device
 * tells whether there are others.  Returns its header type, HEADER_NONE when
 * there is nobody.
 */
static uint8_t walk_function(struct walk *walk, uint8_t bus, uint8_t devfn)
{
	bool is_done = kdp_bit_get(done, (uint32_t)bus << 8 | devfn);
	struct kdp_pcicfg cfg;
	uint32_t ids = 0;
	uint8_t header;

	if (!open_function(walk, bus, devfn, &cfg))
		return HEADER_NONE;
	if (is_done && devfn % FUNCTIONS)
		return HEADER_NONE;
	if (!is_done) {
		ids = kdp_pcicfg_read32(&cfg, PCI_ID);
		if (is_nobody(ids))
			return HEADER_NONE;
	}
	header = kdp_pcicfg_read8(&cfg, PCI_HEADER_TYPE);
	if (is_done || header == HEADER_NONE)
		return header;
	if (found_count == FOUND_MAX) {
		walk->ended = true;
		return HEADER_NONE;
	}
	found_count++;
	found_function(walk, &cfg, bus, devfn, ids, header);
	return header;
}

static void walk_device(struct walk *walk, uint8_t bus, uint32_t device)
{
	uint8_t devfn = (uint8_t)(device * FUNCTIONS);
	uint8_t header = walk_function(walk, bus, devfn);
	uint32_t i;

	if (header == HEADER_NONE || !(header & PCI_HEADER_MULTI))
		return;
	for (i = 1; i < FUNCTIONS && !walk->ended; i++)
		walk_function(walk, bus, (uint8_t)(devfn + i));
}

static void walk_bus(struct walk *walk, uint8_t bus)
{
	uint32_t devices = kdp_bit_get(walk->single, bus) ? 1 : DEVICES;
	uint32_t i;

	for (i = 0; i < devices && !walk->ended; i++) {
		walk_device(walk, bus, i);
		walk->ended |= kdp_deadline_passed(&walk->pci->deadline);
	}
}

/*
 * What the rows of a segment say: which functions are done, which buses there
 * are, and where the bridges among them lead now.  Virtual functions may have
 * a bus of their own, on which nobody else can be.
 */
static void start_segment(struct walk *walk, const uint64_t *done_rows,
			  uint32_t first, uint32_t end)
{
	struct kdp_pcicfg cfg;
	uint32_t i;

	memset(done, 0, sizeof(done));
	for (i = first; i < end && !walk->ended; i++) {
		const struct kdp_pci_function *row = &walk->pci->table[i];

		if ((row->flags & KDP_PCI_F_VF) ||
		    !open_function(walk, row->bus, row->devfn, &cfg))
			continue;
		kdp_bit_set(walk->buses, row->bus);
		if (i >= KDP_PCI_ROWS_MAX || !kdp_bit_get(done_rows, i))
			continue;
		kdp_bit_set(done, (uint32_t)row->bus << 8 | row->devfn);
		if (!(row->flags & KDP_PCI_F_BRIDGE))
			continue;
		follow_bridge(walk, &cfg, row->bus,
			      find_capabilities(&cfg).pcie);
		walk->ended |= kdp_deadline_passed(&walk->pci->deadline);
	}
}

/* The lowest bus that is still to be walked, or BUSES. */
static uint32_t next_bus(const struct walk *walk)
{
	uint32_t bus;

	for (bus = 0; bus < BUSES; bus++) {
		if (kdp_bit_get(walk->buses, bus) &&
		    !kdp_bit_get(walk->walked, bus))
			break;
	}
	return bus;
}

/*
 * Bridges come before the buses behind them, as these have higher numbers.
 * The bus on which the search was ended is recorded.
 */
static bool walk_segment(struct kdp_pci *pci, const uint64_t *done_rows,
			 uint32_t first, uint32_t end)
{
	struct walk walk = {
		.pci = pci,
		.segment = pci->table[first].segment,
	};
	uint32_t last = pci->table[first].bus;
	uint32_t bus;

	start_segment(&walk, done_rows, first, end);
	for (bus = next_bus(&walk); bus < BUSES && !walk.ended;
	     bus = next_bus(&walk)) {
		kdp_bit_set(walk.walked, bus);
		walk_bus(&walk, (uint8_t)bus);
		last = bus;
	}
	if (walk.ended)
		kdp_record_detail(KDP_CODE_PCI_FOUND, KDP_STATUS_TIMEOUT,
				  KDP_BDF(walk.segment, last, 0), 0, 0, 0);
	return !walk.ended;
}

bool kdp_pci_walk(struct kdp_pci *pci, const uint64_t *done_rows)
{
	uint32_t first;
	uint32_t end;

	found_count = 0;
	for (first = 0; first < pci->count; first = end) {
		for (end = first + 1; end < pci->count; end++) {
			if (pci->table[end].segment !=
			    pci->table[first].segment)
				break;
		}
		if (!walk_segment(pci, done_rows, first, end))
			return false;
	}
	return true;
}
