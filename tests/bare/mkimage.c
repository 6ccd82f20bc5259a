// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mkimage.c - builds the image of one bare test.
 *
 * Stub, payload and the real purgatory are laid out as the loader would do
 * it, with the loader's own functions for everything that purgatory reads:
 * plan, note segment, ELF core header, gates and hand-over.  The result is an
 * ELF file for "qemu-system-x86_64 -kernel" (PVH) and a text file that tells
 * readback.c where everything is.
 */
#include <elf.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <x86intrin.h>

#include "kdump-prep/blob.h"
#include "kdump-prep/checks.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/digest.h"
#include "kdump-prep/elfcorehdr.h"
#include "kdump-prep/file.h"
#include "kdump-prep/names.h"
#include "kdump-prep/note.h"
#include "kdump-prep/plan.h"
#include "kdump-prep/reset_register.h"
#include "kdump-prep/text.h"
#include "tests/bare/bare.h"
#include "tests/bare/pcimodel.h"
#include "tests/bare/rival.h"
#include "tests/elf_header.h"

#define PAGE 4096ull
#define MIB (1ull << 20)
#define GIB (1ull << 30)
#define PARTS_MAX 20u
#define LOW_BASE (64 * MIB)	/* crash reservation */
#define HIGH_BASE (5 * GIB)
#define DATA_SIZE (5 * MIB / 2)	/* stands for kernel and initrd */
#define STEPS_MAX 16u
#define DIGEST_MAX 1024u
#define LAPIC 0xfee00000ull
#define IOAPIC 0xfec00000ull
#define ECAM_Q35 0xb0000000ull
#define ICOUNT_TSC_KHZ 1000000u	/* QEMU's -icount shift=0: 1 ns each */
#define NOWHERE 0xd0000000ull	/* no RAM, no device, not mapped at entry */
#define HPET 0xfed00000ull
#define STUCK_IOAPIC (52 * MIB)	/* RAM that plays one */
#define HPET_TICK_NS 10u	/* of QEMU's HPET */
#define XEN_ELFNOTE_PHYS32_ENTRY 18u

/* A byte that is damaged and that purgatory must put right. */
struct flip {
	const char *part;
	uint64_t offset;
	uint8_t mask;
};

/* One range of guest memory that the image fills. */
struct part {
	const char *name;
	uint64_t addr;
	uint64_t size;		/* in memory, whole pages */
	uint64_t ro_size;	/* bytes that nobody may change */
	uint8_t *data;		/* of size bytes */
};

struct options {
	const char *stub, *payload, *out, *layout;
	const char *steps, *prologue, *corrupt, *ioapic, *unmapped, *misplace;
	const char *watchdog, *reset, *purgatory, *pci_model, *rival;
	uint64_t ecam;
	uint64_t memory;	/* bytes */
	uint64_t wait_ms, watchdog_ms, idle_ms, storm_gap_ns, storm_seed;
	uint64_t hpet_first_ns, hpet_period_ns;
	uint32_t tsc_khz;	/* what the plan says */
	uint32_t true_tsc_khz;
	uint32_t budget_us, step_budget_us, mismatch, serial_base;
	bool ramoops, intremap, stuck_ioapic;
	uint32_t fault_kinds, fault_vector, fault_inside;
	uint32_t digest_rounds;
	bool pc, high, la57, serial, virtual_wire, direct, no_slack, no_note;
	bool no_ist, leave_alone;
	struct bare_function function[BARE_FUNCTIONS_MAX];
	uint32_t function_count;
};

struct image {
	struct part part[PARTS_MAX];
	size_t part_count;
	uint64_t next;		/* first free address of the reservation */
	struct flip flip[4];
	size_t flip_count;
};

static _Noreturn void fail(const char *what, const char *which)
{
	fprintf(stderr, "mkimage: %s: %s\n", what, which);
	exit(99);
}

static void must(struct kdp_error *err)
{
	if (err)
		fail("error", err->message);
}

static uint64_t page_up(uint64_t size)
{
	return (size + PAGE - 1) & ~(PAGE - 1);
}

/* addr 0: the next free pages of the reservation. */
static struct part *add_part(struct image *image, const char *name,
			     uint64_t addr, uint64_t size)
{
	struct part *part = &image->part[image->part_count];

	if (image->part_count == PARTS_MAX)
		fail(name, "too many parts");
	image->part_count++;
	part->name = name;
	part->size = page_up(size);
	part->addr = addr;
	if (!addr) {
		part->addr = image->next;
		image->next += part->size;
	}
	part->data = calloc(1, part->size);
	if (!part->data)
		fail(name, "no memory");
	return part;
}

static struct part *find_part(struct image *image, const char *name)
{
	for (size_t i = 0; i < image->part_count; i++)
		if (!strcmp(image->part[i].name, name))
			return &image->part[i];
	fail(name, "no such part");
}

static struct part *add_file(struct image *image, const char *name,
			     const char *path, uint64_t addr)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct part *part;
	size_t size;

	must(kdp_file_read(path, 64 * MIB, &data, &size));
	part = add_part(image, name, addr, size);
	memcpy(part->data, data, size);
	part->ro_size = 0;
	return part;
}

/* QEMU's split of RAM around the hole below 4 GiB, hw/i386/pc_{q35,piix}.c. */
static uint64_t low_end(const struct options *o)
{
	uint64_t limit = o->pc ? 0xe0000000ull : 0xb0000000ull;

	if (o->memory < limit)
		return o->memory;
	return o->pc ? 0xc0000000ull : 0x80000000ull;
}

static uint64_t high_end(const struct options *o)
{
	uint64_t low = low_end(o);

	return o->memory > low ? 4 * GIB + o->memory - low : 0;
}

