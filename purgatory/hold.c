// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hold.c - hold NMIs back until the second kernel can take them.
 *
 * A kernel replaces purgatory's IDT by one without a gate for NMIs before it
 * has one with it, and what unpacks it by none at all: an NMI in between
 * resets the machine.  But while an NMI is handled no other one is delivered:
 * it waits for the IRET (Intel SDM Vol. 3A, 6.7.1).  So purgatory sends one to
 * itself and leaves from its handler.  The kernel's first IRET is behind the
 * first exception that it can handle, and what waited is taken there.
 */
#include "purgatory/hold.h"

#include "cpu.h"
#include "msr.h"
#include "purgatory/lapic.h"
#include "purgatory/record.h"
#include "purgatory/regs/cpu.h"
#include "purgatory/regs/lapic.h"
#include "sys.h"

/* One that is sent to this CPU arrives within microseconds. */
#define WAIT_LOOPS 100000u

static void (*volatile held)(void);

/*
 * Where events return by ERETS it is the stack, not the IRET, that tells
 * whether NMIs are let in again (Intel, Flexible Return and Event Delivery): a
 * kernel that uses it would hold them for ever.
 */
static bool has_fred(void)
{
	return kdp_sys_cpuid(CPUID_VENDOR).eax >= CPUID_EXTENDED &&
	       kdp_sys_cpuid_sub(CPUID_EXTENDED, 1).eax &
	       CPUID_EXTENDED_1_EAX_FRED;
}

void kdp_hold_took(void)
{
	void (*then)(void) = held;

	held = NULL;
	if (then)
		then();
}

/* A shorthand for "self" is there for fixed vectors alone (11.6.1). */
static void send_nmi(const struct kdp_lapic *lapic)
{
	uint32_t low = KDP_FIELD_MAKE(LAPIC_LVT_DELIVERY, LAPIC_DELIVERY_NMI) |
		       LAPIC_ICR_ASSERT;
	uint32_t id = lapic->read(lapic, LAPIC_ID);

	if (lapic->is_x2apic) {
		kdp_msr_write(MSR_X2APIC(LAPIC_ICR_LOW),
			      (uint64_t)id << 32 | low);
		return;
	}
	lapic->write(lapic, LAPIC_ICR_HIGH, id & LAPIC_ID_XAPIC);
	lapic->write(lapic, LAPIC_ICR_LOW, low);
}

void kdp_hold_nmis(void (*then)(void))
{
	struct kdp_lapic lapic;
	uint32_t i;

	if (has_fred() || !kdp_lapic_find(&lapic))
		return;
	held = then;
	send_nmi(&lapic);
	for (i = 0; i < WAIT_LOOPS; i++)
		kdp_cpu_pause();
	held = NULL;
}
