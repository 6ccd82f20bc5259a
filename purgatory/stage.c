// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stage.c - purgatory in front of a wrapped kernel: does for itself what a
 * loader does for kexec_load(2), and goes on in main.c.
 *
 * The kernel's own purgatory has verified all that is here.  What the second
 * kernel must have comes first: its header's fields, without which it
 * overwrites itself.  Everything behind is guarded, a part that fails is left
 * out, and the second kernel is started in any case.
 */
#include <asm/bootparam.h>
#include <stdbool.h>
#include <stdint.h>

#include "purgatory/acpi.h"
#include "purgatory/bootedit.h"
#include "purgatory/clock.h"
#include "purgatory/crc32.h"
#include "purgatory/fault.h"
#include "purgatory/guest.h"
#include "purgatory/machine.h"
#include "purgatory/mem.h"
#include "purgatory/paging.h"
#include "purgatory/record.h"
#include "purgatory/regs/cpu.h"
#include "purgatory/stageplan.h"
#include "purgatory/steps.h"
#include "purgatory/wraptable.h"

#include "cpu.h"
#include "sys.h"

/* Tables for memory of the firmware, which may lie in some other GiB. */
#define PAGING_POOL 24u

/* Where a BIOS leaves its root pointer (ACPI 6.4, 5.2.5.1). */
#define BIOS_FIRST 0xe0000u
#define BIOS_END   0x100000u
#define BIOS_STEP  16u

_Static_assert(KDP_LAYOUT_CONFIG == KDP_STAGE_CONFIG, "configuration");
_Static_assert(KDP_LAYOUT_ENTRY == KDP_STAGE_ENTRY, "64-bit entry");
_Static_assert(KDP_LAYOUT_EFI == KDP_STAGE_EFI, "EFI entry");
_Static_assert(KDP_LAYOUT_STAGE == sizeof(struct kdp_stage), "size");
_Static_assert(KDP_LAYOUT_STAGE_FILE ==
		       offsetof(struct kdp_stage, file_size), "file size");
_Static_assert(KDP_LAYOUT_STAGE_TAIL == offsetof(struct kdp_stage, tail),
	       "tail");

extern const struct kdp_stage kdp_stage;
extern const uint8_t kdp_stage_start[];
extern uint64_t kdp_stage_origin;
extern uint64_t kdp_stage_boot_params;

/* Parts of the tail. */
struct areas {
	uint64_t tail;
	uint64_t node;		/* struct setup_data, right before the note */
	uint64_t note;
	uint64_t plan;
	uint64_t cmdline;
	uint64_t elfcorehdr;
	uint64_t elfcorehdr_size;
};

static struct areas areas;
static struct kdp_wrap_found wrapped;
static struct kdp_acpi acpi;
static bool left_alone;
static struct kdp_pci_function rows[KDP_WRAP_FUNCTIONS_MAX];
static uint32_t row_count;
static struct kdp_paging paging;
static _Alignas(4096) uint64_t paging_pool[PAGING_POOL][KDP_PAGING_WORDS];

static struct boot_params *params(void)
{
	return kdp_phys_ptr(kdp_stage_boot_params, sizeof(struct boot_params));
}

static void find_areas(void)
{
	areas.tail = (uint64_t)(uintptr_t)kdp_stage_start;
	areas.note = areas.tail + kdp_stage.mem_size + KDP_TAIL_NODE;
	areas.node = areas.note - sizeof(struct setup_data);
	areas.plan = areas.note + KDP_TAIL_NOTE;
	areas.cmdline = areas.plan + KDP_TAIL_PLAN;
	areas.elfcorehdr = areas.cmdline + KDP_TAIL_CMDLINE;
	areas.elfcorehdr_size = areas.tail + kdp_stage.tail_size -
				areas.elfcorehdr;
}

/* init_size is what the kernel's own decompressor relies on. */
static void restore_header(void)
{
	struct setup_header *hdr = &params()->hdr;

	hdr->init_size = kdp_stage.init_size;
	hdr->syssize = kdp_stage.syssize;
	hdr->payload_offset = kdp_stage.payload_offset;
	hdr->handover_offset = kdp_stage.handover_offset;
	hdr->kernel_info_offset = kdp_stage.kernel_info_offset;
	hdr->xloadflags = kdp_stage.xloadflags;
}