/* Host and guest read the same counter under TCG, and under KVM too. */
static uint32_t measure_tsc_khz(void)
{
	struct timespec start, now;
	uint64_t tsc;
	int64_t ns;

	clock_gettime(CLOCK_MONOTONIC, &start);
	tsc = __rdtsc();
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
		ns = (now.tv_sec - start.tv_sec) * 1000000000ll + now.tv_nsec -
		     start.tv_nsec;
	} while (ns < 20000000);
	return (uint32_t)((__rdtsc() - tsc) * 1000000 / (uint64_t)ns);
}

/* Functions that a case can have; capability offsets are QEMU's. */
static const struct {
	const char *name;
	struct bare_function ids;
} known_functions[] = {
	{ "edu", { .vendor = 0x1234, .device = 0x11e8, .msi = 0x40 } },
	{ "e1000e", { .vendor = 0x8086, .device = 0x10d3, .msi = 0xd0,
		      .msix = 0xa0 } },
	{ "q35-host", { .vendor = 0x8086, .device = 0x29c0 } },
	{ "i6300esb", { .vendor = 0x8086, .device = 0x25ab } },
};

/* edu@00:04.0 */
static void parse_function(struct options *o, const char *text)
{
	struct bare_function *f = &o->function[o->function_count];
	unsigned int bus, device, function;
	char name[16];

	if (o->function_count == BARE_FUNCTIONS_MAX ||
	    sscanf(text, "%15[a-z0-9-]@%2x:%2x.%1u", name, &bus, &device,
		   &function) != 4)
		fail("--function", text);
	for (size_t i = 0; i < sizeof(known_functions) /
				       sizeof(known_functions[0]); i++) {
		if (strcmp(known_functions[i].name, name) != 0)
			continue;
		*f = known_functions[i].ids;
		f->bus = (uint8_t)bus;
		f->devfn = (uint8_t)(device << 3 | function);
		o->function_count++;
		return;
	}
	fail("--function: unknown device", name);
}

static bool has_word(const char *list, const char *word)
{
	size_t size = strlen(word);

	for (; *list; list += strcspn(list, ","), list += *list == ',')
		if (strcspn(list, ",") == size && !memcmp(list, word, size))
			return true;
	return false;
}

static const struct {
	const char *word;
	uint32_t bit;
} prologue_words[] = {
	{ "level", BARE_P_LEVEL },	 { "service", BARE_P_SERVICE },
	{ "pending", BARE_P_PENDING },	 { "timer", BARE_P_TIMER },
	{ "nmi", BARE_P_NMI },		 { "msi", BARE_P_MSI },
	{ "msix", BARE_P_MSIX },	 { "storm", BARE_P_STORM },
	{ "edge", BARE_P_EDGE },	 { "smi", BARE_P_SMI },
	{ "apic-off", BARE_P_APIC_OFF }, { "mcip", BARE_P_MCIP },
	{ "msi-nmi", BARE_P_MSI_NMI },	 { "storm-jump", BARE_P_STORM_JUMP },
	{ "hpet", BARE_P_HPET },	 { "second", BARE_P_SECOND },
	{ "mca-left", BARE_P_MCA_LEFT }, { "random", BARE_P_RANDOM },
	{ "tpr", BARE_P_TPR },		 { "lvts", BARE_P_LVTS },
};

static uint32_t parse_prologue(const char *list)
{
	uint32_t bits = 0;
	size_t known = 0, given = *list ? 1 : 0;

	for (size_t i = 0; i < sizeof(prologue_words) /
				       sizeof(prologue_words[0]); i++)
		if (has_word(list, prologue_words[i].word)) {
			bits |= prologue_words[i].bit;
			known++;
		}
	for (const char *at = list; *at; at++)
		given += *at == ',';
	if (known != given)
		fail("--prologue: unknown word in", list);
	return bits;
}

static const struct {
	const char *word;
	uint32_t vector;
} exceptions[] = {
	{ "ud", 6 }, { "df", 8 }, { "gp", 13 }, { "pf", 14 },
};

static uint32_t parse_exception(const char *text, size_t size)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strlen(exceptions[i].word) == size &&
		    !memcmp(exceptions[i].word, text, size))
			return exceptions[i].vector;
	fail("no such exception", text);
}

/* gp@pci,hpet */
static void parse_fault(struct options *o, const char *text)
{
	const char *at = text + strcspn(text, "@");
	unsigned int kind;
	size_t size;

	o->fault_vector = parse_exception(text, (size_t)(at - text));
	while (*at++) {
		size = strcspn(at, ",");
		if (!kdp_name_parse(kdp_step_names, at, size, &kind))
			fail("--fault", text);
		o->fault_kinds |= 1u << kind;
		at += size;
	}
}

static uint64_t parse_number(const char *text)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *end)
		fail("not a number", text);
	return value;
}

enum {
	OPT_STUB, OPT_PAYLOAD, OPT_OUT, OPT_LAYOUT, OPT_STEPS,
	OPT_PROLOGUE, OPT_CORRUPT, OPT_IOAPIC, OPT_UNMAPPED, OPT_ECAM,
	OPT_MEMORY, OPT_WAIT, OPT_IDLE, OPT_GAP, OPT_TSC, OPT_BUDGET,
	OPT_STEP_BUDGET, OPT_MISMATCH, OPT_MACHINE, OPT_HIGH, OPT_LA57,
	OPT_SERIAL, OPT_VIRTUAL_WIRE, OPT_DIRECT, OPT_NO_SLACK, OPT_NO_NOTE,
	OPT_MISPLACE, OPT_FUNCTION, OPT_ICOUNT, OPT_HPET_FIRST, OPT_HPET_PERIOD,
	OPT_WATCHDOG, OPT_WATCHDOG_MS, OPT_RESET, OPT_RAMOOPS, OPT_PURGATORY,
	OPT_FAULT, OPT_FAULT_INSIDE, OPT_NO_IST, OPT_DIGEST_ROUNDS,
	OPT_LEAVE_ALONE,
	OPT_SEED, OPT_SERIAL_BASE, OPT_INTREMAP, OPT_STUCK_IOAPIC,
	OPT_PCI_MODEL, OPT_RIVAL,
};

