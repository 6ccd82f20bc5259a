// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/fault.c: NMIs and recoverable machine checks return and
 * are counted, in the fault path too, unless one comes back to its instruction
 * again and again, MCIP is cleared by the last access, any other exception is
 * recorded and ends the guarded call, and one without a guarded call, or inside
 * the fault path, is the last resort.
 */
#include "purgatory/fault.h"

#include <setjmp.h>

#include "purgatory/hold.h"
#include "purgatory/mce.h"
#include "purgatory/record.h"
#include "purgatory/steps.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#include "sys.h"

#define MCG_CAP	   0x179u
#define GUARD_RSP  0x2bf0b000ull
#define BLOB	   ((uint64_t)(uintptr_t)&kdp_blob)

uint64_t kdp_guard_rsp;
const struct kdp_blob_header kdp_blob;

static uint64_t mcg_status;
static void (*when_recorded)(void); /* called when MCG_CAP is read */
static uint32_t drained;
static unsigned int told;	/* of NMIs, what holds them */
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

void kdp_hold_took(void)
{
	told++;
}

static uint64_t mcg_read(void *model, uint64_t offset, unsigned int size)
{
	void (*then)(void) = when_recorded;

	(void)model;
	(void)size;
	if (offset)
		return mcg_status;
	when_recorded = NULL;
	if (then)
		then();
	return 0;
}

static void mcg_write(void *model, uint64_t offset, unsigned int size,
		      uint64_t value)
{
	(void)model;
	(void)size;
	if (!offset)
		fake_abort("MCG_CAP was written");
	mcg_status = value;
}

static const struct fake_ops mcg_ops = {
	.name = "MCG_CAP and MCG_STATUS",
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
	fake_claim(FAKE_MSR, MCG_CAP, 2, &mcg_ops, NULL);
	fake_sys.cpuid_edx = 1u << 7 | 1u << 14;
	mcg_status = 0;
	when_recorded = NULL;
	kdp_mce_look(NULL);
	fake_log_clear();
	kdp_record_init(0, 0);
	kdp_record()->nmi_count = 0;
	kdp_record()->mce_count = 0;
	kdp_guard_rsp = GUARD_RSP;
	fake_sys.cr2 = 0xb0000000;
	drained = 0;
	told = 0;
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
	TAP_EQ(told, 2);
	TAP_EQ(kdp_record()->nmi_late, 0);
	TAP_EQ(kdp_record()->fault_count, 0);
	TAP_EQ(kdp_record()->entry_count, 0);
}

static void nmi_after_the_seal_is_late(void)
{
	static const uint16_t states[] = { KDP_RECORD_SEALED,
					   KDP_RECORD_REFUSED };
	struct kdp_frame taken = frame(2);
	size_t i;

	for (i = 0; i < 2; i++) {
		begin();
		kdp_record()->nmi_late = 0;
		kdp_record_seal(states[i]);
		kdp_exception(&taken);
		TAP_EQ(kdp_record()->nmi_count, 0);
		TAP_EQ(kdp_record()->nmi_late, 1);
	}
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
	TAP_EQ(kdp_record()->entry_count, 1);
	TAP_EQ(entry(0)->code, KDP_CODE_MCE);
	TAP_EQ(entry(0)->extra, 0x1234);
	TAP_CHECK(!kdp_fault_was_mce());
	TAP_EQ(fake_log_writes(FAKE_MSR, 0, 0x1000), 1);
}

/* Sooner, another one would come on top of a handler that is not done. */
static void mcip_is_cleared_by_the_last_access(void)
{
	static const uint64_t states[] = { 0x7, 0x6 };
	const struct fake_access *log;
	struct kdp_frame taken;
	size_t count;
	size_t i;

	for (i = 0; i < 2; i++) {
		begin();
		taken = frame(18);
		mcg_status = states[i];
		kdp_exception(&taken);
		log = fake_log(&count);
		TAP_CHECK(log[count - 1].is_write);
		TAP_EQ(log[count - 1].value, states[i] & ~4ull);
	}
}

