/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host.h - everything that "check" judges, read in one go.
 */
#ifndef KDP_KDUMP_PREP_HOST_H
#define KDP_KDUMP_PREP_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "kdump-prep/crash_state.h"
#include "kdump-prep/error.h"
#include "kdump-prep/rules.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"

struct kdp_host {
	struct kdp_crash_state status;
	struct kdp_topology topology;
	char *no_topology; /* why it could not be read; NULL: it was */
	struct kdp_rule_facts facts; /* its pointers lead into the others */
	uint64_t ram;		     /* MemTotal, bytes; 0: not known */
	char *cmdline; /* of the running kernel; NULL: not known */
	char *second;  /* of the loaded one; NULL: not known */
	char *config;  /* kernel options; NULL: not known */
};

/**
 * kdp_host_read() - read it; what is missing or unreadable stays unknown
 * @ret: zeroed; the caller calls kdp_host_deinit(), after an error too
 */
KDP_MUST_CHECK
struct kdp_error *kdp_host_read(const struct kdp_sysroot *root,
				struct kdp_host *ret);
void kdp_host_deinit(struct kdp_host *host);

/**
 * kdp_host_text() - a small file, whatever stands in the way of reading it
 *
 * Return: malloc'd text, or NULL.
 */
char *kdp_host_text(const struct kdp_sysroot *root, const char *path);

/**
 * kdp_host_number() - a file that holds a number
 *
 * Return: the number, or -1 where it is missing, none or too large.
 */
int64_t kdp_host_number(const struct kdp_sysroot *root, const char *path);

/** kdp_host_has() - whether a file can be opened */
bool kdp_host_has(const struct kdp_sysroot *root, const char *path);

#endif
