/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regs/cpu.h - control registers, exception vectors and machine-check MSRs.
 * Intel SDM, order no. 325462-082US (December 2023): Vol. 3A, 2.5 (control
 * registers), 4.5 (paging), 6.3 (vectors); Vol. 3B, 16.3 (machine check);
 * Vol. 4, table 2-2.
 */
#ifndef KDP_REGS_CPU_H
#define KDP_REGS_CPU_H

#define CPU_CR0_EM	(1u << 2)
#define CPU_CR0_TS	(1u << 3)
#define CPU_CR4_MCE	(1u << 6)
#define CPU_CR4_OSFXSR	(1u << 9)
#define CPU_CR4_OSXMMEXCPT (1u << 10)
#define CPU_CR4_LA57	(1u << 12)

#define CPU_VECTOR_NMI	2u
#define CPU_VECTOR_MC	18u
#define CPU_VECTOR_VE	20u	/* TDX guest: the CPU left it to software */
#define CPU_VECTOR_VC	29u	/* SEV-ES guest: the same */
#define CPU_VECTOR_USER	32u	/* first that is no exception */

#define CPU_RFLAGS_FIXED 2u	/* bit 1 reads as one; IF clear */

#define CPUID_FEATURES		1u
#define CPUID_FEATURES_EDX_MCE	(1u << 7)
#define CPUID_FEATURES_EDX_MCA	(1u << 14)
#define CPUID_FEATURES_ECX_SSSE3 (1u << 9)
#define CPUID_FEATURES_ECX_SSE41 (1u << 19)
#define CPUID_FEATURES_ECX_SSE42 (1u << 20)
#define CPUID_FEATURES_ECX_HYPERVISOR (1u << 31)
#define CPUID_EXTENDED		7u
#define CPUID_EXTENDED_EBX_SHA	(1u << 29)
#define CPUID_EXTENDED_1_EAX_FRED (1u << 17) /* subleaf 1 */

/* The vendor's name in EBX, EDX, ECX. */
#define CPUID_VENDOR		0u
#define CPUID_TDX		0x21u	/* the same registers: a signature */
#define CPUID_TDX_EBX		0x65746e49u /* "Inte" */
#define CPUID_TDX_EDX		0x5844546cu /* "lTDX" */
#define CPUID_TDX_ECX		0x20202020u
#define CPUID_EXT_MAX		0x80000000u
#define CPUID_EXT_FEATURES	0x80000001u
#define CPUID_EXT_FEATURES_ECX_EXTAPIC (1u << 3) /* AMD */

#define CPUID_TSC		0x15u
#define CPUID_CLOCK		0x16u

#define CPUID_ENCRYPTION	0x8000001fu /* AMD */
#define CPUID_ENCRYPTION_EAX_SME (1u << 0)
#define CPUID_ENCRYPTION_EAX_SEV (1u << 1)

#define MSR_APIC_BASE		0x1bu
#define MSR_APIC_BASE_X2APIC	(1u << 10)
#define MSR_APIC_BASE_ADDR	0x000ffffffffff000ull
#define MSR_MCG_CAP		0x179u
#define MSR_MCG_CAP_COUNT	0xffu	/* banks */
#define MSR_MCG_STATUS		0x17au
#define MSR_MCG_STATUS_RIPV	(1u << 0)
#define MSR_MCG_STATUS_MCIP	(1u << 2)
#define MSR_MCI_STATUS(bank)	(0x401u + 4u * (bank))
#define MSR_MCI_STATUS_ADDRV	(1ull << 58)
#define MSR_MCI_STATUS_MISCV	(1ull << 59)
#define MSR_MCI_STATUS_VAL	(1ull << 63)
#define MSR_MCI_ADDR(bank)	(0x402u + 4u * (bank))
#define MSR_MCI_MISC(bank)	(0x403u + 4u * (bank))
#define MSR_EFER		0xc0000080u
#define MSR_SYSCFG		0xc0010010u /* AMD */
#define MSR_SYSCFG_MEM_ENCRYPT	(1u << 23)
#define MSR_SEV_STATUS		0xc0010131u
#define MSR_SEV_STATUS_SEV	(1u << 0)
#define MSR_SEV_STATUS_SNP	(1u << 2)

/* Page-table entries, all levels. */
#define CPU_PTE_PRESENT		(1ull << 0)
#define CPU_PTE_WRITE		(1ull << 1)
#define CPU_PTE_PWT		(1ull << 3)
#define CPU_PTE_PCD		(1ull << 4)
#define CPU_PTE_LARGE		(1ull << 7)
#define CPU_PTE_ADDR		0x000ffffffffff000ull

#endif
