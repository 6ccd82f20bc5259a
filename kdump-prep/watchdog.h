/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watchdog.h - watchdogs that purgatory can arm: what configuration space says
 * of them, and their line in the text forms of topology and plan.
 */
#ifndef KDP_KDUMP_PREP_WATCHDOG_H
#define KDP_KDUMP_PREP_WATCHDOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/json.h"
#include "kdump-prep/names.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/text.h"
#include "kdump-prep/topology.h"

extern const struct kdp_name kdp_watchdog_names[]; /* kdp_watchdog_kind */

/**
 * kdp_watchdog_parse() - find a watchdog in a function's configuration space
 * @function: address and ids are taken from it
 * @data: configuration space, from its first byte
 * @ret: written only when there is one; no time is set
 *
 * Return: whether it is a known watchdog that firmware has given its
 * addresses; one that it has not is none.
 */
bool kdp_watchdog_parse(const struct kdp_pci_function *function,
			const uint8_t *data, size_t size,
			struct kdp_watchdog *ret);

/**
 * kdp_watchdog_discover() - list the watchdogs among the functions
 * @topology: functions are there; the list is added, i6300ESB first
 */
KDP_MUST_CHECK
struct kdp_error *kdp_watchdog_discover(const struct kdp_sysroot *root,
					struct kdp_topology *topology);

/*
 * An element of a table of facts.h; @from and @ret are a struct kdp_watchdog:
 * "KIND SSSS:BB:DD.F vendor N device N base N no-reboot N mask N smi-en N
 * ms N" behind the word that names the line.
 */
void kdp_print_watchdog(FILE *file, const void *from);
KDP_MUST_CHECK
struct kdp_error *kdp_parse_watchdog(struct kdp_text *text, void *ret);

/** kdp_json_watchdogs() - the list as member "watchdogs" */
void kdp_json_watchdogs(struct kdp_json *json,
			const struct kdp_watchdog *watchdog, size_t count);

#endif
