// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ways.c - the words for ways and protections; see ways.h.
 */
#include "kdump-prep/ways.h"

#include <string.h>

const struct kdp_name kdp_way_names[] = {
	{ KDP_WAY_PURGATORY, "purgatory",
	  "kexec_load(2) with a purgatory that quiesces the machine" },
	{ KDP_WAY_WRAPPED, "wrapped",
	  "kexec_file_load(2) of a kernel with the same stage in front" },
	{ KDP_WAY_STOCK, "stock", "the real kexec" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_protection_names[] = {
	{ KDP_PROTECT_PURGATORY, "purgatory",
	  "exceptions are taken, every wait is bounded" },
	{ KDP_PROTECT_QUIESCE, "quiesce", "interrupt sources are silenced" },
	{ KDP_PROTECT_DIGEST, "digest",
	  "the image is verified, and repaired where possible" },
	{ KDP_PROTECT_RECORD, "record", "each step leaves an entry" },
	{ KDP_PROTECT_NOTE, "note", "the vmcore has the record" },
	{ KDP_PROTECT_WATCHDOG, "watchdog", "a hang ends in a reset" },
	{ KDP_PROTECT_LAST_WORDS, "last-words",
	  "a reset leaves record and log in persistent RAM" },
	{ KDP_PROTECT_HOTPLUG, "hotplug",
	  "the kernel keeps the image up to date" },
	{ 0, NULL, NULL },
};

/* In the order of the bits. */
static const char *const advice[] = {
	"the real kexec's purgatory takes no exception and may wait for ever",
	"devices are left alone in an encrypted or paravirtual guest, and by the real kexec",
	"--digest=none or --no-checks was given; or another purgatory verifies, and hangs on a mismatch",
	"only kdump-prep's purgatory writes one",
	"only kdump-prep's purgatory writes one",
	"not asked for; load with --watchdog=SECONDS",
	"ramoops without ECC is needed, e.g. ramoops.ecc=0 ramoops.mem_address=...; see Documentation/admin-guide/ramoops.rst of the kernel",
	"the running kernel cannot; load again when CPUs or memory come or go",
};

const char *kdp_protection_advice(enum kdp_protection bit)
{
	size_t i;

	for (i = 0; i < sizeof(advice) / sizeof(advice[0]); i++)
		if ((unsigned int)bit == 1u << i)
			return advice[i];
	return "";
}

enum kdp_way kdp_way_choose(const struct kdp_state *state,
			    const char **why_ret)
{
	*why_ret = NULL;
	if (state->xen_dom0) {
		*why_ret = "under Xen a crash kernel is loaded into the hypervisor";
		return KDP_WAY_STOCK;
	}
	if (state->locked_down) {
		*why_ret = "the kernel is locked down and takes signed images only, by kexec_file_load(2)";
		return KDP_WAY_WRAPPED;
	}
	return KDP_WAY_PURGATORY;
}

const char *kdp_way_gap(enum kdp_way way)
{
	switch (way) {
	case KDP_WAY_PURGATORY:
		return "the panicking kernel up to purgatory's first instructions, and the crash kernel's own early windows";
	case KDP_WAY_WRAPPED:
		return "the panicking kernel, the kernel's own purgatory, and the crash kernel's own early windows";
	case KDP_WAY_STOCK:
		return "anything: an NMI or machine check resets the machine, devices go on, a damaged image hangs for ever";
	}
	return "";
}

struct kdp_error *kdp_require_parse(const char *text, unsigned int *bits)
{
	unsigned int number;
	size_t length;

	for (;; text += length + 1) {
		length = strcspn(text, ",");
		if (length == 3 && memcmp(text, "all", 3) == 0)
			*bits |= KDP_PROTECT_ALL;
		else if (kdp_name_parse(kdp_protection_names, text, length,
					&number))
			*bits |= number;
		else
			break;
		if (text[length] == '\0')
			return NULL;
	}
	return kdp_error_create(KDP_ERROR_USAGE,
				"--require: found \"%.*s\", expected all, purgatory, quiesce, digest, record, note, watchdog, last-words or hotplug",
				(int)length, text);
}

struct kdp_error *kdp_require_check(unsigned int required, unsigned int found)
{
	const struct kdp_name *name;

	for (name = kdp_protection_names; name->name; name++)
		if (required & ~found & name->number)
			return kdp_error_create(KDP_ERROR_UNSUPPORTED,
						"--require=%s: not given here, nothing is loaded: %s",
						name->name,
						kdp_protection_advice(
							(enum kdp_protection)
								name->number));
	return NULL;
}
