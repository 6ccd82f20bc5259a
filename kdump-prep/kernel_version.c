// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel_version.c - finds the stable release in what a kernel says of
 * itself; see kernel_version.h.
 */
#include "kdump-prep/kernel_version.h"

#include <stdio.h>
#include <string.h>

#define PART_MAX 65535u

/* A part of a number; false where there is none, or it is too large. */
static bool take_part(const char **text, unsigned int *ret)
{
	const char *at = *text;
	unsigned int value = 0;

	if (*at < '0' || *at > '9')
		return false;
	for (; *at >= '0' && *at <= '9'; at++) {
		value = value * 10 + (unsigned int)(*at - '0');
		if (value > PART_MAX)
			return false;
	}
	*text = at;
	*ret = value;
	return true;
}

uint64_t kdp_kernel_number(const char *text)
{
	unsigned int part[3] = {0};
	unsigned int n;

	for (n = 0; n < 3; n++) {
		if (n && *text++ != '.')
			break;
		if (!take_part(&text, &part[n]))
			break;
	}
	/* "6." is none, nor is "6" alone. */
	return n < 2 ? 0 : KDP_KERNEL(part[0], part[1], part[2]);
}

void kdp_kernel_text(uint64_t number, char ret[KDP_KERNEL_TEXT])
{
	unsigned int major = (unsigned int)(number >> 32) & PART_MAX;
	unsigned int minor = (unsigned int)(number >> 16) & PART_MAX;
	unsigned int patch = (unsigned int)number & PART_MAX;

	if (patch)
		snprintf(ret, KDP_KERNEL_TEXT, "%u.%u.%u", major, minor, patch);
	else
		snprintf(ret, KDP_KERNEL_TEXT, "%u.%u", major, minor);
}

/* "... #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-01)" */
static uint64_t debian_number(const char *version)
{
	static const char word[] = " Debian ";
	uint64_t number;

	while ((version = strstr(version, word))) {
		version += sizeof(word) - 1;
		number = kdp_kernel_number(version);
		if (number)
			return number;
	}
	return 0;
}

/* "Ubuntu 3.0.0-12.20-virtual 3.0.4": the last word. */
static uint64_t ubuntu_number(const char *signature)
{
	size_t n;

	if (strncmp(signature, "Ubuntu ", 7) != 0)
		return 0;
	for (n = 0; n < 2; n++) {
		signature = strchr(signature, ' ');
		if (!signature)
			return 0;
		signature++;
	}
	return kdp_kernel_number(signature);
}

/* Red Hat and its relatives: ".el9", ".el9_4", ".el8uek". */
static bool is_el(const char *release)
{
	const char *at = strstr(release, ".el");

	return at && at[3] >= '0' && at[3] <= '9';
}

/* "6.1.0-56-amd64", "5.15.0-91-generic": patch level 0 and a build number. */
static bool hides_patch(const char *release)
{
	const char *at = strchr(release, '-');

	return at && at[1] >= '0' && at[1] <= '9' && at - release >= 3 &&
	       strncmp(at - 2, ".0", 2) == 0;
}

void kdp_kernel_version_parse(const char *release, const char *version,
			      const char *signature,
			      struct kdp_kernel_version *ret)
{
	memset(ret, 0, sizeof(*ret));
	snprintf(ret->release, sizeof(ret->release), "%.*s",
		 (int)strcspn(release, " \n"), release);
	if (version) {
		ret->number = debian_number(version);
		ret->vendor = ret->number ? "Debian" : NULL;
	}
	if (!ret->number && signature) {
		ret->number = ubuntu_number(signature);
		ret->vendor = ret->number ? "Ubuntu" : NULL;
	}
	if (ret->number)
		return;
	ret->number = kdp_kernel_number(ret->release);
	if (is_el(ret->release)) {
		ret->vendor = "Enterprise Linux";
		ret->backports = true;
	} else if (version && strstr(version, "geeko@buildhost")) {
		ret->vendor = "SUSE";
		ret->backports = true;
	} else {
		ret->backports = hides_patch(ret->release);
	}
}
