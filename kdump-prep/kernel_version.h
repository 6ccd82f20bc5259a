/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel_version.h - which mainline or stable release a running kernel is of.
 *
 * "uname -r" does not tell: Debian 12 says 6.1.0-56-amd64 whatever stable
 * release the kernel was built from.
 */
#ifndef KDP_KDUMP_PREP_KERNEL_VERSION_H
#define KDP_KDUMP_PREP_KERNEL_VERSION_H

#include <stdbool.h>
#include <stdint.h>

/* Versions as numbers that compare. */
#define KDP_KERNEL(major, minor, patch) \
	((uint64_t)(major) << 32 | (uint64_t)(minor) << 16 | (patch))
#define KDP_KERNEL_ALL UINT64_MAX /* behind every version */

/* Longest number as text: three of up to 65535 and two dots. */
#define KDP_KERNEL_TEXT 18

struct kdp_kernel_version {
	char release[65];   /* uname -r */
	const char *vendor; /* "Debian"; NULL: not told */
	uint64_t number;    /* KDP_KERNEL(); 0: not known */
	/*
	 * The number is only where it started from: the vendor adds fixes
	 * without changing it, or it does not tell the stable release.
	 */
	bool backports;
};

/**
 * kdp_kernel_version_parse() - from the texts in which a kernel names itself
 * @release: /proc/sys/kernel/osrelease
 * @version: /proc/version; NULL: there is none
 * @signature: /proc/version_signature, Ubuntu's; NULL: there is none
 */
void kdp_kernel_version_parse(const char *release, const char *version,
			      const char *signature,
			      struct kdp_kernel_version *ret);

/**
 * kdp_kernel_number() - the number that a text begins with
 * @text: "6.1.192-2"; what is missing at its end is 0
 *
 * Return: KDP_KERNEL(), or 0 where there is no number.
 */
uint64_t kdp_kernel_number(const char *text);

/**
 * kdp_kernel_text() - a number as text, "6.1.192" or "6.2"
 */
void kdp_kernel_text(uint64_t number, char ret[KDP_KERNEL_TEXT]);

#endif
