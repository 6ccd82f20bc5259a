/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules.h - what is known to lose dumps, as a table.
 *
 * A rule says where it applies (kind of machine, kernel option, PCI device),
 * which kernels are affected, by what presence the fix is told, and what makes
 * up for it.  Nothing of that is code: rules.c is the table, rules_judge.c
 * the one function that reads it.
 */
#ifndef KDP_KDUMP_PREP_RULES_H
#define KDP_KDUMP_PREP_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/finding.h"
#include "kdump-prep/kernel_version.h"
#include "kdump-prep/names.h"
#include "kdump-prep/topology.h"
#include "kdump-prep/ways.h"

/* What kind of machine and kernel it is; bits. */
enum kdp_trait {
	KDP_TRAIT_SMP = 1 << 0, /* more than one CPU */
	KDP_TRAIT_EFI = 1 << 1, /* booted by EFI */
	KDP_TRAIT_UV = 1 << 2,	/* SGI or HPE UV */
	KDP_TRAIT_NO_8259 = 1 << 3,
	KDP_TRAIT_VTD = 1 << 4,
	KDP_TRAIT_AMD_IOMMU = 1 << 5,
	KDP_TRAIT_XEN_DOM0 = 1 << 6,
	KDP_TRAIT_XEN_PV = 1 << 7, /* a PV domain, dom0 included */
	KDP_TRAIT_XEN_HVM = 1 << 8,
	KDP_TRAIT_XEN_RESET = 1 << 9,	 /* HVM or PVH: starts by soft reset */
	KDP_TRAIT_NO_PVSPIN = 1 << 10,	 /* told to use no PV spinlocks */
	KDP_TRAIT_KVM_INTEL = 1 << 11,	 /* kvm_intel is loaded */
	KDP_TRAIT_FOREIGN_VMX = 1 << 12, /* another hypervisor's module is */
	KDP_TRAIT_NOTIFIERS = 1 << 13,	 /* panic notifiers run first */
	KDP_TRAIT_MANY_MSI = 1 << 14, /* more functions than CPU 0 has room */
};

extern const struct kdp_name kdp_trait_names[];

/* What makes up for a defect; bits. */
enum kdp_mitigation {
	KDP_MITIGATION_PURGATORY = 1 << 0, /* the one of this program */
	KDP_MITIGATION_QUIESCE = 1 << 1,   /* it, or a wrapped kernel's stage */
	KDP_MITIGATION_UNPACKED = 1 << 2,  /* the decompressor does not run */
	KDP_MITIGATION_ONE_CPU = 1 << 3,
	KDP_MITIGATION_PANIC = 1 << 4,
	KDP_MITIGATION_EXTNMI = 1 << 5,
	KDP_MITIGATION_PCIE_PORTS = 1 << 6,
};

/* Words for them, and what each is. */
extern const struct kdp_name kdp_mitigation_names[];

/* Kernels from @from on, before @until. */
struct kdp_kernel_range {
	uint64_t from;
	uint64_t until; /* 0 ends a list */
	bool maybe;	/* some stable release in it may have the fix */
};

#define KDP_RULE_RANGES	 6
#define KDP_RULE_DEVICES 10

struct kdp_rule {
	const char *id;
	enum kdp_finding_result result; /* where it fires */
	unsigned int when;		/* KDP_TRAIT_*, all of them */
	unsigned int unless;		/* KDP_TRAIT_*, none of them */
	const char *config; /* kernel option without which it is harmless */
	const char *symbol; /* function that came with the fix */
	bool decisive;	    /* a kernel without it lacks the fix */
	struct kdp_kernel_range affected[KDP_RULE_RANGES];
	struct {
		uint16_t vendor; /* 0: no device is asked for */
		uint16_t device[KDP_RULE_DEVICES]; /* none: any */
		uint8_t base_class;		   /* 0: any */
	} pci;
	unsigned int mitigation; /* KDP_MITIGATION_*, any of them does */
	const char *commit;	 /* of the fix in Linux; NULL: there is none */
	const char *subject;
	const char *release;	/* the first with the fix */
	const char *unverified; /* which of that is from memory */
	const char *text;	/* what happens */
	const char *advice;
};

extern const struct kdp_rule kdp_rules[];
extern const size_t kdp_rule_count;

/* What the rules are judged by. */
struct kdp_rule_facts {
	struct kdp_kernel_version kernel;
	unsigned int traits; /* KDP_TRAIT_* */
	const char *config;  /* "CONFIG_X=y" lines; NULL: not known */
	bool symbols_known;
	uint64_t symbols;	  /* bit N: rule N's symbol is there */
	bool armed;		  /* a crash kernel is loaded */
	unsigned int mitigations; /* KDP_MITIGATION_* that it has */
	unsigned int not_known;	  /* those of which that is not known */
	const struct kdp_topology_function *function;
	size_t function_count;
};

/**
 * kdp_rule_judge() - apply a rule
 * @index: of the rule in kdp_rules
 * @list: gets a finding, where the rule has anything to do with the machine
 */
void kdp_rule_judge(size_t index, const struct kdp_rule_facts *facts,
		    struct kdp_findings *list);

/**
 * kdp_mitigations_of_image() - what an image makes up for
 * @protections: KDP_PROTECT_*
 * @entered: as kdp_kernel_image_describe() has it; NULL: not known
 *
 * Return: KDP_MITIGATION_*.
 */
unsigned int kdp_mitigations_of_image(enum kdp_way way,
				      unsigned int protections,
				      const char *entered);

/** kdp_mitigations_of_cmdline() - what its command line makes up for */
unsigned int kdp_mitigations_of_cmdline(const char *cmdline);

/**
 * kdp_mitigations_print() - a line for each mitigation, with its rules, on
 *	stdout
 * @bits: KDP_MITIGATION_*
 */
void kdp_mitigations_print(unsigned int bits);

/** kdp_mitigations_json() - add the same as array "mitigations" */
void kdp_mitigations_json(unsigned int bits, struct kdp_json *json);

/** kdp_config_has() - whether a kernel option is y or m in the text of one */
bool kdp_config_has(const char *config, const char *option);

#endif
