// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mem.c - memcpy() and its kin for the target.  The string instructions keep
 * a compiler from recognising a loop and calling the function that it is in.
 */
#include "purgatory/mem.h"

#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	void *end = to;

	__asm__ volatile("rep movsb"
			 : "+D"(end), "+S"(from), "+c"(size)
			 :
			 : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	uint8_t *last = (uint8_t *)to + size - 1;
	const uint8_t *source = (const uint8_t *)from + size - 1;

	if ((uintptr_t)to - (uintptr_t)from >= size)
		return memcpy(to, from, size);

	__asm__ volatile("std; rep movsb; cld"
			 : "+D"(last), "+S"(source), "+c"(size)
			 :
			 : "memory", "cc");
	return to;
}

void *memset(void *to, int value, size_t size)
{
	void *end = to;

	__asm__ volatile("rep stosb"
			 : "+D"(end), "+c"(size)
			 : "a"(value)
			 : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const uint8_t *left = a;
	const uint8_t *right = b;

	while (size--) {
		if (*left != *right)
			return *left - *right;
		left++;
		right++;
	}
	return 0;
}