static void machine_check_after_the_seal_is_late(void)
{
	struct kdp_frame taken = frame(18);
	struct kdp_frame before = taken;

	begin();
	mcg_status = 0x5;
	kdp_record_seal(KDP_RECORD_SEALED);
	kdp_exception(&taken);
	check_unchanged(&taken, &before);
	TAP_EQ(mcg_status, 0x1);
	TAP_EQ(kdp_record()->nmi_late, 1);
	TAP_EQ(kdp_record()->mce_count, 0);
	TAP_EQ(kdp_record()->entry_count, 0);
}

static void take_machine_check(void)
{
	struct kdp_frame taken = frame(18);
	struct kdp_frame before = taken;

	kdp_exception(&taken);
	check_unchanged(&taken, &before);
}

/* One after the other, and one while another is handled. */
static void machine_checks_on_top_of_each_other_return(void)
{
	begin();
	mcg_status = 0x5;
	when_recorded = take_machine_check;
	take_machine_check();
	mcg_status = 0x5;
	take_machine_check();
	TAP_EQ(last_resorts, 0);
	TAP_EQ(kdp_record()->mce_count, 3);
	TAP_EQ(mcg_status, 0x1);
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
	TAP_EQ(entry(1)->code, KDP_CODE_MCE);
	TAP_EQ(entry(1)->status, KDP_STATUS_FAULT);
	TAP_EQ(entry(2)->object, 18);
	TAP_EQ(entry(2)->kind, KDP_STEP_DIGEST);
	TAP_EQ(kdp_fault_vector(), 18);
	TAP_CHECK(kdp_fault_was_mce());
	TAP_CHECK(!kdp_fault_was_mce());
}

static void machine_check_that_comes_back_abandons(void)
{
	struct kdp_frame taken = frame(18);
	struct kdp_frame before;
	unsigned int i;

	begin();
	taken.rip += 0x100;
	before = taken;
	for (i = 0; i < 8; i++) {
		mcg_status = 0x7;
		kdp_exception(&taken);
		check_unchanged(&taken, &before);
	}
	mcg_status = 0x7;
	kdp_exception(&taken);
	check_abandoned(&taken);
	TAP_EQ(mcg_status, 0x3);
	TAP_EQ(kdp_record()->mce_count, 9);
	TAP_CHECK(kdp_fault_was_mce());
	/* Elsewhere it counts anew. */
	taken = before = frame(18);
	mcg_status = 0x7;
	kdp_exception(&taken);
	check_unchanged(&taken, &before);
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
		TAP_EQ(kdp_fault_vector(), vectors[i]);
		TAP_CHECK(!kdp_fault_was_mce());
	}
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

	/* An NMI is not, nor a machine check that can be survived. */
	taken = frame(2);
	kdp_exception(&taken);
	TAP_EQ(last_resorts, 2);
	TAP_EQ(kdp_record()->nmi_count, 1);
	mcg_status = 0x5;
	take_machine_check();
	TAP_EQ(last_resorts, 2);

	/* MCIP is cleared, so that one more cannot shut the CPU down. */
	mcg_status = 0x4;
	taken = frame(18);
	if (!setjmp(last_resort)) {
		kdp_exception(&taken);
		TAP_CHECK(!"returned");
	}
	TAP_EQ(last_resorts, 3);
	TAP_EQ(mcg_status, 0);
}

int main(void)
{
	TAP_RUN(nmi_is_counted_and_returns);
	TAP_RUN(nmi_after_the_seal_is_late);
	TAP_RUN(interrupts_are_the_drain_steps);
	TAP_RUN(recoverable_machine_check_returns);
	TAP_RUN(mcip_is_cleared_by_the_last_access);
	TAP_RUN(machine_check_after_the_seal_is_late);
	TAP_RUN(machine_checks_on_top_of_each_other_return);
	TAP_RUN(fatal_machine_check_abandons);
	TAP_RUN(machine_check_that_comes_back_abandons);
	TAP_RUN(exception_is_recorded_and_abandons);
	TAP_RUN(fault_without_a_step_is_the_last_resort);
	return tap_done();
}
