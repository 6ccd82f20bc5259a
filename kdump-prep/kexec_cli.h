/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kexec_cli.h - kexec-tools' command line, as far as it is about crash
 * kernels.
 */
#ifndef KDP_KDUMP_PREP_KEXEC_CLI_H
#define KDP_KDUMP_PREP_KEXEC_CLI_H

#include <stdbool.h>

#include "kdump-prep/cmd.h"
#include "kdump-prep/error.h"

/* What became of the command line. */
struct kdp_kexec_result {
	bool hand_over;		/* it is for the real kexec */
	bool help;		/* asked for */
	bool version;		/* asked for */
	int status;		/* else: exit status */
	const char *unknown;	/* word that only a newer kexec may know */
};

/**
 * kdp_kexec_cli() - do what a kexec command line asks for
 * @argv: argv[0] is not looked at
 *
 * Loads and unloads crash kernels and answers --status.  Whatever else is
 * asked for is left to the real kexec: @ret says so and nothing was done.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_cli(const struct kdp_globals *globals, int argc,
				char **argv, struct kdp_kexec_result *ret);

/* For --help. */
extern const struct kdp_option kdp_kexec_options[];

/** kdp_kexec_find_real() - the path of kexec-tools' kexec, or NULL */
const char *kdp_kexec_find_real(void);

/**
 * kdp_kexec_exec_real() - become the real kexec
 * @argv: the whole command line, passed on as it is; environment likewise
 *
 * Return: only on failure.  KDP_ERROR_NOT_FOUND: there is no other kexec.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_exec_real(char **argv);

/**
 * kdp_kexec_is_other() - whether @path is a program, and not this one
 * @self: a path of this one
 *
 * Scripts do not count: one that starts this program would do so for ever.
 */
bool kdp_kexec_is_other(const char *path, const char *self);

/**
 * kdp_kexec_run_real() - run the real kexec and wait for it
 * @argv: its command line
 *
 * Errors: KDP_ERROR_NOT_FOUND: there is none; it failed.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kexec_run_real(char **argv);

#endif
