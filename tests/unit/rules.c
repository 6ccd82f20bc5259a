// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of every rule of the table that it can fire and can be silent: for
 * want of a trait, by a trait that rules it out, by version, by the presence of
 * the fix, by a kernel option, by a device, and by what makes up for it; that
 * versions that do not tell give "unknown"; and that the table is sound.
 */
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/rules.h"
#include "tests/tap.h"

/* A kernel that no rule with an end affects. */
#define NEWEST KDP_KERNEL(99, 0, 0)

static struct kdp_topology_function function;
static char config[128];

/* A range whose kernels are affected for certain, else any. */
static const struct kdp_kernel_range *range_of(const struct kdp_rule *rule)
{
	size_t i;

	for (i = 0; i < KDP_RULE_RANGES && rule->affected[i].until; i++)
		if (!rule->affected[i].maybe)
			return &rule->affected[i];
	return &rule->affected[0];
}

static uint64_t last_of(const struct kdp_kernel_range *range)
{
	return range->until == KDP_KERNEL_ALL ? NEWEST : range->until - 1;
}

/* A machine on which the rule has every reason to fire. */
static struct kdp_rule_facts affected_machine(const struct kdp_rule *rule)
{
	struct kdp_rule_facts facts = {
		.kernel = {.release = "test"},
		.traits = rule->when,
		.armed = true,
		.symbols_known = true,
		.config = config,
		.function = &function,
		.function_count = 1,
	};

	facts.kernel.number = last_of(range_of(rule));
	function.pci.vendor = rule->pci.vendor;
	function.pci.device = rule->pci.device[0];
	function.class_code = (uint32_t)rule->pci.base_class << 16;
	snprintf(config, sizeof(config), "CONFIG_A=y\n%s=y\n",
		 rule->config ? rule->config : "CONFIG_B");
	return facts;
}

/* The result of a rule, or -1 where it has nothing to say. */
static int judge(const struct kdp_rule *rule,
		 const struct kdp_rule_facts *facts)
{
	struct kdp_findings list = {0};
	int result = -1;

	kdp_rule_judge((size_t)(rule - kdp_rules), facts, &list);
	if (list.count == 1) {
		TAP_STR(list.finding[0].id, rule->id);
		TAP_CHECK(list.finding[0].rule == rule);
		TAP_CHECK(strstr(list.finding[0].why, rule->text));
		result = (int)list.finding[0].result;
	} else {
		TAP_EQ(list.count, 0);
	}
	kdp_findings_deinit(&list);
	return result;
}

static bool is_silent(int result)
{
	return result == -1 || result == KDP_FINDING_OK;
}

static void check(const struct kdp_rule *rule, int found, int expected,
		  const char *what)
{
	if (expected == KDP_FINDING_OK ? is_silent(found) : found == expected)
		return;
	printf("# %s: %s: %d, expected %d\n", rule->id, what, found, expected);
	tap_function_bad++;
}

static void fires(const struct kdp_rule *rule,
		  struct kdp_rule_facts *facts)
{
	int expected;

	expected = (int)rule->result;
	if (range_of(rule)->maybe && !rule->decisive)
		expected = KDP_FINDING_UNKNOWN;
	check(rule, judge(rule, facts), expected, "fires");
	facts->config = NULL;
	check(rule, judge(rule, facts), expected,
	      "fires where the options are not known");
	facts->armed = false;
	facts->mitigations = rule->mitigation;
	check(rule, judge(rule, facts), expected,
	      "fires where nothing is loaded");
}

static void fires_at_both_ends(const struct kdp_rule *rule,
			       struct kdp_rule_facts *facts)
{
	const struct kdp_kernel_range *range;
	size_t n;
	int found;

	for (n = 0; n < KDP_RULE_RANGES && rule->affected[n].until; n++) {
		range = &rule->affected[n];
		facts->kernel.number = range->from ? range->from : 1;
		found = judge(rule, facts);
		TAP_CHECK(!is_silent(found));
		facts->kernel.number = last_of(range);
		found = judge(rule, facts);
		TAP_CHECK(!is_silent(found));
	}
}

