/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * traces.h - what crashes have left on disk and in persistent RAM: dumps, logs
 * and results below the directories of the captures, and what pstore shows.
 */
#ifndef KDP_KDUMP_PREP_TRACES_H
#define KDP_KDUMP_PREP_TRACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/capture_result.h"
#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"

#define KDP_TRACES_MAX	16u
#define KDP_TRACE_NAME	128u
#define KDP_TRACE_PATH	384u

enum kdp_trace_file {
	KDP_TRACE_DUMP,
	KDP_TRACE_PARTIAL,	/* a dump under the name that it is begun as */
	KDP_TRACE_DMESG,
	KDP_TRACE_REPORT,
	KDP_TRACE_RESULT,
	KDP_TRACE_FILES,
};

/* A directory that a capture made for one crash. */
struct kdp_trace {
	char dir[KDP_TRACE_PATH];
	uint64_t time;		/* of the crash, as far as it is known */
	uint64_t written;	/* the last of its files */
	char file[KDP_TRACE_FILES][KDP_TRACE_NAME]; /* empty: none */
	uint64_t size[KDP_TRACE_FILES];
};

/* What persistent RAM kept of a log. */
struct kdp_trace_log {
	char path[KDP_TRACE_PATH]; /* empty: none */
	uint64_t time;		/* 0: not known, purgatory has no clock */
	bool words;		/* purgatory wrote it */
	char why[256];		/* why it did not start the crash kernel */
	char step[256];		/* the last of its steps, and how it did */
	char panic[256];	/* the panic's reason; empty: none is there */
};

/* The newest first. */
struct kdp_traces {
	size_t count;
	struct kdp_trace trace[KDP_TRACES_MAX];
	size_t log_count;
	struct kdp_trace_log log[KDP_TRACES_MAX];
};

/**
 * kdp_traces_find() - look where crashes leave something
 *
 * That is the directory of kdump-tools and of kdump.conf, /var/crash, and
 * pstore with what systemd-pstore made of it.  What cannot be read is passed
 * over, and so is what is named as no capture names it.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_traces_find(const struct kdp_sysroot *root,
				  struct kdp_traces *ret);

/**
 * kdp_trace_path() - the path of one of a crash's files
 */
void kdp_trace_path(const struct kdp_trace *trace, enum kdp_trace_file file,
		    char *ret, size_t size);

/**
 * kdp_trace_result() - read the result of a capture
 *
 * Error KDP_ERROR_NOT_FOUND: it left none.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_trace_result(const struct kdp_sysroot *root,
				   const struct kdp_trace *trace,
				   struct kdp_capture_result *ret);

#endif
