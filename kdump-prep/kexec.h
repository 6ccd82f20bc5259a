/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kexec.h - the one place that changes the machine: kexec_load(2).
 */
#ifndef KDP_KDUMP_PREP_KEXEC_H
#define KDP_KDUMP_PREP_KEXEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/checklist.h"
#include "kdump-prep/error.h"
#include "kdump-prep/segments.h"
#include "kdump-prep/state.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/ways.h"

struct kexec_segment;

/**
 * kdp_kexec_allowed() - whether this process may load an image at all
 * @way: what would load it
 * @dry_run: @root may be another machine's, whose image is never loaded here
 * @checks: gets a line for each check
 *
 * Checked before any work is done.  Every check is made; the error is that of
 * the first one that failed, KDP_ERROR_UNSUPPORTED where the host forbids it.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_allowed(const struct kdp_sysroot *root,
				    enum kdp_way way, bool dry_run,
				    struct kdp_checklist *checks);

/**
 * kdp_kexec_host() - whether the running kernel takes an image at all
 * @way: what would load it
 * @checks: gets a line for each check; or NULL
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_host(const struct kdp_state *state,
				 enum kdp_way way,
				 struct kdp_checklist *checks);

/**
 * kdp_kexec_quiesce_flag() - the flag by which an image announces its work
 * @ret: 0 where the running kernel has none
 *
 * A kernel with the patch 1-crash-irqs of second-kernel/patches then leaves
 * IO-APICs and the crashing CPU's local APIC to purgatory.  It tells the flag
 * in sysfs, since an unallocated bit may mean anything to another kernel.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_quiesce_flag(const struct kdp_sysroot *root,
					 unsigned long *ret);

/**
 * kdp_kexec_load() - load the crash image
 * @entry: physical address of purgatory's first instruction
 * @hotplug: the kernel may rewrite elfcorehdr, which no digest covers
 * @quiesce_flag: kdp_kexec_quiesce_flag()'s, or 0
 *
 * The kernel drops the image that was loaded before it looks at the new one.
 * All data is read once before the call, so that no page fault is left.
 * Errors: KDP_ERROR_UNSUPPORTED where the kernel forbids it to everybody.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_load(const struct kdp_region *region,
				 uint64_t entry,
				 const struct kdp_segment *segment,
				 size_t count, bool hotplug,
				 unsigned long quiesce_flag);

/**
 * kdp_kexec_unload() - remove the crash image; fine when there is none
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_unload(void);

/**
 * kdp_kexec_call() - the bare system call; the tests replace it
 *
 * Return: 0 or an errno value.
 */
int kdp_kexec_call(uint64_t entry, size_t count,
		   const struct kexec_segment *segment, unsigned long flags);

/**
 * kdp_kexec_file_call() - the bare kexec_file_load(2); the tests replace it
 * @kernel_fd, @initrd_fd: -1 for none
 * @cmdline: NULL with an unload, else of @cmdline_size bytes with its NUL
 *
 * Return: 0 or an errno value.
 */
int kdp_kexec_file_call(int kernel_fd, int initrd_fd, size_t cmdline_size,
			const char *cmdline, unsigned long flags);

/**
 * kdp_kexec_live() - whether @root is this machine and we are root
 *
 * The tests replace it, for a captured machine.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_live(const struct kdp_sysroot *root);

#endif
