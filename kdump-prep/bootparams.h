/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bootparams.h - what the second kernel is told: boot_params, command line,
 * memory map and EFI data, in one segment.
 *
 * Layout: boot_params (one page), command line, then, where needed, the EFI
 * memory map and the list of setup_data.
 */
#ifndef KDP_KDUMP_PREP_BOOTPARAMS_H
#define KDP_KDUMP_PREP_BOOTPARAMS_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/firmware.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/topology.h"

/* Where the command line stands in the segment. */
#define KDP_BOOTPARAMS_CMDLINE 0x1000u

/* Bytes of a seed, as many as the kernel's own loader gives. */
#define KDP_BOOTPARAMS_SEED 32u

/* What the segment is made from. */
struct kdp_bootparams {
	const struct kdp_kernel_image *kernel;
	const struct kdp_firmware *firmware;
	const char *cmdline;	/* complete */
	uint64_t rsdp_addr;	/* 0: the second kernel finds it */
	uint64_t initrd_addr;
	uint64_t initrd_size;	/* 0: none */
	const struct kdp_ranges *e820;
	const uint8_t *seed;	/* for random numbers; NULL: none */
};

/* Part of the reservation that the second kernel must not use. */
struct kdp_hidden {
	uint64_t addr;
	uint64_t size;
};

/**
 * kdp_e820_build() - the memory map of the second kernel
 * @hidden: marked as reserved
 * @ret: zeroed; deinit by the caller
 *
 * RAM is what the first kernel has below 1 MiB, and the crash reservation.
 * ACPI tables, reserved and persistent memory are passed through.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_e820_build(const struct kdp_topology *topology,
				 const struct kdp_hidden *hidden,
				 size_t hidden_count, struct kdp_ranges *ret);

/**
 * kdp_bootparams_size() - bytes that kdp_bootparams_build() will write
 * @e820_count: entries of the memory map
 * @cmdline_size: bytes to keep for the command line, with its NUL
 */
size_t kdp_bootparams_size(const struct kdp_firmware *firmware,
			   size_t e820_count, size_t cmdline_size);

/**
 * kdp_bootparams_build() - write the segment
 * @addr: where it will lie
 * @buffer: zeroed, of @size bytes
 */
KDP_MUST_CHECK
struct kdp_error *kdp_bootparams_build(const struct kdp_bootparams *input,
				       uint64_t addr, uint8_t *buffer,
				       size_t size);

#endif
