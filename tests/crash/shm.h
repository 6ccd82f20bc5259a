/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shm.h - what the storm module and the VM controller share.
 *
 * The structure lies at offset 0 of the ivshmem device's memory (BAR 2): the
 * guest's module writes it, the host reads it, also after the guest is gone.
 */
#ifndef KDP_TESTS_CRASH_SHM_H
#define KDP_TESTS_CRASH_SHM_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdint.h>
#endif

#define KDP_SHM_MAGIC 0x314d485350444bull /* "KDPSHM1" */
#define KDP_SHM_SIZE  4096u

struct kdp_shm {
	uint64_t magic;		/* KDP_SHM_MAGIC once the module is ready */
	uint64_t nmi_count;	/* NMIs that its handler has seen */
	uint64_t irq_count;	/* interrupts that its vector has seen */
	uint64_t tsc_kexec;	/* TSC at the entry of machine_kexec() */
	uint32_t cpu_kexec;	/* the CPU that entered it */
	uint32_t apic_id;	/* where the NMIs are sent */
};

#endif
