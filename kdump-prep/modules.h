/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modules.h - which files of kernel modules to load, and in which order.
 *
 * Pure: works on the texts that depmod(8) leaves in /lib/modules/RELEASE.
 */
#ifndef KDP_KDUMP_PREP_MODULES_H
#define KDP_KDUMP_PREP_MODULES_H

#include <stddef.h>

#include "kdump-prep/error.h"
#include "kdump-prep/text.h"

/* depmod's files; those that are missing have size 0. */
struct kdp_modules_index {
	struct kdp_word dep;		/* modules.dep */
	struct kdp_word softdep;	/* modules.softdep */
	struct kdp_word alias;		/* modules.alias */
	struct kdp_word builtin;	/* modules.builtin */
};

#define KDP_MODULES_MAX 128u

/* Files to load, in that order; words of modules.dep. */
struct kdp_modules {
	size_t count;
	struct kdp_word file[KDP_MODULES_MAX];
};

/**
 * kdp_modules_add() - add a module with all that it needs, once
 * @name: of the module; "-" and "_" are the same
 *
 * Modules that another one wants in front ("softdep pre:") are added where
 * they are there.  Errors: KDP_ERROR_NOT_FOUND: there is no such module and
 * the kernel has none built in; KDP_ERROR_FORMAT: too many.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_modules_add(const struct kdp_modules_index *index,
				  const char *name, struct kdp_modules *list);

#endif
