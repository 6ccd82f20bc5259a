/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rehearse_machine.h - what a rehearsal takes from this machine: its shape, the
 * programs that are installed, the terminal.
 */
#ifndef KDP_KDUMP_PREP_REHEARSE_MACHINE_H
#define KDP_KDUMP_PREP_REHEARSE_MACHINE_H

#include <limits.h>

#include "kdump-prep/rehearse.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"

/* What the caller wants another way than it is here; zeroes: nothing. */
struct kdp_rehearse_machine {
	const char *topology_file;
	const char *disk;
	uint64_t cpus;
	uint64_t memory;	/* MiB */
	struct kdp_topology topology; /* filled in */
};

/**
 * kdp_rehearse_init() - the defaults
 * @request: zeroed
 * @agent: room for the path of the program
 */
void kdp_rehearse_init(struct kdp_rehearse_request *request,
		       char agent[PATH_MAX]);

/**
 * kdp_rehearse_machine() - make the guest like this machine
 * @machine: the caller calls kdp_rehearse_machine_deinit(), after an error too
 * @request: shape, and the reservation where it has none
 */
KDP_MUST_CHECK
struct kdp_error *kdp_rehearse_machine(const struct kdp_sysroot *root,
				       struct kdp_rehearse_machine *machine,
				       struct kdp_rehearse_request *request);
void kdp_rehearse_machine_deinit(struct kdp_rehearse_machine *machine);

/**
 * kdp_rehearse_programs() - look for what a rehearsal runs
 *
 * Error KDP_ERROR_UNSUPPORTED names what is missing.
 */
KDP_MUST_CHECK
struct kdp_error *
kdp_rehearse_programs(const struct kdp_rehearse_request *request);

/**
 * kdp_rehearse_show_progress() - on the terminal, where there is one
 */
void kdp_rehearse_show_progress(struct kdp_rehearse_request *request);
void kdp_rehearse_end_progress(const struct kdp_rehearse_request *request);

#endif
