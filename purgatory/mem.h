/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mem.h - the four functions that compilers call on their own.  mem.c is for
 * the target; on the host they are the C library's.
 */
#ifndef KDP_PURGATORY_MEM_H
#define KDP_PURGATORY_MEM_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

#endif
