// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves that settings, versions of packages and lines of meminfo are found as
 * their own readers find them, and nothing else is taken for one.
 */
#include "kdump-prep/settings.h"

#include "tests/tap.h"

static void settings_of_shell(void)
{
	static const char text[] = "# KDUMP_COREDIR=/no\n"
				   "KDUMP_COREDIR_OLD=/no\n"
				   "KDUMP_COREDIR=/first\n"
				   "  KDUMP_COREDIR=\"/var/my crash\" # why\n"
				   "A='b'\nEMPTY=\nCUT=\001x\nOPEN=\"x y";
	char value[32] = "before";

	TAP_CHECK(kdp_setting_find(text, sizeof(text) - 1, "KDUMP_COREDIR",
				   value, sizeof(value)));
	TAP_STR(value, "/var/my crash");
	TAP_CHECK(kdp_setting_find(text, sizeof(text) - 1, "A", value,
				   sizeof(value)));
	TAP_STR(value, "b");
	TAP_CHECK(!kdp_setting_find(text, sizeof(text) - 1, "B", value,
				    sizeof(value)));
	TAP_STR(value, "b");
	TAP_CHECK(kdp_setting_find(text, sizeof(text) - 1, "EMPTY", value,
				   sizeof(value)));
	TAP_STR(value, "");
	TAP_CHECK(kdp_setting_find(text, sizeof(text) - 1, "CUT", value,
				   sizeof(value)));
	TAP_STR(value, "");
	TAP_CHECK(kdp_setting_find(text, sizeof(text) - 1, "OPEN", value, 3));
	TAP_STR(value, "x ");
}

static void settings_of_kdump_conf(void)
{
	static const char text[] = "#path /no\npath /var/crash\n"
				   "nfs host:/export  # x\npathological /no\n";
	char value[32];

	TAP_CHECK(kdp_setting_find(text, sizeof(text) - 1, "path", value,
				   sizeof(value)));
	TAP_STR(value, "/var/crash");
	TAP_CHECK(kdp_setting_find(text, sizeof(text) - 1, "nfs", value,
				   sizeof(value)));
	TAP_STR(value, "host:/export");
	TAP_CHECK(!kdp_setting_find("path", 4, "path", value, sizeof(value)));
}

static void versions_of_packages(void)
{
	static const char text[] =
		"Package: crash-dev\nStatus: install ok installed\nVersion: 1\n"
		"\nPackage: old\nStatus: deinstall ok config-files\n"
		"Version: 2\n\nPackage: crash\n"
		"Status: install ok installed\nDescription: x\n"
		" Version: 3\nVersion: 8.0.2-1\n";
	char value[16];

	TAP_CHECK(kdp_package_version(text, sizeof(text) - 1, "crash", value,
				      sizeof(value)));
	TAP_STR(value, "8.0.2-1");
	TAP_CHECK(!kdp_package_version(text, sizeof(text) - 1, "old", value,
				       sizeof(value)));
	TAP_CHECK(!kdp_package_version(text, sizeof(text) - 1, "none", value,
				       sizeof(value)));
}

static void lines_of_meminfo(void)
{
	static const char text[] = "MemTotal:  1024 kB\nMemFree: x kB\n"
				   "Cached: 18446744073709551615 kB\n";

	TAP_EQ(kdp_meminfo(text, sizeof(text) - 1, "MemTotal:"), 1 << 20);
	TAP_EQ(kdp_meminfo(text, sizeof(text) - 1, "MemFree:"), 0);
	TAP_EQ(kdp_meminfo(text, sizeof(text) - 1, "Cached:"), 0);
	TAP_EQ(kdp_meminfo(text, sizeof(text) - 1, "Mem:"), 0);
}

static void options_of_makedumpfile_are_found(void)
{
	static const char debian[] =
		"MAKEDUMP_ARGS=\"-c  -d 31\"\nMAKEDUMP_ARGS=\"-l -F -d 17\"\n";
	static const char rhel[] =
		"path /var/crash\ncore_collector makedumpfile -l --message-level 7 -d 31\n";
	static const char other[] = "core_collector scp\nMAKEDUMP_ARGS=\n";
	char value[64] = "as before";

	TAP_CHECK(!kdp_setting_filter(other, sizeof(other) - 1, value,
				      sizeof(value)));
	TAP_STR(value, "as before");
	TAP_CHECK(kdp_setting_filter(debian, sizeof(debian) - 1, value,
				     sizeof(value)));
	TAP_STR(value, "-l -d 17");
	TAP_CHECK(kdp_setting_filter(rhel, sizeof(rhel) - 1, value,
				     sizeof(value)));
	TAP_STR(value, "-l --message-level 7 -d 31");
	/* A word that has no room is left out. */
	TAP_CHECK(kdp_setting_filter(rhel, sizeof(rhel) - 1, value, 8));
	TAP_STR(value, "-l 7 -d");
}

int main(void)
{
	TAP_RUN(settings_of_shell);
	TAP_RUN(settings_of_kdump_conf);
	TAP_RUN(versions_of_packages);
	TAP_RUN(lines_of_meminfo);
	TAP_RUN(options_of_makedumpfile_are_found);
	return tap_done();
}