/* Enough for kdp_last_resort(). */
static void begin_handover(void)
{
	kdp_handover.magic = KDP_HANDOVER_MAGIC;
	kdp_handover.version = KDP_ABI_VERSION;
	kdp_handover.size = sizeof(kdp_handover);
	kdp_handover.flags = KDP_HANDOVER_F_STAGE;
	kdp_handover.kernel_entry = kdp_stage_origin + kdp_stage.kernel +
				    KDP_STAGE_ENTRY;
	kdp_handover.boot_params = kdp_stage_boot_params;
}

static enum kdp_status open_record(void *unused)
{
	struct kdp_record *record;

	(void)unused;
	kdp_record_init(areas.note, KDP_TAIL_NOTE);
	record = kdp_record();
	record->flags |= KDP_RECORD_F_STAGE;
	memcpy(record->loader, kdp_stage.loader, sizeof(record->loader));
	return KDP_STATUS_OK;
}

static enum kdp_status link_setup_data(void)
{
	struct setup_data *node = kdp_phys_ptr(areas.node, sizeof(*node));
	struct setup_header *hdr = &params()->hdr;

	node->next = hdr->setup_data;
	node->type = KDP_SETUP_DATA_TYPE;
	node->len = KDP_TAIL_NOTE;
	hdr->setup_data = areas.node;
	kdp_record()->flags |= KDP_RECORD_F_SETUP_DATA;
	return KDP_STATUS_OK;
}

static enum kdp_status reserve_tail(void)
{
	uint64_t end = areas.tail + kdp_stage.tail_size;
	enum kdp_status status;

	status = kdp_e820_reserve(params(), areas.tail, kdp_stage.tail_size);
	kdp_record_detail(KDP_CODE_WRAP_E820, (uint16_t)status,
			  params()->e820_entries, areas.tail, end, 0);
	return status;
}

static uint64_t cmdline_addr(void)
{
	return params()->hdr.cmd_line_ptr |
	       (uint64_t)params()->ext_cmd_line_ptr << 32;
}

/* Length of the command line; max when it has no end before that. */
static uint32_t cmdline_length(const char *line, uint32_t max)
{
	uint32_t length = 0;

	while (length < max && line[length])
		length++;
	return length;
}

static enum kdp_status copy_elfcorehdr(uint64_t from)
{
	const void *header = kdp_phys_ptr(from, 64);
	uint64_t size = from % 8 ? 0 : kdp_elfcorehdr_size(header);

	if (!size)
		return KDP_STATUS_MISMATCH;
	/* The record's program header has to fit behind it. */
	if (size > areas.elfcorehdr_size - 56)
		return KDP_STATUS_UNSUPPORTED;
	memcpy(kdp_phys_ptr(areas.elfcorehdr, size), kdp_phys_ptr(from, size),
	       size);
	kdp_record_detail(KDP_CODE_WRAP_ELFCOREHDR, KDP_STATUS_OK, 0, from,
			  areas.elfcorehdr, size);
	return KDP_STATUS_OK;
}

/*
 * The copy is used only when a command line names it, and the second kernel
 * gets that one last: until then the dump is what it was.
 */
static enum kdp_status rebuild_elfcorehdr(void)
{
	uint64_t from = cmdline_addr();
	uint32_t max = kdp_stage.cmdline_size + 1;
	struct kdp_elfcorehdr_arg arg = { 0 };
	enum kdp_status status;
	const char *line;
	uint32_t length;

	if (max > KDP_TAIL_CMDLINE)
		max = KDP_TAIL_CMDLINE;
	line = kdp_phys_ptr(from, max);
	length = cmdline_length(line, max);
	if (length == max)
		return KDP_STATUS_UNSUPPORTED;
	status = kdp_cmdline_find(line, length, &arg);
	if (status == KDP_STATUS_OK)
		status = copy_elfcorehdr(arg.addr);
	if (status == KDP_STATUS_OK)
		status = kdp_cmdline_rewrite(line, length, &arg,
					     areas.elfcorehdr,
					     kdp_phys_ptr(areas.cmdline, max),
					     max);
	kdp_record_detail(KDP_CODE_WRAP_CMDLINE, (uint16_t)status, 0, from,
			  areas.cmdline, length);
	if (status != KDP_STATUS_OK)
		return status;
	params()->hdr.cmd_line_ptr = (uint32_t)areas.cmdline;
	params()->ext_cmd_line_ptr = (uint32_t)(areas.cmdline >> 32);
	kdp_handover.elfcorehdr_addr = areas.elfcorehdr;
	kdp_handover.elfcorehdr_size = areas.elfcorehdr_size;
	return KDP_STATUS_OK;
}

