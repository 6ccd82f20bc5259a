/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.h - runs a program and reads what it says.
 */
#ifndef KDP_CAPTURE_PROGRAM_H
#define KDP_CAPTURE_PROGRAM_H

#include "kdump-prep/error.h"

/* Longer lines are cut. */
#define KDP_PROGRAM_LINE 200u

/**
 * kdp_program_run() - run a program to its end
 * @argv: its path first
 * @data: where its standard output goes; -1: that is what it says, too
 * @take: called with each line that it says, and @context
 * @status_ret: of its end, as waitpid() has it; 127 where it cannot be run
 */
KDP_MUST_CHECK
struct kdp_error *
kdp_program_run(char *const argv[], int data,
		void (*take)(void *context, const char *line), void *context,
		int *status_ret);

#endif
