// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crash_irqs.c - who quiesces the interrupts at a panic; see crash_irqs.h.
 */
#include "kdump-prep/crash_irqs.h"

#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/log.h"

/* A word of enum kdp_verdict, and a new line. */
#define VERDICT "/sys/module/kdp_crash_irqs/parameters/image"
#define VERDICT_MAX 64u

/* What the module says of the loaded image; NULL: there is no module. */
static struct kdp_error *module_says(const struct kdp_sysroot *root,
				     char **ret)
{
	struct kdp_error *err;
	size_t size;

	*ret = NULL;
	err = kdp_sysroot_read(root, VERDICT, VERDICT_MAX, ret, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (!err)
		(*ret)[strcspn(*ret, "\n")] = '\0';
	return err;
}

struct kdp_error *kdp_crash_irqs_announce(const struct kdp_sysroot *root,
					  struct kdp_checklist *checks,
					  unsigned long *flag_ret)
{
	KDP_AUTO_FREE char *word = NULL;
	struct kdp_error *err;

	err = kdp_kexec_quiesce_flag(root, flag_ret);
	if (!err && !*flag_ret)
		err = module_says(root, &word);
	if (err && err->code == KDP_ERROR_NO_MEMORY)
		return err;
	if (err)
		kdp_checklist_add(checks, "crash-irqs", KDP_CHECKLIST_SKIPPED,
				  "%s", err->message);
	else if (*flag_ret)
		kdp_checklist_add(checks, "crash-irqs", KDP_CHECKLIST_OK,
				  "the panicking kernel leaves IO-APICs and local APIC to purgatory (flag 0x%lx)",
				  *flag_ret);
	else if (word)
		kdp_checklist_add(checks, "crash-irqs", KDP_CHECKLIST_OK,
				  "the module kdp_crash_irqs has the panicking kernel leave IO-APICs and local APIC to purgatory");
	kdp_error_destroy(err);
	return NULL;
}

void kdp_crash_irqs_loaded(const struct kdp_sysroot *root)
{
	KDP_AUTO_FREE char *word = NULL;
	struct kdp_error *err;

	err = module_says(root, &word);
	if (!err && word && strcmp(word, "quiesces") != 0)
		kdp_log_warn("the module kdp_crash_irqs calls the image \"%s\", expected \"quiesces\": the panicking kernel does its part of the work itself",
			     word);
	kdp_error_destroy(err);
}
