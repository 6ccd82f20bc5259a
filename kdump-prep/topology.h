/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * topology.h - the machine as discover found it; plan and segments read it.
 *
 * A topology has a text form (topology_text.h) that round-trips, so that plan
 * and segments can be run on another machine than the one it describes.
 */
#ifndef KDP_KDUMP_PREP_TOPOLOGY_H
#define KDP_KDUMP_PREP_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/ranges.h"
#include "purgatory/kdp_abi.h"

/* One CPU and where the kernel keeps its ELF note. */
struct kdp_cpu {
	uint32_t id;		/* N of /sys/devices/system/cpu/cpuN */
	uint64_t notes_addr;	/* crash_notes, physical */
	uint32_t notes_size;	/* crash_notes_size, bytes */
	uint32_t apic_id;
	bool has_apic_id;	/* it was online, and is known */
};

/* One PCI function: what purgatory needs, and a name for people. */
struct kdp_topology_function {
	struct kdp_pci_function pci;
	uint32_t class_code;	/* base << 16 | sub << 8 | prog-if */
	bool msi_enabled;	/* when it was discovered */
	bool msix_enabled;
	/* Of a bridge: the buses behind it, empty ones included. */
	uint8_t secondary;
	uint8_t subordinate;
};

/* What kind of interrupt remapping may be on. */
enum kdp_iommu {
	KDP_IOMMU_NONE,
	KDP_IOMMU_VTD,		/* a DMAR table with the INTR_REMAP flag */
	KDP_IOMMU_AMD,		/* an IVRS table */
};

/* Persistent RAM for dumps, of the ramoops driver. */
struct kdp_ramoops {
	uint64_t zone;		/* address of the first dump zone */
	uint32_t zone_size;	/* bytes of each */
	uint32_t zone_count;	/* 0: none */
	uint32_t ecc;		/* bytes of error correction; 0: off */
};

struct kdp_topology {
	char release[65];	/* uname -r of the running kernel */
	uint32_t tsc_khz;	/* 0: unknown */
	bool tsc_reliable;	/* constant by CPU or kernel, or measured so */
	bool la57;		/* five-level paging is on */
	bool lockdown;		/* integrity or confidentiality */
	enum kdp_guest guest;
	enum kdp_iommu iommu;

	uint64_t lapic_addr;	/* MADT's address, or its 64-bit override */
	bool pcat_compat;	/* MADT: has an 8259 pair */
	bool cmos_rtc;		/* FADT: may have a PC's real-time clock */
	struct kdp_cpu *cpu;
	size_t cpu_count;
	struct kdp_ioapic *ioapic;
	size_t ioapic_count;
	struct kdp_hpet *hpet;
	size_t hpet_count;
	struct kdp_ecam *ecam;
	size_t ecam_count;
	struct kdp_topology_function *function;
	size_t function_count;
	struct kdp_watchdog *watchdog; /* in the order of preference */
	size_t watchdog_count;

	struct kdp_ranges memory; /* /proc/iomem, crash, kernel */
	uint64_t kernel_virt;	/* virtual address of _text; 0: unknown */
	uint64_t kernel_phys;	/* physical address of _text */
	uint64_t kernel_size;	/* _end - _text */
	uint64_t page_offset;	/* start of the direct map; 0: unknown */
	uint64_t vmcoreinfo_addr; /* /sys/kernel/vmcoreinfo */
	uint64_t vmcoreinfo_size;
	uint64_t rsdp_addr;	/* 0: found by the second kernel itself */
	struct kdp_reset_register reset; /* of the FADT */
	struct kdp_ramoops ramoops;
	struct kdp_klog_layout klog; /* text 0: not known */
	uint32_t elfcorehdr_size; /* crash_elfcorehdr_size; 0: no hotplug */
};

/**
 * kdp_topology_deinit() - release what the members own; the struct stays
 */
void kdp_topology_deinit(struct kdp_topology *topology);

/**
 * kdp_topology_many_msi() - whether one CPU is short of vectors for all that
 *	use MSI or MSI-X
 */
bool kdp_topology_many_msi(const struct kdp_topology *topology);

#endif
