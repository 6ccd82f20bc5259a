// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * features.c - CPUID, and CR4 for XMM registers.
 */
#include "purgatory/features.h"

#include "purgatory/regs/cpu.h"

#include "sys.h"

#define SHA_NEEDS (CPUID_FEATURES_ECX_SSSE3 | CPUID_FEATURES_ECX_SSE41)

/* Intel SDM Vol. 1, 12.10.4 and Vol. 3A, 2.5: CR0.EM and TS end in #UD, #NM. */
static bool has_sha(uint32_t ecx)
{
	if ((ecx & SHA_NEEDS) != SHA_NEEDS ||
	    kdp_sys_cr0() & (CPU_CR0_EM | CPU_CR0_TS) ||
	    kdp_sys_cpuid(0).eax < CPUID_EXTENDED)
		return false;
	return kdp_sys_cpuid(CPUID_EXTENDED).ebx & CPUID_EXTENDED_EBX_SHA;
}

struct kdp_features kdp_features_find(void)
{
	uint32_t ecx = kdp_sys_cpuid(CPUID_FEATURES).ecx;
	struct kdp_features features = {
		.crc32 = ecx & CPUID_FEATURES_ECX_SSE42,
		.sha = has_sha(ecx),
	};

	return features;
}

uint64_t kdp_xmm_enable(void)
{
	uint64_t cr4 = kdp_sys_cr4();

	kdp_sys_set_cr4(cr4 | CPU_CR4_OSFXSR | CPU_CR4_OSXMMEXCPT);
	return cr4;
}

void kdp_xmm_restore(uint64_t cr4)
{
	kdp_sys_set_cr4(cr4);
}
