/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printk.h - where the running kernel keeps its log.
 */
#ifndef KDP_KDUMP_PREP_PRINTK_H
#define KDP_KDUMP_PREP_PRINTK_H

#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/text.h"
#include "kdump-prep/topology.h"

/**
 * kdp_printk_locate() - find the ring buffer through an open /proc/kcore
 * @memory: physical ranges; the ring buffer must lie in RAM
 * @ret: text 0 where the kernel does not tell, or tells what cannot be
 */
void kdp_printk_locate(int fd, const struct kdp_ranges *memory,
		       struct kdp_klog_layout *ret);

/**
 * kdp_printk_discover() - the same for the machine's /proc/kcore
 *
 * Without one, or without the right to read it, the log is not known.
 */
void kdp_printk_discover(const struct kdp_sysroot *root,
			 struct kdp_topology *topology);

/* The layout's members by name, behind the word that names the line. */
void kdp_print_klog(FILE *file, const struct kdp_klog_layout *klog);
KDP_MUST_CHECK
struct kdp_error *kdp_parse_klog(struct kdp_text *text,
				 struct kdp_klog_layout *ret);

#endif
