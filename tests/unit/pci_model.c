// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of tests/fake/pci_model.c, with the words of the specifications:
 * - PCI 3.0, 3.2.2.3.2: CF8 takes DWORD accesses and selects what CFC shows.
 * - PCIe 3.0, 7.2.2: bus, device, function and register are address bits.
 * - PCI 3.0, 6.1: a function that is not there reads all ones.
 * - PCI 3.0, 6.8.1.3: "While enabled, the function is prohibited from using
 *   its INTx# pin"; 6.2.2: Interrupt Disable keeps it from asserting.
 * - PCI 3.0, 6.8.1.7: a masked vector is not sent.
 * - PCI-to-PCI 1.2, 3.2: a bridge has a header of its own type.
 */
#include "tests/fake/pci_model.h"

#include "mmio.h"
#include "pio.h"
#include "purgatory/regs/pci.h"
#include "tests/fake/bus.h"
#include "tests/fake/death.h"
#include "tests/tap.h"

#define ECAM 0xb0000000u
#define AT(bus, devfn, reg) (ECAM + ((bus) << 20) + ((devfn) << 12) + (reg))
#define CF8(bus, devfn, reg) (0x80000000u | (bus) << 16 | (devfn) << 8 | (reg))

static struct pci_model model;

static struct pci_model_function *start(void)
{
	struct pci_model_function *f;

	fake_reset();
	pci_model_deinit(&model);
	pci_model_init(&model);
	pci_model_claim_ports(&model);
	pci_model_claim_ecam(&model, ECAM, 2, 4);
	f = pci_model_add(&model, 3, 0x28, 0x8086, 0x1234);
	pci_model_add_msi(f, 0x50, 0x0086);
	pci_model_add_msix(f, 0x70, 0x0007);
	return f;
}

static void both_ways_show_the_same_function(void)
{
	start();
	kdp_pio_out32(0xcf8, CF8(3, 0x28, 0));
	TAP_EQ(kdp_pio_in32(0xcfc), 0x12348086);
	TAP_EQ(kdp_pio_in16(0xcfe), 0x1234);
	TAP_EQ(kdp_pio_in8(0xcfd), 0x80);
	TAP_EQ(kdp_mmio_read32(AT(3, 0x28, 0)), 0x12348086);
	TAP_EQ(kdp_mmio_read16(AT(3, 0x28, 2)), 0x1234);
}

static void absent_function_reads_all_ones(void)
{
	start();
	TAP_EQ(kdp_mmio_read32(AT(3, 0x30, 0)), 0xffffffff);
	kdp_mmio_write32(AT(3, 0x30, 4), 0);
	kdp_pio_out32(0xcf8, CF8(9, 0, 0));
	TAP_EQ(kdp_pio_in32(0xcfc), 0xffffffff);
}

static void function_can_disappear(void)
{
	struct pci_model_function *f = start();

	f->gone_after = 2;
	TAP_EQ(kdp_mmio_read16(AT(3, 0x28, 0)), 0x8086);
	TAP_EQ(kdp_mmio_read16(AT(3, 0x28, 0)), 0xffff);
	kdp_mmio_write16(AT(3, 0x28, 4), 0);
	TAP_EQ(pci_model_get16(f, PCI_COMMAND), 6);
}

static void virtual_function_reads_no_ids(void)
{
	struct pci_model_function *f = start();

	f->is_vf = true;
	TAP_EQ(kdp_mmio_read32(AT(3, 0x28, 0)), 0xffffffff);
	TAP_EQ(kdp_mmio_read8(AT(3, 0x28, 0x70)), PCI_CAP_ID_MSIX);
}

static void read_only_bits_keep_their_value(void)
{
	struct pci_model_function *f = start();

	kdp_mmio_write16(AT(3, 0x28, 0x52), 0xffff);
	TAP_EQ(pci_model_get16(f, 0x52), 0x00f7);
	kdp_mmio_write16(AT(3, 0x28, 0x72), 0xffff);
	TAP_EQ(pci_model_get16(f, 0x72), 0xc007);
	kdp_mmio_write32(AT(3, 0x28, 0), 0);
	TAP_EQ(pci_model_get16(f, 0), 0x8086);
}

