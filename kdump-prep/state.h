/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state.h - what the running kernel says about its crash kernel.
 */
#ifndef KDP_KDUMP_PREP_STATE_H
#define KDP_KDUMP_PREP_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"

struct kdp_state {
	bool supported;		/* the kernel has kexec at all */
	bool loaded;		/* a crash kernel is loaded */
	bool load_disabled;	/* kernel.kexec_load_disabled */
	bool limited;		/* loads of crash kernels are counted, */
	uint64_t loads_left;	/* kernel.kexec_load_limit_panic */
	uint64_t reserved;	/* bytes for a crash kernel */
	bool xen_dom0;		/* crash kernels are Xen's, not this kernel's */
	bool locked_down;	/* lockdown is known and not "none" */
	char lockdown[32];	/* none, integrity, confidentiality, unknown */
};

/**
 * kdp_state_read() - read it; what is missing is false, zero or "unknown"
 */
KDP_MUST_CHECK
struct kdp_error *kdp_state_read(const struct kdp_sysroot *root,
				 struct kdp_state *ret);

/**
 * kdp_state_ram() - bytes of RAM that the kernel manages, 0 when not known
 *
 * MemTotal of /proc/meminfo, which is the kernel's totalram_pages(): without
 * the kernel itself, its tables and the crash reservation.
 */
uint64_t kdp_state_ram(const struct kdp_sysroot *root);

#endif
