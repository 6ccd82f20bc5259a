// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/guest.c: SEV, SEV-SNP, TDX and SME are told by what the
 * manuals name, an exception that CPUID raises is an answer, a plain machine
 * is not taken for one of them, nor is a host whose firmware allows what its
 * kernel does not do, and no MSR is read that need not be there.
 */
#include "purgatory/guest.h"

#include "purgatory/fault.h"
#include "purgatory/record.h"
#include "sys.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#define SME	   (1u << 0)
#define SEV	   (1u << 1)
#define HYPERVISOR (1u << 31)
#define SYSCFG	   0xc0010010u
#define SEV_STATUS 0xc0010131u

static uint64_t sev_status;
static uint64_t syscfg;
static uint32_t raised;		/* by CPUID; 0: none */

enum kdp_status kdp_guard_call(enum kdp_status (*function)(void *), void *arg)
{
	return raised ? KDP_STATUS_FAULT : function(arg);
}

uint32_t kdp_fault_vector(void)
{
	return raised;
}

static uint64_t msr_read(void *value, uint64_t offset, unsigned int size)
{
	(void)offset;
	(void)size;
	return *(uint64_t *)value;
}

static void msr_write(void *model, uint64_t offset, unsigned int size,
		      uint64_t value)
{
	(void)model;
	(void)offset;
	(void)size;
	(void)value;
	fake_abort("an MSR was written");
}

static const struct fake_ops ops = { "MSR", msr_read, msr_write };

static void begin(void)
{
	fake_reset();
	kdp_record_init(0, 0);
	sev_status = 0;
	syscfg = 0;
	raised = 0;
}

static void begin_amd(uint32_t features)
{
	begin();
	fake_sys.vendor = "AuthenticAMD";
	fake_sys.cpuid_ext_max = 0x8000001f;
	fake_sys.cpuid_encryption = features;
	if (features)
		fake_claim(FAKE_MSR, SEV_STATUS, 1, &ops, &sev_status);
	if (features & SME)
		fake_claim(FAKE_MSR, SYSCFG, 1, &ops, &syscfg);
}

static void check_plain(void)
{
	TAP_CHECK(!kdp_guest_look(false));
	TAP_EQ(kdp_record()->guest, KDP_GUEST_PLAIN);
	TAP_EQ(kdp_record()->entry_count, 0);
}

static void check_guest(enum kdp_guest guest, uint64_t before, uint64_t after,
			uint64_t extra)
{
	const struct kdp_entry *e;
	const void *first = kdp_record() + 1;

	TAP_CHECK(kdp_guest_look(false));
	TAP_EQ(kdp_record()->guest, guest);
	e = first;
	TAP_EQ(kdp_record()->entry_count, 1);
	TAP_EQ(e->code, KDP_CODE_GUEST);
	TAP_EQ(e->object, guest);
	TAP_EQ(e->before, before);
	TAP_EQ(e->after, after);
	TAP_EQ(e->extra, extra);
}

static void plain_machines_are_plain(void)
{
	begin();
	check_plain();
	fake_sys.cpuid_max = 0x20;
	check_plain();
	fake_sys.cpuid_max = 0x21;
	check_plain();
	begin_amd(0);
	check_plain();
	/* A host that can, and does not. */
	begin_amd(SME | SEV);
	check_plain();
	fake_sys.cpuid_ext_max = 0x8000001e;
	sev_status = 1;
	check_plain();
}

static void sev_guests_are_told_by_their_msr(void)
{
	begin_amd(SEV);
	sev_status = 1;
	check_guest(KDP_GUEST_SEV_ES, SEV, 1, 0);
	begin_amd(SEV);
	sev_status = 3;
	check_guest(KDP_GUEST_SEV_ES, SEV, 3, 0);
	begin_amd(SEV | SME);
	sev_status = 7;
	check_guest(KDP_GUEST_SNP, SEV | SME, 7, 0);
}

static void sme_host_is_told_by_syscfg(void)
{
	begin_amd(SME | SEV);
	syscfg = 1u << 23;
	check_guest(KDP_GUEST_SME_HOST, SME | SEV, 1u << 23, 0);

	/* In a guest, where the register need not be there. */
	begin_amd(SME | SEV);
	syscfg = 1u << 23;
	fake_sys.cpuid_ecx = HYPERVISOR;
	check_plain();
}

/* Each host of SEV guests: SYSCFG allows what mem_encrypt= did not ask for. */
static void host_that_does_not_encrypt_is_plain_when_told(void)
{
	begin_amd(SME | SEV);
	syscfg = 1u << 23;
	TAP_CHECK(!kdp_guest_look(true));
	TAP_EQ(kdp_record()->guest, KDP_GUEST_PLAIN);
	TAP_EQ(kdp_record()->entry_count, 0);

	/* A guest tells by itself. */
	sev_status = 1;
	TAP_CHECK(kdp_guest_look(true));
	TAP_EQ(kdp_record()->guest, KDP_GUEST_SEV_ES);
	begin();
	raised = 20;
	TAP_CHECK(kdp_guest_look(true));
	TAP_EQ(kdp_record()->guest, KDP_GUEST_TDX);
}

static void tdx_guest_is_told_by_its_signature(void)
{
	begin();
	fake_sys.cpuid_max = 0x21;
	fake_sys.cpuid_21 = "IntelTDX    ";
	check_guest(KDP_GUEST_TDX, 0, 0, 0);
}

static void exceptions_are_an_answer(void)
{
	begin();
	raised = 29;
	check_guest(KDP_GUEST_SEV_ES, 0, 0, 29);
	begin();
	raised = 20;
	check_guest(KDP_GUEST_TDX, 0, 0, 20);
	begin();
	raised = 13;
	check_plain();
}

int main(void)
{
	TAP_RUN(plain_machines_are_plain);
	TAP_RUN(sev_guests_are_told_by_their_msr);
	TAP_RUN(sme_host_is_told_by_syscfg);
	TAP_RUN(host_that_does_not_encrypt_is_plain_when_told);
	TAP_RUN(tdx_guest_is_told_by_its_signature);
	TAP_RUN(exceptions_are_an_answer);
	return tap_done();
}
