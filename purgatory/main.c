// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - purgatory from its entry to the jump: checks what the loader left,
 * runs the plan's steps, seals the record, starts the second kernel.
 *
 * Nothing here decides: the plan says what is done, and what happens when the
 * image is corrupt.
 */
#include <stdbool.h>
#include <stdint.h>

#include "purgatory/clock.h"
#include "purgatory/console.h"
#include "purgatory/elfnote.h"
#include "purgatory/fault.h"
#include "purgatory/guest.h"
#include "purgatory/hold.h"
#include "purgatory/lastwords.h"
#include "purgatory/machine.h"
#include "purgatory/mce.h"
#include "purgatory/paging.h"
#include "purgatory/plancheck.h"
#include "purgatory/record.h"
#include "purgatory/regs/cpu.h"
#include "purgatory/reset.h"
#include "purgatory/steps.h"
#include "purgatory/verify.h"
#include "purgatory/words.h"

#include "cpu.h"
#include "msr.h"
#include "sys.h"

/* One page directory holds 1 GiB: room for 40 separate GiB and their roots. */
#define PAGING_POOL 48u

#define SAY_PREFIX "kdump-prep purgatory: "

/* One step as it runs. */
struct run {
	const struct kdp_step *step;
	uint64_t changed;
};

static _Alignas(4096) uint64_t paging_pool[PAGING_POOL][KDP_PAGING_WORDS];
static const struct kdp_plan *plan;	/* NULL: none, or refused */
static bool devices_mapped;
static bool left_alone;		/* memory is all that may be touched */
static const struct kdp_reset_register *reset_register; /* NULL: not known */

static void say(const char *text)
{
	kdp_console_text(SAY_PREFIX);
	kdp_console_text(text);
	kdp_console_text("\n");
}

static void say_count(uint64_t count, const char *what)
{
	kdp_console_text(", ");
	kdp_console_decimal(count);
	kdp_console_text(what);
}

/*
 * "step 3 ioapic: ok, 24 pins, 2 changed, 118 us".  A slow line does not cost
 * the steps their time.
 */
static void say_step(uint16_t kind, uint32_t index, enum kdp_status status,
		     uint64_t changed, uint64_t ticks)
{
	const struct kdp_record *record = kdp_record();

	kdp_clock_pause();
	kdp_console_text(SAY_PREFIX);
	if (index != KDP_STEP_INDEX_NONE) {
		kdp_console_text("step ");
		kdp_console_decimal(index);
		kdp_console_text(" ");
	}
	kdp_console_text(kdp_word_kind(kind));
	kdp_console_text(": ");
	kdp_console_text(kdp_word_status((uint16_t)status));
	if (kind == KDP_STEP_IOAPIC)
		say_count(record->pin_count, " pins");
	else if (kind == KDP_STEP_PCI)
		say_count(record->pci_count, " functions");
	else if (kind == KDP_STEP_DIGEST)
		say_count(record->digest_blocks, " blocks");
	say_count(changed, " changed");
	if (plan && plan->tsc_khz)
		say_count(ticks / plan->tsc_khz * 1000 +
				  ticks % plan->tsc_khz * 1000 / plan->tsc_khz,
			  " us");
	kdp_console_text("\n");
	kdp_clock_resume();
}

static bool in_stage(void)
{
	return kdp_handover.flags & KDP_HANDOVER_F_STAGE;
}

/* Fills in what only purgatory knows; the loader wrote the rest. */
static enum kdp_status open_record(void *handover)
{
	const struct kdp_handover *from = handover;
	struct kdp_record *record;

	if (!from)
		kdp_record_init(0, 0);
	else if (!in_stage())
		kdp_record_init(from->note_addr, from->note_size);
	record = kdp_record();
	record->blob_addr = (uint64_t)(uintptr_t)&kdp_blob;
	record->tsc_entry = kdp_machine.tsc;
	record->cr0 = kdp_machine.cr0;
	record->cr3 = kdp_machine.cr3;
	record->cr4 = kdp_machine.cr4;
	if (kdp_machine.cr4 & CPU_CR4_LA57)
		record->flags |= KDP_RECORD_F_LA57;
	return KDP_STATUS_OK;
}

