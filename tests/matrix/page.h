/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page.h - what people read of the results.
 */
#ifndef KDP_TESTS_MATRIX_PAGE_H
#define KDP_TESTS_MATRIX_PAGE_H

#include "tests/matrix/results.h"

/**
 * page_print() - a page of HTML that needs nothing but itself
 *
 * Return: false when it could not be written.
 */
bool page_print(const struct factors *factors, const struct results *results,
		FILE *file);

/** summary_print() - the rates as a table of text, for README */
bool summary_print(const struct factors *factors,
		   const struct results *results, FILE *file);

#endif
