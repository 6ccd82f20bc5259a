// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci_model.c - the PCI functions of the fake machine.
 */
#include "tests/fake/pci_model.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "purgatory/regs/pci.h"
#include "tests/fake/bus.h"

uint16_t pci_model_get16(const struct pci_model_function *function,
			 uint16_t reg)
{
	return (uint16_t)(function->config[reg] |
			  function->config[reg + 1] << 8);
}

void pci_model_set16(struct pci_model_function *function, uint16_t reg,
		     uint16_t value)
{
	function->config[reg] = (uint8_t)value;
	function->config[reg + 1] = (uint8_t)(value >> 8);
}

static void set_writable16(struct pci_model_function *function, uint16_t reg,
			   uint16_t mask)
{
	function->writable[reg] = (uint8_t)mask;
	function->writable[reg + 1] = (uint8_t)(mask >> 8);
}

static bool msi_enabled(const struct pci_model_function *f)
{
	return f->msi && (pci_model_get16(f, f->msi + PCI_CAP_CONTROL) &
			  PCI_MSI_ENABLE);
}

static bool msix_enabled(const struct pci_model_function *f)
{
	return f->msix && (pci_model_get16(f, f->msix + PCI_CAP_CONTROL) &
			   PCI_MSIX_ENABLE);
}

/* 6.8.1.7: a masked vector is not sent; the model's functions send vector 0. */
static bool msi_masked(const struct pci_model_function *f)
{
	uint16_t control = pci_model_get16(f, f->msi + PCI_CAP_CONTROL);
	uint16_t reg = f->msi + (control & PCI_MSI_64BIT ? PCI_MSI_MASK_64 :
							   PCI_MSI_MASK_32);

	return (control & PCI_MSI_MASKING) && (f->config[reg] & 1);
}

static bool msix_masked(const struct pci_model_function *f)
{
	return pci_model_get16(f, f->msix + PCI_CAP_CONTROL) &
	       PCI_MSIX_MASK_ALL;
}

/*
 * PCI 3.0, 6.8.1.3 and 6.8.2.3: with MSI or MSI-X enabled, the function is
 * prohibited from using its INTx# pin.  6.2.2: Interrupt Disable keeps it
 * from asserting.
 */
static void evaluate(struct pci_model_function *f)
{
	bool assert = f->wants_interrupt && !f->is_gone && !msi_enabled(f) &&
		      !msix_enabled(f) &&
		      !(pci_model_get16(f, PCI_COMMAND) &
			PCI_COMMAND_INTX_DISABLE);

	if (assert && !f->intx_asserted)
		f->intx_count++;
	f->intx_asserted = assert;
}

void pci_model_fire(struct pci_model_function *f)
{
	f->wants_interrupt = true;
	if ((msi_enabled(f) && !msi_masked(f)) ||
	    (msix_enabled(f) && !msix_masked(f)))
		f->message_count++;
	evaluate(f);
}

static void count_access(struct pci_model_function *f, uint32_t *counter)
{
	(*counter)++;
	if (f->gone_after && --f->gone_after == 0)
		f->is_gone = true;
}

static uint64_t config_read(struct pci_model *model, uint32_t bdf,
			    uint16_t reg, unsigned int size)
{
	struct pci_model_function *f = model->functions[bdf];
	uint64_t value = 0;
	unsigned int i;

	if (f)
		count_access(f, &f->reads);
	for (i = size; i-- > 0;) {
		uint8_t byte = 0xff;

		if (f && !f->is_gone && !(f->is_vf && reg + i < 4))
			byte = f->config[reg + i];
		value = value << 8 | byte;
	}
	return value;
}

static void config_write(struct pci_model *model, uint32_t bdf, uint16_t reg,
			 unsigned int size, uint64_t value)
{
	struct pci_model_function *f = model->functions[bdf];
	unsigned int i;

	if (!f)
		return;
	count_access(f, &f->writes);
	if (f->is_gone)
		return;
	for (i = 0; i < size; i++) {
		uint8_t mask = f->writable[reg + i];
		uint8_t byte = (uint8_t)(value >> 8 * i);

		f->config[reg + i] = (uint8_t)((f->config[reg + i] & ~mask) |
					       (byte & mask));
	}
	evaluate(f);
}

/* PCI 3.0, 3.2.2.3.2: the address register takes 32-bit accesses only. */
static uint64_t address_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct pci_model *model = opaque;

	if (offset || size != 4)
		fake_abort("CF8: read of %u bytes at +%" PRIu64, size, offset);
	return model->address;
}

static void address_write(void *opaque, uint64_t offset, unsigned int size,
			  uint64_t value)
{
	struct pci_model *model = opaque;

	if (offset || size != 4)
		fake_abort("CF8: write of %u bytes at +%" PRIu64, size, offset);
	if (value & 3 || value & KDP_BITS(30, 24))
		fake_abort("CF8: reserved bits in 0x%" PRIx64, value);
	model->address = (uint32_t)value;
}

static const struct fake_ops address_ops = {
	.name = "CF8",
	.read = address_read,
	.write = address_write,
};

/* The bus, device and function that CF8 selects. */
static uint32_t selected(const struct pci_model *model)
{
	if (!(model->address & PCI_CONFIG_ENABLE))
		fake_abort("CFC: address 0x%x is not enabled", model->address);
	return model->address >> 8 & 0xffff;
}

static uint16_t selected_reg(const struct pci_model *model, uint64_t offset,
			     unsigned int size)
{
	if (offset % size)
		fake_abort("CFC: %u bytes at +%" PRIu64, size, offset);
	return (uint16_t)((model->address & PCI_CONFIG_REGISTER) + offset);
}

