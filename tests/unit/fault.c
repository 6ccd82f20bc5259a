// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/fault.c: NMIs and recoverable machine checks return and
 * are counted, MCIP is cleared and the error banks are not touched, any other
 * exception is recorded and ends the guarded call, and one without a guarded
 * call, or inside the fault path, is the last resort.
 */
#include "purgatory/fault.h"

#include <setjmp.h>

#include "purgatory/record.h"
#include "purgatory/steps.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#include "sys.h"

#define MCG_STATUS 0x17au
#define GUARD_RSP  0x2bf0b000ull
#define BLOB	   ((uint64_t)(uintptr_t)&kdp_blob)

uint64_t kdp_guard_rsp;
const struct kdp_blob_header kdp_blob;

static uint64_t mcg_status;
static uint32_t drained;
static unsigned int last_resorts;
static jmp_buf last_resort;

void kdp_guard_abandon(void)
{
}

void kdp_last_resort(void)
{
	last_resorts++;
	longjmp(last_resort, 1);
}

void kdp_drain_irq(uint32_t vector)
{
	drained = vector;
}

static uint64_t mcg_read(void *model, uint64_t offset, unsigned int size)
{
	(void)model;
	(void)offset;
	(void)size;
	return mcg_status;
}

static void mcg_write(void *model, uint64_t offset, unsigned int size,
		      uint64_t value)
{
	(void)model;
	(void)offset;
	(void)size;
	mcg_status = value;
}

static const struct fake_ops mcg_ops = {
	.name = "MCG_STATUS",
	.read = mcg_read,
	.write = mcg_write,
};

static struct kdp_frame frame(uint32_t vector)
{
	struct kdp_frame result = {
		.vector = vector,
		.error = 2,
		.rip = BLOB + 0x1234,
		.cs = KDP_SEL_CODE,
		.rflags = 0x246,
		.rsp = 0x2bf0a000,
		.ss = KDP_SEL_DATA,
		.rbx = 0xb,
	};

	return result;
}

static void begin(void)
{
	fake_reset();
	fake_claim(FAKE_MSR, MCG_STATUS, 1, &mcg_ops, NULL);
	kdp_record_init(0, 0);
	kdp_record()->nmi_count = 0;
	kdp_record()->mce_count = 0;
	kdp_guard_rsp = GUARD_RSP;
	fake_sys.cr2 = 0xb0000000;
	drained = 0;
	last_resorts = 0;
}

static const struct kdp_entry *entry(uint32_t index)
{
	const void *first = kdp_record() + 1;

	return (const struct kdp_entry *)first + index;
}

static void check_abandoned(const struct kdp_frame *left)
{
	TAP_EQ(left->rip, (uintptr_t)kdp_guard_abandon);
	TAP_EQ(left->rsp, GUARD_RSP);
	TAP_EQ(left->rflags, 2);
	TAP_EQ(left->cs, KDP_SEL_CODE);
	TAP_EQ(left->ss, KDP_SEL_DATA);
}

static void check_unchanged(const struct kdp_frame *left,
			    const struct kdp_frame *was)
{
	TAP_CHECK(memcmp(left, was, sizeof(*left)) == 0);
}

static void nmi_is_counted_and_returns(void)
{
	struct kdp_frame taken = frame(2);
	struct kdp_frame before = taken;

	begin();
	kdp_exception(&taken);
	kdp_exception(&taken);
	check_unchanged(&taken, &before);
	TAP_EQ(kdp_record()->nmi_count, 2);
	TAP_EQ(kdp_record()->nmi_late, 0);
	TAP_EQ(kdp_record()->fault_count, 0);
	TAP_EQ(kdp_record()->entry_count, 0);
}

static void nmi_after_the_seal_is_late(void)
{
	struct kdp_frame taken = frame(2);

	begin();
	kdp_record_seal(KDP_RECORD_SEALED);
	kdp_exception(&taken);
	TAP_EQ(kdp_record()->nmi_count, 0);
	TAP_EQ(kdp_record()->nmi_late, 1);
}

static void interrupts_are_the_drain_steps(void)
{
	struct kdp_frame taken = frame(255);
	struct kdp_frame before = taken;

	begin();
	kdp_exception(&taken);
	TAP_EQ(drained, 255);
	taken = before = frame(32);
	kdp_exception(&taken);
	TAP_EQ(drained, 32);
	check_unchanged(&taken, &before);
	TAP_EQ(kdp_record()->entry_count, 0);
}

