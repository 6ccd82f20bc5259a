// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * discover.c - puts the machine together from its sources.
 */
#include "kdump-prep/discover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/acpi.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cpus.h"
#include "kdump-prep/dmar.h"
#include "kdump-prep/fadt.h"
#include "kdump-prep/hpet.h"
#include "kdump-prep/iomem.h"
#include "kdump-prep/kernel_info.h"
#include "kdump-prep/madt.h"
#include "kdump-prep/mcfg.h"
#include "kdump-prep/pci.h"
#include "kdump-prep/printk.h"
#include "kdump-prep/ramoops.h"
#include "kdump-prep/reset_register.h"
#include "kdump-prep/table_text.h"
#include "kdump-prep/text.h"
#include "kdump-prep/topology_text.h"
#include "kdump-prep/watchdog.h"

#define TABLES "/sys/firmware/acpi/tables"

/* Far above what a machine with thousands of CPUs needs. */
#define TABLE_MAX (1u << 20)
#define TEXT_MAX  (16u << 20)
#define CPUINFO_MAX (32u << 20) /* 8,192 CPUs */

/* Where the local APIC is unless a table says otherwise. */
#define LAPIC_DEFAULT 0xfee00000u

/* Reads an ACPI table; *data_ret stays NULL where there is none. */
static struct kdp_error *read_table(const struct kdp_sysroot *root,
				    const char *name, char **data_ret,
				    size_t *size_ret)
{
	char path[sizeof(TABLES) + 8];
	struct kdp_error *err;

	snprintf(path, sizeof(path), "%s/%.7s", TABLES, name);
	err = kdp_sysroot_read(root, path, TABLE_MAX, data_ret, size_ret);
	kdp_error_catch(&err, KDP_ERROR_NOT_FOUND);
	return err;
}

static struct kdp_error *discover_madt(const struct kdp_sysroot *root,
				       struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	struct kdp_madt madt;
	size_t size;

	topology->lapic_addr = LAPIC_DEFAULT;
	err = read_table(root, "APIC", &data, &size);
	if (err || !data)
		return err;
	err = kdp_madt_parse((const uint8_t *)data, size, &madt);
	if (err)
		return kdp_error_wrap(err, "%s/APIC", TABLES);
	topology->lapic_addr = madt.lapic_addr;
	topology->pcat_compat = madt.pcat_compat;
	topology->ioapic = madt.ioapic;
	topology->ioapic_count = madt.ioapic_count;
	return NULL;
}

/* The kernel numbers tables of one name when there are several: HPET1... */
#define HPET_TABLES_MAX 8

/* @found_ret: whether there is such a table. */
static struct kdp_error *add_hpet(const struct kdp_sysroot *root,
				  const char *name,
				  struct kdp_topology *topology,
				  bool *found_ret)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_hpet *added;
	struct kdp_hpet hpet;
	struct kdp_error *err;
	size_t size;

	err = read_table(root, name, &data, &size);
	*found_ret = data != NULL;
	if (err || !data)
		return err;
	err = kdp_hpet_parse((const uint8_t *)data, size, &hpet);
	if (err)
		return kdp_error_wrap(err, "%s/%s", TABLES, name);
	if (!hpet.addr)
		return NULL;
	err = kdp_table_grow(&topology->hpet, &topology->hpet_count,
			     sizeof(hpet), &added);
	if (!err)
		*added = hpet;
	return err;
}

static struct kdp_error *discover_hpets(const struct kdp_sysroot *root,
					struct kdp_topology *topology)
{
	struct kdp_error *err;
	char name[8];
	bool found;
	int i;

	err = add_hpet(root, "HPET", topology, &found);
	if (err || found)
		return err;
	for (i = 1; i <= HPET_TABLES_MAX; i++) {
		snprintf(name, sizeof(name), "HPET%d", i);
		err = add_hpet(root, name, topology, &found);
		if (err || !found)
			return err;
	}
	return NULL;
}

/* Without a FADT, which no ACPI machine lacks, a PC's clock is expected. */
static struct kdp_error *discover_rtc(const struct kdp_sysroot *root,
				      struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	topology->cmos_rtc = true;
	err = read_table(root, "FACP", &data, &size);
	if (err || !data)
		return err;
	err = kdp_fadt_parse((const uint8_t *)data, size,
			     &topology->cmos_rtc);
	return kdp_error_wrap(err, "%s/FACP", TABLES);
}

