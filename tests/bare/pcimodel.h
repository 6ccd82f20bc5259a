/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcimodel.h - PCI functions that QEMU has not got, as configuration space in
 * the guest's RAM: a segment of its own, whose ECAM window the plan says is
 * there.  What is written stays, as it does in a register.
 */
#ifndef KDP_TESTS_BARE_PCIMODEL_H
#define KDP_TESTS_BARE_PCIMODEL_H

#include <stddef.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

#define PCIMODEL_ADDR	   0x1000000ull /* 16 MiB, of the old kernel's */
#define PCIMODEL_SEGMENT   1u
#define PCIMODEL_BUSES	   16u
#define PCIMODEL_FUNCTIONS (PCIMODEL_BUSES * 256u)
#define PCIMODEL_SIZE	   (PCIMODEL_FUNCTIONS * 4096u)

/* What every whole function of the model has. */
#define PCIMODEL_VENDOR 0x1b36u
#define PCIMODEL_DEVICE 0x7e57u
#define PCIMODEL_MSI	0x50u
#define PCIMODEL_MSIX	0x70u

/**
 * pcimodel_fill() - make configuration space
 * @text: "planned:COUNT", "found:COUNT", "vf:COUNT" or "broken"
 * @space: PCIMODEL_SIZE bytes
 * @rows: room for PCIMODEL_FUNCTIONS
 *
 * planned: each function is in the plan; found: the first of each bus is;
 * vf: the first, and the others as virtual functions; broken: a few, among
 * them what no machine should have, see pcimodel.c.
 *
 * Return: rows written, or 0: no such model.
 */
size_t pcimodel_fill(const char *text, uint8_t *space,
		     struct kdp_pci_function *rows);

/* What is left of the interrupts of the functions with the model's ids. */
struct pcimodel_left {
	uint32_t functions;
	uint32_t intx;
	uint32_t msi;
	uint32_t msix;
};

struct pcimodel_left pcimodel_count(const uint8_t *space);

#endif
