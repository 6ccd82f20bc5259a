/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log.h - warnings: a command collects them, main.c prints them.
 *
 * A warning says what was done with less than was asked for.  There is one
 * list for the process.
 */
#ifndef KDP_KDUMP_PREP_LOG_H
#define KDP_KDUMP_PREP_LOG_H

#include <stddef.h>

#include "kdump-prep/error.h"

/**
 * kdp_log_warn() - append one line, without final newline or stop
 *
 * When memory runs out the line is replaced by a fixed one: a warning is
 * never lost without a trace.
 */
KDP_FORMAT(1, 2)
void kdp_log_warn(const char *format, ...);

/**
 * kdp_log_warning() - the n-th line, or NULL behind the last one
 */
const char *kdp_log_warning(size_t n);

/**
 * kdp_log_clear() - forget all lines
 */
void kdp_log_clear(void);

#endif
