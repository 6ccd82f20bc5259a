/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * places.h - where on the way from kernel to kernel an address is, in words.
 */
#ifndef KDP_TESTS_SWEEP_PLACES_H
#define KDP_TESTS_SWEEP_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tests/sweep/trace.h"

/** struct symbol - a function and where it is linked */
struct symbol {
	uint64_t address;
	char name[56];
};

/**
 * struct places - both kernels' symbols, which are the same ones
 * @count: so many
 * @symbol: in order of their addresses
 * @text: where the kernel's first byte is linked
 */
struct places {
	size_t count;
	struct symbol *symbol;
	uint64_t text;
};

/** places_read() - read what "nm -n vmlinux" printed; false: no "_text" */
bool places_read(struct places *places, FILE *file);

/** places_deinit() - release them */
void places_deinit(struct places *places);

/**
 * places_name() - say where a mark is
 * @places: the symbols
 * @mark: all marks, in order
 * @count: so many
 * @index: the one
 * @ret: receives the words
 * @size: of @ret
 *
 * The kernels are told apart by order.  What runs below the second kernel's
 * linked addresses is relocate_kernel first, then purgatory, then the stage of
 * a wrapped kernel, then what unpacks the kernel, then the kernel itself, where
 * its symbols would be.
 */
void places_name(const struct places *places, const struct trace_mark *mark,
		 size_t count, size_t index, char *ret, size_t size);

#endif
