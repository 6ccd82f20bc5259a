/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crash_irqs.h - who quiesces the interrupts at a panic: the kernel before it
 * starts the image, or purgatory alone.
 */
#ifndef KDP_KDUMP_PREP_CRASH_IRQS_H
#define KDP_KDUMP_PREP_CRASH_IRQS_H

#include "kdump-prep/checklist.h"
#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"

/**
 * kdp_crash_irqs_announce() - how an image tells the kernel of its work
 * @flag_ret: kdp_kexec_quiesce_flag()'s, 0 when there is none
 *
 * For an image that quiesces.  A kernel that cannot be told is no reason not to
 * load: the only error is KDP_ERROR_NO_MEMORY.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_crash_irqs_announce(const struct kdp_sysroot *root,
					  struct kdp_checklist *checks,
					  unsigned long *flag_ret);

/**
 * kdp_crash_irqs_loaded() - warn when the module does not know the image
 *
 * The module of second-kernel/module looks at the image itself.
 */
void kdp_crash_irqs_loaded(const struct kdp_sysroot *root);

#endif
