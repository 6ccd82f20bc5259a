/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_text.h - the lines that the text forms of topology and plan share:
 * IO-APICs, HPETs, ECAM windows, PCI functions.
 */
#ifndef KDP_KDUMP_PREP_TABLE_TEXT_H
#define KDP_KDUMP_PREP_TABLE_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/names.h"
#include "kdump-prep/text.h"
#include "purgatory/kdp_abi.h"

extern const struct kdp_name kdp_function_flag_names[]; /* KDP_PCI_F_* */

/**
 * kdp_table_grow() - make room for one element more in an array
 * @array: pointer to the array's pointer
 * @count: pointer to its number of elements, incremented
 * @element_size: bytes of an element
 * @ret: the new element, zeroed
 *
 * Used for what is read line by line: a few elements to some thousands.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_table_grow(void *array, size_t *count,
				 size_t element_size, void *ret);

/** kdp_text_name() - take a word that is in a table of names */
KDP_MUST_CHECK
struct kdp_error *kdp_text_name(struct kdp_text *text, const char *what,
				const struct kdp_name *table,
				unsigned int *ret);

/**
 * kdp_text_flags() - take names joined by commas, or "none"
 * @table: names of single bits
 */
KDP_MUST_CHECK
struct kdp_error *kdp_text_flags(struct kdp_text *text, const char *what,
				 const struct kdp_name *table,
				 unsigned int *ret);

/** kdp_print_flags() - write what kdp_text_flags() reads */
void kdp_print_flags(FILE *file, const struct kdp_name *table,
		     unsigned int flags);

/*
 * The elements of lists, for the tables of facts.h; which struct @from and
 * @ret are stands in brackets.
 */

/* [struct kdp_ioapic] "ADDR id N gsi N" behind the word that names the line. */
void kdp_print_ioapic(FILE *file, const void *from);
KDP_MUST_CHECK
struct kdp_error *kdp_parse_ioapic(struct kdp_text *text, void *ret);

/* [struct kdp_hpet] "ADDR id N". */
void kdp_print_hpet(FILE *file, const void *from);
KDP_MUST_CHECK
struct kdp_error *kdp_parse_hpet(struct kdp_text *text, void *ret);

/* [struct kdp_ecam] "ADDR segment N buses N to N". */
void kdp_print_ecam(FILE *file, const void *from);
KDP_MUST_CHECK
struct kdp_error *kdp_parse_ecam(struct kdp_text *text, void *ret);

/*
 * [struct kdp_pci_function] "SSSS:BB:DD.F vendor N device N msi N msix N flags
 * F".
 */
void kdp_print_function(FILE *file, const void *from);
KDP_MUST_CHECK
struct kdp_error *kdp_parse_function(struct kdp_text *text, void *ret);

#endif
