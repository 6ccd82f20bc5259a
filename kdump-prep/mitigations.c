// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mitigations.c - what a loaded image has of what rules ask for; see rules.h.
 */
#include <stdio.h>
#include <string.h>

#include "kdump-prep/cmdline.h"
#include "kdump-prep/json.h"
#include "kdump-prep/rules.h"

unsigned int kdp_mitigations_of_image(enum kdp_way way,
				      unsigned int protections,
				      const char *entered)
{
	unsigned int bits = 0;

	/* A wrapped kernel's stage runs behind the kernel's own purgatory. */
	if (way == KDP_WAY_PURGATORY && protections & KDP_PROTECT_PURGATORY)
		bits |= KDP_MITIGATION_PURGATORY;
	if (protections & KDP_PROTECT_QUIESCE)
		bits |= KDP_MITIGATION_QUIESCE;
	if (entered && strncmp(entered, "as vmlinux", 10) == 0)
		bits |= KDP_MITIGATION_UNPACKED;
	return bits;
}

/* Whether a word has the value 0 or 1. */
static bool is_one(const char *cmdline, const char *name)
{
	const char *value = kdp_cmdline_value(cmdline, name);

	return value && (value[0] == '0' || value[0] == '1') &&
	       (value[1] == '\0' || strchr(" \t\n\"", value[1]));
}

unsigned int kdp_mitigations_of_cmdline(const char *cmdline)
{
	unsigned int bits = 0;
	const char *value;

	if (is_one(cmdline, "nr_cpus") || is_one(cmdline, "maxcpus") ||
	    kdp_cmdline_value(cmdline, "nosmp") ||
	    kdp_cmdline_value(cmdline, "disable_cpu_apicid"))
		bits |= KDP_MITIGATION_ONE_CPU;
	value = kdp_cmdline_value(cmdline, "panic");
	/* panic=0 waits for ever. */
	if (value && *value != '0' && *value != '\0')
		bits |= KDP_MITIGATION_PANIC;
	value = kdp_cmdline_value(cmdline, "apic_extnmi");
	if (value && strncmp(value, "none", 4) == 0)
		bits |= KDP_MITIGATION_EXTNMI;
	value = kdp_cmdline_value(cmdline, "pcie_ports");
	if (value && strncmp(value, "compat", 6) == 0)
		bits |= KDP_MITIGATION_PCIE_PORTS;
	return bits;
}

void kdp_mitigations_print(unsigned int bits)
{
	const struct kdp_name *name;
	size_t i;

	for (name = kdp_mitigation_names; name->name; name++) {
		if (!(bits & name->number))
			continue;
		printf("mitigation %-10s of", name->name);
		for (i = 0; i < kdp_rule_count; i++)
			if (kdp_rules[i].mitigation & name->number)
				printf(" %s", kdp_rules[i].id);
		printf("\n");
	}
}

void kdp_mitigations_json(unsigned int bits, struct kdp_json *json)
{
	struct kdp_json array, one, rules;
	const struct kdp_name *name;
	size_t i;

	kdp_json_array(&array);
	for (name = kdp_mitigation_names; name->name; name++) {
		if (!(bits & name->number))
			continue;
		kdp_json_object(&one);
		kdp_json_string(&one, "mitigation", name->name);
		kdp_json_array(&rules);
		for (i = 0; i < kdp_rule_count; i++)
			if (kdp_rules[i].mitigation & name->number)
				kdp_json_string(&rules, NULL, kdp_rules[i].id);
		kdp_json_member(&one, "of", &rules);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "mitigations", &array);
}
