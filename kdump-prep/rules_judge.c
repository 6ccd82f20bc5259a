// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rules_judge.c - applies a rule to a machine; see rules.h.
 */
#include "kdump-prep/rules.h"

#include <stdio.h>
#include <string.h>

/* What the kernel is by presence of the fix, else by its version. */
enum affected {
	AFFECTED_NO,
	AFFECTED_MAYBE,
	AFFECTED_YES,
};

bool kdp_config_has(const char *config, const char *option)
{
	size_t length = strlen(option);
	const char *at = config;

	while ((at = strstr(at, option))) {
		if ((at == config || at[-1] == '\n') && at[length] == '=' &&
		    (at[length + 1] == 'y' || at[length + 1] == 'm'))
			return true;
		at += length;
	}
	return false;
}

static bool has_device(const struct kdp_rule *rule,
		       const struct kdp_rule_facts *facts)
{
	const struct kdp_topology_function *function;
	size_t i, n;

	for (i = 0; i < facts->function_count; i++) {
		function = &facts->function[i];
		if (function->pci.vendor != rule->pci.vendor ||
		    (rule->pci.base_class &&
		     function->class_code >> 16 != rule->pci.base_class))
			continue;
		if (!rule->pci.device[0])
			return true;
		for (n = 0; n < KDP_RULE_DEVICES && rule->pci.device[n]; n++)
			if (function->pci.device == rule->pci.device[n])
				return true;
	}
	return false;
}

static bool applies(const struct kdp_rule *rule,
		    const struct kdp_rule_facts *facts)
{
	if ((facts->traits & rule->when) != rule->when ||
	    (facts->traits & rule->unless))
		return false;
	if (rule->config && facts->config &&
	    !kdp_config_has(facts->config, rule->config))
		return false;
	return !rule->pci.vendor || has_device(rule, facts);
}

static enum affected by_version(const struct kdp_rule *rule,
				const struct kdp_kernel_version *kernel)
{
	const struct kdp_kernel_range *range;
	size_t i;

	for (i = 0; i < KDP_RULE_RANGES && rule->affected[i].until; i++) {
		range = &rule->affected[i];
		/* True of every kernel, known or not. */
		if (!range->from && range->until == KDP_KERNEL_ALL)
			return AFFECTED_YES;
		if (!kernel->number)
			return AFFECTED_MAYBE;
		if (kernel->number < range->from ||
		    kernel->number >= range->until)
			continue;
		return range->maybe || kernel->backports ? AFFECTED_MAYBE
							 : AFFECTED_YES;
	}
	return AFFECTED_NO;
}

static void add(struct kdp_findings *list, const struct kdp_rule *rule,
		enum kdp_finding_result result, const char *before_text,
		const char *after_text)
{
	const size_t before = list->count;

	kdp_findings_add(list, rule->id, result, rule->advice, "%s%s%s",
			 before_text, rule->text, after_text);
	if (list->count > before)
		list->finding[before].rule = rule;
}

/* The first mitigation of @bits, in words. */
static const char *mitigation_of(unsigned int bits)
{
	const struct kdp_name *name;

	for (name = kdp_mitigation_names; name->name; name++)
		if (bits & name->number)
			return name->meaning;
	return "";
}

static void judge_affected(const struct kdp_rule *rule,
			   const struct kdp_rule_facts *facts,
			   struct kdp_findings *list)
{
	char by[256];

	if (facts->armed && rule->mitigation & facts->mitigations) {
		snprintf(by, sizeof(by), "made up for by %s: ",
			 mitigation_of(rule->mitigation & facts->mitigations));
		add(list, rule, KDP_FINDING_OK, by, "");
		return;
	}
	if (facts->armed && rule->mitigation & facts->not_known) {
		add(list, rule, KDP_FINDING_UNKNOWN, "",
		    "; whether the loaded image makes up for it is not known");
		return;
	}
	add(list, rule, rule->result, "", "");
}

void kdp_rule_judge(size_t index, const struct kdp_rule_facts *facts,
		    struct kdp_findings *list)
{
	const struct kdp_rule *rule = &kdp_rules[index];
	enum affected affected;

	if (!applies(rule, facts))
		return;
	affected = by_version(rule, &facts->kernel);
	if (rule->symbol && facts->symbols_known) {
		if (facts->symbols >> index & 1)
			affected = AFFECTED_NO;
		else if (rule->decisive && affected == AFFECTED_MAYBE)
			affected = AFFECTED_YES;
	}
	switch (affected) {
	case AFFECTED_NO:
		/* Only of the kernel it is worth to say that it has a fix. */
		if (rule->commit)
			add(list, rule, KDP_FINDING_OK, "not affected: ", "");
		break;
	case AFFECTED_MAYBE:
		if (facts->armed && rule->mitigation & facts->mitigations)
			judge_affected(rule, facts, list);
		else
			add(list, rule, KDP_FINDING_UNKNOWN, "",
			    "; whether this kernel has the fix its version does not tell");
		break;
	case AFFECTED_YES:
		judge_affected(rule, facts, list);
		break;
	}
}