static enum kdp_status check_plan(void *unused)
{
	const struct kdp_plan *found =
		kdp_phys_ptr(kdp_handover.plan_addr, kdp_handover.plan_size);

	(void)unused;
	if (kdp_handover.plan_addr % 8 ||
	    !kdp_plan_valid(found, kdp_handover.plan_size))
		return KDP_STATUS_MISMATCH;
	plan = found;
	return KDP_STATUS_OK;
}

static enum kdp_status map_own(struct kdp_paging *paging)
{
	const struct kdp_handover *handover = &kdp_handover;
	const struct kdp_map own[] = {
		{ (uintptr_t)&kdp_blob, kdp_blob.mem_size, KDP_MAP_RAM, 0 },
		{ handover->plan_addr, handover->plan_size, KDP_MAP_RAM, 0 },
		{ handover->note_addr, handover->note_size, KDP_MAP_RAM, 0 },
		{ handover->elfcorehdr_addr, handover->elfcorehdr_size,
		  KDP_MAP_RAM, 0 },
		{ handover->boot_params, 4096, KDP_MAP_RAM, 0 },
	};
	enum kdp_status status;
	uint64_t apic = kdp_msr_read(MSR_APIC_BASE);
	unsigned int i;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		status = kdp_paging_map(paging, own[i].addr, own[i].size,
					own[i].type);
		if (status != KDP_STATUS_OK)
			return status;
	}
	if (apic & MSR_APIC_BASE_X2APIC)
		return KDP_STATUS_OK;
	return kdp_paging_map(paging, apic & MSR_APIC_BASE_ADDR, 4096,
			      KDP_MAP_MMIO);
}

/* Maps the plan's ranges of one type; the first failure is returned. */
static enum kdp_status map_planned(struct kdp_paging *paging, uint32_t type)
{
	const struct kdp_map *map =
		(const void *)((const uint8_t *)plan + plan->map_offset);
	enum kdp_status first = KDP_STATUS_OK;
	enum kdp_status status;
	uint32_t i;

	for (i = 0; i < plan->map_count; i++) {
		if (map[i].type != type)
			continue;
		status = kdp_paging_map(paging, map[i].addr, map[i].size, type);
		if (first == KDP_STATUS_OK)
			first = status;
	}
	return first;
}

/* Without it the reset takes the next way, so nothing is lost. */
static void map_reset_register(struct kdp_paging *paging)
{
	const struct kdp_reset_register *reset = &kdp_handover.reset;

	if (reset->space == KDP_RESET_MEMORY)
		(void)kdp_paging_map(paging, reset->addr, 1, KDP_MAP_MMIO);
}

/*
 * Memory comes first: without the image mapped the digest could not be
 * taken, so the old tables stay, which have all of it, and no device is
 * touched.  A device that cannot be mapped faults in its step and costs that
 * step alone.
 */
static enum kdp_status map_memory(void)
{
	struct kdp_paging paging;
	enum kdp_status status;

	kdp_paging_init(&paging, paging_pool, PAGING_POOL,
			kdp_machine.cr4 & CPU_CR4_LA57);
	status = map_own(&paging);
	if (status == KDP_STATUS_OK)
		status = map_planned(&paging, KDP_MAP_RAM);
	if (status != KDP_STATUS_OK)
		return status;

	status = map_planned(&paging, KDP_MAP_MMIO);
	map_reset_register(&paging);
	kdp_sys_set_cr3(kdp_paging_root(&paging));
	devices_mapped = true;
	return status;
}

