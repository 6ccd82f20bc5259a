/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loadfile.h - loads a crash kernel by kexec_file_load(2), wrapped where that
 * is possible.
 */
#ifndef KDP_KDUMP_PREP_LOADFILE_H
#define KDP_KDUMP_PREP_LOADFILE_H

#include "kdump-prep/cmd.h"
#include "kdump-prep/error.h"
#include "kdump-prep/load.h"

/* Where wrapped kernels are that are signed: "vmlinuz-RELEASE.wrapped". */
#define KDP_WRAPPED_DIR "/var/lib/kdump-prep"

/**
 * kdp_load_file() - load a kernel in the strongest form that is taken
 * @options: console_serial, serial_base and policy.no_devices are heeded of
 *	what is for purgatory; the kernel's own verifies the image
 * @status: set to KDP_EXIT_REDUCED, with a warning in the log, when nothing
 *	will quiesce the devices
 *
 * A kernel that is wrapped already is loaded as it is.  Any other is wrapped
 * in memory; where the running kernel wants a signature, the signed wrapped
 * image of KDP_WRAPPED_DIR is taken, if it was made of this very kernel; and
 * without one the plain kernel.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_file(const struct kdp_globals *globals,
				const struct kdp_load_options *options,
				enum kdp_exit *status);

#endif