/* Memory that is not reserved is the second kernel's from its first page on. */
static enum kdp_status prepare_boot(void *unused)
{
	enum kdp_status status;

	(void)unused;
	status = link_setup_data();
	if (status == KDP_STATUS_OK)
		status = reserve_tail();
	if (status == KDP_STATUS_OK)
		status = rebuild_elfcorehdr();
	return status;
}

static enum kdp_status find_table(void *unused)
{
	const struct boot_params *from = params();
	uint64_t addr = from->hdr.ramdisk_image |
			(uint64_t)from->ext_ramdisk_image << 32;
	uint64_t size = from->hdr.ramdisk_size |
			(uint64_t)from->ext_ramdisk_size << 32;
	enum kdp_status status;

	(void)unused;
	if (!addr || !size)
		return KDP_STATUS_SKIPPED;
	status = kdp_wrap_find(kdp_phys_ptr(addr, size), size, &wrapped);
	if (wrapped.at)
		kdp_record_detail(KDP_CODE_WRAP_TABLE, (uint16_t)status,
				  wrapped.table.function_count,
				  (uint64_t)(uintptr_t)wrapped.at,
				  wrapped.table.crc, wrapped.table.size);
	if (status == KDP_STATUS_OK) {
		kdp_record()->flags |= KDP_RECORD_F_TABLE;
		kdp_record()->load_time = wrapped.table.load_time;
	}
	return status;
}

static const uint8_t *reach(uint64_t addr, uint64_t size)
{
	if (!addr ||
	    kdp_paging_map(&paging, addr, size, KDP_MAP_RAM) != KDP_STATUS_OK)
		return NULL;
	return kdp_phys_ptr(addr, size);
}

static uint64_t find_rsdp(void)
{
	uint64_t addr = params()->acpi_rsdp_addr;
	const uint8_t *at;

	if (addr)
		return addr;
	for (addr = BIOS_FIRST; addr < BIOS_END; addr += BIOS_STEP) {
		at = reach(addr, BIOS_STEP);
		if (at && memcmp(at, "RSD PTR ", 8) == 0)
			return addr;
	}
	return 0;
}

/* Keeps those that are there; nothing of them but the index is written. */
static void probe_ioapics(void)
{
	uint32_t count = acpi.ioapic_count;
	uint32_t version;
	uint32_t i;

	acpi.ioapic_count = 0;
	for (i = 0; i < count; i++) {
		struct kdp_ioapic *io = &acpi.ioapic[i];

		if (kdp_paging_map(&paging, io->addr, 4096, KDP_MAP_MMIO) ==
			    KDP_STATUS_OK &&
		    kdp_ioapic_plausible(io->addr, &version)) {
			acpi.ioapic[acpi.ioapic_count++] = *io;
			continue;
		}
		kdp_record_detail(KDP_CODE_WRAP_IOAPIC, KDP_STATUS_MISMATCH,
				  io->id, io->addr, version, 0);
	}
}

/*
 * The inherited tables have no device, and not all of the firmware's memory.
 * These have the tail, in which all of this runs, and what is asked for.
 */
static enum kdp_status find_controllers(void *unused)
{
	enum kdp_status status;

	(void)unused;
	kdp_paging_init(&paging, paging_pool, PAGING_POOL,
			kdp_machine.cr4 & CPU_CR4_LA57);
	if (!reach(areas.tail, kdp_stage.tail_size) ||
	    !reach(kdp_stage_boot_params, 4096))
		return KDP_STATUS_UNSUPPORTED;
	kdp_sys_set_cr3(kdp_paging_root(&paging));
	status = kdp_acpi_read(find_rsdp(), reach, &acpi);
	probe_ioapics();
	return status;
}