/* The number that Linux gave to the CPU with this APIC id. */
static void find_cpu(struct kdp_record *record)
{
	const struct kdp_plan_cpu *cpu =
		(const void *)((const uint8_t *)plan + plan->cpus);
	uint32_t i;

	for (i = 0; i < plan->cpu_count; i++) {
		if (cpu[i].apic_id != record->apic_id)
			continue;
		record->cpu = cpu[i].number;
		record->flags |= KDP_RECORD_F_CPU;
		return;
	}
}

static enum kdp_status set_up(void *unused)
{
	enum kdp_status status;

	(void)unused;
	kdp_record()->efer = kdp_msr_read(MSR_EFER);
	status = map_memory();
	if (devices_mapped && kdp_lapic_record_state())
		find_cpu(kdp_record());
	return status;
}

static enum kdp_status enable_mce(void *unused)
{
	(void)unused;
	kdp_sys_set_cr4(kdp_mce_enable(kdp_machine.cr4));
	return KDP_STATUS_OK;
}

/*
 * The setup begins with this, before the first word on a slow line: until then
 * a machine check resets the machine, and nothing tells why.
 */
static enum kdp_status take_machine_checks(void)
{
	enum kdp_status looked;

	kdp_record_step_begin(KDP_STEP_SETUP, KDP_STEP_INDEX_NONE,
			      plan->map_count);
	if (left_alone)
		return KDP_STATUS_SKIPPED;
	looked = kdp_guard_call(kdp_mce_look, NULL);
	kdp_guard_call(enable_mce, NULL);
	return looked;
}

/*
 * What is not private to an encrypted guest faults or leaks, and memory is
 * read through the tables handed over, which know what is encrypted.
 */
static enum kdp_status run_setup(enum kdp_status looked)
{
	enum kdp_status status;

	if (left_alone)
		return KDP_STATUS_SKIPPED;
	status = kdp_guard_call(set_up, NULL);
	return looked == KDP_STATUS_FAULT ? looked : status;
}

static bool touches_devices(uint16_t kind)
{
	return kind != KDP_STEP_WAIT && kind != KDP_STEP_COPY &&
	       kind != KDP_STEP_DIGEST;
}

/* Those run even when the plan's budget is spent. */
static bool must_run(uint16_t kind)
{
	return kind == KDP_STEP_LAPIC_MASK || kind == KDP_STEP_DRAIN ||
	       kind == KDP_STEP_LAPIC_OFF || kind == KDP_STEP_COPY ||
	       kind == KDP_STEP_DIGEST;
}

static enum kdp_status dispatch(void *arg)
{
	struct run *run = arg;
	const struct kdp_step *step = run->step;

	switch (step->kind) {
	case KDP_STEP_WATCHDOG:
		return kdp_watchdog_arm(plan, step, &run->changed);
	case KDP_STEP_WAIT:
		return kdp_wait(plan, step, &run->changed);
	case KDP_STEP_LAPIC_MASK:
		return kdp_lapic_mask(plan, step, &run->changed);
	case KDP_STEP_IOAPIC:
		return kdp_ioapic_quiesce(plan, step, &run->changed);
	case KDP_STEP_PCI:
		return kdp_pci_quiesce(plan, step, &run->changed);
	case KDP_STEP_HPET:
		return kdp_hpet_quiesce(plan, step, &run->changed);
	case KDP_STEP_PIC:
		return kdp_pic_quiesce(plan, step, &run->changed);
	case KDP_STEP_RTC:
		return kdp_rtc_quiesce(plan, step, &run->changed);
	case KDP_STEP_DRAIN:
		return kdp_drain(plan, step, &run->changed);
	case KDP_STEP_LAPIC_OFF:
		return kdp_lapic_off(plan, step, &run->changed);
	case KDP_STEP_COPY:
		return kdp_copy(plan, step, &run->changed);
	case KDP_STEP_DIGEST:
		return kdp_digest(plan, step, &run->changed);
	default:
		return KDP_STATUS_UNSUPPORTED;
	}
}

/*
 * Memory that faults when it is read can be repaired in a further run.  A
 * machine check that has to do with no block can be of the past: the image is
 * read once more.
 */
