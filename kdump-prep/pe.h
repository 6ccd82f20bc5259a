/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pe.h - the PE header that makes a kernel image one that can be signed.
 *
 * Microsoft, "PE Format" (2024): MS-DOS stub, COFF file header, optional
 * header PE32+, section table.  Authenticode hashes all of the file but the
 * checksum, the certificate table's entry and the table itself.
 */
#ifndef KDP_KDUMP_PREP_PE_H
#define KDP_KDUMP_PREP_PE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* It ends before the setup header of a kernel image. */
#define KDP_PE_SIZE 0x1f1u
/* Files that carry it are a multiple of this. */
#define KDP_PE_ALIGN 0x200u

/**
 * kdp_pe_write() - write a header
 * @at: KDP_PE_SIZE bytes at the begin of the file
 * @setup_size: bytes of the first part of the file, header included
 * @size: bytes of the file, a multiple of KDP_PE_ALIGN
 * @entry: offset of the EFI entry in the file
 *
 * Offsets in memory are those in the file, and two sections cover it without
 * a gap, as signing tools ask for.
 */
void kdp_pe_write(uint8_t *at, uint32_t setup_size, uint32_t size,
		  uint32_t entry);

/**
 * kdp_pe_signed() - whether a file has a certificate table that it can hold
 */
bool kdp_pe_signed(const uint8_t *data, size_t size);

#endif
