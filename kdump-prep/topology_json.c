// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topology_json.c - a topology as JSON; see topology_text.h.
 */
#include "kdump-prep/json.h"
#include "kdump-prep/ramoops.h"
#include "kdump-prep/reset_register.h"
#include "kdump-prep/table_json.h"
#include "kdump-prep/topology_text.h"
#include "kdump-prep/watchdog.h"

static void add_cpus(struct kdp_json *json,
		     const struct kdp_topology *topology)
{
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < topology->cpu_count; i++) {
		kdp_json_object(&one);
		kdp_json_number(&one, "id", topology->cpu[i].id);
		kdp_json_hex(&one, "notes_addr", topology->cpu[i].notes_addr);
		kdp_json_number(&one, "notes_size",
				topology->cpu[i].notes_size);
		if (topology->cpu[i].has_apic_id)
			kdp_json_number(&one, "apic_id",
					topology->cpu[i].apic_id);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "cpus", &array);
}

static void add_functions(struct kdp_json *json,
			  const struct kdp_topology *topology)
{
	const struct kdp_topology_function *function;
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < topology->function_count; i++) {
		function = &topology->function[i];
		kdp_json_object(&one);
		kdp_json_function(&one, &function->pci);
		kdp_json_hex(&one, "class", function->class_code);
		kdp_json_bool(&one, "msi_enabled", function->msi_enabled);
		kdp_json_bool(&one, "msix_enabled", function->msix_enabled);
		kdp_json_hex(&one, "secondary", function->secondary);
		kdp_json_hex(&one, "subordinate", function->subordinate);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "functions", &array);
}

static void add_memory(struct kdp_json *json,
		       const struct kdp_topology *topology)
{
	const struct kdp_range *range;
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < topology->memory.count; i++) {
		range = &topology->memory.range[i];
		kdp_json_object(&one);
		kdp_json_hex(&one, "start", range->start);
		kdp_json_hex(&one, "end", range->end);
		kdp_json_string(&one, "type",
				kdp_name_of(kdp_range_names, range->type));
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "memory", &array);
}

struct json_object *kdp_topology_json(const struct kdp_topology *topology)
{
	struct kdp_json json;

	kdp_json_object(&json);
	kdp_json_string(&json, "release", topology->release);
	kdp_json_number(&json, "tsc_khz", topology->tsc_khz);
	kdp_json_bool(&json, "tsc_reliable", topology->tsc_reliable);
	kdp_json_bool(&json, "la57", topology->la57);
	kdp_json_bool(&json, "lockdown", topology->lockdown);
	kdp_json_string(&json, "guest",
			kdp_name_of(kdp_guest_names, topology->guest));
	kdp_json_string(&json, "iommu",
			kdp_name_of(kdp_iommu_names, topology->iommu));
	kdp_json_hex(&json, "kernel_virt", topology->kernel_virt);
	kdp_json_hex(&json, "kernel_phys", topology->kernel_phys);
	kdp_json_hex(&json, "kernel_size", topology->kernel_size);
	kdp_json_hex(&json, "page_offset", topology->page_offset);
	kdp_json_hex(&json, "vmcoreinfo_addr", topology->vmcoreinfo_addr);
	kdp_json_hex(&json, "vmcoreinfo_size", topology->vmcoreinfo_size);
	kdp_json_hex(&json, "rsdp_addr", topology->rsdp_addr);
	kdp_json_hex(&json, "elfcorehdr_size", topology->elfcorehdr_size);
	kdp_json_hex(&json, "lapic_addr", topology->lapic_addr);
	kdp_json_bool(&json, "pcat_compat", topology->pcat_compat);
	kdp_json_bool(&json, "cmos_rtc", topology->cmos_rtc);
	kdp_json_reset(&json, &topology->reset);
	kdp_json_ramoops(&json, &topology->ramoops);
	add_cpus(&json, topology);
	kdp_json_ioapics(&json, topology->ioapic, topology->ioapic_count);
	kdp_json_hpets(&json, topology->hpet, topology->hpet_count);
	kdp_json_ecams(&json, topology->ecam, topology->ecam_count);
	add_functions(&json, topology);
	kdp_json_watchdogs(&json, topology->watchdog,
			   topology->watchdog_count);
	add_memory(&json, topology);
	return kdp_json_finish(&json);
}