/* The buses of @window that the kernel uses it for; false: it does not. */
static bool accept_window(const struct kdp_iomem *iomem,
			  struct kdp_ecam *window)
{
	const struct kdp_ecam *used;
	size_t i;

	for (i = 0; i < iomem->ecam_count; i++) {
		used = &iomem->ecam[i];
		if (used->segment != window->segment ||
		    used->addr != window->addr ||
		    used->bus_start < window->bus_start ||
		    used->bus_end > window->bus_end)
			continue;
		window->bus_start = used->bus_start;
		window->bus_end = used->bus_end;
		return true;
	}
	return false;
}

/*
 * Firmware lists windows that are not there: the kernel checks them against
 * the memory map and the host bridges, and enters those that it uses into
 * /proc/iomem.  Others are left out, since an access may hang the machine.
 */
static struct kdp_error *discover_ecam(const struct kdp_sysroot *root,
				       const struct kdp_iomem *iomem,
				       struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_ecam *ecam;
	struct kdp_error *err;
	size_t size, count, i;

	err = read_table(root, "MCFG", &data, &size);
	if (err || !data)
		return err;
	err = kdp_mcfg_parse((const uint8_t *)data, size, &ecam, &count);
	if (err)
		return kdp_error_wrap(err, "%s/MCFG", TABLES);
	topology->ecam = ecam;
	for (i = 0; i < count; i++)
		if (accept_window(iomem, &ecam[i]))
			ecam[topology->ecam_count++] = ecam[i];
	return NULL;
}

static struct kdp_error *discover_iommu(const struct kdp_sysroot *root,
					struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *dmar = NULL;
	KDP_AUTO_FREE char *ivrs = NULL;
	struct kdp_error *err;
	bool intr_remap;
	size_t size;

	err = read_table(root, "DMAR", &dmar, &size);
	if (err)
		return err;
	if (dmar) {
		err = kdp_dmar_parse((const uint8_t *)dmar, size, &intr_remap);
		if (err)
			return kdp_error_wrap(err, "%s/DMAR", TABLES);
		if (intr_remap)
			topology->iommu = KDP_IOMMU_VTD;
		return NULL;
	}
	err = read_table(root, "IVRS", &ivrs, &size);
	if (err || !ivrs)
		return err;
	err = kdp_acpi_check((const uint8_t *)ivrs, size, "IVRS",
			     KDP_ACPI_HEADER_SIZE, &size);
	if (err)
		return kdp_error_wrap(err, "%s/IVRS", TABLES);
	topology->iommu = KDP_IOMMU_AMD;
	return NULL;
}

static struct kdp_error *discover_reset(const struct kdp_sysroot *root,
					struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = read_table(root, "FACP", &data, &size);
	if (err || !data)
		return err;
	return kdp_error_wrap(kdp_reset_parse((const uint8_t *)data, size,
					      &topology->reset),
			      "%s/FACP", TABLES);
}

static struct kdp_error *discover_memory(const struct kdp_sysroot *root,
					 struct kdp_iomem *iomem)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, "/proc/iomem", TEXT_MAX, &data, &size);
	if (err)
		return err;
	return kdp_iomem_parse(data, size, iomem);
}

/* Whether a file exists and holds @word; absent files hold nothing. */
static struct kdp_error *file_has_word(const struct kdp_sysroot *root,
				       const char *path, const char *string,
				       bool *ret)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	struct kdp_text text;
	struct kdp_word word;
	size_t size;

	*ret = false;
	err = kdp_sysroot_read(root, path, TEXT_MAX, &data, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err)
		return err;
	kdp_text_init(&text, path, data, size);
	while (kdp_text_next(&text))
		while (kdp_text_word(&text, &word))
			if (kdp_word_is(word, string))
				*ret = true;
	return NULL;
}

/*
 * The devices of a Xen PV guest belong to the hypervisor, and so does the
 * crash kernel of a dom0, PVH included.
 */
static struct kdp_error *discover_xen(const struct kdp_sysroot *root,
				      struct kdp_topology *topology)
{
	struct kdp_error *err;
	bool is_pv, is_dom0;