static void recoverable_machine_check_returns(void)
{
	struct kdp_frame taken = frame(18);
	struct kdp_frame before = taken;

	begin();
	mcg_status = 0x7;
	kdp_exception(&taken);
	check_unchanged(&taken, &before);
	TAP_EQ(mcg_status, 0x3);
	TAP_EQ(kdp_record()->mce_count, 1);
	TAP_EQ(kdp_record()->entry_count, 0);
	TAP_CHECK(!kdp_fault_was_mce());
	TAP_EQ(fake_log_writes(FAKE_MSR, 0, 0x1000), 1);
}

static void fatal_machine_check_abandons(void)
{
	struct kdp_frame taken = frame(18);

	begin();
	mcg_status = 0x6;
	kdp_record_step_begin(KDP_STEP_DIGEST, 9, 0);
	kdp_exception(&taken);
	check_abandoned(&taken);
	TAP_EQ(mcg_status, 0x2);
	TAP_EQ(kdp_record()->mce_count, 1);
	TAP_EQ(kdp_record()->fault_count, 0);
	TAP_EQ(entry(1)->object, 18);
	TAP_EQ(entry(1)->kind, KDP_STEP_DIGEST);
	TAP_CHECK(kdp_fault_was_mce());
	TAP_CHECK(!kdp_fault_was_mce());
}

static void exception_is_recorded_and_abandons(void)
{
	static const uint8_t vectors[] = { 0, 6, 8, 13, 14, 31 };
	struct kdp_frame taken;
	unsigned int i;

	for (i = 0; i < sizeof(vectors); i++) {
		begin();
		kdp_record_step_begin(KDP_STEP_PCI, 4, 0);
		taken = frame(vectors[i]);
		kdp_exception(&taken);
		check_abandoned(&taken);
		TAP_EQ(kdp_record()->fault_count, 1);
		TAP_EQ(entry(1)->type, KDP_ENTRY_FAULT);
		TAP_EQ(entry(1)->kind, KDP_STEP_PCI);
		TAP_EQ(entry(1)->object, vectors[i]);
		TAP_EQ(entry(1)->before, 0x1234);
		TAP_EQ(entry(1)->after, 2);
		TAP_EQ(entry(1)->extra, 0xb0000000);
		TAP_CHECK(!kdp_fault_was_mce());
	}
}

static void machine_checks_are_enabled_after_mcip(void)
{
	begin();
	fake_sys.cpuid_edx = 1u << 7 | 1u << 14;
	mcg_status = 0x7;
	TAP_EQ(kdp_mce_enable(0x1020), 0x1060);
	TAP_EQ(mcg_status, 0x3);
}

static void old_cpu_has_no_machine_check_msrs(void)
{
	begin();
	fake_sys.cpuid_edx = 1u << 7;
	TAP_EQ(kdp_mce_enable(0x20), 0x60);
	fake_sys.cpuid_edx = 0;
	TAP_EQ(kdp_mce_enable(0x20), 0x20);
	TAP_EQ(fake_log_writes(FAKE_MSR, 0, 0x1000), 0);
}

/* Last: what it leaves behind ends in the reset of a real machine. */
static void fault_without_a_step_is_the_last_resort(void)
{
	struct kdp_frame taken = frame(13);

	begin();
	kdp_guard_rsp = 0;
	if (!setjmp(last_resort)) {
		kdp_exception(&taken);
		TAP_CHECK(!"returned");
	}
	TAP_EQ(last_resorts, 1);
	TAP_EQ(kdp_record()->entry_count, 1);

	/* The fault path never ended: another fault is one inside it. */
	kdp_guard_rsp = GUARD_RSP;
	if (!setjmp(last_resort)) {
		kdp_exception(&taken);
		TAP_CHECK(!"returned");
	}
	TAP_EQ(last_resorts, 2);
	TAP_EQ(kdp_record()->entry_count, 1);

	/* An NMI is not. */
	taken = frame(2);
	kdp_exception(&taken);
	TAP_EQ(last_resorts, 2);
	TAP_EQ(kdp_record()->nmi_count, 1);
}

int main(void)
{
	TAP_RUN(nmi_is_counted_and_returns);
	TAP_RUN(nmi_after_the_seal_is_late);
	TAP_RUN(interrupts_are_the_drain_steps);
	TAP_RUN(recoverable_machine_check_returns);
	TAP_RUN(fatal_machine_check_abandons);
	TAP_RUN(exception_is_recorded_and_abandons);
	TAP_RUN(machine_checks_are_enabled_after_mcip);
	TAP_RUN(old_cpu_has_no_machine_check_msrs);
	TAP_RUN(fault_without_a_step_is_the_last_resort);
	return tap_done();
}
