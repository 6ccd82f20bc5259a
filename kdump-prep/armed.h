/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * armed.h - what the armed image was made of, in a form that outlives the
 * boot: what a rehearsal has proved is of that kernel, that initrd and that
 * command line alone.
 */
#ifndef KDP_KDUMP_PREP_ARMED_H
#define KDP_KDUMP_PREP_ARMED_H

#include <stddef.h>

#include "kdump-prep/last.h"
#include "kdump-prep/sysroot.h"

/* SHA-256 in hexadecimal; empty: not known. */
struct kdp_armed {
	char kernel[KDP_FINGERPRINT_SIZE];
	char initrd[KDP_FINGERPRINT_SIZE];
	char line[KDP_FINGERPRINT_SIZE];
};

/**
 * kdp_armed_line() - a command line without what each load adds anew
 *
 * Return: malloc'd, without elfcorehdr=; NULL: memory ran out.
 */
char *kdp_armed_line(const char *line);

/**
 * kdp_armed_files() - of files and a command line that are about to be used
 * @initrd: NULL: none
 * @line: NULL: not known
 *
 * What cannot be read is not known.
 */
void kdp_armed_files(const struct kdp_sysroot *root, const char *kernel,
		     const char *initrd, const char *line,
		     struct kdp_armed *ret);

/**
 * kdp_armed_last() - of what was loaded last
 *
 * A file that was changed since is not what was loaded, and so not known.
 */
void kdp_armed_last(const struct kdp_sysroot *root,
		    const struct kdp_last *last, struct kdp_armed *ret);

/**
 * kdp_armed_differs() - what two of them do not have in common
 *
 * Return: "armed kernel", "armed initrd", "armed command line", or NULL: nothing
 * that is known differs.
 */
const char *kdp_armed_differs(const struct kdp_armed *a,
			      const struct kdp_armed *b);

/**
 * kdp_armed_known() - whether all that there is of an image is known
 */
bool kdp_armed_known(const struct kdp_armed *armed,
		     const struct kdp_last *last);

#endif
