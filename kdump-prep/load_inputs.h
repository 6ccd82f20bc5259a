/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load_inputs.h - what one load reads: kernel, initrd, command line, machine.
 */
#ifndef KDP_KDUMP_PREP_LOAD_INPUTS_H
#define KDP_KDUMP_PREP_LOAD_INPUTS_H

#include "kdump-prep/bootparams.h"
#include "kdump-prep/checklist.h"
#include "kdump-prep/file.h"
#include "kdump-prep/firmware.h"
#include "kdump-prep/image.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/load.h"
#include "kdump-prep/topology.h"

/* Zero it first, but for kernel.copy and initrd.copy; free with deinit. */
struct kdp_load_inputs {
	struct kdp_topology topology;
	struct kdp_firmware firmware;
	struct kdp_file kernel;
	struct kdp_kernel_image image;
	struct kdp_file initrd;
	struct kdp_block_check *kernel_checks;
	struct kdp_block_check *initrd_checks;
	uint8_t seed[KDP_BOOTPARAMS_SEED];
	char *cmdline;
	struct kdp_image_request request;
};

/**
 * kdp_load_inputs_deinit() - free what was read; zeroed inputs too
 */
void kdp_load_inputs_deinit(struct kdp_load_inputs *in);

/**
 * kdp_load_inputs_files() - read kernel, initrd and command line alone
 * @checks: receives what is found, of each; may be NULL
 * @in: what was read before an error stays in it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_inputs_files(const struct kdp_globals *globals,
					const struct kdp_load_options *options,
					struct kdp_checklist *checks,
					struct kdp_load_inputs *in);

/**
 * kdp_load_inputs_read() - read everything, and fill in the request for the
 * image, which points into @in and @options
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_inputs_read(const struct kdp_globals *globals,
				       const struct kdp_load_options *options,
				       struct kdp_checklist *checks,
				       struct kdp_load_inputs *in);

/**
 * kdp_load_inputs_cmdline() - the caller's command line, or a unified kernel
 * image's own where the caller gave none
 */
const char *kdp_load_inputs_cmdline(const struct kdp_load_options *options,
				    const struct kdp_load_inputs *in);

#endif
