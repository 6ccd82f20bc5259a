/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bare.h - what the parts of a bare test pass to each other.
 *
 * A bare test boots one image in QEMU: a stub plays the panicking kernel, the
 * real purgatory runs, and a payload plays the second kernel.  mkimage.c lays
 * the three out in memory and fills struct bare_params; stub and payload find
 * it at a fixed address.  Assembly reads the constants too.
 */
#ifndef KDP_TESTS_BARE_H
#define KDP_TESTS_BARE_H

/* Memory of the panicking kernel, below the crash reservation. */
#define BARE_TRAMPOLINE 0x8000	   /* real-mode entry of the second CPU */
#define BARE_STUB	0x100000   /* the stub's image and 32-bit entry */
#define BARE_TABLES	0x200000   /* page tables that map everything */
#define BARE_TABLE_PAGES 19	   /* PML5, PML4, PDPT, 16 directories */
#define BARE_AP_STACK	0x2e0000   /* end of the second CPU's stack */
#define BARE_STACK	0x2f0000   /* end of the first CPU's stack */
#define BARE_PARAMS	0x300000   /* struct bare_params */
#define BARE_NOTES	0x310000   /* two pages that the PT_NOTEs name */

#define BARE_PARAMS_LA57 0	   /* offset of bare_params.la57 */

/* Ports of the devices that the runner adds to every machine. */
#define BARE_PORT_DEBUG	0xe9	   /* isa-debugcon: what the parts print */
#define BARE_ESB_MMIO	0xfe900000 /* the stub puts i6300ESB here */
#define BARE_PORT_EXIT	0xf4	   /* isa-debug-exit: the status */
#define BARE_EXIT_DONE	0x10	   /* QEMU's status 33: payload finished */
#define BARE_EXIT_STUB	0x20	   /* 65: the stub could not set the case up */

/* What the stub leaves behind, bits of bare_params.prologue. */
#define BARE_P_LEVEL	 (1 << 0)  /* edu's INTx held on an unmasked pin */
#define BARE_P_SERVICE	 (1 << 1)  /* an interrupt in service */
#define BARE_P_PENDING	 (1 << 2)  /* a vector pending in IRR */
#define BARE_P_TIMER	 (1 << 3)  /* local APIC timer unmasked, periodic */
#define BARE_P_NMI	 (1 << 4)  /* inside an NMI, another one latched */
#define BARE_P_MSI	 (1 << 5)  /* edu's MSI enabled, one message sent */
#define BARE_P_MSIX	 (1 << 6)  /* e1000e's MSI-X, one message sent */
#define BARE_P_STORM	 (1 << 7)  /* second CPU sends NMIs without end */
#define BARE_P_EDGE	 (1 << 8)  /* three edge pins unmasked */
#define BARE_P_SMI	 (1 << 9)  /* one pin in SMI delivery mode */
#define BARE_P_APIC_OFF	 (1 << 10) /* local APIC software-disabled */
#define BARE_P_MCIP	 (1 << 11) /* MCG_STATUS.MCIP left set */
#define BARE_P_MSI_NMI	 (1 << 12) /* MSI messages are NMIs */
#define BARE_P_STORM_JUMP (1 << 13) /* the storm begins with the jump */
#define BARE_P_HPET	 (1 << 14) /* the HPET sends NMIs from the jump on */
#define BARE_P_SECOND	 (1 << 15) /* the second CPU is the one that panics */
#define BARE_P_MCA_LEFT	 (1 << 16) /* an error left in a machine-check bank */
#define BARE_P_RANDOM	 (1 << 17) /* and the first sends it NMIs */
#define BARE_P_TPR	 (1 << 18) /* task priority left high */
#define BARE_P_LVTS	 (1 << 19) /* thermal, performance, error unmasked */

/* The bank with that error. */
#define BARE_MCA_STATUS	       0x411 /* MSR, bank 4 */
#define BARE_MCA_ADDR	       0x412
#define BARE_MCA_STATUS_VALUE  0x9400000000000090 /* VAL EN ADDRV, memory */
#define BARE_MCA_ADDR_VALUE    0x1234000

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

#define BARE_MAGIC 0x45524142u
#define BARE_FUNCTIONS_MAX 8u

/* A PCI function that the case adds. */
struct bare_function {
	uint8_t bus;
	uint8_t devfn;
	uint16_t vendor;
	uint16_t device;
	uint16_t msi;		/* capability offsets, 0: none */
	uint16_t msix;
	uint16_t reserved;
};

struct bare_params {
	/* From mkimage. */
	uint32_t la57;		/* five-level paging; read by the boot code */
	uint32_t magic;		/* BARE_MAGIC */
	uint32_t prologue;	/* BARE_P_* */
	uint32_t virtual_wire;	/* the plan leaves the local APIC enabled */
	uint64_t entry;		/* where the panicking kernel jumps to */
	uint64_t boot_params;	/* RSI at the second kernel's entry */
	uint64_t tables;	/* page tables for the hand-over */
	uint64_t handover_stack; /* its last page holds the stack, as kexec's */
	uint64_t low_end;	/* end of RAM below 4 GiB */
	uint64_t high_end;	/* end of RAM above 4 GiB, 0: none */
	uint64_t record;	/* struct kdp_record, 0: none */
	uint32_t storm_gap;	/* TSC ticks between two NMIs */
	uint32_t function_count;
	uint64_t idle;		/* TSC ticks that the payload spends first */
	uint64_t storm_seed;	/* of the moments of random NMIs, not 0 */
	uint32_t hpet_first;	/* HPET ticks from the jump to the first NMI */
	uint32_t hpet_period;	/* and between two of them */
	/* For faults.c. */
	uint32_t fault_kinds;	/* 1 << enum kdp_step_kind: steps that fault */
	uint32_t fault_vector;	/* by this exception */
	uint32_t fault_inside;	/* and one in the fault path; 0: none */
	uint32_t reserved0;
	struct bare_function function[BARE_FUNCTIONS_MAX];
	/* From the stub, for the payload. */
	uint64_t entry_cr0;
	uint64_t entry_cr3;
	uint64_t entry_cr4;
	uint64_t jump_tsc;	/* TSC shortly before the jump */
	uint64_t arrival_tsc;	/* and at the second kernel's entry */
	uint32_t smi_pin;	/* the pin with SMI delivery */
	volatile uint32_t jumping;
	volatile uint32_t ap_up;
	volatile uint32_t storm_stop;
	volatile uint32_t storm_count;
	uint32_t reserved;
};

_Static_assert(offsetof(struct bare_params, la57) == BARE_PARAMS_LA57,
	       "the boot code reads la57");

static inline struct bare_params *bare_params(void)
{
	return (struct bare_params *)BARE_PARAMS;
}

#endif
#endif
