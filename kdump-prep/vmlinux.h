/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmlinux.h - the kernel proper, an ELF executable, as memory holds it when it
 * is entered.
 *
 * Its 64-bit entry, startup_64, runs wherever it was put as long as all of it
 * was moved together by a multiple of 2 MiB: it corrects the page tables that
 * lead from its link addresses to where it is.  So its relocations are not
 * needed; they are for virtual addresses that move.
 */
#ifndef KDP_KDUMP_PREP_VMLINUX_H
#define KDP_KDUMP_PREP_VMLINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"

/* __startup_64() loops for ever at an address that is not a multiple. */
#define KDP_VMLINUX_ALIGN 0x200000u

/* No kernel is larger: the mapping of its link addresses has no more room. */
#define KDP_VMLINUX_SIZE_MAX ((size_t)512 << 20)

/* A kernel, laid out flat: what is loaded from its lowest address on. */
struct kdp_vmlinux {
	uint8_t *data;		/* owned; without the zeros at the end */
	size_t data_size;
	const struct kdp_block_check *checks; /* in map; NULL: none */
	void *map;		/* a mapped file that data lies in, or NULL */
	size_t map_size;
	uint64_t mem_size;	/* bytes that it occupies, with .bss and .brk */
	uint64_t entry;		/* startup_64, offset from the lowest address */
	uint64_t paddr;		/* lowest address, as linked */
	bool la57;		/* has code for five-level paging */
	bool clears_rest;	/* what is behind data need not be zero */
	char release[65];	/* "6.1.0-56-amd64"; empty: not found */
};

/**
 * kdp_vmlinux_is_elf() - whether something begins as an ELF file does
 */
bool kdp_vmlinux_is_elf(const uint8_t *data, size_t size);

/**
 * kdp_vmlinux_extent() - bytes of a file from its start that are needed
 * @data: the file's first bytes, with the ELF and the program headers
 * @ret: end of what is loaded, symbols and debug information stay outside
 */
KDP_MUST_CHECK
struct kdp_error *kdp_vmlinux_extent(const uint8_t *data, size_t size,
				     uint64_t *ret);

/**
 * kdp_vmlinux_parse() - check an ELF kernel and lay it out
 * @data: the file; bytes behind what the headers tell do no harm
 * @ret: the caller calls kdp_vmlinux_deinit()
 *
 * Error KDP_ERROR_FORMAT: something else, or not for this CPU.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_vmlinux_parse(const uint8_t *data, size_t size,
				    struct kdp_vmlinux *ret);

void kdp_vmlinux_deinit(struct kdp_vmlinux *vmlinux);

#endif
