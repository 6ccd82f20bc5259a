/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pci_model.h - the PCI functions of one segment, behind CF8/CFC and ECAM,
 * after PCI 3.0 and PCI Express 3.0 (titles in purgatory/regs/pci.h).
 */
#ifndef KDP_TESTS_FAKE_PCI_MODEL_H
#define KDP_TESTS_FAKE_PCI_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define PCI_MODEL_SPACE 0x1000u

struct pci_model_function {
	uint8_t config[PCI_MODEL_SPACE];
	uint8_t writable[PCI_MODEL_SPACE];
	uint32_t reads;
	uint32_t writes;
	bool is_vf;		/* ids read as all ones */
	bool is_gone;		/* all ones, writes have no effect */
	uint32_t gone_after;	/* accesses until it is gone; 0: never */
	uint8_t msi;		/* offsets of its capabilities */
	uint8_t msix;
	uint8_t pcie;
	bool wants_interrupt;	/* has something to report */
	bool intx_asserted;
	uint32_t intx_count;	/* assertions of its line */
	uint32_t message_count;	/* MSI and MSI-X messages sent */
};

/* Functions by bus << 8 | devfn; NULL: nothing answers. */
struct pci_model {
	struct pci_model_function *functions[0x10000];
	uint32_t address;	/* CF8 */
};

void pci_model_init(struct pci_model *model);
void pci_model_deinit(struct pci_model *model);

/**
 * pci_model_claim_ports() - answer at CF8/CFC
 * pci_model_claim_ecam() - answer at the buses of a window
 * @addr: of bus 0 of the segment
 */
void pci_model_claim_ports(struct pci_model *model);
void pci_model_claim_ecam(struct pci_model *model, uint64_t addr,
			  uint8_t bus_start, uint8_t bus_end);

/**
 * pci_model_add() - a function with an interrupt pin and no capability
 */
struct pci_model_function *pci_model_add(struct pci_model *model, uint8_t bus,
					 uint8_t devfn, uint16_t vendor,
					 uint16_t device);

/**
 * pci_model_add_msi() - give a function the capability; chained at the front
 * @control: message control, read-only bits included
 */
void pci_model_add_msi(struct pci_model_function *function, uint8_t offset,
		       uint16_t control);
void pci_model_add_msix(struct pci_model_function *function, uint8_t offset,
			uint16_t control);

/**
 * pci_model_add_bridge() - a PCI-to-PCI bridge
 * @port: type of the PCI Express port, or -1 for conventional PCI
 */
struct pci_model_function *pci_model_add_bridge(struct pci_model *model,
						uint8_t bus, uint8_t devfn,
						uint8_t secondary,
						uint8_t subordinate,
						int port);

/**
 * pci_model_fire() - the function has something to report, and goes on so
 */
void pci_model_fire(struct pci_model_function *function);

uint16_t pci_model_get16(const struct pci_model_function *function,
			 uint16_t reg);
void pci_model_set16(struct pci_model_function *function, uint16_t reg,
		     uint16_t value);

#endif