	err = file_has_word(root, "/sys/hypervisor/guest_type", "PV", &is_pv);
	if (err)
		return err;
	err = file_has_word(root, "/proc/xen/capabilities", "control_d",
			    &is_dom0);
	if (err)
		return err;
	if (is_pv || is_dom0)
		topology->guest = KDP_GUEST_XEN_PV;
	return NULL;
}

#define CLOCKSOURCES \
	"/sys/devices/system/clocksource/clocksource0/available_clocksource"

/*
 * Five-level paging shows in the direct map's address, which is certain; the
 * flag is what the CPU offers, and "no5lvl" hides it on some kernels only.
 *
 * The TSC is good for deadlines when the CPU says that its rate is constant,
 * when the kernel offers it as a clock, or when measurements agree: many
 * virtual machines do not make the first two promises, and yet purgatory, on
 * one CPU that never idles, has a steady TSC.
 */
static struct kdp_error *discover_cpus(const struct kdp_sysroot *root,
				       struct kdp_topology *topology)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_cpuinfo cpuinfo;
	struct kdp_error *err;
	bool is_clock, is_steady;
	size_t size;

	err = kdp_cpus_discover(root, &topology->cpu, &topology->cpu_count);
	if (err)
		return err;
	err = kdp_sysroot_read(root, "/proc/cpuinfo", CPUINFO_MAX, &data,
			       &size);
	if (err)
		return err;
	err = kdp_cpuinfo_parse(data, size, &cpuinfo);
	if (err)
		return err;
	kdp_cpuinfo_apic_ids(data, size, topology->cpu, topology->cpu_count);
	topology->guest = cpuinfo.guest;
	topology->la57 = cpuinfo.la57;
	if (topology->page_offset)
		topology->la57 = topology->page_offset >> 48 != 0xffff;
	err = file_has_word(root, CLOCKSOURCES, "tsc", &is_clock);
	if (err)
		return err;
	topology->tsc_reliable = cpuinfo.constant_tsc || is_clock;
	if (root->live) {
		topology->tsc_khz = kdp_tsc_measure(&is_steady);
		topology->tsc_reliable |= is_steady;
	}
	return NULL;
}

static struct kdp_error *discover_all(const struct kdp_sysroot *root,
				      struct kdp_iomem *iomem,
				      struct kdp_topology *topology)
{
	struct kdp_error *err;

	err = discover_memory(root, iomem);
	topology->memory = iomem->memory;
	iomem->memory = (struct kdp_ranges){ 0 };
	if (!err)
		err = kdp_kernel_discover(root, topology);
	if (!err)
		err = discover_cpus(root, topology);
	if (!err)
		err = discover_xen(root, topology);
	if (!err)
		err = discover_madt(root, topology);
	if (!err)
		err = discover_hpets(root, topology);
	if (!err)
		err = discover_rtc(root, topology);
	if (!err)
		err = discover_ecam(root, iomem, topology);
	if (!err)
		err = discover_iommu(root, topology);
	if (!err)
		err = discover_reset(root, topology);
	if (!err)
		err = kdp_ramoops_discover(root, &topology->ramoops);
	if (!err && topology->ramoops.zone_count)
		kdp_printk_discover(root, topology);
	if (!err)
		err = kdp_pci_discover(root, &topology->function,
				       &topology->function_count);
	if (!err)
		err = kdp_watchdog_discover(root, topology);
	return err;
}

struct kdp_error *kdp_discover(const struct kdp_sysroot *root,
			       struct kdp_topology *ret)
{
	struct kdp_topology topology = { 0 };
	struct kdp_iomem iomem = { 0 };
	struct kdp_error *err;

	err = discover_all(root, &iomem, &topology);
	kdp_iomem_deinit(&iomem);
	if (err) {
		kdp_topology_deinit(&topology);
		return err;
	}
	*ret = topology;
	return NULL;
}

struct kdp_error *kdp_discover_file(const char *path,
				    struct kdp_topology *ret)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_sysroot here;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_init(&here, path[0] == '/' ? "/" : ".");
	if (err)
		return err;
	err = kdp_sysroot_read(&here, path, TEXT_MAX, &data, &size);
	kdp_sysroot_deinit(&here);
	if (err)
		return err;
	return kdp_topology_parse(path, data, size, ret);
}
