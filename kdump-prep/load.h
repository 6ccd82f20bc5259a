/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load.h - loads a crash kernel: what "load" and kexec's spelling have in
 * common.
 */
#ifndef KDP_KDUMP_PREP_LOAD_H
#define KDP_KDUMP_PREP_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "kdump-prep/cmd.h"
#include "kdump-prep/cmdline.h"
#include "kdump-prep/error.h"
#include "kdump-prep/plan.h"
#include "kdump-prep/ways.h"

/* What the command line said; zero it first, free with deinit. */
struct kdp_load_options {
	const char *kernel;	/* path */
	const char *initrd;	/* path, or NULL */
	const char *append;	/* command line, or NULL */
	bool reuse_cmdline;	/* put the running kernel's in front of it */
	struct kdp_cmdline_policy defaults; /* what is added to both */
	bool console_serial;
	const char *cache;	/* of unpacked kernels; "none"; NULL: default */
	bool keep_compressed;	/* do not unpack the kernel in a bzImage */
	bool noefi;		/* do not tell the second kernel of EFI */
	bool pass_memmap;	/* memmap= instead of the e820 table */
	bool hotplug;		/* refuse where the kernel cannot */
	uint64_t mem_min;	/* place nothing below */
	uint64_t mem_max;	/* nor above; 0: no limit */
	unsigned int required;	/* KDP_PROTECT_* */
	bool dry_run;		/* everything but the system call */
	bool json;		/* print the dry run as JSON */
	bool file;		/* by kexec_file_load(2), wrapped */
	uint32_t serial_base;	/* 0: the first UART */
	uint32_t serial_baud;	/* 0: as it is */
	struct kdp_policy policy;
	/* The command line that this came from, to be run again. */
	char **argv;
	int argc;
	bool kexec;		/* it is in kexec's spelling */
};

/**
 * kdp_load_set_serial() - parse --serial: ttyS0, ttyS1 or a port number
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_set_serial(struct kdp_load_options *options,
				      const char *text);

/**
 * kdp_load_set_baud() - parse --serial-baud
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_set_baud(struct kdp_load_options *options,
				    const char *text);

/**
 * kdp_load_set_watchdog() - parse --watchdog: seconds
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_set_watchdog(struct kdp_policy *policy,
					const char *text);

/**
 * kdp_load_words() - add the defaults to a command line that others load
 * @release: of the kernel; @size: its longest command line
 * @ret: malloc'd; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_words(const struct kdp_globals *globals,
				 const struct kdp_load_options *options,
				 const char *line, const char *release,
				 size_t size,
				 const struct kdp_topology *topology,
				 char **ret);

/**
 * kdp_load_boot_apicid() - the boot processor's, of /proc/cpuinfo
 *
 * Return: -1 when it cannot be told; a default that depends on it is left out.
 */
int64_t kdp_load_boot_apicid(const struct kdp_sysroot *root);

struct kdp_file;
struct kdp_last;
struct kdp_topology;

/**
 * kdp_load_remember() - keep what was just loaded
 * @kernel: as it was opened
 * @initrd: one with no data: there is none
 * @err: why there is no fingerprint, or NULL; is freed here
 * @last: with the way, the protections, the time, the command line and the
 *	fingerprint; the rest is filled in, of @options and the files
 *
 * Without it there is no reload and no return to this image: a warning.
 */
void kdp_load_remember(const struct kdp_globals *globals,
		       const struct kdp_load_options *options,
		       const struct kdp_topology *topology,
		       const struct kdp_file *kernel,
		       const struct kdp_file *initrd,
		       struct kdp_error *err, struct kdp_last *last);

/**
 * kdp_load_is_same() - whether @options are those of what was loaded before
 */
bool kdp_load_is_same(const struct kdp_globals *globals,
		      const struct kdp_load_options *options);

/**
 * kdp_load() - discover, plan, build, check, load
 *
 * When the kernel refuses the image after it has dropped the one that was
 * loaded, that one is built and loaded again, else kexec-tools is run.
 *
 * @status: set to KDP_EXIT_REDUCED, with a warning in the log, when the image
 *	is loaded and leaves the devices alone
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load(const struct kdp_globals *globals,
			   const struct kdp_load_options *options,
			   enum kdp_exit *status);

/**
 * kdp_load_cmdline() - the command line that the options ask for
 * @ret: malloc'd; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_cmdline(const struct kdp_globals *globals,
				   const struct kdp_load_options *options,
				   char **ret);

#endif