static uint64_t data_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct pci_model *model = opaque;

	return config_read(model, selected(model),
			   selected_reg(model, offset, size), size);
}

static void data_write(void *opaque, uint64_t offset, unsigned int size,
		       uint64_t value)
{
	struct pci_model *model = opaque;

	config_write(model, selected(model), selected_reg(model, offset, size),
		     size, value);
}

static const struct fake_ops data_ops = {
	.name = "CFC",
	.read = data_read,
	.write = data_write,
};

/* PCIe 3.0, 7.2.2: an access must not cross a DW. */
static void check_ecam(uint64_t offset, unsigned int size)
{
	if (size > 4 || offset % size)
		fake_abort("ecam: %u bytes at 0x%" PRIx64, size, offset);
}

static uint64_t ecam_read(void *model, uint64_t offset, unsigned int size)
{
	check_ecam(offset, size);
	return config_read(model, offset >> 12 & 0xffff,
			   offset & PCI_ECAM_REGISTER, size);
}

static void ecam_write(void *model, uint64_t offset, unsigned int size,
		       uint64_t value)
{
	check_ecam(offset, size);
	config_write(model, offset >> 12 & 0xffff, offset & PCI_ECAM_REGISTER,
		     size, value);
}

static const struct fake_ops ecam_ops = {
	.name = "ecam",
	.read = ecam_read,
	.write = ecam_write,
};

void pci_model_init(struct pci_model *model)
{
	memset(model, 0, sizeof(*model));
}

void pci_model_deinit(struct pci_model *model)
{
	size_t i;

	for (i = 0; i < 0x10000; i++)
		free(model->functions[i]);
	memset(model, 0, sizeof(*model));
}

void pci_model_claim_ports(struct pci_model *model)
{
	fake_claim(FAKE_PIO, PCI_CONFIG_ADDRESS, 4, &address_ops, model);
	fake_claim(FAKE_PIO, PCI_CONFIG_DATA, 4, &data_ops, model);
}

void pci_model_claim_ecam(struct pci_model *model, uint64_t addr,
			  uint8_t bus_start, uint8_t bus_end)
{
	uint64_t skipped = (uint64_t)bus_start << 20;
	uint64_t buses = (uint64_t)bus_end - bus_start + 1;

	fake_claim_part(FAKE_MMIO, addr + skipped, buses << 20, skipped,
			&ecam_ops, model);
}

/* Type 0 header, 6.1 and 6.2; the command bits that software can set. */
struct pci_model_function *pci_model_add(struct pci_model *model, uint8_t bus,
					 uint8_t devfn, uint16_t vendor,
					 uint16_t device)
{
	struct pci_model_function *f = calloc(1, sizeof(*f));

	if (!f)
		fake_abort("no memory");
	pci_model_set16(f, PCI_ID, vendor);
	pci_model_set16(f, PCI_ID + 2, device);
	set_writable16(f, PCI_COMMAND,
		       PCI_COMMAND_IO | PCI_COMMAND_MEMORY |
			       PCI_COMMAND_MASTER | PCI_COMMAND_INTX_DISABLE);
	pci_model_set16(f, PCI_COMMAND,
			PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	f->config[PCI_INTERRUPT_PIN] = 1;
	model->functions[bus << 8 | devfn] = f;
	return f;
}

static void add_capability(struct pci_model_function *f, uint8_t offset,
			   uint8_t id, uint16_t control)
{
	f->config[PCI_STATUS] |= PCI_STATUS_CAPABILITIES;
	f->config[offset + PCI_CAP_ID] = id;
	f->config[offset + PCI_CAP_NEXT] = f->config[PCI_CAPABILITIES];
	f->config[PCI_CAPABILITIES] = offset;
	pci_model_set16(f, offset + PCI_CAP_CONTROL, control);
}

void pci_model_add_msi(struct pci_model_function *f, uint8_t offset,
		       uint16_t control)
{
	add_capability(f, offset, PCI_CAP_ID_MSI, control);
	set_writable16(f, offset + PCI_CAP_CONTROL,
		       PCI_MSI_ENABLE | PCI_MSI_MULTIPLE);
	f->msi = offset;
	if (control & PCI_MSI_MASKING)
		memset(f->writable + offset +
			       (control & PCI_MSI_64BIT ? PCI_MSI_MASK_64 :
							  PCI_MSI_MASK_32),
		       0xff, 4);
}

void pci_model_add_msix(struct pci_model_function *f, uint8_t offset,
			uint16_t control)
{
	add_capability(f, offset, PCI_CAP_ID_MSIX, control);
	set_writable16(f, offset + PCI_CAP_CONTROL,
		       PCI_MSIX_ENABLE | PCI_MSIX_MASK_ALL);
	f->msix = offset;
}

/* Type 1 header; PCI-to-PCI Bridge Architecture 1.2, 3.2. */
struct pci_model_function *pci_model_add_bridge(struct pci_model *model,
						uint8_t bus, uint8_t devfn,
						uint8_t secondary,
						uint8_t subordinate, int port)
{
	struct pci_model_function *f;

	f = pci_model_add(model, bus, devfn, 0x1b36, 0x000c);
	f->config[PCI_HEADER_TYPE] = PCI_HEADER_BRIDGE;
	pci_model_set16(f, PCI_BUS_NUMBERS, (uint16_t)(bus | secondary << 8));
	f->config[PCI_BUS_NUMBERS + 2] = subordinate;
	if (port >= 0) {
		f->pcie = 0x40;
		add_capability(f, f->pcie, PCI_CAP_ID_PCIE,
			       (uint16_t)(port << 4 | 2));
	}
	return f;
}
