/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elfcorehdr.h - the ELF header by which the second kernel knows the memory of
 * the first, and makes /proc/vmcore.
 */
#ifndef KDP_KDUMP_PREP_ELFCOREHDR_H
#define KDP_KDUMP_PREP_ELFCOREHDR_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/topology.h"

/* A copy of low memory that the dump reads in place of the original. */
struct kdp_backup {
	uint64_t from;		/* first byte of the original */
	uint64_t size;		/* 0: none */
	uint64_t to;		/* first byte of the copy */
};

/**
 * kdp_backup_needed() - what purgatory must save before the second kernel runs
 * @ret: from and size; size 0 where the kernel keeps the first MiB to itself
 *
 * The second kernel uses the memory below 640 KiB.  The first one has had
 * nothing of its own there since Linux commit f1d4d47c5851 ("x86/setup: Always
 * reserve the first 1M of RAM") (in v5.13), and leaves it out of its own
 * elfcorehdr.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_backup_needed(const struct kdp_topology *topology,
				    struct kdp_backup *ret);

/**
 * kdp_elfcorehdr_build() - write the header
 * @data_ret: malloc'd; the caller frees it
 * @size_ret: bytes of it; behind them purgatory needs room for one more
 *	program header
 *
 * The order is that of the kernel's crash_prepare_elf64_headers(): a PT_NOTE
 * for each CPU, one for vmcoreinfo, then a PT_LOAD for the kernel's text and
 * data and one for each range of RAM outside the crash reservation.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_elfcorehdr_build(const struct kdp_topology *topology,
				       const struct kdp_backup *backup,
				       uint8_t **data_ret, size_t *size_ret);

/**
 * kdp_elfcorehdr_capacity() - bytes of the segment for a header of @size
 * @kernel_size: /sys/kernel/crash_elfcorehdr_size; 0: the kernel has none
 *
 * Whole pages, with room for the PT_NOTE that purgatory inserts.  A kernel
 * that rewrites the header after hotplug gets the room that it asks for, and
 * the PT_NOTE room behind it.
 */
uint64_t kdp_elfcorehdr_capacity(size_t size, uint32_t kernel_size);

#endif