static void capabilities_are_chained(void)
{
	start();
	TAP_EQ(kdp_mmio_read8(AT(3, 0x28, PCI_CAPABILITIES)), 0x70);
	TAP_EQ(kdp_mmio_read8(AT(3, 0x28, 0x70)), PCI_CAP_ID_MSIX);
	TAP_EQ(kdp_mmio_read8(AT(3, 0x28, 0x71)), 0x50);
	TAP_EQ(kdp_mmio_read8(AT(3, 0x28, 0x50)), PCI_CAP_ID_MSI);
	TAP_EQ(kdp_mmio_read8(AT(3, 0x28, 0x51)), 0);
}

static void disabled_msi_falls_back_to_intx(void)
{
	struct pci_model_function *f = start();

	pci_model_set16(f, 0x52, 0x87);
	pci_model_fire(f);
	TAP_EQ(f->message_count, 1);
	TAP_CHECK(!f->intx_asserted);
	kdp_mmio_write16(AT(3, 0x28, 0x52), 0x86);
	TAP_CHECK(f->intx_asserted);
	TAP_EQ(f->intx_count, 1);
	kdp_mmio_write16(AT(3, 0x28, PCI_COMMAND), 0x406);
	TAP_CHECK(!f->intx_asserted);
}

static void function_mask_holds_messages_back(void)
{
	struct pci_model_function *f = start();

	pci_model_set16(f, 0x72, 0x8007);
	pci_model_fire(f);
	TAP_EQ(f->message_count, 1);
	kdp_mmio_write16(AT(3, 0x28, 0x72), 0xc007);
	pci_model_fire(f);
	TAP_EQ(f->message_count, 1);
	TAP_EQ(f->intx_count, 0);
}

static void bus_outside_of_the_window(void)
{
	start();
	kdp_mmio_read32(AT(5, 0, 0));
}

static void byte_write_to_cf8(void)
{
	start();
	kdp_pio_out8(0xcf8, 0);
}

static void data_without_address(void)
{
	start();
	kdp_pio_in32(0xcfc);
}

static void access_across_a_dword(void)
{
	start();
	kdp_mmio_read16(AT(3, 0x28, 3));
}

static void undefined_accesses_abort(void)
{
	TAP_CHECK(death_by_abort(bus_outside_of_the_window));
	TAP_CHECK(death_by_abort(byte_write_to_cf8));
	TAP_CHECK(death_by_abort(data_without_address));
	TAP_CHECK(death_by_abort(access_across_a_dword));
}

static void masked_vector_is_not_sent(void)
{
	struct pci_model_function *f = start();

	pci_model_add_msi(f, 0x90, PCI_MSI_ENABLE | PCI_MSI_MASKING |
					   PCI_MSI_64BIT);
	kdp_mmio_write32(AT(3, 0x28, 0x90 + PCI_MSI_MASK_64), 2);
	pci_model_fire(f);
	TAP_EQ(f->message_count, 1);
	kdp_mmio_write32(AT(3, 0x28, 0x90 + PCI_MSI_MASK_64), 1);
	pci_model_fire(f);
	TAP_EQ(f->message_count, 1);
	TAP_EQ(f->intx_count, 0);
}

static void bridge_shows_its_buses_and_its_port(void)
{
	start();
	pci_model_add_bridge(&model, 2, 0x08, 3, 4, PCI_PCIE_DOWNSTREAM);
	TAP_EQ(kdp_mmio_read8(AT(2, 0x08, PCI_HEADER_TYPE)), 1);
	TAP_EQ(kdp_mmio_read32(AT(2, 0x08, PCI_BUS_NUMBERS)), 0x040302);
	TAP_EQ(kdp_mmio_read8(AT(2, 0x08, PCI_CAPABILITIES)), 0x40);
	TAP_EQ(kdp_mmio_read32(AT(2, 0x08, 0x40)), 0x00620010);
}

int main(void)
{
	TAP_RUN(masked_vector_is_not_sent);
	TAP_RUN(bridge_shows_its_buses_and_its_port);
	TAP_RUN(both_ways_show_the_same_function);
	TAP_RUN(absent_function_reads_all_ones);
	TAP_RUN(function_can_disappear);
	TAP_RUN(virtual_function_reads_no_ids);
	TAP_RUN(read_only_bits_keep_their_value);
	TAP_RUN(capabilities_are_chained);
	TAP_RUN(disabled_msi_falls_back_to_intx);
	TAP_RUN(function_mask_holds_messages_back);
	TAP_RUN(undefined_accesses_abort);
	pci_model_deinit(&model);
	return tap_done();
}
