/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_needs.h - what a program needs beside itself to be started.
 *
 * Read from its headers: it is never run, as ldd(1) would.
 */
#ifndef KDP_KDUMP_PREP_ELF_NEEDS_H
#define KDP_KDUMP_PREP_ELF_NEEDS_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

#define KDP_ELF_NEEDS_MAX 32u
#define KDP_ELF_NAME_SIZE 128u

struct kdp_elf_needs {
	char interpreter[KDP_ELF_NAME_SIZE]; /* empty: none */
	size_t count;
	char library[KDP_ELF_NEEDS_MAX][KDP_ELF_NAME_SIZE];
};

/**
 * kdp_elf_needs() - the interpreter and libraries of a program or library
 * @data: the file; libelf does not write to it
 *
 * Error KDP_ERROR_FORMAT: no ELF file for x86_64, or a damaged one.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_elf_needs(const uint8_t *data, size_t size,
				struct kdp_elf_needs *ret);

#endif
