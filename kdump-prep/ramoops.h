/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ramoops.h - persistent RAM that the host keeps for its kernel's last words.
 */
#ifndef KDP_KDUMP_PREP_RAMOOPS_H
#define KDP_KDUMP_PREP_RAMOOPS_H

#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/json.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/text.h"
#include "kdump-prep/topology.h"

/**
 * kdp_ramoops_discover() - find the dump zones of ramoops
 * @ret: zone_count 0 where ramoops has none, or is not loaded
 *
 * Error: the parameters contradict each other.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_ramoops_discover(const struct kdp_sysroot *root,
				       struct kdp_ramoops *ret);

/* "ADDRESS zone-size N zones N ecc N" behind the word that names the line. */
void kdp_print_ramoops(FILE *file, const struct kdp_ramoops *ramoops);
KDP_MUST_CHECK
struct kdp_error *kdp_parse_ramoops(struct kdp_text *text,
				    struct kdp_ramoops *ret);

/** kdp_json_ramoops() - the same as member "ramoops"; none: left out */
void kdp_json_ramoops(struct kdp_json *json, const struct kdp_ramoops *ramoops);

#endif
