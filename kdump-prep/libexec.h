/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libexec.h - finds the programs that are installed together with this one.
 */
#ifndef KDP_KDUMP_PREP_LIBEXEC_H
#define KDP_KDUMP_PREP_LIBEXEC_H

#include <limits.h>

/**
 * kdp_libexec_path() - the path of one of them
 * @name: below the directory of such programs
 *
 * It is looked for beside this program first: a package is installed to
 * another prefix than the one that was configured.
 *
 * Return: @ret
 */
const char *kdp_libexec_path(const char *name, char ret[PATH_MAX]);

#endif
