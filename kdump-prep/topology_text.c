// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topology_text.c - a topology as text; see topology_text.h.
 */
#include "kdump-prep/topology_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/facts.h"
#include "kdump-prep/names.h"
#include "kdump-prep/printk.h"
#include "kdump-prep/ramoops.h"
#include "kdump-prep/reset_register.h"
#include "kdump-prep/table_text.h"
#include "kdump-prep/text.h"
#include "kdump-prep/watchdog.h"

#define FORMAT_NAME    "kdump-prep-topology"
#define FORMAT_VERSION 1u

const struct kdp_name kdp_iommu_names[] = {
	{ KDP_IOMMU_NONE, "none", "no interrupt remapping" },
	{ KDP_IOMMU_VTD, "vtd", "Intel VT-d" },
	{ KDP_IOMMU_AMD, "amd", "AMD-Vi" },
	{ 0, NULL, NULL },
};

const struct kdp_name kdp_range_names[] = {
	{ KDP_RANGE_RAM, "ram", "" },
	{ KDP_RANGE_RESERVED, "reserved", "" },
	{ KDP_RANGE_ACPI, "acpi", "" },
	{ KDP_RANGE_NVS, "nvs", "" },
	{ KDP_RANGE_UNUSABLE, "unusable", "" },
	{ KDP_RANGE_PMEM, "pmem", "" },
	{ KDP_RANGE_CRASH, "crash", "" },
	{ KDP_RANGE_KERNEL, "kernel", "" },
	{ 0, NULL, NULL },
};

#define ENABLED_MSI  (1u << 0)
#define ENABLED_MSIX (1u << 1)

static const struct kdp_name enabled_names[] = {
	{ ENABLED_MSI, "msi", "" },
	{ ENABLED_MSIX, "msix", "" },
	{ 0, NULL, NULL },
};

static unsigned int enabled_flags(const struct kdp_topology_function *function)
{
	return (function->msi_enabled ? ENABLED_MSI : 0) |
	       (function->msix_enabled ? ENABLED_MSIX : 0);
}

static void print_cpu(FILE *file, const void *from)
{
	const struct kdp_cpu *cpu = from;

	fprintf(file, "%" PRIu32 " notes 0x%" PRIx64 " size %" PRIu32, cpu->id,
		cpu->notes_addr, cpu->notes_size);
	if (cpu->has_apic_id)
		fprintf(file, " apic %" PRIu32, cpu->apic_id);
}

static struct kdp_error *parse_cpu(struct kdp_text *text, void *ret)
{
	uint64_t id, addr, size;
	uint64_t apic_id = 0;
	struct kdp_error *err;
	bool has_apic_id;

	err = kdp_text_u64(text, "cpu", UINT32_MAX, &id);
	if (!err)
		err = kdp_text_named_u64(text, "notes", UINT64_MAX, &addr);
	if (!err)
		err = kdp_text_named_u64(text, "size", UINT32_MAX, &size);
	has_apic_id = !err && text->rest.size;
	if (has_apic_id)
		err = kdp_text_named_u64(text, "apic", UINT32_MAX, &apic_id);
	if (err)
		return err;
	*(struct kdp_cpu *)ret = (struct kdp_cpu){
		.id = (uint32_t)id,
		.notes_addr = addr,
		.notes_size = (uint32_t)size,
		.apic_id = (uint32_t)apic_id,
		.has_apic_id = has_apic_id,
	};
	return NULL;
}

static void print_reset(FILE *file, const void *model)
{
	const struct kdp_topology *topology = model;

	if (topology->reset.space == KDP_RESET_NONE)
		return;
	fputs("reset-register ", file);
	kdp_print_reset(file, &topology->reset);
	fputc('\n', file);
}

static struct kdp_error *parse_reset(struct kdp_text *text, void *model)
{
	struct kdp_topology *topology = model;

	return kdp_parse_reset(text, &topology->reset);
}

static void print_ramoops(FILE *file, const void *model)
{
	const struct kdp_topology *topology = model;

	if (!topology->ramoops.zone_count)
		return;
	fputs("ramoops ", file);
	kdp_print_ramoops(file, &topology->ramoops);
	fputc('\n', file);
}

static struct kdp_error *parse_ramoops(struct kdp_text *text, void *model)
{
	struct kdp_topology *topology = model;

	return kdp_parse_ramoops(text, &topology->ramoops);
}

static void print_klog(FILE *file, const void *model)
{
	const struct kdp_topology *topology = model;

	if (!topology->klog.text)
		return;
	fputs("klog ", file);
	kdp_print_klog(file, &topology->klog);
	fputc('\n', file);
}

static struct kdp_error *parse_klog(struct kdp_text *text, void *model)
{
	struct kdp_topology *topology = model;

	return kdp_parse_klog(text, &topology->klog);
}

static void print_function(FILE *file, const void *from)
{
	const struct kdp_topology_function *function = from;

	kdp_print_function(file, &function->pci);
	fprintf(file, "\n  class 0x%06" PRIx32 " enabled ",
		function->class_code);
	kdp_print_flags(file, enabled_names, enabled_flags(function));
	fprintf(file, " buses 0x%02x to 0x%02x", function->secondary,
		function->subordinate);
}

static struct kdp_error *parse_function(struct kdp_text *text, void *ret)
{
	struct kdp_topology_function *function = ret;
	uint64_t class_code, secondary, subordinate;
	struct kdp_error *err;
	unsigned int enabled;