/* Intel SDM Vol. 2A, CPUID: leaf 15H the crystal's clock, 16H a nominal one. */
static uint32_t tsc_khz(void)
{
	uint32_t leaves = kdp_sys_cpuid(0).eax;
	struct kdp_cpuid id;

	if (wrapped.functions && wrapped.table.tsc_khz)
		return wrapped.table.tsc_khz;
	if (leaves < CPUID_TSC)
		return 0;
	id = kdp_sys_cpuid(CPUID_TSC);
	if (id.eax && id.ebx && id.ecx)
		return kdp_clock_rate((uint64_t)id.ecx * id.ebx / id.eax /
				      1000);
	if (leaves < CPUID_CLOCK)
		return 0;
	return kdp_clock_rate((kdp_sys_cpuid(CPUID_CLOCK).eax & 0xffff) * 1000);
}

static enum kdp_status find_functions(void *unused)
{
	(void)unused;
	if (wrapped.functions)
		row_count = kdp_stage_rows(&wrapped, rows,
					   KDP_WRAP_FUNCTIONS_MAX);
	if (!row_count)
		row_count = kdp_stage_scan(rows, KDP_WRAP_FUNCTIONS_MAX);
	return row_count ? KDP_STATUS_OK : KDP_STATUS_SKIPPED;
}

static enum kdp_status make_plan(void *unused)
{
	const struct kdp_stage_facts facts = {
		.acpi = &acpi,
		.function = rows,
		.function_count = row_count,
		.tsc_khz = left_alone ? 0 : tsc_khz(),
		.test_wait_ms = wrapped.functions ?
					wrapped.table.test_wait_ms : 0,
		.remapping = acpi.remapping ||
			     (wrapped.functions && (wrapped.table.flags &
						    KDP_WRAP_F_INTREMAP)),
		.virtual_wire = kdp_stage.flags & KDP_STAGE_F_VIRTUAL_WIRE,
		.leave_alone = left_alone,
	};
	uint32_t size;

	(void)unused;
	size = kdp_stage_plan(&facts, kdp_phys_ptr(areas.plan, KDP_TAIL_PLAN),
			      KDP_TAIL_PLAN);
	if (!size)
		return KDP_STATUS_UNSUPPORTED;
	kdp_handover.plan_addr = areas.plan;
	kdp_handover.plan_size = size;
	return KDP_STATUS_OK;
}

/* The four serial ports of a PC are all that a table can choose from. */
static void choose_serial(void)
{
	static const uint16_t ports[KDP_WRAP_SERIAL_MAX] = {
		0x3f8, 0x2f8, 0x3e8, 0x2e8,
	};

	if (!wrapped.functions || !wrapped.table.serial)
		return;
	kdp_handover.serial_kind = KDP_SERIAL_PIO;
	kdp_handover.serial_base = ports[wrapped.table.serial - 1];
}

/* Encrypted memory is read through the tables handed over alone. */
static void prepare_devices(void)
{
	left_alone = kdp_guest_look(wrapped.functions != NULL) ||
		     (wrapped.functions &&
		      (wrapped.table.flags & KDP_WRAP_F_OFF));
	if (!left_alone) {
		if (kdp_guard_call(find_controllers, NULL) ==
		    KDP_STATUS_FAULT)
			acpi.ioapic_count = 0;
		kdp_sys_set_cr3(kdp_machine.cr3);
		kdp_guard_call(find_functions, NULL);
	}
	kdp_guard_call(make_plan, NULL);
}

void kdp_start(void)
{
	enum kdp_status status;

	restore_header();
	begin_handover();
	find_areas();
	kdp_clock_init(0, 0);
	if (kdp_guard_call(open_record, NULL) != KDP_STATUS_OK)
		kdp_record_init(0, 0);
	kdp_record_step_begin(KDP_STEP_SETUP, KDP_STEP_INDEX_NONE, 1);
	status = kdp_guard_call(prepare_boot, NULL);
	if (kdp_guard_call(find_table, NULL) != KDP_STATUS_OK)
		wrapped.functions = NULL;
	prepare_devices();
	choose_serial();
	kdp_record_step_end((uint16_t)status, status == KDP_STATUS_OK);

	kdp_handover.note_addr = areas.note;
	kdp_handover.note_size = KDP_TAIL_NOTE;
	kdp_handover.crc = kdp_crc32(0, &kdp_handover,
				     offsetof(struct kdp_handover, crc));
	kdp_main();
}
