// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * table_json.c - IO-APICs, HPETs, ECAM windows and PCI functions as
 * JSON.
 */
#include "kdump-prep/table_json.h"

#include <stdio.h>

#include "kdump-prep/table_text.h"

void kdp_json_ioapics(struct kdp_json *json, const struct kdp_ioapic *ioapic,
		      size_t count)
{
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < count; i++) {
		kdp_json_object(&one);
		kdp_json_hex(&one, "address", ioapic[i].addr);
		kdp_json_number(&one, "id", ioapic[i].id);
		kdp_json_number(&one, "gsi", ioapic[i].gsi_base);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "ioapics", &array);
}

void kdp_json_hpets(struct kdp_json *json, const struct kdp_hpet *hpet,
		    size_t count)
{
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < count; i++) {
		kdp_json_object(&one);
		kdp_json_hex(&one, "address", hpet[i].addr);
		kdp_json_number(&one, "id", hpet[i].id);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "hpets", &array);
}

void kdp_json_ecams(struct kdp_json *json, const struct kdp_ecam *ecam,
		    size_t count)
{
	struct kdp_json array, one;
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < count; i++) {
		kdp_json_object(&one);
		kdp_json_hex(&one, "address", ecam[i].addr);
		kdp_json_hex(&one, "segment", ecam[i].segment);
		kdp_json_hex(&one, "first_bus", ecam[i].bus_start);
		kdp_json_hex(&one, "last_bus", ecam[i].bus_end);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "ecams", &array);
}

void kdp_json_function(struct kdp_json *json,
		       const struct kdp_pci_function *function)
{
	char address[16];

	snprintf(address, sizeof(address), "%04x:%02x:%02x.%x",
		 function->segment, function->bus, function->devfn >> 3,
		 function->devfn & 7);
	kdp_json_string(json, "address", address);
	kdp_json_hex(json, "vendor", function->vendor);
	kdp_json_hex(json, "device", function->device);
	kdp_json_hex(json, "msi", function->msi);
	kdp_json_hex(json, "msix", function->msix);
	kdp_json_flags(json, "flags", kdp_function_flag_names,
		       function->flags);
}
