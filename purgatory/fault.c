// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault.c - what purgatory does with exceptions: counts those that leave the
 * interrupted code intact, abandons the step of any other.
 */
#include "purgatory/fault.h"

#include "purgatory/hold.h"
#include "purgatory/layout.h"
#include "purgatory/mce.h"
#include "purgatory/record.h"
#include "purgatory/regs/cpu.h"
#include "purgatory/steps.h"

#include "sys.h"

_Static_assert(KDP_LAYOUT_CODE == KDP_SEL_CODE, "code selector");
_Static_assert(KDP_LAYOUT_DATA == KDP_SEL_DATA, "data selector");
_Static_assert(KDP_LAYOUT_TSS == KDP_SEL_TSS, "TSS selector");
_Static_assert(KDP_LAYOUT_GATES == KDP_GATE_COUNT, "gates");
_Static_assert(KDP_LAYOUT_HANDOVER == sizeof(struct kdp_handover), "hand-over");
_Static_assert(KDP_LAYOUT_HEADER == sizeof(struct kdp_blob_header), "header");
_Static_assert(KDP_LAYOUT_FAULT == KDP_STATUS_FAULT, "status of a fault");
_Static_assert(sizeof(struct kdp_frame) == 22 * 8, "frame as pushed");

/* Returns from machine checks to one instruction, one behind the other. */
#define MCE_SAME_RIP_MAX 8u

/* Set while an exception is handled that must not meet another one. */
static volatile bool fault_running;
static bool fault_mce;
static uint32_t fault_vector;

/* A closed record is not changed any more, but for the late ones. */
static bool is_closed(const struct kdp_record *record)
{
	return record->state == KDP_RECORD_SEALED ||
	       record->state == KDP_RECORD_REFUSED;
}

static void nmi(void)
{
	struct kdp_record *record = kdp_record();

	kdp_hold_took();
	if (is_closed(record))
		record->nmi_late++;
	else
		record->nmi_count++;
}

static void abandon(struct kdp_frame *frame)
{
	fault_vector = (uint32_t)frame->vector;
	frame->rip = (uint64_t)(uintptr_t)kdp_guard_abandon;
	frame->rsp = kdp_guard_rsp;
	frame->rflags = CPU_RFLAGS_FIXED;
}

static uint64_t rip_of(const struct kdp_frame *frame)
{
	return frame->rip - (uint64_t)(uintptr_t)&kdp_blob;
}

static void record_fault(const struct kdp_frame *frame)
{
	kdp_record_fault((uint32_t)frame->vector, rip_of(frame), frame->error,
			 kdp_sys_cr2());
}

static bool record_check(const struct kdp_frame *frame)
{
	if (is_closed(kdp_record())) {
		kdp_record()->nmi_late++;
		return kdp_mce_restartable();
	}
	return kdp_mce_record(rip_of(frame));
}

/*
 * A load of poisoned data can be restarted, says RIPV, and meets the poison
 * again (Intel SDM Vol. 3B, 16.9.3.2).
 */
static bool comes_back(uint64_t rip)
{
	static uint64_t last_rip;
	static uint32_t times;

	if (rip != last_rip)
		times = 0;
	last_rip = rip;
	return ++times > MCE_SAME_RIP_MAX;
}

/*
 * One that the interrupted code survives is no fault, wherever it hits; the
 * next one can come as soon as kdp_mce_end() ran, also on top of this frame.
 */
static void machine_check(struct kdp_frame *frame)
{
	bool inside = fault_running;

	fault_running = true;
	if (!record_check(frame) || comes_back(frame->rip)) {
		if (!inside)
			record_fault(frame);
		if (inside || !kdp_guard_rsp) {
			kdp_mce_end();
			kdp_last_resort();
		}
		fault_mce = true;
		abandon(frame);
	}
	fault_running = inside;
	kdp_mce_end();
}

void kdp_exception(struct kdp_frame *frame)
{
	if (frame->vector == CPU_VECTOR_NMI) {
		nmi();
		return;
	}
	if (frame->vector >= CPU_VECTOR_USER) {
		kdp_drain_irq((uint32_t)frame->vector);
		return;
	}
	if (frame->vector == CPU_VECTOR_MC) {
		machine_check(frame);
		return;
	}

	if (fault_running)
		kdp_last_resort();
	fault_running = true;
	kdp_record()->fault_count++;
	record_fault(frame);
	if (!kdp_guard_rsp)
		kdp_last_resort();
	abandon(frame);
	fault_running = false;
}

uint32_t kdp_fault_vector(void)
{
	return fault_vector;
}

bool kdp_fault_was_mce(void)
{
	bool was = fault_mce;

	fault_mce = false;
	return was;
}
