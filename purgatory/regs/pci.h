/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pci.h - PCI configuration space: offsets and fields only.
 *
 * PCI Local Bus Specification 3.0 (February 2004): 3.2.2.3.2 (CF8/CFC), 6.1
 * and 6.2.2 (header), 6.8.1 (MSI), 6.8.2 (MSI-X).
 * PCI-to-PCI Bridge Architecture Specification 1.2 (June 2003), 3.2.
 * PCI Express Base Specification 3.0 (November 2010), 7.2.2 (ECAM), 7.8.2,
 * 2.3.2 (a device that is not ready).
 */
#ifndef KDP_PURGATORY_REGS_PCI_H
#define KDP_PURGATORY_REGS_PCI_H

#include "purgatory/regs/field.h"

/* Configuration mechanism #1. */
#define PCI_CONFIG_ADDRESS 0xcf8u
/*	 zero (1:0) */
#define  PCI_CONFIG_REGISTER KDP_BITS(7, 2)
#define  PCI_CONFIG_DEVFN    KDP_BITS(15, 8)
#define  PCI_CONFIG_BUS	     KDP_BITS(23, 16)
/*	 reserved (30:24) */
#define  PCI_CONFIG_ENABLE   KDP_BIT(31)
#define PCI_CONFIG_DATA	   0xcfcu
#define PCI_CONFIG_SIZE	   0x100u

/* Enhanced configuration access mechanism: offset in a segment's window. */
#define PCI_ECAM_REGISTER KDP_BITS(11, 0)
#define PCI_ECAM_DEVFN	  KDP_BITS(19, 12)
#define PCI_ECAM_BUS	  KDP_BITS(27, 20)
#define PCI_ECAM_SIZE	  0x1000u

/* Header, the part that types 0 and 1 share. */
#define PCI_ID 0x00
#define  PCI_ID_VENDOR KDP_BITS(15, 0)
#define  PCI_ID_DEVICE KDP_BITS(31, 16)
#define  PCI_ID_NONE   0xffffffffu	/* nothing answers */
#define  PCI_ID_NOT_READY 0xffff0001u	/* CRS software visibility */
#define PCI_COMMAND 0x04
#define  PCI_COMMAND_IO		  KDP_BIT(0)
#define  PCI_COMMAND_MEMORY	  KDP_BIT(1)
#define  PCI_COMMAND_MASTER	  KDP_BIT(2)
/*	 others (9:3) */
#define  PCI_COMMAND_INTX_DISABLE KDP_BIT(10)
/*	 reserved (15:11) */
#define PCI_STATUS 0x06
#define  PCI_STATUS_CAPABILITIES KDP_BIT(4)
#define PCI_HEADER_TYPE 0x0e
#define  PCI_HEADER_LAYOUT KDP_BITS(6, 0)
#define   PCI_HEADER_BRIDGE 1u
#define  PCI_HEADER_MULTI  KDP_BIT(7)	/* more than one function */
#define PCI_CAPABILITIES 0x34
#define PCI_INTERRUPT_PIN 0x3d

/* Type 1 only. */
#define PCI_BUS_NUMBERS 0x18
#define  PCI_BUS_PRIMARY     KDP_BITS(7, 0)
#define  PCI_BUS_SECONDARY   KDP_BITS(15, 8)
#define  PCI_BUS_SUBORDINATE KDP_BITS(23, 16)
/*	 secondary latency timer (31:24) */

/* Every capability begins with its id and the offset of the next. */
#define PCI_CAP_ID	0x00
#define  PCI_CAP_ID_MSI	 0x05
#define  PCI_CAP_ID_PCIE 0x10
#define  PCI_CAP_ID_MSIX 0x11
#define  PCI_CAP_ID_NONE 0xff	/* what a function that is gone reads */
#define PCI_CAP_NEXT	0x01
#define PCI_CAP_CONTROL 0x02	/* message control of both */
#define PCI_CAP_FIRST	0x40u	/* behind the header */
#define PCI_CAP_LAST	0xfcu
#define PCI_CAP_OFFSET	0xfcu	/* bits 1:0 of a pointer are reserved */

/* MSI message control. */
#define PCI_MSI_ENABLE	 KDP_BIT(0)
#define PCI_MSI_CAPABLE	 KDP_BITS(3, 1)		/* read-only */
#define PCI_MSI_MULTIPLE KDP_BITS(6, 4)
#define PCI_MSI_64BIT	 KDP_BIT(7)		/* read-only */
#define PCI_MSI_MASKING	 KDP_BIT(8)		/* read-only */
/*	 reserved (15:9) */
#define PCI_MSI_MASK_32	 0x0cu	/* without the upper address */
#define PCI_MSI_MASK_64	 0x10u

/* MSI-X message control. */
#define PCI_MSIX_TABLE_SIZE KDP_BITS(10, 0)	/* read-only, less one */
/*	 reserved (13:11) */
#define PCI_MSIX_MASK_ALL   KDP_BIT(14)
#define PCI_MSIX_ENABLE	    KDP_BIT(15)

/* PCI Express capability. */
#define PCI_PCIE_FLAGS 0x02
#define  PCI_PCIE_VERSION   KDP_BITS(3, 0)
#define  PCI_PCIE_TYPE	    KDP_BITS(7, 4)
#define   PCI_PCIE_ROOT_PORT  4u
#define   PCI_PCIE_DOWNSTREAM 6u

#endif