static const struct option long_options[] = {
	{ "stub", 1, NULL, OPT_STUB },
	{ "payload", 1, NULL, OPT_PAYLOAD },
	{ "out", 1, NULL, OPT_OUT },
	{ "layout", 1, NULL, OPT_LAYOUT },
	{ "steps", 1, NULL, OPT_STEPS },
	{ "prologue", 1, NULL, OPT_PROLOGUE },
	{ "corrupt", 1, NULL, OPT_CORRUPT },
	{ "ioapic", 1, NULL, OPT_IOAPIC },
	{ "unmapped", 1, NULL, OPT_UNMAPPED },
	{ "misplace", 1, NULL, OPT_MISPLACE },
	{ "ecam", 1, NULL, OPT_ECAM },
	{ "memory", 1, NULL, OPT_MEMORY },
	{ "wait-ms", 1, NULL, OPT_WAIT },
	{ "idle-ms", 1, NULL, OPT_IDLE },
	{ "storm-gap-ns", 1, NULL, OPT_GAP },
	{ "tsc-khz", 1, NULL, OPT_TSC },
	{ "budget-us", 1, NULL, OPT_BUDGET },
	{ "step-budget-us", 1, NULL, OPT_STEP_BUDGET },
	{ "mismatch", 1, NULL, OPT_MISMATCH },
	{ "machine", 1, NULL, OPT_MACHINE },
	{ "high", 0, NULL, OPT_HIGH },
	{ "la57", 0, NULL, OPT_LA57 },
	{ "serial", 0, NULL, OPT_SERIAL },
	{ "virtual-wire", 0, NULL, OPT_VIRTUAL_WIRE },
	{ "direct", 0, NULL, OPT_DIRECT },
	{ "no-slack", 0, NULL, OPT_NO_SLACK },
	{ "no-note", 0, NULL, OPT_NO_NOTE },
	{ "function", 1, NULL, OPT_FUNCTION },
	{ "icount", 0, NULL, OPT_ICOUNT },
	{ "hpet-first-ns", 1, NULL, OPT_HPET_FIRST },
	{ "hpet-period-ns", 1, NULL, OPT_HPET_PERIOD },
	{ "watchdog", 1, NULL, OPT_WATCHDOG },
	{ "reset", 1, NULL, OPT_RESET },
	{ "ramoops", 0, NULL, OPT_RAMOOPS },
	{ "watchdog-ms", 1, NULL, OPT_WATCHDOG_MS },
	{ "purgatory", 1, NULL, OPT_PURGATORY },
	{ "fault", 1, NULL, OPT_FAULT },
	{ "fault-inside", 1, NULL, OPT_FAULT_INSIDE },
	{ "no-ist", 0, NULL, OPT_NO_IST },
	{ "leave-alone", 0, NULL, OPT_LEAVE_ALONE },
	{ "digest-rounds", 1, NULL, OPT_DIGEST_ROUNDS },
	{ "storm-seed", 1, NULL, OPT_SEED },
	{ "serial-base", 1, NULL, OPT_SERIAL_BASE },
	{ "intremap", 0, NULL, OPT_INTREMAP },
	{ "stuck-ioapic", 0, NULL, OPT_STUCK_IOAPIC },
	{ "pci-model", 1, NULL, OPT_PCI_MODEL },
	{ "rival", 1, NULL, OPT_RIVAL },
	{ NULL, 0, NULL, 0 },
};

static uint32_t parse_mismatch(const char *text)
{
	unsigned int number;

	if (!kdp_name_parse(kdp_mismatch_names, text, strlen(text), &number))
		fail("--mismatch", text);
	return number;
}

static void parse_option(struct options *o, int option, const char *value)
{
	switch (option) {
	case OPT_STUB: o->stub = value; break;
	case OPT_PAYLOAD: o->payload = value; break;
	case OPT_OUT: o->out = value; break;
	case OPT_LAYOUT: o->layout = value; break;
	case OPT_STEPS: o->steps = value; break;
	case OPT_PROLOGUE: o->prologue = value; break;
	case OPT_CORRUPT: o->corrupt = value; break;
	case OPT_IOAPIC: o->ioapic = value; break;
	case OPT_UNMAPPED: o->unmapped = value; break;
	case OPT_MISPLACE: o->misplace = value; break;
	case OPT_ECAM: o->ecam = parse_number(value); break;
	case OPT_MEMORY: o->memory = parse_number(value) * MIB; break;
	case OPT_WAIT: o->wait_ms = parse_number(value); break;
	case OPT_IDLE: o->idle_ms = parse_number(value); break;
	case OPT_GAP: o->storm_gap_ns = parse_number(value); break;
	case OPT_TSC: o->tsc_khz = (uint32_t)parse_number(value); break;
	case OPT_BUDGET: o->budget_us = (uint32_t)parse_number(value); break;
	case OPT_STEP_BUDGET:
		o->step_budget_us = (uint32_t)parse_number(value);
		break;
	case OPT_MISMATCH: o->mismatch = parse_mismatch(value); break;
	case OPT_MACHINE: o->pc = !strcmp(value, "pc"); break;
	case OPT_HIGH: o->high = true; break;
	case OPT_LA57: o->la57 = true; break;
	case OPT_SERIAL: o->serial = true; break;
	case OPT_VIRTUAL_WIRE: o->virtual_wire = true; break;
	case OPT_DIRECT: o->direct = true; break;
	case OPT_NO_SLACK: o->no_slack = true; break;
	case OPT_NO_NOTE: o->no_note = true; break;
	case OPT_FUNCTION: parse_function(o, value); break;
	case OPT_ICOUNT:
		o->tsc_khz = ICOUNT_TSC_KHZ;
		o->true_tsc_khz = ICOUNT_TSC_KHZ;
		break;
	case OPT_HPET_FIRST: o->hpet_first_ns = parse_number(value); break;
	case OPT_HPET_PERIOD: o->hpet_period_ns = parse_number(value); break;
	case OPT_RAMOOPS: o->ramoops = true; break;
	case OPT_RESET: o->reset = value; break;
	case OPT_WATCHDOG: o->watchdog = value; break;
	case OPT_WATCHDOG_MS: o->watchdog_ms = parse_number(value); break;
	case OPT_PURGATORY: o->purgatory = value; break;
	case OPT_FAULT: parse_fault(o, value); break;
	case OPT_FAULT_INSIDE:
		o->fault_inside = parse_exception(value, strlen(value));
		break;
	case OPT_NO_IST: o->no_ist = true; break;
	case OPT_LEAVE_ALONE: o->leave_alone = true; break;
	case OPT_DIGEST_ROUNDS:
		o->digest_rounds = (uint32_t)parse_number(value);
		break;
	case OPT_SEED: o->storm_seed = parse_number(value); break;
	case OPT_SERIAL_BASE:
		o->serial_base = (uint32_t)parse_number(value);
		break;
	case OPT_INTREMAP: o->intremap = true; break;
	case OPT_STUCK_IOAPIC: o->stuck_ioapic = true; break;
	case OPT_PCI_MODEL: o->pci_model = value; break;
	case OPT_RIVAL: o->rival = value; break;
	default: exit(99);
	}
}

