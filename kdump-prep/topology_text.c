// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topology_text.c - a topology as text; see topology_text.h.
 */
#include "kdump-prep/topology_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/names.h"
#include "kdump-prep/printk.h"
#include "kdump-prep/ramoops.h"
#include "kdump-prep/reset_register.h"
#include "kdump-prep/table_text.h"
#include "kdump-prep/text.h"
#include "kdump-prep/watchdog.h"

#define FORMAT_NAME    "kdump-prep-topology"
#define FORMAT_VERSION 1u

const struct kdp_name kdp_guest_names[] = {
	{ KDP_GUEST_PLAIN, "plain", "devices may be touched" },
	{ KDP_GUEST_SEV_ES, "sev-es", "a SEV or SEV-ES guest" },
	{ KDP_GUEST_SNP, "snp", "a SEV-SNP guest" },
	{ KDP_GUEST_TDX, "tdx", "a TDX guest" },
	{ KDP_GUEST_SME_HOST, "sme-host", "memory encryption (SME) is on" },
	{ KDP_GUEST_XEN_PV, "xen-pv", "a Xen PV guest or dom0" },
	{ 0, NULL, NULL },
};

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

static const struct kdp_name bool_names[] = {
	{ 0, "no", "" },
	{ 1, "yes", "" },
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

static const char *yes_no(bool value)
{
	return kdp_name_of(bool_names, value);
}

static void print_lists(const struct kdp_topology *topology, FILE *file)
{
	size_t i;

	for (i = 0; i < topology->cpu_count; i++)
		fprintf(file, "cpu %" PRIu32 " notes 0x%" PRIx64
			" size %" PRIu32 "\n",
			topology->cpu[i].id, topology->cpu[i].notes_addr,
			topology->cpu[i].notes_size);
	if (topology->reset.space != KDP_RESET_NONE) {
		fputs("reset-register ", file);
		kdp_print_reset(file, &topology->reset);
		fputc('\n', file);
	}
	if (topology->ramoops.zone_count) {
		fputs("ramoops ", file);
		kdp_print_ramoops(file, &topology->ramoops);
		fputc('\n', file);
	}
	if (topology->klog.text) {
		fputs("klog ", file);
		kdp_print_klog(file, &topology->klog);
		fputc('\n', file);
	}
	for (i = 0; i < topology->ioapic_count; i++) {
		fputs("ioapic ", file);
		kdp_print_ioapic(file, &topology->ioapic[i]);
		fputc('\n', file);
	}
	for (i = 0; i < topology->hpet_count; i++) {
		fputs("hpet ", file);
		kdp_print_hpet(file, &topology->hpet[i]);
		fputc('\n', file);
	}
	for (i = 0; i < topology->ecam_count; i++) {
		fputs("ecam ", file);
		kdp_print_ecam(file, &topology->ecam[i]);
		fputc('\n', file);
	}
	for (i = 0; i < topology->function_count; i++) {
		const struct kdp_topology_function *f =
			&topology->function[i];

		fputs("function ", file);
		kdp_print_function(file, &f->pci);
		fprintf(file, "\n  class 0x%06" PRIx32 " enabled ",
			f->class_code);
		kdp_print_flags(file, enabled_names, enabled_flags(f));
		fprintf(file, " buses 0x%02x to 0x%02x\n", f->secondary,
			f->subordinate);
	}
	for (i = 0; i < topology->watchdog_count; i++) {
		fputs("watchdog ", file);
		kdp_print_watchdog(file, &topology->watchdog[i]);
		fputc('\n', file);
	}
	for (i = 0; i < topology->memory.count; i++)
		fprintf(file, "memory 0x%" PRIx64 " to 0x%" PRIx64 " %s\n",
			topology->memory.range[i].start,
			topology->memory.range[i].end,
			kdp_name_of(kdp_range_names,
				    topology->memory.range[i].type));
}

static void print(const struct kdp_topology *topology, FILE *file)
{
	fprintf(file, FORMAT_NAME " %u\n", FORMAT_VERSION);
	fprintf(file, "release %s\n", topology->release);
	fprintf(file, "tsc-khz %" PRIu32 "\n", topology->tsc_khz);
	fprintf(file, "tsc-reliable %s\n", yes_no(topology->tsc_reliable));
	fprintf(file, "la57 %s\n", yes_no(topology->la57));
	fprintf(file, "lockdown %s\n", yes_no(topology->lockdown));
	fprintf(file, "guest %s\n", kdp_name_of(kdp_guest_names, topology->guest));
	fprintf(file, "iommu %s\n", kdp_name_of(kdp_iommu_names, topology->iommu));
	fprintf(file, "kernel-virt 0x%" PRIx64 "\n", topology->kernel_virt);
	fprintf(file, "kernel-phys 0x%" PRIx64 "\n", topology->kernel_phys);
	fprintf(file, "kernel-size 0x%" PRIx64 "\n", topology->kernel_size);
	fprintf(file, "page-offset 0x%" PRIx64 "\n", topology->page_offset);
	fprintf(file, "vmcoreinfo-addr 0x%" PRIx64 "\n",
		topology->vmcoreinfo_addr);
	fprintf(file, "vmcoreinfo-size 0x%" PRIx64 "\n",
		topology->vmcoreinfo_size);
	fprintf(file, "rsdp-addr 0x%" PRIx64 "\n", topology->rsdp_addr);
	fprintf(file, "elfcorehdr-size 0x%" PRIx32 "\n",
		topology->elfcorehdr_size);
	fprintf(file, "lapic-addr 0x%" PRIx64 "\n", topology->lapic_addr);
	fprintf(file, "pcat-compat %s\n", yes_no(topology->pcat_compat));
	fprintf(file, "cmos-rtc %s\n", yes_no(topology->cmos_rtc));
	print_lists(topology, file);
}

struct kdp_error *kdp_topology_format(const struct kdp_topology *topology,
				      char **ret)
{
	char *buffer = NULL;
	size_t size = 0;
	FILE *file;
	bool failed;

	file = open_memstream(&buffer, &size);
	if (!file)
		return &kdp_enomem;
	print(topology, file);
	failed = ferror(file);
	failed |= fclose(file) != 0;
	if (failed) {
		free(buffer);
		return &kdp_enomem;
	}
	*ret = buffer;
	return NULL;
}

/* How the value of a line is read into its member. */
enum member_kind {
	MEMBER_U32,
	MEMBER_U64,
	MEMBER_BOOL,
	MEMBER_GUEST,
	MEMBER_IOMMU,
	MEMBER_RELEASE,
};

/* The facts that a topology has once. */
static const struct member {
	const char *name;
	enum member_kind kind;
	size_t offset;
} members[] = {
#define MEMBER(name, kind, member) \
	{ name, kind, offsetof(struct kdp_topology, member) }
	MEMBER("release", MEMBER_RELEASE, release),
	MEMBER("tsc-khz", MEMBER_U32, tsc_khz),
	MEMBER("tsc-reliable", MEMBER_BOOL, tsc_reliable),
	MEMBER("la57", MEMBER_BOOL, la57),
	MEMBER("lockdown", MEMBER_BOOL, lockdown),
	MEMBER("guest", MEMBER_GUEST, guest),
	MEMBER("iommu", MEMBER_IOMMU, iommu),
	MEMBER("kernel-virt", MEMBER_U64, kernel_virt),
	MEMBER("kernel-phys", MEMBER_U64, kernel_phys),
	MEMBER("kernel-size", MEMBER_U64, kernel_size),
	MEMBER("page-offset", MEMBER_U64, page_offset),
	MEMBER("vmcoreinfo-addr", MEMBER_U64, vmcoreinfo_addr),
	MEMBER("vmcoreinfo-size", MEMBER_U64, vmcoreinfo_size),
	MEMBER("rsdp-addr", MEMBER_U64, rsdp_addr),
	MEMBER("elfcorehdr-size", MEMBER_U32, elfcorehdr_size),
	MEMBER("lapic-addr", MEMBER_U64, lapic_addr),
	MEMBER("pcat-compat", MEMBER_BOOL, pcat_compat),
	MEMBER("cmos-rtc", MEMBER_BOOL, cmos_rtc),
#undef MEMBER
};

#define MEMBER_COUNT (sizeof(members) / sizeof(*members))

static struct kdp_error *parse_release(struct kdp_text *text,
				       struct kdp_topology *topology)
{
	struct kdp_word word;
	size_t i;

	if (!kdp_text_word(text, &word) ||
	    word.size >= sizeof(topology->release))
		return kdp_text_error(text, "release: expected 1 to %zu bytes",
				      sizeof(topology->release) - 1);
	for (i = 0; i < word.size; i++)
		if (word.start[i] < '!' || word.start[i] > '~')
			return kdp_text_error(text,
					      "release: not printable");
	memcpy(topology->release, word.start, word.size);
	topology->release[word.size] = '\0';
	return NULL;
}

static struct kdp_error *parse_member(struct kdp_text *text,
				      const struct member *member,
				      struct kdp_topology *topology)
{
	void *at = (char *)topology + member->offset;
	struct kdp_error *err = NULL;
	unsigned int number = 0;
	uint64_t value = 0;

	switch (member->kind) {
	case MEMBER_RELEASE:
		return parse_release(text, topology);
	case MEMBER_U32:
		err = kdp_text_u64(text, member->name, UINT32_MAX, &value);
		*(uint32_t *)at = (uint32_t)value;
		break;
	case MEMBER_U64:
		err = kdp_text_u64(text, member->name, UINT64_MAX, &value);
		*(uint64_t *)at = value;
		break;
	case MEMBER_BOOL:
		err = kdp_text_name(text, member->name, bool_names, &number);
		*(bool *)at = number != 0;
		break;
	case MEMBER_GUEST:
		err = kdp_text_name(text, member->name, kdp_guest_names,
				    &number);
		*(enum kdp_guest *)at = number;
		break;
	case MEMBER_IOMMU:
		err = kdp_text_name(text, member->name, kdp_iommu_names,
				    &number);
		*(enum kdp_iommu *)at = number;
		break;
	}
	return err;
}

static struct kdp_error *parse_reset(struct kdp_text *text,
				     struct kdp_topology *topology)
{
	return kdp_parse_reset(text, &topology->reset);
}

static struct kdp_error *parse_ramoops(struct kdp_text *text,
				       struct kdp_topology *topology)
{
	return kdp_parse_ramoops(text, &topology->ramoops);
}

static struct kdp_error *parse_klog(struct kdp_text *text,
				    struct kdp_topology *topology)
{
	return kdp_parse_klog(text, &topology->klog);
}

static struct kdp_error *parse_cpu(struct kdp_text *text,
				   struct kdp_topology *topology)
{
	uint64_t id, addr, size;
	struct kdp_error *err;
	struct kdp_cpu *cpu;

	err = kdp_text_u64(text, "cpu", UINT32_MAX, &id);
	if (!err)
		err = kdp_text_named_u64(text, "notes", UINT64_MAX, &addr);
	if (!err)
		err = kdp_text_named_u64(text, "size", UINT32_MAX, &size);
	if (!err)
		err = kdp_table_grow(&topology->cpu, &topology->cpu_count,
				     sizeof(*cpu), &cpu);
	if (err)
		return err;
	*cpu = (struct kdp_cpu){ .id = (uint32_t)id,
				 .notes_addr = addr,
				 .notes_size = (uint32_t)size };
	return NULL;
}

static struct kdp_error *parse_ioapic(struct kdp_text *text,
				      struct kdp_topology *topology)
{
	struct kdp_ioapic *ioapic;
	struct kdp_error *err;

	err = kdp_table_grow(&topology->ioapic, &topology->ioapic_count,
			     sizeof(*ioapic), &ioapic);
	return err ? err : kdp_parse_ioapic(text, ioapic);
}

static struct kdp_error *parse_hpet(struct kdp_text *text,
				    struct kdp_topology *topology)
{
	struct kdp_error *err;
	struct kdp_hpet *hpet;

	err = kdp_table_grow(&topology->hpet, &topology->hpet_count,
			     sizeof(*hpet), &hpet);
	return err ? err : kdp_parse_hpet(text, hpet);
}

static struct kdp_error *parse_ecam(struct kdp_text *text,
				    struct kdp_topology *topology)
{
	struct kdp_error *err;
	struct kdp_ecam *ecam;

	err = kdp_table_grow(&topology->ecam, &topology->ecam_count,
			     sizeof(*ecam), &ecam);
	return err ? err : kdp_parse_ecam(text, ecam);
}

static struct kdp_error *parse_function(struct kdp_text *text,
					struct kdp_topology *topology)
{
	struct kdp_topology_function function = { 0 };
	uint64_t class_code, secondary, subordinate;
	struct kdp_topology_function *added;
	struct kdp_error *err;
	unsigned int enabled;

	err = kdp_parse_function(text, &function.pci);
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
	if (!err)
		err = kdp_table_grow(&topology->function,
				     &topology->function_count,
				     sizeof(*added), &added);
	if (err)
		return err;
	function.class_code = (uint32_t)class_code;
	function.msi_enabled = enabled & ENABLED_MSI;
	function.msix_enabled = enabled & ENABLED_MSIX;
	function.secondary = (uint8_t)secondary;
	function.subordinate = (uint8_t)subordinate;
	*added = function;
	return NULL;
}

static struct kdp_error *parse_watchdog(struct kdp_text *text,
					struct kdp_topology *topology)
{
	struct kdp_watchdog *watchdog;
	struct kdp_error *err;

	err = kdp_table_grow(&topology->watchdog, &topology->watchdog_count,
			     sizeof(*watchdog), &watchdog);
	return err ? err : kdp_parse_watchdog(text, watchdog);
}

static struct kdp_error *parse_memory(struct kdp_text *text,
				      struct kdp_topology *topology)
{
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

/* The facts that a topology may have, most of them any number of times. */
static const struct {
	const char *name;
	struct kdp_error *(*parse)(struct kdp_text *text,
				   struct kdp_topology *topology);
} lists[] = {
	{ "reset-register", parse_reset },
	{ "ramoops", parse_ramoops },
	{ "klog", parse_klog },
	{ "cpu", parse_cpu },
	{ "ioapic", parse_ioapic },
	{ "hpet", parse_hpet },
	{ "ecam", parse_ecam },
	{ "function", parse_function },
	{ "watchdog", parse_watchdog },
	{ "memory", parse_memory },
};

#define LIST_COUNT (sizeof(lists) / sizeof(*lists))

static struct kdp_error *parse_fact(struct kdp_text *text,
				    bool seen[MEMBER_COUNT],
				    struct kdp_topology *topology)
{
	struct kdp_word name = { 0 };
	size_t i;

	kdp_text_word(text, &name);
	for (i = 0; i < LIST_COUNT; i++)
		if (kdp_word_is(name, lists[i].name))
			return lists[i].parse(text, topology);
	for (i = 0; i < MEMBER_COUNT; i++) {
		if (!kdp_word_is(name, members[i].name))
			continue;
		if (seen[i])
			return kdp_text_error(text, "%s: a second time",
					      members[i].name);
		seen[i] = true;
		return parse_member(text, &members[i], topology);
	}
	return kdp_text_unknown(text, name);
}

static struct kdp_error *parse_all(struct kdp_text *text,
				   struct kdp_topology *topology)
{
	bool seen[MEMBER_COUNT] = { false };
	struct kdp_error *err;
	size_t i;

	err = kdp_text_begin(text, FORMAT_NAME, FORMAT_VERSION);
	if (err)
		return err;
	do {
		err = kdp_text_finish(text);
		if (err)
			return err;
		if (!kdp_text_next_fact(text))
			break;
		err = parse_fact(text, seen, topology);
	} while (!err);
	if (err)
		return err;
	for (i = 0; i < MEMBER_COUNT; i++)
		if (!seen[i])
			return kdp_text_error(text, "ends without \"%s\"",
					      members[i].name);
	return NULL;
}

struct kdp_error *kdp_topology_parse(const char *name, const char *data,
				     size_t size, struct kdp_topology *ret)
{
	struct kdp_topology topology = { 0 };
	struct kdp_error *err;
	struct kdp_text text;

	kdp_text_init(&text, name, data, size);
	err = parse_all(&text, &topology);
	if (err) {
		kdp_topology_deinit(&topology);
		return err;
	}
	*ret = topology;
	return NULL;
}
