/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table_json.h - the members that the JSON forms of topology and plan share.
 */
#ifndef KDP_KDUMP_PREP_TABLE_JSON_H
#define KDP_KDUMP_PREP_TABLE_JSON_H

#include <stddef.h>

#include "kdump-prep/json.h"
#include "purgatory/kdp_abi.h"

/** kdp_json_ioapics() - add member "ioapics" */
void kdp_json_ioapics(struct kdp_json *json, const struct kdp_ioapic *ioapic,
		      size_t count);

/** kdp_json_hpets() - add member "hpets" */
void kdp_json_hpets(struct kdp_json *json, const struct kdp_hpet *hpet,
		    size_t count);

/** kdp_json_ecams() - add member "ecams" */
void kdp_json_ecams(struct kdp_json *json, const struct kdp_ecam *ecam,
		    size_t count);

/** kdp_json_function() - add what describes a PCI function */
void kdp_json_function(struct kdp_json *json,
		       const struct kdp_pci_function *function);

#endif