static enum kdp_status run_digest(struct run *run)
{
	enum kdp_status status;
	bool once_more = true;
	bool was_mce;
	bool again;

	kdp_verify_begin();
	do {
		status = kdp_guard_call(dispatch, run);
		was_mce = kdp_fault_was_mce();
		again = status == KDP_STATUS_FAULT && kdp_verify_again();
		if (!again && was_mce) {
			again = once_more;
			once_more = false;
		}
	} while (again);
	return status;
}

static enum kdp_status run_bounded(struct run *run)
{
	bool unbudgeted = run->step->kind == KDP_STEP_COPY ||
			  run->step->kind == KDP_STEP_DIGEST;
	enum kdp_status status;

	if (unbudgeted)
		kdp_clock_pause();
	if (run->step->kind == KDP_STEP_DIGEST)
		status = run_digest(run);
	else
		status = kdp_guard_call(dispatch, run);
	if (unbudgeted)
		kdp_clock_resume();
	return status;
}

static const struct kdp_step *plan_step(uint32_t index)
{
	const void *steps = (const uint8_t *)plan + plan->steps;

	return (const struct kdp_step *)steps + index;
}

static enum kdp_status run_step(uint32_t index)
{
	const struct kdp_step *step = plan_step(index);
	struct run run = { .step = step };
	enum kdp_status status;
	uint64_t start = kdp_cpu_tsc();

	kdp_record_step_begin(step->kind, index, step->table_count);
	if (touches_devices(step->kind) && !devices_mapped) {
		status = KDP_STATUS_UNSUPPORTED;
	} else if (kdp_clock_overrun() && !must_run(step->kind)) {
		kdp_record()->flags |= KDP_RECORD_F_OVERRUN;
		status = KDP_STATUS_TIMEOUT;
	} else {
		status = run_bounded(&run);
	}
	kdp_record_step_end((uint16_t)status, run.changed);
	say_step(step->kind, index, status, run.changed,
		 kdp_cpu_tsc() - start);
	return status;
}

static enum kdp_status insert_note(void *unused)
{
	uint64_t note_size = kdp_record_note_size();
	enum kdp_status status;
	uint32_t index = 0;

	(void)unused;
	if (!kdp_handover.elfcorehdr_addr || !note_size)
		return KDP_STATUS_SKIPPED;
	status = kdp_elfnote_insert(kdp_phys_ptr(kdp_handover.elfcorehdr_addr,
						 kdp_handover.elfcorehdr_size),
				    kdp_handover.elfcorehdr_size,
				    kdp_handover.note_addr, note_size, &index);
	if (status == KDP_STATUS_OK)
		kdp_record()->flags |= KDP_RECORD_F_NOTE;
	kdp_record_detail(KDP_CODE_NOTE, (uint16_t)status, index,
			  kdp_handover.note_addr, note_size, 0);
	return status;
}

/*
 * The second kernel gets the tables that it would have got without purgatory,
 * and no CR4.MCE: its early machine-check handler stops for good.  A TDX
 * guest cannot clear that bit, and there it was handed over.
 */
static void leave(void)
{
	uint64_t cr4 = kdp_machine.cr4;

	if (!left_alone)
		cr4 &= ~(uint64_t)CPU_CR4_MCE;
	kdp_jump(kdp_machine.cr3, cr4, kdp_handover.boot_params,
		 kdp_handover.kernel_entry);
}

/* A local APIC that did not answer in the setup is not asked again. */
static void __attribute__((noreturn)) jump(void)
{
	if (devices_mapped && kdp_record()->apic_version)
		kdp_hold_nmis(leave);
	leave();
	__builtin_unreachable();
}

