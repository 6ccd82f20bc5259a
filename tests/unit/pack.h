/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pack.h - packs data for the tests of what unpacks it, by the same libraries.
 */
#ifndef KDP_TESTS_PACK_H
#define KDP_TESTS_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/unpack.h"

/* Room for anything that @size bytes are packed into. */
#define PACK_ROOM(size) ((size) + (size) / 8 + 65536)

/**
 * pack() - pack @size bytes, at most 8 MiB, into @out
 *
 * Return: bytes written; 0 for a format that this build lacks.
 */
size_t pack(enum kdp_packing packing, const uint8_t *data, size_t size,
	    uint8_t *out, size_t room);

#endif
