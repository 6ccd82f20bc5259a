// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * guest.c - finds SEV, SEV-SNP, TDX and SME; see guest.h.
 */
#include "purgatory/guest.h"

#include "purgatory/fault.h"
#include "purgatory/record.h"
#include "purgatory/regs/cpu.h"

#include "msr.h"
#include "sys.h"

struct found {
	bool told_plain;	/* no host that encrypts */
	enum kdp_guest guest;
	uint32_t cpuid;		/* 0x8000001f, EAX */
	uint64_t msr;		/* the one that told */
};

/* Intel TDX module specification (348549), 11.2: "IntelTDX    ". */
static bool is_tdx(void)
{
	struct kdp_cpuid id;

	if (kdp_sys_cpuid(CPUID_VENDOR).eax < CPUID_TDX)
		return false;
	id = kdp_sys_cpuid(CPUID_TDX);
	return id.ebx == CPUID_TDX_EBX && id.edx == CPUID_TDX_EDX &&
	       id.ecx == CPUID_TDX_ECX;
}

/*
 * AMD APM Vol. 2, 15.34.10: the MSR is there where one of the features is,
 * and cannot be intercepted.  A hypervisor may show the bit of SME without
 * having the MSR that enables it (Linux, sme_enable()).
 */
static void find_amd(struct found *found)
{
	if (kdp_sys_cpuid(CPUID_EXT_MAX).eax < CPUID_ENCRYPTION)
		return;
	found->cpuid = kdp_sys_cpuid(CPUID_ENCRYPTION).eax;
	if (!(found->cpuid & (CPUID_ENCRYPTION_EAX_SME |
			      CPUID_ENCRYPTION_EAX_SEV)))
		return;
	found->msr = kdp_msr_read(MSR_SEV_STATUS);
	if (found->msr & MSR_SEV_STATUS_SNP)
		found->guest = KDP_GUEST_SNP;
	else if (found->msr & MSR_SEV_STATUS_SEV)
		found->guest = KDP_GUEST_SEV_ES;
	if (found->guest != KDP_GUEST_PLAIN || found->told_plain ||
	    !(found->cpuid & CPUID_ENCRYPTION_EAX_SME) ||
	    kdp_sys_cpuid(CPUID_FEATURES).ecx & CPUID_FEATURES_ECX_HYPERVISOR)
		return;
	found->msr = kdp_msr_read(MSR_SYSCFG);
	if (found->msr & MSR_SYSCFG_MEM_ENCRYPT)
		found->guest = KDP_GUEST_SME_HOST;
}

static enum kdp_status look(void *arg)
{
	struct found *found = arg;

	if (is_tdx())
		found->guest = KDP_GUEST_TDX;
	else
		find_amd(found);
	return KDP_STATUS_OK;
}

bool kdp_guest_look(bool told_plain)
{
	struct kdp_record *record = kdp_record();
	struct found found = { .told_plain = told_plain };
	uint32_t vector = 0;

	if (kdp_guard_call(look, &found) == KDP_STATUS_FAULT) {
		vector = kdp_fault_vector();
		if (vector == CPU_VECTOR_VE)
			found.guest = KDP_GUEST_TDX;
		else if (vector == CPU_VECTOR_VC)
			found.guest = KDP_GUEST_SEV_ES;
	}
	if (found.guest == KDP_GUEST_PLAIN)
		return false;
	record->guest = found.guest;
	kdp_record_detail(KDP_CODE_GUEST, KDP_STATUS_OK, found.guest,
			  found.cpuid, found.msr, vector);
	return true;
}