	err = kdp_parse_function(text, &function->pci);
	if (!err)
		err = kdp_text_finish(text);
	if (!err && !kdp_text_next(text))
		err = kdp_text_error(text, "function without a class");
	if (!err)
		err = kdp_text_named_u64(text, "class", 0xffffff,
					 &class_code);
	if (!err)
		err = kdp_text_expect(text, "enabled");
	if (!err)
		err = kdp_text_flags(text, "enabled", enabled_names, &enabled);
	if (!err)
		err = kdp_text_named_u64(text, "buses", UINT8_MAX, &secondary);
	if (!err)
		err = kdp_text_named_u64(text, "to", UINT8_MAX, &subordinate);
	if (err)
		return err;
	function->class_code = (uint32_t)class_code;
	function->msi_enabled = enabled & ENABLED_MSI;
	function->msix_enabled = enabled & ENABLED_MSIX;
	function->secondary = (uint8_t)secondary;
	function->subordinate = (uint8_t)subordinate;
	return NULL;
}

static void print_memory(FILE *file, const void *model)
{
	const struct kdp_topology *topology = model;
	const struct kdp_range *range = topology->memory.range;
	size_t i;

	for (i = 0; i < topology->memory.count; i++)
		fprintf(file, "memory 0x%" PRIx64 " to 0x%" PRIx64 " %s\n",
			range[i].start, range[i].end,
			kdp_name_of(kdp_range_names, range[i].type));
}

static struct kdp_error *parse_memory(struct kdp_text *text, void *model)
{
	struct kdp_topology *topology = model;
	struct kdp_error *err;
	uint64_t start, end;
	unsigned int type;

	err = kdp_text_u64(text, "memory", UINT64_MAX, &start);
	if (!err)
		err = kdp_text_named_u64(text, "to", UINT64_MAX, &end);
	if (!err)
		err = kdp_text_name(text, "memory", kdp_range_names, &type);
	if (err)
		return err;
	if (start > end)
		return kdp_text_error(text, "memory: ends before it starts");
	return kdp_ranges_add(&topology->memory, start, end, type);
}

#define TOPOLOGY(kind, name, member) \
	KDP_FACT(struct kdp_topology, name, kind, member)
#define NAMED(name, member, table) \
	KDP_FACT_NAMED(struct kdp_topology, name, KDP_FACT_NAME, member, table)
#define ARRAY(name, member, print, parse) \
	KDP_FACT_ARRAY(struct kdp_topology, name, member, print, parse)
#define OWN(fact_name, print_own, parse_own) \
	{ .name = fact_name, .kind = KDP_FACT_OWN, .print = print_own, \
	  .parse = parse_own }

static const struct kdp_fact facts[] = {
	TOPOLOGY(KDP_FACT_WORD, "release", release),
	TOPOLOGY(KDP_FACT_U32, "tsc-khz", tsc_khz),
	TOPOLOGY(KDP_FACT_BOOL, "tsc-reliable", tsc_reliable),
	TOPOLOGY(KDP_FACT_BOOL, "la57", la57),
	TOPOLOGY(KDP_FACT_BOOL, "lockdown", lockdown),
	NAMED("guest", guest, kdp_guest_names),
	NAMED("iommu", iommu, kdp_iommu_names),
	TOPOLOGY(KDP_FACT_HEX64, "kernel-virt", kernel_virt),
	TOPOLOGY(KDP_FACT_HEX64, "kernel-phys", kernel_phys),
	TOPOLOGY(KDP_FACT_HEX64, "kernel-size", kernel_size),
	TOPOLOGY(KDP_FACT_HEX64, "page-offset", page_offset),
	TOPOLOGY(KDP_FACT_HEX64, "vmcoreinfo-addr", vmcoreinfo_addr),
	TOPOLOGY(KDP_FACT_HEX64, "vmcoreinfo-size", vmcoreinfo_size),
	TOPOLOGY(KDP_FACT_HEX64, "rsdp-addr", rsdp_addr),
	TOPOLOGY(KDP_FACT_HEX32, "elfcorehdr-size", elfcorehdr_size),
	TOPOLOGY(KDP_FACT_HEX64, "lapic-addr", lapic_addr),
	TOPOLOGY(KDP_FACT_BOOL, "pcat-compat", pcat_compat),
	TOPOLOGY(KDP_FACT_BOOL, "cmos-rtc", cmos_rtc),
	ARRAY("cpu", cpu, print_cpu, parse_cpu),
	OWN("reset-register", print_reset, parse_reset),
	OWN("ramoops", print_ramoops, parse_ramoops),
	OWN("klog", print_klog, parse_klog),
	ARRAY("ioapic", ioapic, kdp_print_ioapic, kdp_parse_ioapic),
	ARRAY("hpet", hpet, kdp_print_hpet, kdp_parse_hpet),
	ARRAY("ecam", ecam, kdp_print_ecam, kdp_parse_ecam),
	ARRAY("function", function, print_function, parse_function),
	ARRAY("watchdog", watchdog, kdp_print_watchdog, kdp_parse_watchdog),
	OWN("memory", print_memory, parse_memory),
	{ .name = NULL },
};

struct kdp_error *kdp_topology_format(const struct kdp_topology *topology,
				      char **ret)
{
	return kdp_facts_format(FORMAT_NAME, FORMAT_VERSION, facts, topology,
				ret);
}

struct kdp_error *kdp_topology_parse(const char *name, const char *data,
				     size_t size, struct kdp_topology *ret)
{
	struct kdp_topology topology = { 0 };
	struct kdp_error *err;
	struct kdp_text text;

	kdp_text_init(&text, name, data, size);
	err = kdp_facts_parse(&text, FORMAT_NAME, FORMAT_VERSION, facts,
			      &topology);
	if (err) {
		kdp_topology_deinit(&topology);
		return err;
	}
	*ret = topology;
	return NULL;
}