static void __attribute__((noreturn)) start_second_kernel(void)
{
	enum kdp_status status;
	uint64_t start = kdp_cpu_tsc();

	kdp_record_step_begin(KDP_STEP_SEAL, KDP_STEP_INDEX_NONE, 1);
	status = kdp_guard_call(insert_note, NULL);
	kdp_record_step_end((uint16_t)status, status == KDP_STATUS_OK);
	say_step(KDP_STEP_SEAL, KDP_STEP_INDEX_NONE, status,
		 status == KDP_STATUS_OK, kdp_cpu_tsc() - start);
	say("jumping to the second kernel");
	kdp_console_flush();
	kdp_record_seal(KDP_RECORD_SEALED);
	jump();
}

static void __attribute__((noreturn)) refuse(const char *why, bool halt)
{
	kdp_record_seal(KDP_RECORD_REFUSED);
	kdp_console_text(SAY_PREFIX);
	kdp_console_text(why);
	if (plan && !halt &&
	    kdp_last_words(plan, why) == KDP_STATUS_FAULT)
		kdp_record_seal(KDP_RECORD_REFUSED);
	kdp_console_text(halt ? ", stopped\n" : ", resetting\n");
	kdp_console_flush();
	if (halt)
		kdp_halt();
	kdp_reset(reset_register);
}

void kdp_last_resort(void)
{
	static unsigned int depth;
	uint32_t policy = plan ? plan->mismatch : KDP_MISMATCH_RESET;

	if (depth++ && in_stage())
		jump();
	if (depth > 1)
		kdp_reset(reset_register);
	if (policy == KDP_MISMATCH_BOOT || in_stage())
		start_second_kernel();
	refuse("fault that cannot be contained",
	       policy == KDP_MISMATCH_HALT);
}

static void run_plan(enum kdp_status looked)
{
	enum kdp_status status;
	uint64_t start = kdp_cpu_tsc();
	uint32_t i;

	status = run_setup(looked);
	kdp_record_step_end((uint16_t)status, devices_mapped);
	say_step(KDP_STEP_SETUP, KDP_STEP_INDEX_NONE, status, devices_mapped,
		 kdp_cpu_tsc() - start);

	for (i = 0; i < plan->step_count; i++) {
		status = run_step(i);
		if (plan_step(i)->kind != KDP_STEP_DIGEST ||
		    (status != KDP_STATUS_MISMATCH &&
		     status != KDP_STATUS_FAULT))
			continue;
		if (plan->mismatch != KDP_MISMATCH_BOOT)
			refuse("the image is corrupt",
			       plan->mismatch == KDP_MISMATCH_HALT);
	}
}

void kdp_main(void)
{
	enum kdp_status looked = KDP_STATUS_SKIPPED;

	if (!kdp_handover_valid(&kdp_handover)) {
		kdp_record_init(0, 0);
		kdp_clock_init(0, 0);
		refuse("bad hand-over", false);
	}
	reset_register = &kdp_handover.reset;
	kdp_clock_init(0, 0);
	if (kdp_guard_call(open_record, (void *)(uintptr_t)&kdp_handover) !=
	    KDP_STATUS_OK)
		kdp_guard_call(open_record, NULL);
	kdp_guard_call(check_plan, NULL);
	left_alone = (plan && plan->flags & KDP_PLAN_F_LEAVE_ALONE) ||
		     kdp_guest_look(plan != NULL);
	if (plan)
		looked = take_machine_checks();
	if (left_alone)
		kdp_record()->flags |= KDP_RECORD_F_LEFT_ALONE;
	else
		kdp_console_init(kdp_handover.serial_kind,
				 kdp_handover.serial_base,
				 kdp_handover.serial_baud);
	say("started");

	if (plan) {
		kdp_record()->plan_crc = plan->crc;
		kdp_record()->tsc_khz = plan->tsc_khz;
		kdp_record()->step_count = plan->step_count;
		kdp_clock_init(plan->tsc_khz, plan->budget_us);
		run_plan(looked);
	} else {
		kdp_record()->flags |= KDP_RECORD_F_PLAN_BAD;
		say("bad plan, nothing quiesced");
	}
	start_second_kernel();
}
