// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * points_kernel.c - what makes the running kernel panic, what follows where
 * nothing is loaded, and whether the image follows hotplug; see points.h.
 */
#include "kdump-prep/points.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"

#define SYSCTL "/proc/sys/kernel/"

static int64_t sysctl(const struct kdp_sysroot *root, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), SYSCTL "%s", name);
	return kdp_host_number(root, path);
}

static void check_oops(const struct kdp_sysroot *root,
		       struct kdp_findings *list)
{
	int64_t value = sysctl(root, "panic_on_oops");

	if (value < 0)
		kdp_findings_add(list, "panic-on-oops", KDP_FINDING_UNKNOWN,
				 NULL, "kernel.panic_on_oops cannot be read");
	else if (value == 0)
		kdp_findings_add(
			list, "panic-on-oops", KDP_FINDING_WARNING,
			"sysctl kernel.panic_on_oops=1",
			"an oops kills one task and leaves no dump (kernel.panic_on_oops=0)");
	else
		kdp_findings_add(list, "panic-on-oops", KDP_FINDING_OK, NULL,
				 "an oops panics");
}

/*
 * A hang panics only where somebody asked for it, and distributions do not:
 * worth to know, and no defect.
 */
static void check_hangs(const struct kdp_sysroot *root,
			struct kdp_findings *list)
{
	static const struct {
		const char *name;
		const char *what;
	} hang[] = {
		{"softlockup_panic", "soft lockups"},
		{"hardlockup_panic", "hard lockups"},
		{"hung_task_panic", "hung tasks"},
		{"panic_on_rcu_stall", "RCU stalls"},
		{"unknown_nmi_panic", "unknown NMIs"},
		{"panic_on_io_nmi", "I/O check NMIs"},
		{"panic_on_unrecovered_nmi", "unrecovered NMIs"},
	};
	char panics[256] = "", not [256] = "";
	size_t at = 0, at_not = 0;
	int64_t value;
	size_t i;

	for (i = 0; i < sizeof(hang) / sizeof(hang[0]); i++) {
		value = sysctl(root, hang[i].name);
		if (value > 0)
			at += (size_t)snprintf(panics + at, sizeof(panics) - at,
					       "%s%s", at ? ", " : "",
					       hang[i].what);
		else if (value == 0)
			at_not += (size_t)snprintf(
				not +at_not, sizeof(not ) - at_not, "%s%s",
				at_not ? ", " : "", hang[i].what);
	}
	if (at_not)
		kdp_findings_add(
			list, "panic-on-hangs", KDP_FINDING_NOTE,
			"set those of kernel.softlockup_panic, hardlockup_panic, hung_task_panic, panic_on_rcu_stall, unknown_nmi_panic and their kin whose dumps are wanted",
			"no panic, and so no dump, at %s%s%s", not,
			at ? "; but at " : "", panics);
	else if (at)
		kdp_findings_add(list, "panic-on-hangs", KDP_FINDING_OK, NULL,
				 "these panic: %s", panics);
	value = sysctl(root, "nmi_watchdog");
	if (value == 0 && sysctl(root, "hardlockup_panic") > 0)
		kdp_findings_add(
			list, "nmi-watchdog", KDP_FINDING_WARNING,
			"sysctl kernel.nmi_watchdog=1; a guest needs a virtual PMU",
			"hard lockups are to panic and are not looked for (kernel.nmi_watchdog=0)");
}

/* What is left when no crash kernel is started. */
static void check_reboot(const struct kdp_sysroot *root,
			 struct kdp_findings *list)
{
	int64_t value = sysctl(root, "panic");

	if (value == 0)
		kdp_findings_add(
			list, "panic-timeout", KDP_FINDING_NOTE,
			"sysctl kernel.panic=10",
			"a panic that cannot start the crash kernel hangs for ever (kernel.panic=0)");
	else if (value > 0)
		kdp_findings_add(
			list, "panic-timeout", KDP_FINDING_OK, NULL,
			"a panic that cannot start the crash kernel reboots after %" PRId64
			" s",
			value);
}