static void is_silent_by_version(const struct kdp_rule *rule,
				 struct kdp_rule_facts *facts)
{
	uint64_t end;
	size_t n;

	for (n = 0; n < KDP_RULE_RANGES && rule->affected[n].until; n++) {
		end = rule->affected[n].until;
		if (end == KDP_KERNEL_ALL ||
		    end == rule->affected[n + 1].from)
			continue;
		facts->kernel.number = end;
		check(rule, judge(rule, facts), KDP_FINDING_OK,
		      "fixed in");
	}
	if (rule->affected[0].from) {
		facts->kernel.number = rule->affected[0].from - 1;
		check(rule, judge(rule, facts), KDP_FINDING_OK,
		      "not there before");
	}
}

static void is_silent_without_traits(const struct kdp_rule *rule,
				     struct kdp_rule_facts *facts)
{
	unsigned int bit;

	for (bit = 1; bit; bit <<= 1) {
		facts->traits = rule->when;
		if (rule->when & bit)
			facts->traits &= ~bit;
		else if (rule->unless & bit)
			facts->traits |= bit;
		else
			continue;
		TAP_EQ(judge(rule, facts), -1);
	}
}

static void is_silent_without_hardware(const struct kdp_rule *rule,
				       struct kdp_rule_facts *facts)
{
	if (rule->config) {
		snprintf(config, sizeof(config),
			 "# %s is not set\nX%s=y\n%s_2=y\n%s=n\n",
			 rule->config, rule->config, rule->config,
			 rule->config);
		TAP_EQ(judge(rule, facts), -1);
	}
	if (!rule->pci.vendor)
		return;
	function.pci.vendor ^= 1;
	TAP_EQ(judge(rule, facts), -1);
	function.pci.vendor ^= 1;
	function.class_code ^= 1 << 16;
	if (rule->pci.base_class)
		TAP_EQ(judge(rule, facts), -1);
	function.pci.device ^= 0x8000;
	if (rule->pci.device[0])
		TAP_EQ(judge(rule, facts), -1);
}

static void is_silent_where_made_up_for(const struct kdp_rule *rule,
					struct kdp_rule_facts *facts)
{
	unsigned int bit;

	for (bit = 1; bit; bit <<= 1) {
		if (!(rule->mitigation & bit))
			continue;
		facts->mitigations = bit;
		facts->not_known = 0;
		check(rule, judge(rule, facts), KDP_FINDING_OK,
		      "made up for");
		facts->mitigations = 0;
		facts->not_known = bit;
		check(rule, judge(rule, facts), KDP_FINDING_UNKNOWN,
		      "it is not known what is loaded");
	}
	facts->mitigations = ~rule->mitigation;
	facts->not_known = 0;
	TAP_CHECK(!is_silent(judge(rule, facts)));
}

static void presence_beats_version(const struct kdp_rule *rule,
				   struct kdp_rule_facts *facts)
{
	if (!rule->symbol)
		return;
	facts->symbols = (uint64_t)1 << (rule - kdp_rules);
	check(rule, judge(rule, facts), KDP_FINDING_OK,
	      "the fix is there");
	facts->symbols = ~facts->symbols;
	TAP_CHECK(!is_silent(judge(rule, facts)));
	/* What was not read says nothing. */
	facts->symbols = (uint64_t)1 << (rule - kdp_rules);
	facts->symbols_known = false;
	TAP_CHECK(!is_silent(judge(rule, facts)));
	/* A vendor's kernel, whose version says nothing. */
	facts->symbols = 0;
	facts->symbols_known = true;
	facts->kernel.backports = true;
	check(rule, judge(rule, facts),
	      rule->decisive ? (int)rule->result : KDP_FINDING_UNKNOWN,
	      "the fix is not there");
}

