/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpus.h - the CPUs: their crash notes, their clock, and what kind of
 * machine they say this is.
 */
#ifndef KDP_KDUMP_PREP_CPUS_H
#define KDP_KDUMP_PREP_CPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"

/* What the flags of /proc/cpuinfo tell. */
struct kdp_cpuinfo {
	bool constant_tsc;	/* constant_tsc and nonstop_tsc */
	bool la57;
	enum kdp_guest guest;
};

/**
 * kdp_cpus_discover() - list the CPUs that have crash notes
 * @ret: malloc'd array sorted by number; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cpus_discover(const struct kdp_sysroot *root,
				    struct kdp_cpu **ret, size_t *count_ret);

/**
 * kdp_cpuinfo_parse() - read the first CPU's flags from /proc/cpuinfo
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cpuinfo_parse(const char *data, size_t size,
				    struct kdp_cpuinfo *ret);

/**
 * kdp_cpuinfo_apic_ids() - fill in the ids of local APICs
 * @data: /proc/cpuinfo, which lists the CPUs that are online
 * @cpu: sorted by number
 */
void kdp_cpuinfo_apic_ids(const char *data, size_t size, struct kdp_cpu *cpu,
			  size_t count);

/**
 * kdp_tsc_measure() - TSC frequency of the CPU that this runs on, in kHz
 * @steady_ret: whether the measurements agreed
 *
 * Compares RDTSC with CLOCK_MONOTONIC_RAW three times for 10 ms and takes
 * the median.
 *
 * Return: 0 when the clock cannot be read or the TSC does not advance.
 */
uint32_t kdp_tsc_measure(bool *steady_ret);

#endif