static bool has_rule(const struct kdp_sysroot *root, const char *name)
{
	static const char *const directory[] = {"/etc", "/usr/lib", "/lib",
						"/usr/local/lib"};
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(directory) / sizeof(directory[0]); i++) {
		snprintf(path, sizeof(path), "%s/udev/rules.d/%s", directory[i],
			 name);
		if (kdp_host_has(root, path))
			return true;
	}
	return false;
}

#define UNIT	"lib/systemd/system/systemd-udevd.service"
#define DROP_IN "/etc/systemd/system/systemd-udevd.service.d"

/* Whether a drop-in of udev's unit allows what its sandbox does not. */
static bool drop_in_allows(const struct kdp_sysroot *root)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	struct dirent *entry;
	char path[sizeof(DROP_IN) + sizeof(entry->d_name)];
	bool allows = false;
	DIR *dir;

	err = kdp_sysroot_opendir(root, DROP_IN, &dir);
	if (err) {
		kdp_error_destroy(err);
		return false;
	}
	while (!allows && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), DROP_IN "/%s", entry->d_name);
		free(text);
		text = kdp_host_text(root, path);
		allows = text && strstr(text, "kexec_load");
	}
	closedir(dir);
	return allows;
}

/* Whether udev's own unit forbids the system calls that load an image. */
static bool udev_is_sandboxed(const struct kdp_sysroot *root)
{
	KDP_AUTO_FREE char *unit = kdp_host_text(root, "/" UNIT);

	if (!unit)
		unit = kdp_host_text(root, "/usr/" UNIT);
	return unit && strstr(unit, "\nSystemCallFilter=") &&
	       !strstr(unit, "kexec_load") && !strstr(unit, "@reboot") &&
	       !drop_in_allows(root);
}

static void check_hotplug(const struct kdp_sysroot *root,
			  struct kdp_findings *list)
{
	if (kdp_host_number(root, "/sys/devices/system/cpu/crash_hotplug") == 1)
		kdp_findings_add(
			list, "hotplug", KDP_FINDING_OK, NULL,
			"the kernel keeps the image up to date when CPUs or memory come and go");
	else if (has_rule(root, "98-kdump-prep.rules"))
		kdp_findings_add(
			list, "hotplug", KDP_FINDING_OK, NULL,
			"udev loads again when CPUs or memory come and go");
	else if (has_rule(root, "50-kdump-tools.rules") &&
		 udev_is_sandboxed(root))
		kdp_findings_add(
			list, "hotplug", KDP_FINDING_WARNING,
			"install kdump-prep's 98-kdump-prep.rules, which leaves udev's sandbox, or allow kexec_load in a drop-in of systemd-udevd.service",
			"kdump-tools loads again from udev, whose sandbox forbids it: after hotplug the image is out of date");
	else if (has_rule(root, "50-kdump-tools.rules") ||
		 has_rule(root, "98-kexec.rules"))
		kdp_findings_add(
			list, "hotplug", KDP_FINDING_OK, NULL,
			"the distribution's udev rules load again when CPUs or memory come and go");
	else
		kdp_findings_add(
			list, "hotplug", KDP_FINDING_NOTE,
			"install kdump-prep's 98-kdump-prep.rules",
			"nothing loads again when CPUs or memory come or go; the dump then lacks them");
}

static void check_ramoops(const struct kdp_host *host,
			  struct kdp_findings *list)
{
	if (host->no_topology)
		return;
	if (host->topology.ramoops.zone_count && !host->topology.ramoops.ecc)
		kdp_findings_add(
			list, "persistent-ram", KDP_FINDING_OK, NULL,
			"ramoops: a reset in purgatory leaves its last words");
	else
		kdp_findings_add(
			list, "persistent-ram", KDP_FINDING_NOTE,
			kdp_protection_advice(KDP_PROTECT_LAST_WORDS),
			"no persistent RAM that purgatory can use: an attempt that ends in a reset leaves no word");
}

void kdp_points_kernel(const struct kdp_sysroot *root,
		       const struct kdp_host *host, struct kdp_findings *list)
{
	check_oops(root, list);
	check_hangs(root, list);
	check_reboot(root, list);
	check_hotplug(root, list);
	check_ramoops(host, list);
}