static void parse_options(struct options *o, int argc, char **argv)
{
	int option;

	*o = (struct options){
		.steps = "lapic-mask,ioapic,pci,drain,lapic-off,digest",
		.prologue = "",
		.corrupt = "",
		.ioapic = "0xfec00000",
		.unmapped = "",
		.misplace = "",
		.watchdog = "",
		.watchdog_ms = 2000,
		.memory = 128 * MIB,
		.storm_gap_ns = 10000,
		.storm_seed = 1,
		.serial_base = 0x3f8,
		.hpet_first_ns = 1000,
		.hpet_period_ns = 5000,
		.true_tsc_khz = measure_tsc_khz(),
		.budget_us = 5000000,
		.digest_rounds = 1,
		.ecam = UINT64_MAX,
	};
	o->tsc_khz = o->true_tsc_khz;
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		parse_option(o, option, optarg);
	if (!o->stub || !o->payload || !o->out || !o->layout)
		fail("usage", "--stub --payload --out --layout [...]");
	if (o->ecam == UINT64_MAX)
		o->ecam = o->pc ? 0 : ECAM_Q35;
}

/* The plan's device tables and what purgatory must map for them. */
struct tables {
	struct kdp_plan_step step[STEPS_MAX];
	struct kdp_watchdog watchdog[2];
	struct kdp_ioapic ioapic[4];
	struct kdp_hpet hpet;
	struct kdp_ecam ecam[2];
	struct kdp_pci_function function[BARE_FUNCTIONS_MAX +
					 PCIMODEL_FUNCTIONS];
	struct kdp_map map[16];
	struct kdp_plan_cpu cpu[2];
	struct kdp_plan_model model;
};

static void add_map(struct kdp_plan_model *model, uint64_t addr, uint64_t size)
{
	model->map[model->map_count++] = (struct kdp_map){
		.addr = addr, .size = size, .type = KDP_MAP_MMIO,
	};
}

static void add_ioapics(const struct options *o, struct kdp_plan_model *model)
{
	const char *at = o->ioapic;
	char *end;

	while (*at && model->ioapic_count < 3) {
		struct kdp_ioapic *ioapic = &model->ioapic[model->ioapic_count];

		*ioapic = (struct kdp_ioapic){
			.addr = strtoull(at, &end, 0),
			.id = (uint32_t)model->ioapic_count,
			.gsi_base = (uint32_t)model->ioapic_count * 24,
		};
		model->ioapic_count++;
		if (!has_word(o->unmapped, "ioapic"))
			add_map(model, ioapic->addr, PAGE);
		at = *end == ',' ? end + 1 : end;
	}
}

/*
 * An IO-APIC of 24 masked pins, each with a Remote-IRR that no write clears:
 * whatever register is named, the data register is one word of RAM, and the
 * word is all of them.
 */
static void add_stuck_ioapic(struct image *image, struct kdp_plan_model *model)
{
	struct part *part = add_part(image, "ioapic", STUCK_IOAPIC, PAGE);
	const uint32_t word = 23u << 16 | 1u << 14 | 0x20;

	memcpy(part->data + 0x10, &word, sizeof(word));
	model->ioapic[model->ioapic_count] = (struct kdp_ioapic){
		.addr = STUCK_IOAPIC,
		.id = (uint32_t)model->ioapic_count,
		.gsi_base = (uint32_t)model->ioapic_count * 24,
	};
	model->ioapic_count++;
	add_map(model, STUCK_IOAPIC, PAGE);
}

/* "i6300esb" as the stub places it, "tco" as firmware places q35's. */
static void add_watchdogs(const struct options *o, struct kdp_plan_model *model)
{
	for (uint32_t i = 0; i < o->function_count; i++) {
		const struct bare_function *f = &o->function[i];

		if (f->device != 0x25ab || !has_word(o->watchdog, "i6300esb"))
			continue;
		model->watchdog[model->watchdog_count++] =
			(struct kdp_watchdog){
				.base = BARE_ESB_MMIO,
				.timeout_ms = (uint32_t)o->watchdog_ms,
				.kind = KDP_WATCHDOG_I6300ESB,
				.bus = f->bus,
				.devfn = f->devfn,
				.vendor = f->vendor,
				.device = f->device,
			};
		add_map(model, BARE_ESB_MMIO, PAGE);
	}
	if (!has_word(o->watchdog, "tco"))
		return;
	model->watchdog[model->watchdog_count++] = (struct kdp_watchdog){
		.base = 0x660,
		.no_reboot = 0xfed1f410,
		.no_reboot_mask = 0x20,
		.timeout_ms = (uint32_t)o->watchdog_ms,
		.kind = KDP_WATCHDOG_TCO,
		.smi_en = 0x630,
		.devfn = 0xf8,
		.vendor = 0x8086,
		.device = 0x2918,
	};
	add_map(model, 0xfed1f000, PAGE);
}

