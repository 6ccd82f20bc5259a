// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves that the stable release is found in what the kernels of distributions
 * say of themselves, and that one which hides it is told from one which does
 * not.
 */
#include "kdump-prep/kernel_version.h"

#include "tests/tap.h"

static void numbers(void)
{
	static const struct {
		const char *text;
		uint64_t number;
	} number[] = {
		{"6.1.192-2", KDP_KERNEL(6, 1, 192)},
		{"6.1", KDP_KERNEL(6, 1, 0)},
		{"6.1-rc3", KDP_KERNEL(6, 1, 0)},
		{"6.1.", KDP_KERNEL(6, 1, 0)},
		{"2.6.39.4", KDP_KERNEL(2, 6, 39)},
		{"7.3.65535", KDP_KERNEL(7, 3, 65535)},
		{"7.3.65536", KDP_KERNEL(7, 3, 0)},
		{"65536.1", 0},
		{"99999999999999999999.1", 0},
		{"6", 0},
		{"6.", 0},
		{"v6.1", 0},
		{"", 0},
	};
	size_t i;

	for (i = 0; i < sizeof(number) / sizeof(number[0]); i++)
		TAP_EQ(kdp_kernel_number(number[i].text), number[i].number);
	TAP_CHECK(KDP_KERNEL(6, 1, 192) < KDP_KERNEL(6, 12, 0));
	TAP_CHECK(KDP_KERNEL(6, 12, 0) < KDP_KERNEL_ALL);
}

static void numbers_as_text(void)
{
	char text[KDP_KERNEL_TEXT];

	kdp_kernel_text(KDP_KERNEL(6, 1, 192), text);
	TAP_STR(text, "6.1.192");
	kdp_kernel_text(KDP_KERNEL(6, 2, 0), text);
	TAP_STR(text, "6.2");
	kdp_kernel_text(KDP_KERNEL_ALL, text);
	TAP_STR(text, "65535.65535.65535");
}

static void kernels_of_distributions(void)
{
	static const struct {
		const char *release, *version, *signature;
		const char *vendor;
		uint64_t number;
		bool backports;
	} kernel[] = {
		{"6.1.0-56-amd64\n",
		 "Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)\n",
		 NULL, "Debian", KDP_KERNEL(6, 1, 192), false},
		{"6.1.0-56-amd64\n", NULL, NULL, NULL, KDP_KERNEL(6, 1, 0),
		 true},
		{"3.0.0-12-virtual\n", "Linux version 3.0.0-12-virtual",
		 "Ubuntu 3.0.0-12.20-virtual 3.0.4\n", "Ubuntu",
		 KDP_KERNEL(3, 0, 4), false},
		{"3.0.0-12-virtual\n", "x", "Ubuntu 3.0.0\n", NULL,
		 KDP_KERNEL(3, 0, 0), true},
		{"5.14.0-503.11.1.el9_5.x86_64\n", "x", NULL,
		 "Enterprise Linux", KDP_KERNEL(5, 14, 0), true},
		{"5.15.0-3.60.5.1.el9uek.x86_64\n", "x", NULL,
		 "Enterprise Linux", KDP_KERNEL(5, 15, 0), true},
		{"6.4.0-150600.23.17-default\n",
		 "Linux version 6.4.0 (geeko@buildhost) (gcc)", NULL, "SUSE",
		 KDP_KERNEL(6, 4, 0), true},
		{"6.8.9-300.fc40.x86_64\n", "x", NULL, NULL,
		 KDP_KERNEL(6, 8, 9), false},
		{"7.3.4\n", "Linux version 7.3.4 (a@b)", NULL, NULL,
		 KDP_KERNEL(7, 3, 4), false},
		{"7.0.0\n", NULL, NULL, NULL, KDP_KERNEL(7, 0, 0), false},
		{"6.12.0-rc3\n", NULL, NULL, NULL, KDP_KERNEL(6, 12, 0), false},
		{"", NULL, NULL, NULL, 0, false},
		{".0-1", NULL, NULL, NULL, 0, false},
	};
	struct kdp_kernel_version version;
	size_t i;

	for (i = 0; i < sizeof(kernel) / sizeof(kernel[0]); i++) {
		kdp_kernel_version_parse(kernel[i].release, kernel[i].version,
					 kernel[i].signature, &version);
		TAP_EQ(version.number, kernel[i].number);
		TAP_EQ(version.backports, kernel[i].backports);
		TAP_EQ(strcspn(kernel[i].release, "\n"),
		       strlen(version.release));
		if (kernel[i].vendor)
			TAP_STR(version.vendor, kernel[i].vendor);
		else
			TAP_CHECK(!version.vendor);
	}
}

int main(void)
{
	TAP_RUN(numbers);
	TAP_RUN(numbers_as_text);
	TAP_RUN(kernels_of_distributions);
	return tap_done();
}
