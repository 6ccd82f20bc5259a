/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pci.h - PCI functions: what their configuration space says of interrupts.
 */
#ifndef KDP_KDUMP_PREP_PCI_H
#define KDP_KDUMP_PREP_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"

/* Bytes of configuration space that every reader may see. */
#define KDP_PCI_HEADER_SIZE 64u

/**
 * kdp_pci_parse() - read a function's configuration space
 * @data: its first bytes, 64 to 4096
 * @ret: members from the configuration space are set, the address is not
 *
 * Error when the capability list begins behind what could be read: without
 * CAP_SYS_ADMIN the kernel shows 64 bytes.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_pci_parse(const uint8_t *data, size_t size,
				struct kdp_topology_function *ret);

/**
 * kdp_pci_parse_address() - read "0000:00:1f.2"
 *
 * Return: false for another form, and for segments above 0xffff: behind
 * Intel's VMD the kernel numbers buses that configuration space does not
 * reach; their interrupts are those of the VMD function itself.
 */
bool kdp_pci_parse_address(const char *name, size_t size,
			   struct kdp_pci_function *ret);

/**
 * kdp_pci_discover() - list the functions below /sys/bus/pci/devices
 * @ret: malloc'd array sorted by address; the caller frees it
 *
 * Functions that do not answer (removed, or without power) are left out:
 * they send nothing and cannot be programmed.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_pci_discover(const struct kdp_sysroot *root,
				   struct kdp_topology_function **ret,
				   size_t *count_ret);

#endif
