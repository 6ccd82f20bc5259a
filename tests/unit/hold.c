// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/hold.c, against the model of tests/fake:
 * - it sends one NMI, to the CPU that it runs on and to no other, in either
 *   mode of the local APIC, and goes on from its handler.
 * - it goes on without one where none comes, no local APIC is there, or the
 *   CPU could not let NMIs in again; a later NMI is no concern of it.
 */
#include "purgatory/hold.h"

#include <setjmp.h>
#include <stdlib.h>

#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/lapic_model.h"
#include "tests/fake/sys.h"
#include "tests/tap.h"

#define FRED (1u << 17)

static struct lapic_model model;
static jmp_buf left;
static unsigned int sent;

/* The second kernel runs now, and purgatory no more. */
static void leave(void)
{
	longjmp(left, 1);
}

static void deliver(void)
{
	sent++;
	kdp_hold_took();
}

static void lose(void)
{
	sent++;
}

static void start(enum lapic_model_mode mode, uint32_t id)
{
	details_start();
	lapic_model_init(&model, mode, 6);
	model.id = id;
	model.sent = deliver;
	fake_sys.cpuid_max = 0x20;
	fake_sys.cpuid_7_1_eax = ~FRED;
	sent = 0;
}

/* Whether it went on inside the NMI. */
static bool is_held(void)
{
	if (setjmp(left))
		return true;
	kdp_hold_nmis(leave);
	return false;
}

static void the_nmi_goes_to_this_cpu_alone(void)
{
	start(LAPIC_MODEL_XAPIC, 5);
	TAP_CHECK(is_held());
	TAP_EQ(sent, 1);
	TAP_EQ(model.icr, 5ull << 56 | 0x4400);
}

static void an_x2apic_takes_all_bits_of_the_id(void)
{
	start(LAPIC_MODEL_X2APIC, 0x12345);
	TAP_CHECK(is_held());
	TAP_EQ(sent, 1);
	TAP_EQ(model.icr, 0x12345ull << 32 | 0x4400);
}

static void a_disabled_local_apic_still_sends(void)
{
	start(LAPIC_MODEL_XAPIC, 0);
	model.svr = 0xff;
	TAP_CHECK(is_held());
	TAP_EQ(model.svr, 0xff);
}

/* Through purgatory's IDT, which the kernel has for a moment. */
static void an_nmi_behind_it_does_not_leave_again(void)
{
	start(LAPIC_MODEL_XAPIC, 5);
	TAP_CHECK(is_held());
	if (setjmp(left))
		TAP_CHECK(false);
	else
		kdp_hold_took();
}

static void without_an_nmi_it_returns(void)
{
	start(LAPIC_MODEL_XAPIC, 5);
	model.sent = lose;
	TAP_CHECK(!is_held());
	TAP_EQ(sent, 1);
	/* This one is nobody's. */
	if (setjmp(left))
		TAP_CHECK(false);
	else
		kdp_hold_took();
}

static void without_a_local_apic_it_returns(void)
{
	start(LAPIC_MODEL_DISABLED, 5);
	TAP_CHECK(!is_held());
	TAP_EQ(sent, 0);
}

static void where_irets_hold_them_for_ever_it_returns(void)
{
	start(LAPIC_MODEL_XAPIC, 5);
	fake_sys.cpuid_7_1_eax = FRED;
	TAP_CHECK(!is_held());
	TAP_EQ(sent, 0);
	/* An older CPU has no such leaf, whatever it answers. */
	fake_sys.cpuid_max = 6;
	TAP_CHECK(is_held());
}

static void an_nmi_before_is_no_concern(void)
{
	start(LAPIC_MODEL_XAPIC, 5);
	if (setjmp(left))
		TAP_CHECK(false);
	else
		kdp_hold_took();
}

int main(void)
{
	TAP_RUN(an_nmi_before_is_no_concern);
	TAP_RUN(the_nmi_goes_to_this_cpu_alone);
	TAP_RUN(an_x2apic_takes_all_bits_of_the_id);
	TAP_RUN(a_disabled_local_apic_still_sends);
	TAP_RUN(an_nmi_behind_it_does_not_leave_again);
	TAP_RUN(without_an_nmi_it_returns);
	TAP_RUN(without_a_local_apic_it_returns);
	TAP_RUN(where_irets_hold_them_for_ever_it_returns);
	return tap_done();
}