static void add_functions(const struct options *o, struct kdp_plan_model *model)
{
	for (uint32_t i = 0; i < o->function_count; i++) {
		const struct bare_function *f = &o->function[i];

		model->function[model->function_count++] =
			(struct kdp_pci_function){
				.bus = f->bus,
				.devfn = f->devfn,
				.vendor = f->vendor,
				.device = f->device,
				.msi = f->msi,
				.msix = f->msix,
				.flags = KDP_PCI_F_INTX,
			};
	}
}

static void add_pci_model(const struct options *o, struct image *image,
			  struct kdp_plan_model *model)
{
	struct part *part = add_part(image, "pcimodel", PCIMODEL_ADDR,
				     PCIMODEL_SIZE);
	size_t rows = pcimodel_fill(o->pci_model, part->data,
				    model->function + model->function_count);

	if (!rows)
		fail("--pci-model", o->pci_model);
	model->function_count += rows;
	model->ecam[model->ecam_count++] = (struct kdp_ecam){
		.addr = PCIMODEL_ADDR,
		.segment = PCIMODEL_SEGMENT,
		.bus_end = PCIMODEL_BUSES - 1,
	};
	add_map(model, PCIMODEL_ADDR, PCIMODEL_SIZE);
}

static void add_step(const struct options *o, struct kdp_plan_model *model,
		     const char *name, size_t size)
{
	struct kdp_plan_step *step = &model->step[model->step_count];
	unsigned int kind;

	if (model->step_count == STEPS_MAX ||
	    !kdp_name_parse(kdp_step_names, name, size, &kind))
		fail("--steps", name);
	step->kind = kind;
	step->budget_us = o->step_budget_us;
	if (kind == KDP_STEP_LAPIC_OFF)
		step->arg = o->virtual_wire;
	if (kind == KDP_STEP_WAIT) {
		step->flags = KDP_STEP_F_TEST_ONLY;
		step->arg = o->wait_ms * 1000;
		step->budget_us = (uint32_t)o->wait_ms * 1000;
	}
	model->step_count++;
}

#define PSTORE_ADDR (48 * MIB)
#define PSTORE_ZONES 4u
#define KLOG_ADDR (50 * MIB)
#define KLOG_BITS 4u
#define KLOG_TEXT_BITS 10u

/* A printk ring buffer as Linux 6.1 has it, with a few records. */
struct klog {
	uint64_t head, tail;
	struct {
		uint64_t state, begin, next;
	} desc[1u << KLOG_BITS];
	struct {
		uint64_t seq, nanoseconds;
		uint16_t length;
		uint8_t rest[70];
	} info[1u << KLOG_BITS];
	uint8_t text[1u << KLOG_TEXT_BITS];
};

static void add_klog(struct image *image)
{
	static const char *const lines[] = {
		"bare: the panicking kernel's log",
		"Kernel panic - not syncing: bare",
	};
	struct klog *log = (void *)add_part(image, "klog", KLOG_ADDR,
					    sizeof(*log))->data;
	uint64_t at = 0;

	for (uint64_t i = 0; i < 2; i++) {
		size_t size = strlen(lines[i]);

		log->head = i + 1;
		log->desc[log->head].state = 2ull << 62 | log->head;
		log->desc[log->head].begin = at;
		memcpy(log->text + at + 8, lines[i], size);
		at += (8 + size + 7) & ~7ull;
		log->desc[log->head].next = at;
		log->info[log->head].nanoseconds = (i + 1) * 1500000000;
		log->info[log->head].length = (uint16_t)size;
	}
}

static void add_last_words(struct kdp_plan_model *model)
{
	model->last_words = (struct kdp_last_words){
		.zone = PSTORE_ADDR,
		.zone_size = PAGE,
		.zone_count = PSTORE_ZONES,
		.klog = {
			.head_id = KLOG_ADDR,
			.tail_id = KLOG_ADDR + 8,
			.descs = KLOG_ADDR + offsetof(struct klog, desc),
			.infos = KLOG_ADDR + offsetof(struct klog, info),
			.text = KLOG_ADDR + offsetof(struct klog, text),
			.desc_bits = KLOG_BITS,
			.text_bits = KLOG_TEXT_BITS,
			.desc_size = 24,
			.desc_begin = 8,
			.desc_next = 16,
			.info_size = 88,
			.info_time = 8,
			.info_length = 16,
		},
	};
	add_map(model, PSTORE_ADDR, PSTORE_ZONES * PAGE);
}

static void build_model(const struct options *o, struct image *image,
			struct tables *t)
{
	struct kdp_plan_model *model = &t->model;

	model->flags = KDP_PLAN_F_KEEP_SMI |
		       (o->intremap ? KDP_PLAN_F_INTREMAP : 0);
	if (o->leave_alone)
		model->flags |= KDP_PLAN_F_LEAVE_ALONE;
	model->tsc_khz = o->tsc_khz;
	model->budget_us = o->budget_us;
	model->mismatch = o->mismatch;
	model->step = t->step;
	model->watchdog = t->watchdog;
	model->ioapic = t->ioapic;
	model->ecam = t->ecam;
	model->function = t->function;
	model->map = t->map;
	if (!has_word(o->unmapped, "lapic"))
		add_map(model, LAPIC, PAGE);
	add_ioapics(o, model);
	if (o->stuck_ioapic)
		add_stuck_ioapic(image, model);
	if (o->ecam) {
		t->ecam[model->ecam_count++] = (struct kdp_ecam){
			.addr = o->ecam,
			.bus_end = 255,
		};
		if (!has_word(o->unmapped, "ecam"))
			add_map(model, o->ecam, 256 * MIB);
	}
	if (has_word(o->steps, "hpet")) {
		t->hpet.addr = HPET;
		model->hpet = &t->hpet;
		model->hpet_count = 1;
		add_map(model, HPET, PAGE);
	}
	/* Not as QEMU counts them. */
	t->cpu[0] = (struct kdp_plan_cpu){ .apic_id = 1, .number = 5 };
	t->cpu[1] = (struct kdp_plan_cpu){ .apic_id = 0, .number = 3 };
	model->cpu = t->cpu;
	model->cpu_count = 2;
	if (o->ramoops)
		add_last_words(model);
	add_watchdogs(o, model);
	add_functions(o, model);
	if (o->pci_model)
		add_pci_model(o, image, model);
	for (const char *at = o->steps; *at;) {
		size_t size = strcspn(at, ",");

		add_step(o, model, at, size);
		at += size + (at[size] == ',');
	}
}

