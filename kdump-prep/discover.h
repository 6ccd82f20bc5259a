/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * discover.h - reads the machine; nothing else does.
 */
#ifndef KDP_KDUMP_PREP_DISCOVER_H
#define KDP_KDUMP_PREP_DISCOVER_H

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"

/**
 * kdp_discover() - fill a topology from /proc, /sys and the ACPI tables
 * @root: where they are
 * @ret: zeroed; the caller calls kdp_topology_deinit()
 *
 * A source that is missing on this machine (no MCFG, no EFI) leaves its
 * members empty; a source that is there and cannot be understood is an error.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_discover(const struct kdp_sysroot *root,
			       struct kdp_topology *ret);

/**
 * kdp_discover_file() - fill a topology from a file that discover has printed
 * @path: the administrator's, not below a sysroot
 * @ret: zeroed; the caller calls kdp_topology_deinit()
 */
KDP_MUST_CHECK
struct kdp_error *kdp_discover_file(const char *path,
				    struct kdp_topology *ret);

#endif
