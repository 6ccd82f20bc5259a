// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault.c - what purgatory does with exceptions: counts those that leave the
 * interrupted code intact, abandons the step of any other.
 */
#include "purgatory/fault.h"

#include "purgatory/layout.h"
#include "purgatory/record.h"
#include "purgatory/regs/cpu.h"
#include "purgatory/steps.h"

#include "msr.h"
#include "sys.h"

_Static_assert(KDP_LAYOUT_CODE == KDP_SEL_CODE, "code selector");
_Static_assert(KDP_LAYOUT_DATA == KDP_SEL_DATA, "data selector");
_Static_assert(KDP_LAYOUT_TSS == KDP_SEL_TSS, "TSS selector");
_Static_assert(KDP_LAYOUT_GATES == KDP_GATE_COUNT, "gates");
_Static_assert(KDP_LAYOUT_HANDOVER == sizeof(struct kdp_handover), "hand-over");
_Static_assert(KDP_LAYOUT_HEADER == sizeof(struct kdp_blob_header), "header");
_Static_assert(KDP_LAYOUT_FAULT == KDP_STATUS_FAULT, "status of a fault");
_Static_assert(sizeof(struct kdp_frame) == 22 * 8, "frame as pushed");

/* Set while an exception is handled that must not meet another one. */
static volatile bool fault_running;
static bool fault_mce;

static void nmi(void)
{
	struct kdp_record *record = kdp_record();

	if (record->state == KDP_RECORD_SEALED)
		record->nmi_late++;
	else
		record->nmi_count++;
}

static void abandon(struct kdp_frame *frame)
{
	frame->rip = (uint64_t)(uintptr_t)kdp_guard_abandon;
	frame->rsp = kdp_guard_rsp;
	frame->rflags = CPU_RFLAGS_FIXED;
}

static void record_fault(const struct kdp_frame *frame)
{
	kdp_record_fault((uint32_t)frame->vector,
			 frame->rip - (uint64_t)(uintptr_t)&kdp_blob,
			 frame->error, kdp_sys_cr2());
}

/*
 * MCIP must be clear before the next machine check.  MCi_STATUS is left as it
 * is: the second kernel logs it.
 */
static void machine_check(struct kdp_frame *frame)
{
	uint64_t status = kdp_msr_read(MSR_MCG_STATUS);

	kdp_record()->mce_count++;
	if (!(status & MSR_MCG_STATUS_RIPV)) {
		record_fault(frame);
		if (!kdp_guard_rsp)
			kdp_last_resort();
		fault_mce = true;
		abandon(frame);
	}
	kdp_msr_write(MSR_MCG_STATUS, status & ~(uint64_t)MSR_MCG_STATUS_MCIP);
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

	if (fault_running)
		kdp_last_resort();
	fault_running = true;
	if (frame->vector == CPU_VECTOR_MC) {
		machine_check(frame);
	} else {
		kdp_record()->fault_count++;
		record_fault(frame);
		if (!kdp_guard_rsp)
			kdp_last_resort();
		abandon(frame);
	}
	fault_running = false;
}

bool kdp_fault_was_mce(void)
{
	bool was = fault_mce;

	fault_mce = false;
	return was;
}

uint64_t kdp_mce_enable(uint64_t cr4)
{
	uint32_t features = kdp_sys_cpuid(CPUID_FEATURES).edx;
	uint64_t status;

	if (!(features & CPUID_FEATURES_EDX_MCE))
		return cr4;
	if (features & CPUID_FEATURES_EDX_MCA) {
		status = kdp_msr_read(MSR_MCG_STATUS);
		status &= ~(uint64_t)MSR_MCG_STATUS_MCIP;
		kdp_msr_write(MSR_MCG_STATUS, status);
	}
	return cr4 | CPU_CR4_MCE;
}
