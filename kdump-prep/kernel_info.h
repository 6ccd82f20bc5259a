/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel_info.h - facts about the running kernel: where it is in memory and
 * what it tells crash dump tools.
 */
#ifndef KDP_KDUMP_PREP_KERNEL_INFO_H
#define KDP_KDUMP_PREP_KERNEL_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"

/* What the program headers of /proc/kcore tell; 0: not told. */
struct kdp_kcore {
	uint64_t page_offset;	/* start of the direct map */
	uint64_t text_virt;	/* the kernel's own segment */
	uint64_t text_size;
};

/**
 * kdp_kcore_parse() - read the program headers of an open /proc/kcore
 * @fd: seekable; only headers are read
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kcore_parse(int fd, struct kdp_kcore *ret);

/**
 * kdp_vmcoreinfo_parse() - read "address size", both hexadecimal
 */
KDP_MUST_CHECK
struct kdp_error *kdp_vmcoreinfo_parse(const char *data, size_t size,
				       uint64_t *addr_ret, uint64_t *size_ret);

/**
 * kdp_systab_rsdp() - the RSDP's address from /sys/firmware/efi/systab
 *
 * Return: ACPI20=, else ACPI=, else 0.
 */
uint64_t kdp_systab_rsdp(const char *data, size_t size);

/**
 * kdp_lockdown_is_on() - whether the word in brackets is not "none"
 */
bool kdp_lockdown_is_on(const char *data, size_t size);

/**
 * kdp_kernel_discover() - fill the kernel's members of a topology
 * @topology: its memory member is filled already
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kernel_discover(const struct kdp_sysroot *root,
				      struct kdp_topology *topology);

#endif
