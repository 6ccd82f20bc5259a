/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * filetype.h - names what a file is that was given for a kernel and is none.
 */
#ifndef KDP_KDUMP_PREP_FILETYPE_H
#define KDP_KDUMP_PREP_FILETYPE_H

#include <stddef.h>
#include <stdint.h>

/**
 * kdp_filetype() - what something is, by its content: "an initrd (cpio)"
 *
 * Return: a noun phrase; "data of no known kind" for what it does not know.
 */
const char *kdp_filetype(const uint8_t *data, size_t size);

#endif
