/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page.h - what people read of the results.
 */
#ifndef KDP_TESTS_MATRIX_PAGE_H
#define KDP_TESTS_MATRIX_PAGE_H

#include "tests/matrix/tally.h"

/* How the page looks: CSS, without selectors that a result could have made. */
extern const char page_style[];

/**
 * struct page_drawing - the crash whose steps the page shows
 * @cell: its cell
 * @svg: what "kdump-prep report --svg" drew of its dump
 */
struct page_drawing {
	const char *cell;
	const char *svg;
};

/**
 * page_print() - a page of HTML that needs nothing but itself
 * @drawing: or NULL
 *
 * Return: false when it could not be written.
 */
bool page_print(const struct factors *factors, const struct results *results,
		const struct page_drawing *drawing, FILE *file);

/** summary_print() - the rates as a table of text, for README */
bool summary_print(const struct factors *factors,
		   const struct results *results, FILE *file);

#endif
