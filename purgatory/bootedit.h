/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bootedit.h - what the stage of a wrapped kernel changes for the second
 * kernel: its memory map, its command line, a copy of elfcorehdr.
 *
 * All functions work on memory that they are given, check first, and change
 * nothing when they fail.
 */
#ifndef KDP_PURGATORY_BOOTEDIT_H
#define KDP_PURGATORY_BOOTEDIT_H

#include <asm/bootparam.h>
#include <stdbool.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_e820_reserve() - take a range out of the second kernel's RAM
 *
 * The range is cut out of the entry that holds it, and gets an entry of its
 * own where there is room: the kernel's placement does not resolve entries
 * that overlap.
 *
 * Return: KDP_STATUS_OK; KDP_STATUS_MISMATCH when no entry of RAM holds it;
 * KDP_STATUS_UNSUPPORTED when the table is full.
 */
enum kdp_status kdp_e820_reserve(struct boot_params *params, uint64_t addr,
				 uint64_t size);

/* The value of the last elfcorehdr= of a command line. */
struct kdp_elfcorehdr_arg {
	uint32_t at;		/* of the value in the line */
	uint32_t length;
	uint64_t addr;		/* what it says */
};

/**
 * kdp_cmdline_find() - find elfcorehdr=[SIZE@]ADDRESS
 * @line: @length bytes without its NUL
 *
 * Numbers are read as the kernel's memparse() does: decimal, octal after 0,
 * hexadecimal after 0x, K, M, G and so on behind them.
 *
 * Return: KDP_STATUS_OK; KDP_STATUS_SKIPPED when it is not there;
 * KDP_STATUS_MISMATCH when its value is none.
 */
enum kdp_status kdp_cmdline_find(const char *line, uint32_t length,
				 struct kdp_elfcorehdr_arg *ret);

/**
 * kdp_cmdline_rewrite() - copy a line with another address in it
 * @to: @capacity bytes; gets a NUL
 *
 * Return: KDP_STATUS_OK, or KDP_STATUS_UNSUPPORTED when it does not fit.
 */
enum kdp_status kdp_cmdline_rewrite(const char *line, uint32_t length,
				    const struct kdp_elfcorehdr_arg *arg,
				    uint64_t addr, char *to,
				    uint32_t capacity);

/**
 * kdp_elfcorehdr_size() - check an ELF header as the kernel makes it
 * @header: its first 64 bytes can be read
 *
 * Return: bytes of it and its program headers; 0 when it is none.
 */
uint64_t kdp_elfcorehdr_size(const void *header);

#endif
