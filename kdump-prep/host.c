// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * host.c - reads what "check" judges; see host.h.
 */
#include "kdump-prep/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmdline.h"
#include "kdump-prep/discover.h"
#include "kdump-prep/text.h"

/* Kernel options and lists of modules have some 300 KiB. */
#define TEXT_MAX (4u << 20)

/* In kallsyms of every kernel that can start another one. */
#define SYMBOL_OF_ALL "crash_kexec"

_Static_assert(sizeof(((struct kdp_rule_facts *)NULL)->symbols) == 8,
	       "a bit for each of up to 64 rules");

char *kdp_host_text(const struct kdp_sysroot *root, const char *path)
{
	struct kdp_error *err;
	char *text = NULL;
	size_t size;

	err = kdp_sysroot_read(root, path, TEXT_MAX, &text, &size);
	if (err) {
		kdp_error_destroy(err);
		return NULL;
	}
	return text;
}

int64_t kdp_host_number(const struct kdp_sysroot *root, const char *path)
{
	struct kdp_error *err;
	uint64_t value;

	err = kdp_sysroot_read_u64(root, path, 0, &value);
	if (err) {
		kdp_error_destroy(err);
		return -1;
	}
	return value > INT64_MAX ? -1 : (int64_t)value;
}

bool kdp_host_has(const struct kdp_sysroot *root, const char *path)
{
	struct kdp_error *err;
	int fd;

	err = kdp_sysroot_open(root, path, &fd);
	if (err) {
		kdp_error_destroy(err);
		return false;
	}
	close(fd);
	return true;
}

/* Whether a text has a line whose first word is @word. */
static bool has_line(const char *text, const char *word)
{
	struct kdp_word first;
	struct kdp_text walk;

	kdp_text_init(&walk, "", text, strlen(text));
	while (kdp_text_next(&walk))
		if (kdp_text_word(&walk, &first) && kdp_word_is(first, word))
			return true;
	return false;
}

static bool is_text(const struct kdp_sysroot *root, const char *path,
		    const char *expected)
{
	KDP_AUTO_FREE char *text = kdp_host_text(root, path);
	size_t length = strlen(expected);

	return text && strncmp(text, expected, length) == 0 &&
	       (text[length] == '\n' || text[length] == '\0');
}

static void read_config(const struct kdp_sysroot *root, struct kdp_host *ret)
{
	char path[128];

	snprintf(path, sizeof(path), "/boot/config-%s",
		 ret->facts.kernel.release);
	ret->config = kdp_host_text(root, path);
	if (!ret->config) {
		snprintf(path, sizeof(path), "/lib/modules/%s/config",
			 ret->facts.kernel.release);
		ret->config = kdp_host_text(root, path);
	}
	ret->facts.config = ret->config;
}

/* Takes a line of kallsyms: "address type name [module]". */
static void note_symbol(struct kdp_rule_facts *facts, const char *line,
			size_t size)
{
	struct kdp_word word;
	struct kdp_text text;
	size_t i;

	kdp_text_init(&text, "", line, size);
	if (!kdp_text_next(&text) || !kdp_text_word(&text, &word) ||
	    !kdp_text_word(&text, &word) || !kdp_text_word(&text, &word))
		return;
	if (kdp_word_is(word, SYMBOL_OF_ALL))
		facts->symbols_known = true;
	for (i = 0; i < kdp_rule_count; i++)
		if (kdp_rules[i].symbol &&
		    kdp_word_is(word, kdp_rules[i].symbol))
			facts->symbols |= (uint64_t)1 << i;
}

static void read_symbols(const struct kdp_sysroot *root,
			 struct kdp_rule_facts *facts)
{
	KDP_AUTO_FCLOSE FILE *file = NULL;
	KDP_AUTO_FREE char *line = NULL;
	struct kdp_error *err;
	size_t capacity = 0;
	ssize_t n;
	int fd;