/* Every part that nobody writes, as the loader does it. */
static size_t digest_parts(const struct image *image, struct kdp_digest *table,
			   size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < image->part_count; i++) {
		const struct part *part = &image->part[i];

		if (kdp_digest_count(part->ro_size) > max - count)
			fail(part->name, "too many digest blocks");
		kdp_digest_fill(part->data, part->ro_size, part->addr,
				table + count);
		count += kdp_digest_count(part->ro_size);
	}
	return count;
}

/* Where a part is, or an address that nothing answers at. */
static uint64_t part_addr(const struct options *o, struct image *image,
			  const char *name)
{
	return has_word(o->misplace, name) ? NOWHERE :
					     find_part(image, name)->addr;
}

/* Checks and parity for the same parts. */
static size_t check_parts(const struct options *o, struct image *image,
			  struct kdp_check_range *range, struct kdp_checks *ret)
{
	struct kdp_checked checked[PARTS_MAX] = { 0 };
	struct kdp_checks_layout layout;
	struct part *parity;
	size_t count = 0;

	for (size_t i = 0; i < image->part_count; i++) {
		const struct part *part = &image->part[i];

		if (!part->ro_size)
			continue;
		checked[count].data = part->data;
		checked[count].addr = part->addr;
		checked[count].size = part->ro_size;
		range[count].addr = part_addr(o, image, part->name);
		range[count++].size = part->ro_size;
	}
	must(kdp_checks_lay_out(checked, count, &layout));
	parity = add_part(image, "parity", 0, layout.size);
	kdp_checks_fill(checked, count, &layout, parity->addr, parity->data,
			ret);
	parity->ro_size = layout.size;
	return count;
}

static void build_plan(const struct options *o, struct image *image,
		       const struct tables *tables)
{
	struct kdp_check_range range[PARTS_MAX];
	struct kdp_checks checks;
	struct kdp_digest digest[DIGEST_MAX];
	const struct kdp_copy copy = {
		.from = BARE_NOTES,
		.to = LOW_BASE - 2 * PAGE,
		.size = 2 * PAGE,
	};
	struct kdp_map ram[2] = {
		{ .addr = 0, .size = low_end(o), .type = KDP_MAP_RAM },
		{ .addr = 4 * GIB, .type = KDP_MAP_RAM },
	};
	struct kdp_plan_image parts = {
		.map = ram,
		.map_count = 1,
		.digest = digest,
	};
	struct part *part;
	size_t size;

	if (high_end(o)) {
		ram[1].size = high_end(o) - 4 * GIB;
		parts.map_count = 2;
	}
	memset(digest, 0, sizeof(digest));
	for (uint32_t i = 0; i < o->digest_rounds; i++)
		parts.digest_count +=
			digest_parts(image, digest + parts.digest_count,
				     DIGEST_MAX - parts.digest_count);
	if (has_word(o->steps, "copy")) {
		parts.copy = &copy;
		parts.copy_count = 1;
	}
	parts.checks = &checks;
	parts.range = range;
	parts.range_count = check_parts(o, image, range, &checks);
	size = kdp_plan_encoded_size(&tables->model, &parts);
	part = add_part(image, "plan", 0, size);
	must(kdp_plan_encode(&tables->model, &parts, part->data, size));
	part->ro_size = size;
}

static void build_note(struct image *image, const struct options *o)
{
	const struct kdp_plan *plan =
		(const void *)find_part(image, "plan")->data;
	const struct kdp_note_facts facts = {
		.load_time = 1700000000,
		.blob_addr = find_part(image, "blob")->addr,
		.plan_crc = plan->crc,
		.tsc_khz = plan->tsc_khz,
		.step_count = plan->step_count,
		.cpu_count = 2,
		.guest = o->leave_alone ? KDP_GUEST_SNP : KDP_GUEST_PLAIN,
	};
	struct part *part = add_part(image, "note", 0, KDP_NOTE_SEGMENT_SIZE);

	kdp_note_build(&facts, part->data);
	if (has_word(o->corrupt, "note"))
		part->data[KDP_NOTE_RECORD] ^= 1;
}

static void build_elfcorehdr(const struct options *o, struct image *image,
			     uint64_t *size_ret)
{
	struct kdp_cpu cpu = { .notes_addr = BARE_NOTES, .notes_size = 0x160 };
	struct kdp_topology topology = {
		.release = "6.1.0",
		.cpu = &cpu,
		.cpu_count = 1,
		.kernel_virt = 0xffffffff81000000ull,
		.kernel_phys = 16 * MIB,
		.kernel_size = 32 * MIB,
		.page_offset = 0xffff888000000000ull,
		.vmcoreinfo_addr = BARE_NOTES + PAGE,
		.vmcoreinfo_size = PAGE,
	};
	const struct kdp_backup backup = { 0 };
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct part *part;
	size_t size;

	must(kdp_ranges_add(&topology.memory, MIB, low_end(o) - 1,
			    KDP_RANGE_RAM));
	if (high_end(o))
		must(kdp_ranges_add(&topology.memory, 4 * GIB, high_end(o) - 1,
				    KDP_RANGE_RAM));
	must(kdp_elfcorehdr_build(&topology, &backup, &data, &size));
	kdp_ranges_deinit(&topology.memory);
	part = add_part(image, "elfcorehdr", 0,
			kdp_elfcorehdr_capacity(size, 0));
	memcpy(part->data, data, size);
	*size_ret = o->no_slack ? size : part->size;
}

