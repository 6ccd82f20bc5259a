/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmdline.h - the command line of the second kernel.
 *
 * Pure.  Words are parted as by the kernel's next_arg(): by blanks outside of
 * double quotes; and a word "--" ends what the kernel reads itself.
 */
#ifndef KDP_KDUMP_PREP_CMDLINE_H
#define KDP_KDUMP_PREP_CMDLINE_H

#include "kdump-prep/error.h"
#include "kdump-prep/ranges.h"

/**
 * kdp_cmdline_insert() - put words behind those that the kernel reads
 * @line: a command line; may have "--", which @words are put before
 * @words: more of it; empty: nothing is put there
 * @ret: malloc'd; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cmdline_insert(const char *line, const char *words,
				     char **ret);

/**
 * kdp_cmdline_memmap() - a memory map as memmap= words
 * @ret: malloc'd: "memmap=exactmap" and one word for each range of RAM and of
 *	ACPI tables; the caller frees it
 *
 * RAM of less than 100 KiB is left out, as by kexec-tools: the command line
 * is short.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cmdline_memmap(const struct kdp_ranges *e820,
				     char **ret);

#endif