	err = kdp_sysroot_open(root, "/proc/kallsyms", &fd);
	if (err) {
		kdp_error_destroy(err);
		return;
	}
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return;
	}
	while ((n = getline(&line, &capacity, file)) >= 0)
		note_symbol(facts, line, (size_t)n);
}

static unsigned int xen_traits(const struct kdp_sysroot *root,
			       const struct kdp_state *state)
{
	if (state->xen_dom0)
		return KDP_TRAIT_XEN_DOM0 | KDP_TRAIT_XEN_PV;
	if (!is_text(root, "/sys/hypervisor/type", "xen"))
		return 0;
	if (is_text(root, "/sys/hypervisor/guest_type", "PV"))
		return KDP_TRAIT_XEN_PV;
	if (is_text(root, "/sys/hypervisor/guest_type", "PVH"))
		return KDP_TRAIT_XEN_RESET;
	/* Old kernels have no guest_type; a PV guest has no DMI. */
	if (is_text(root, "/sys/hypervisor/guest_type", "HVM") ||
	    is_text(root, "/sys/class/dmi/id/product_name", "HVM domU"))
		return KDP_TRAIT_XEN_HVM | KDP_TRAIT_XEN_RESET;
	return KDP_TRAIT_XEN_PV;
}

static unsigned int module_traits(const struct kdp_sysroot *root)
{
	/* VirtualBox, VMware, and what Xen's and others' tools bring. */
	static const char *const foreign[] = {"vboxdrv", "vmmon", "haxm",
					      "jailhouse"};
	KDP_AUTO_FREE char *modules = kdp_host_text(root, "/proc/modules");
	unsigned int traits = 0;
	size_t i;

	if (!modules)
		return 0;
	if (has_line(modules, "kvm_intel"))
		traits |= KDP_TRAIT_KVM_INTEL;
	for (i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		if (has_line(modules, foreign[i]))
			traits |= KDP_TRAIT_FOREIGN_VMX;
	return traits;
}

static unsigned int topology_traits(const struct kdp_topology *topology)
{
	unsigned int traits = 0;

	if (topology->ioapic_count && !topology->pcat_compat)
		traits |= KDP_TRAIT_NO_8259;
	if (topology->iommu == KDP_IOMMU_VTD)
		traits |= KDP_TRAIT_VTD;
	if (topology->iommu == KDP_IOMMU_AMD)
		traits |= KDP_TRAIT_AMD_IOMMU;
	if (kdp_topology_many_msi(topology))
		traits |= KDP_TRAIT_MANY_MSI;
	return traits;
}

/* "0-3": a list of numbers and ranges. */
static bool is_smp(const struct kdp_sysroot *root,
		   const struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *possible =
		kdp_host_text(root, "/sys/devices/system/cpu/possible");

	if (possible)
		return strpbrk(possible, "-,") != NULL;
	return topology->cpu_count > 1;
}

static void read_traits(const struct kdp_sysroot *root, struct kdp_host *ret)
{
	unsigned int traits;

	traits = xen_traits(root, &ret->status.state) | module_traits(root);
	if (is_smp(root, &ret->topology))
		traits |= KDP_TRAIT_SMP;
	if (!ret->no_topology)
		traits |= topology_traits(&ret->topology);
	if (kdp_host_has(root, "/sys/firmware/efi/fw_platform_size") ||
	    kdp_host_has(root, "/sys/firmware/efi/systab"))
		traits |= KDP_TRAIT_EFI;
	if (kdp_host_has(root, "/sys/firmware/sgi_uv"))
		traits |= KDP_TRAIT_UV;
	if (is_text(root,
		    "/sys/module/kernel/parameters/crash_kexec_post_notifiers",
		    "Y"))
		traits |= KDP_TRAIT_NOTIFIERS;
	if (ret->cmdline && (kdp_cmdline_value(ret->cmdline, "xen_nopvspin") ||
			     kdp_cmdline_value(ret->cmdline, "nopvspin")))
		traits |= KDP_TRAIT_NO_PVSPIN;
	ret->facts.traits = traits;
}

/* What kdump-tools wrote down of its last load ends in --command-line="X" F. */
static char *debian_cmdline(const struct kdp_sysroot *root)
{
	static const char option[] = "--command-line=\"";
	KDP_AUTO_FREE char *text = kdp_host_text(root, "/var/crash/kexec_cmd");
	char *from = text ? strstr(text, option) : NULL;
	char *to;

	if (!from)
		return NULL;
	from += sizeof(option) - 1;
	to = strchr(from, '"');
	return to ? strndup(from, (size_t)(to - from)) : NULL;
}

/* What the loaded image has of what the rules ask for. */
static void read_mitigations(const struct kdp_sysroot *root,
			     struct kdp_host *ret)
{
	const struct kdp_crash_state *status = &ret->status;
	struct kdp_rule_facts *facts = &ret->facts;
	const struct kdp_last *last = &status->last;

	facts->armed = status->state.loaded;
	if (!facts->armed)
		return;
	/* That another program has loaded one since cannot be known. */
	if (status->known) {
		facts->mitigations = kdp_mitigations_of_image(
			last->way, last->protections, last->entered);
		if (last->cmdline)
			ret->second = strdup(last->cmdline);
	} else if (status->unreadable) {
		facts->not_known = KDP_MITIGATION_PURGATORY |
				   KDP_MITIGATION_QUIESCE |
				   KDP_MITIGATION_UNPACKED;
	} else {
		ret->second = debian_cmdline(root);
	}
	if (ret->second)
		facts->mitigations |= kdp_mitigations_of_cmdline(ret->second);
	else
		facts->not_known |=
			KDP_MITIGATION_ONE_CPU | KDP_MITIGATION_PANIC |
			KDP_MITIGATION_EXTNMI | KDP_MITIGATION_PCIE_PORTS;
}

static void read_version(const struct kdp_sysroot *root, struct kdp_host *ret)
{
	KDP_AUTO_FREE char *release = NULL;
	KDP_AUTO_FREE char *version = NULL;
	KDP_AUTO_FREE char *signature = NULL;

	release = kdp_host_text(root, "/proc/sys/kernel/osrelease");
	version = kdp_host_text(root, "/proc/version");
	signature = kdp_host_text(root, "/proc/version_signature");
	kdp_kernel_version_parse(release ? release : "", version, signature,
				 &ret->facts.kernel);
}

static struct kdp_error *read_topology(const struct kdp_sysroot *root,
				       struct kdp_host *ret)
{
	struct kdp_error *err = kdp_discover(root, &ret->topology);

	if (!err)
		return NULL;
	memset(&ret->topology, 0, sizeof(ret->topology));
	ret->no_topology = strdup(err->message);
	kdp_error_destroy(err);
	return ret->no_topology ? NULL : &kdp_enomem;
}

struct kdp_error *kdp_host_read(const struct kdp_sysroot *root,
				struct kdp_host *ret)
{
	struct kdp_error *err;

	err = kdp_crash_state_read(root, &ret->status);
	if (!err)
		err = read_topology(root, ret);
	if (err)
		return err;
	read_version(root, ret);
	read_config(root, ret);
	read_symbols(root, &ret->facts);
	ret->ram = kdp_state_ram(root);
	ret->cmdline = kdp_host_text(root, "/proc/cmdline");
	ret->facts.function = ret->topology.function;
	ret->facts.function_count = ret->topology.function_count;
	read_traits(root, ret);
	read_mitigations(root, ret);
	return NULL;
}

void kdp_host_deinit(struct kdp_host *host)
{
	kdp_crash_state_deinit(&host->status);
	kdp_topology_deinit(&host->topology);
	free(host->no_topology);
	free(host->cmdline);
	free(host->second);
	free(host->config);
}