static void build_params(const struct options *o, struct image *image,
			 uint64_t entry)
{
	struct part *part = add_part(image, "params", BARE_PARAMS, PAGE);
	struct bare_params *p = (void *)part->data;

	*p = (struct bare_params){
		.la57 = o->la57,
		.magic = BARE_MAGIC,
		.prologue = parse_prologue(o->prologue),
		.virtual_wire = o->virtual_wire,
		.entry = entry,
		.boot_params = find_part(image, "boot_params")->addr,
		.tables = find_part(image, "tables")->addr,
		.handover_stack = find_part(image, "stack")->addr + PAGE,
		.low_end = low_end(o),
		.high_end = high_end(o),
		.record = find_part(image, "note")->addr + KDP_NOTE_RECORD,
		.storm_gap =
			(uint32_t)(o->storm_gap_ns * o->true_tsc_khz / 1000000),
		.storm_seed = o->storm_seed,
		.function_count = o->function_count,
		.idle = o->idle_ms * o->true_tsc_khz,
		.hpet_first = (uint32_t)(o->hpet_first_ns / HPET_TICK_NS),
		.hpet_period = (uint32_t)(o->hpet_period_ns / HPET_TICK_NS),
		.fault_kinds = o->fault_kinds,
		.fault_vector = o->fault_vector,
		.fault_inside = o->fault_inside,
	};
	memcpy(p->function, o->function, sizeof(p->function));
}

/* Bits 32 to 34 of a gate: without IST, #DF stays on the stack it met. */
static void drop_ist(const struct kdp_blob_header *header, struct part *part)
{
	part->data[header->idt + 8 * KDP_GATE_SIZE + 4] &= 0xf8;
}

static struct part *add_blob(const struct options *o, struct image *image,
			     struct kdp_blob_header *header)
{
	size_t size = (size_t)(kdp_blob_image_end - kdp_blob_image);
	const uint8_t *blob = kdp_blob_image;
	KDP_AUTO_FREE uint8_t *file = NULL;
	struct part *part;

	if (o->purgatory) {
		must(kdp_file_read(o->purgatory, MIB, &file, &size));
		blob = file;
	}
	must(kdp_blob_parse(blob, size, header));
	part = add_part(image, "blob", 0, header->mem_size);
	memcpy(part->data, blob, header->file_size);
	kdp_blob_place(header, part->data, part->addr);
	if (o->no_ist)
		drop_ist(header, part);
	part->ro_size = header->ro_size;
	return part;
}

/* A line of a topology, with "_" for blanks: "io_0xcf9_value_0x0f". */
static struct kdp_reset_register parse_reset(const char *option)
{
	struct kdp_reset_register reset = { 0 };
	struct kdp_text text;
	char line[80];

	if (!option)
		return reset;
	snprintf(line, sizeof(line), "%s", option);
	for (char *at = line; *at; at++)
		if (*at == '_')
			*at = ' ';
	kdp_text_init(&text, "--reset", line, strlen(line));
	if (!kdp_text_next(&text))
		fail("--reset", line);
	must(kdp_parse_reset(&text, &reset));
	return reset;
}

static void fill_handover(const struct options *o, struct image *image,
			  const struct kdp_blob_header *header,
			  uint64_t elfcorehdr_size)
{
	const struct part *plan = find_part(image, "plan");
	const struct part *note = find_part(image, "note");
	const struct kdp_handover handover = {
		.plan_addr = part_addr(o, image, "plan"),
		.plan_size = (uint32_t)plan->ro_size,
		.note_addr = o->no_note ? 0 : part_addr(o, image, "note"),
		.note_size = o->no_note ? 0 : note->size,
		.elfcorehdr_addr = part_addr(o, image, "elfcorehdr"),
		.elfcorehdr_size = elfcorehdr_size,
		.kernel_entry = find_part(image, "payload")->addr,
		.boot_params = find_part(image, "boot_params")->addr,
		.serial_kind = o->serial ? KDP_SERIAL_PIO : KDP_SERIAL_NONE,
		.serial_base = o->serial ? o->serial_base : 0,
		.serial_baud = o->serial ? 115200 : 0,
		.reset = parse_reset(o->reset),
	};

	kdp_blob_hand_over(header, find_part(image, "blob")->data, &handover);
}

/* What it hashes is what stands for the kernel and its data. */
static uint64_t add_rival(const struct options *o, struct image *image)
{
	const struct part *data = find_part(image, "data");
	const struct part *boot_params = find_part(image, "boot_params");
	const struct rival_region region[] = {
		{ boot_params->addr, boot_params->size, boot_params->data },
		{ data->addr, data->size, data->data },
	};
	struct rival rival = { 0 };
	struct part *part;
	uint64_t entry;

	rival_open(&rival, o->rival);
	part = add_part(image, "rival", 0, rival.size);
	rival.addr = part->addr;
	rival.data = part->data;
	entry = rival_place(&rival, region, 2, boot_params->addr,
			    find_part(image, "payload")->addr);
	free(rival.elf);
	return entry;
}

static void fill_data(struct part *part)
{
	uint64_t state = 88172645463325252ull; /* xorshift, any seed */

	for (uint64_t i = 0; i < part->size; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		part->data[i] = (uint8_t)state;
	}
	part->ro_size = part->size;
}

/* A bit of what is repaired; readback.c expects it as it was. */
static void flip(struct image *image, const char *name, uint64_t offset)
{
	struct flip *f = &image->flip[image->flip_count++];

	*f = (struct flip){ name, offset, 0x10 };
	find_part(image, name)->data[offset] ^= f->mask;
}