static void vague_version_is_unknown(const struct kdp_rule *rule,
				     struct kdp_rule_facts *facts)
{
	if (rule->decisive || range_of(rule)->until == KDP_KERNEL_ALL)
		return;
	facts->kernel.backports = true;
	check(rule, judge(rule, facts), KDP_FINDING_UNKNOWN,
	      "backports");
	facts->kernel.backports = false;
	facts->kernel.number = 0;
	check(rule, judge(rule, facts), KDP_FINDING_UNKNOWN,
	      "no version");
}

static bool is_lower_hex(const char *text)
{
	return strspn(text, "0123456789abcdef") == strlen(text);
}

static void the_table_is_sound(void)
{
	const struct kdp_kernel_range *range;
	const struct kdp_rule *rule;
	size_t i, n;

	TAP_CHECK(kdp_rule_count <= 64);
	for (i = 0; i < kdp_rule_count; i++) {
		rule = &kdp_rules[i];
		TAP_CHECK(rule->id && strlen(rule->id) <= 24);
		for (n = 0; n < i; n++)
			TAP_CHECK(strcmp(rule->id, kdp_rules[n].id) != 0);
		TAP_CHECK(rule->result > KDP_FINDING_OK);
		TAP_CHECK(rule->text && *rule->text && rule->advice);
		TAP_CHECK(!(rule->when & rule->unless));
		TAP_CHECK(!rule->decisive || rule->symbol);
		TAP_CHECK(rule->affected[0].until);
		for (n = 0; n < KDP_RULE_RANGES && rule->affected[n].until;
		     n++) {
			range = &rule->affected[n];
			TAP_CHECK(range->from < range->until);
			TAP_CHECK(!n || range->from >= range[-1].until);
		}
		/* A fix is named whole, or what is not known of it is said. */
		TAP_CHECK(!rule->commit || (rule->subject && rule->release &&
					    strlen(rule->commit) == 12 &&
					    is_lower_hex(rule->commit)));
		if (last_of(&rule->affected[0]) != NEWEST && !rule->commit)
			TAP_CHECK(rule->unverified);
	}
}

/* Each rule on the machine that it affects. */
static void each(void (*test)(const struct kdp_rule *rule,
			      struct kdp_rule_facts *facts))
{
	struct kdp_rule_facts facts;
	size_t i;

	for (i = 0; i < kdp_rule_count; i++) {
		facts = affected_machine(&kdp_rules[i]);
		test(&kdp_rules[i], &facts);
	}
}

#define EACH_RULE(name, test)		\
	static void name(void)		\
	{				\
		each(test);		\
	}

EACH_RULE(every_rule_can_fire, fires)
EACH_RULE(every_rule_fires_from_the_first_kernel_to_the_last,
	  fires_at_both_ends)
EACH_RULE(every_rule_is_silent_by_version, is_silent_by_version)
EACH_RULE(every_rule_is_silent_without_its_traits, is_silent_without_traits)
EACH_RULE(every_rule_is_silent_without_its_option_or_device,
	  is_silent_without_hardware)
EACH_RULE(every_rule_is_silent_where_it_is_made_up_for,
	  is_silent_where_made_up_for)
EACH_RULE(presence_comes_before_version, presence_beats_version)
EACH_RULE(a_version_that_does_not_tell_is_unknown, vague_version_is_unknown)

int main(void)
{
	TAP_RUN(the_table_is_sound);
	TAP_RUN(every_rule_can_fire);
	TAP_RUN(every_rule_fires_from_the_first_kernel_to_the_last);
	TAP_RUN(every_rule_is_silent_by_version);
	TAP_RUN(every_rule_is_silent_without_its_traits);
	TAP_RUN(every_rule_is_silent_without_its_option_or_device);
	TAP_RUN(every_rule_is_silent_where_it_is_made_up_for);
	TAP_RUN(presence_comes_before_version);
	TAP_RUN(a_version_that_does_not_tell_is_unknown);
	return tap_done();
}
