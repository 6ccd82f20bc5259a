// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * points_load.c - is a crash kernel armed, and can it be; see points.h.
 */
#include "kdump-prep/points.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"

static void check_missing(const struct kdp_last *last,
			  struct kdp_findings *list)
{
	const struct kdp_name *name;
	unsigned int missing;

	missing = KDP_PROTECT_ALL & ~last->protections;
	/* The kernel's own purgatory verifies what it starts. */
	if (last->way == KDP_WAY_WRAPPED)
		missing &= ~(unsigned int)KDP_PROTECT_DIGEST;
	for (name = kdp_protection_names; name->name; name++)
		if (missing & name->number) {
			kdp_findings_add(
				list, "protections", KDP_FINDING_WARNING,
				kdp_protection_advice(
					(enum kdp_protection)name->number),
				"the loaded image lacks \"%s\": %s", name->name,
				name->meaning);
			return;
		}
	kdp_findings_add(
		list, "protections", KDP_FINDING_OK, NULL,
		"purgatory takes exceptions, quiesces, verifies, records%s%s%s",
		last->protections & KDP_PROTECT_WATCHDOG
			? "; a watchdog is armed"
			: "",
		last->protections & KDP_PROTECT_LAST_WORDS
			? "; last words survive a reset"
			: "",
		last->protections & KDP_PROTECT_HOTPLUG
			? "; the kernel keeps the image up to date"
			: "");
}

static void check_armed(const struct kdp_host *host, struct kdp_findings *list)
{
	const struct kdp_crash_state *status = &host->status;

	if (!status->state.loaded && status->blocked)
		kdp_findings_add(
			list, "armed", KDP_FINDING_FAILURE,
			"remove what stands in the way",
			"no crash kernel is loaded, and none can be: %s",
			status->blocked);
	else if (!status->state.loaded)
		kdp_findings_add(
			list, "armed", KDP_FINDING_FAILURE,
			"kdump-prep load, or start the distribution's kdump service",
			"no crash kernel is loaded: a panic leaves no dump");
	else if (status->unreadable)
		kdp_findings_add(
			list, "armed", KDP_FINDING_UNKNOWN, "run check as root",
			"a crash kernel is loaded, and by which way is not known: %s",
			status->unreadable);
	else if (!status->known)
		kdp_findings_add(
			list, "armed", KDP_FINDING_WARNING,
			"load it with kdump-prep load",
			"a crash kernel is loaded, not by kdump-prep; not covered is %s",
			kdp_way_gap(KDP_WAY_STOCK));
	else
		kdp_findings_add(list, "armed", KDP_FINDING_OK, NULL,
				 "a crash kernel is loaded, by way %s",
				 kdp_name_of(kdp_way_names, status->last.way));
	if (status->state.loaded && status->known)
		check_missing(&status->last, list);
}

static void check_loading(const struct kdp_host *host,
			  struct kdp_findings *list)
{
	const struct kdp_state *state = &host->status.state;

	if (state->load_disabled)
		kdp_findings_add(
			list, "kexec-disabled",
			state->loaded ? KDP_FINDING_NOTE : KDP_FINDING_FAILURE,
			"boot, and load before kernel.kexec_load_disabled is set",
			"kernel.kexec_load_disabled is set: %s until the next boot",
			state->loaded
				? "the image that is loaded stays as it is"
				: "nothing can be loaded");
	if (state->limited)
		kdp_findings_add(
			list, "kexec-limit",
			state->loads_left ? KDP_FINDING_NOTE
					  : KDP_FINDING_WARNING,
			"each load after hotplug counts; raise kernel.kexec_load_limit_panic at boot",
			"%" PRIu64 " loads of a crash kernel are left",
			state->loads_left);
}

/* A variable of EFI: four bytes of attributes, then the value. */
static int secure_boot(const struct kdp_sysroot *root)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(
		root,
		"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
		64, &data, &size);
	if (err) {
		kdp_error_destroy(err);
		return -1;
	}
	return size == 5 ? data[4] : -1;
}

/* Keys of the platform keyring sign what kexec_file_load(2) takes. */
static bool has_platform_keys(const struct kdp_sysroot *root)
{
	KDP_AUTO_FREE char *keys = kdp_host_text(root, "/proc/keys");

	return keys && strstr(keys, ".platform: ") &&
	       !strstr(keys, ".platform: empty");
}

static void check_lockdown(const struct kdp_sysroot *root,
			   const struct kdp_host *host,
			   struct kdp_findings *list)
{
	const struct kdp_crash_state *status = &host->status;
	const char *boot = secure_boot(root) == 1 ? ", Secure Boot is on" : "";
	const char *keys = has_platform_keys(root)
				   ? ", the platform keyring has keys"
				   : "";

	if (!status->state.locked_down)
		kdp_findings_add(list, "lockdown", KDP_FINDING_OK, NULL,
				 "kernel lockdown: %s%s",
				 status->state.lockdown, boot);
	else if (status->state.loaded && status->known &&
		 status->last.way == KDP_WAY_WRAPPED)
		kdp_findings_add(
			list, "lockdown", KDP_FINDING_OK, NULL,
			"kernel lockdown: %s%s; a wrapped kernel is loaded",
			status->state.lockdown, boot);
	else
		kdp_findings_add(
			list, "lockdown", KDP_FINDING_WARNING,
			"wrap the crash kernel with kdump-prep wrap, sign it with a key of the platform keyring, and load that",
			"kernel lockdown: %s%s%s: only signed images can be loaded, and behind the kernel's own purgatory nothing quiesces the machine but a wrapped kernel",
			status->state.lockdown, boot, keys);
}

static void check_machine(const struct kdp_host *host,
			  struct kdp_findings *list)
{
	const struct kdp_topology *topology = &host->topology;

	if (host->no_topology) {
		kdp_findings_add(list, "machine", KDP_FINDING_UNKNOWN,
				 "run check as root",
				 "the machine cannot be read: %s",
				 host->no_topology);
		return;
	}
	if (topology->guest != KDP_GUEST_PLAIN)
		kdp_findings_add(
			list, "machine", KDP_FINDING_WARNING,
			"test a crash on this kind of machine",
			"%s: purgatory leaves its devices alone; quiescing them is up to the crash kernel",
			kdp_name_find(kdp_guest_names, topology->guest)
				->meaning);
	else
		kdp_findings_add(list, "machine", KDP_FINDING_OK, NULL,
				 "%zu CPUs, %zu IO-APICs, %zu PCI functions",
				 topology->cpu_count, topology->ioapic_count,
				 topology->function_count);
}

static void check_iommu(const struct kdp_host *host, struct kdp_findings *list)
{
	if (host->no_topology)
		return;
	switch (host->topology.iommu) {
	case KDP_IOMMU_NONE:
		kdp_findings_add(
			list, "iommu", KDP_FINDING_OK, NULL,
			"no IOMMU: a device that goes on writing reaches its old buffers only");
		break;
	case KDP_IOMMU_VTD:
	case KDP_IOMMU_AMD:
		kdp_findings_add(list, "iommu", KDP_FINDING_OK, NULL,
				 "%s: the crash kernel takes its tables over",
				 host->topology.iommu == KDP_IOMMU_VTD
					 ? "VT-d"
					 : "AMD-Vi");
		break;
	}
}

void kdp_points_load(const struct kdp_sysroot *root,
		     const struct kdp_host *host, struct kdp_findings *list)
{
	kdp_points_reservation(root, host, list);
	check_armed(host, list);
	check_loading(host, list);
	check_lockdown(root, host, list);
	check_machine(host, list);
	check_iommu(host, list);
}