/* As a stray write or bad memory would do after the load. */
static void corrupt(const struct options *o, struct image *image)
{
	struct part *blob = find_part(image, "blob");

	if (has_word(o->corrupt, "bit"))
		flip(image, "data", 0x123456);
	if (has_word(o->corrupt, "code"))
		flip(image, "blob", blob->ro_size - 1);
	if (has_word(o->corrupt, "parity"))
		find_part(image, "parity")->data[0x3000] ^= 0x10;
	if (has_word(o->corrupt, "megabyte"))
		memset(find_part(image, "data")->data + 0x40800, 0x5a, MIB);
	if (has_word(o->corrupt, "plan"))
		find_part(image, "plan")->data[0x70] ^= 0x04;
	if (has_word(o->corrupt, "elfcorehdr"))
		find_part(image, "elfcorehdr")->data[1] ^= 0x20;
	if (has_word(o->corrupt, "handover")) {
		const struct kdp_blob_header *header = (void *)blob->data;

		blob->data[header->handover +
			   offsetof(struct kdp_handover, kernel_entry)] ^= 0x10;
	}
}

static void write_image(const struct options *o, struct image *image)
{
	static const struct {
		Elf64_Nhdr nhdr;
		char name[4];
		uint64_t entry;
	} note = { { 4, 8, XEN_ELFNOTE_PHYS32_ENTRY }, "Xen", BARE_STUB };
	Elf64_Ehdr ehdr = elf_header(ET_EXEC,
				     (uint16_t)(image->part_count + 1));
	uint64_t offset = PAGE;
	FILE *file = fopen(o->out, "w");
	Elf64_Phdr phdr = {
		.p_type = PT_NOTE,
		.p_offset = sizeof(ehdr) + ehdr.e_phnum * sizeof(phdr),
		.p_filesz = sizeof(note),
		.p_align = 4,
	};

	if (!file)
		fail(o->out, strerror(errno));
	ehdr.e_entry = BARE_STUB;
	fwrite(&ehdr, sizeof(ehdr), 1, file);
	fwrite(&phdr, sizeof(phdr), 1, file);
	for (size_t i = 0; i < image->part_count; i++) {
		const struct part *part = &image->part[i];

		phdr = (Elf64_Phdr){
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_W | PF_X,
			.p_offset = offset,
			.p_paddr = part->addr,
			.p_vaddr = part->addr,
			.p_filesz = part->size,
			.p_memsz = part->size,
			.p_align = PAGE,
		};
		offset += part->size;
		fwrite(&phdr, sizeof(phdr), 1, file);
	}
	fwrite(&note, sizeof(note), 1, file);
	fseek(file, PAGE, SEEK_SET);
	for (size_t i = 0; i < image->part_count; i++)
		fwrite(image->part[i].data, image->part[i].size, 1, file);
	if (ferror(file) || fclose(file))
		fail(o->out, strerror(errno));
}

/*
 * "tsc_khz RATE", then for each part
 * "part NAME ADDRESS RAM-FILE-OFFSET IMAGE-OFFSET SIZE UNCHANGED-SIZE", then
 * "flip NAME OFFSET MASK" for each damage that is repaired
 */
static void write_layout(const struct options *o, struct image *image)
{
	uint64_t offset = PAGE;
	FILE *file = fopen(o->layout, "w");

	if (!file)
		fail(o->layout, strerror(errno));
	fprintf(file, "tsc_khz %" PRIu32 "\n", o->true_tsc_khz);
	for (size_t i = 0; i < image->part_count; i++) {
		const struct part *part = &image->part[i];
		uint64_t ram = part->addr;

		if (ram >= 4 * GIB)
			ram -= 4 * GIB - low_end(o);
		fprintf(file,
			"part %s 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
			" 0x%" PRIx64 " 0x%" PRIx64 "\n",
			part->name, part->addr, ram, offset, part->size,
			part->ro_size);
		offset += part->size;
	}
	for (size_t i = 0; i < image->flip_count; i++)
		fprintf(file, "flip %s 0x%" PRIx64 " 0x%x\n",
			image->flip[i].part, image->flip[i].offset,
			image->flip[i].mask);
	if (fclose(file))
		fail(o->layout, strerror(errno));
}

int main(int argc, char **argv)
{
	struct image image = { 0 };
	struct tables tables = { 0 };
	struct options o;
	struct kdp_blob_header header;
	struct part *payload, *blob;
	uint64_t elfcorehdr_size, entry;

	parse_options(&o, argc, argv);
	image.next = o.high ? HIGH_BASE : LOW_BASE;
	add_file(&image, "stub", o.stub, BARE_STUB);
	fill_data(add_part(&image, "boot_params", 0, PAGE));
	add_part(&image, "tables", 0, BARE_TABLE_PAGES * PAGE);
	add_part(&image, "stack", 0, PAGE);
	payload = add_file(&image, "payload", o.payload, 0);
	fill_data(add_part(&image, "data", 0, DATA_SIZE));
	if (o.ramoops) {
		add_part(&image, "pstore", PSTORE_ADDR, PSTORE_ZONES * PAGE);
		add_klog(&image);
	}
	blob = add_blob(&o, &image, &header);
	build_model(&o, &image, &tables);
	build_plan(&o, &image, &tables);
	build_note(&image, &o);
	build_elfcorehdr(&o, &image, &elfcorehdr_size);
	fill_handover(&o, &image, &header, elfcorehdr_size);
	entry = o.direct ? payload->addr : blob->addr + header.entry;
	if (o.rival)
		entry = add_rival(&o, &image);
	build_params(&o, &image, entry);
	corrupt(&o, &image);
	write_image(&o, &image);
	write_layout(&o, &image);
	for (size_t i = 0; i < image.part_count; i++)
		free(image.part[i].data);
	return 0;
}
