// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/cmdline.c: words are put before "--" and behind
 * everything else, quoted blanks and dashes end nothing, and a memory map
 * becomes whole KiB, RAM inwards and tables outwards; each default is added
 * where it is right and the caller has no word of its name, and the last ones
 * give way to the kernel's limit; the boot CPU is found in /proc/cpuinfo.
 */
#include "kdump-prep/cmdline.h"

#include <stdlib.h>

#include "tests/tap.h"

static void expect_insert(const char *line, const char *words,
			  const char *expected)
{
	char *found = NULL;
	struct kdp_error *err = kdp_cmdline_insert(line, words, &found);

	TAP_CHECK(!err);
	TAP_STR(found, expected);
	kdp_error_destroy(err);
	free(found);
}

static void words_are_put_behind_the_line(void)
{
	expect_insert("", "a=1", "a=1");
	expect_insert("root=x", "a=1", "root=x a=1");
	expect_insert("root=x ", "a=1", "root=x a=1");
	expect_insert("root=x", "", "root=x");
	expect_insert("", "", "");
}

static void words_are_put_before_the_dashes(void)
{
	expect_insert("root=x -- single", "a=1", "root=x a=1 -- single");
	expect_insert("-- single", "a=1", "a=1 -- single");
	expect_insert("root=x --", "a=1", "root=x a=1 --");
	expect_insert("root=x  --", "", "root=x --");
}

static void other_dashes_end_nothing(void)
{
	expect_insert("a=-- b", "c", "a=-- b c");
	expect_insert("--x b", "c", "--x b c");
	expect_insert("a=\"x -- y\" b", "c", "a=\"x -- y\" b c");
	expect_insert("\"x -- y", "c", "\"x -- y c");
}

static void memory_map_is_whole_kibibytes(void)
{
	struct kdp_range range[] = {
		{ 0x1000, 0x9fbff, KDP_RANGE_RAM },
		{ 0x9fc00, 0x9ffff, KDP_RANGE_RESERVED },
		{ 0x100000, 0x100fff, KDP_RANGE_RAM },
		{ 0x200001, 0x2ffffe, KDP_RANGE_RAM },
		{ 0x7ffe0001, 0x7ffe0fff, KDP_RANGE_ACPI },
		{ 0x7fff0000, 0x7fff0400, KDP_RANGE_NVS },
	};
	struct kdp_ranges e820 = { range, 6, 6 };
	struct kdp_error *err;
	char *text = NULL;

	err = kdp_cmdline_memmap(&e820, &text);
	TAP_CHECK(!err);
	TAP_STR(text,
		"memmap=exactmap memmap=635K@4K memmap=1022K@2049K memmap=4K#2097024K memmap=2K#2097088K");
	kdp_error_destroy(err);
	free(text);
}

/* What is in the line, with these facts. */
static struct kdp_cmdline_word word[KDP_CMDLINE_DEFAULTS];

static void expect_build(const char *line, size_t room,
			 struct kdp_cmdline_policy policy, const char *release,
			 const char *expected)
{
	const struct kdp_cmdline_facts facts = { release, 4, false };
	struct kdp_error *err;
	char *found = NULL;

	err = kdp_cmdline_build(line, room, &policy, &facts, word, &found);
	TAP_CHECK(!err);
	TAP_STR(found, expected);
	kdp_error_destroy(err);
	free(found);
}

static const struct kdp_cmdline_policy all = { .set = KDP_CMDLINE_ALL };
static const struct kdp_cmdline_policy safe = { .set = KDP_CMDLINE_SAFE };

static void defaults_are_added_in_order(void)
{
	expect_build("", 2047, all, "6.1.0",
		     "nr_cpus=1 reset_devices apic_extnmi=none panic=10 acpi_no_memhotplug hest_disable cgroup_disable=memory");
	expect_build("a -- b", 2047, safe, "6.1.0",
		     "a apic_extnmi=none disable_cpu_apicid=4 panic=10 acpi_no_memhotplug -- b");
	expect_build("a", 2047,
		     (struct kdp_cmdline_policy){ .set = KDP_CMDLINE_NONE },
		     "6.1.0", "a");
}

static void callers_words_win(void)
{
	expect_build("panic=0 hest-disable \"cgroup_disable=cpu x\" nr_cpus=2",
		     2047, all, "6.12.1",
		     "panic=0 hest-disable \"cgroup_disable=cpu x\" nr_cpus=2 reset_devices apic_extnmi=none acpi_no_memhotplug");
	TAP_EQ(word[KDP_CMDLINE_PANIC].fate, KDP_CMDLINE_GIVEN);
	TAP_EQ(word[KDP_CMDLINE_HEST].fate, KDP_CMDLINE_GIVEN);
	expect_build("mce=off", 2047, safe, "6.12.1",
		     "mce=off apic_extnmi=none panic=10 acpi_no_memhotplug");
	TAP_EQ(word[KDP_CMDLINE_MCE].fate, KDP_CMDLINE_GIVEN);
}

static void like_names_are_others(void)
{
	expect_build("panic_on_oops=1 a.panic=3 -- panic=0 apic_extnmi", 2047,
		     safe, "6.12.1",
		     "panic_on_oops=1 a.panic=3 apic_extnmi=none panic=10 acpi_no_memhotplug -- panic=0 apic_extnmi");
	expect_build("x=\"a panic=3\"", 2047, safe, "6.12.1",
		     "x=\"a panic=3\" apic_extnmi=none panic=10 acpi_no_memhotplug");
}

static void boot_cpu_is_disabled_where_it_could_be_woken(void)
{
	static const struct {
		const char *line;
		const char *release;
		bool added;
	} sample[] = {
		{ "nr_cpus=8", "6.1.0", true },
		{ "nr_cpus=8", "6.8.12", true },
		{ "nr_cpus=8", "6.9.0", false },
		{ "nr_cpus=8", "7.2", false },
		{ "nr_cpus=8", "3.13.0", false },
		{ "nr_cpus=8", "", false },
		{ "nr_cpus=1", "6.1.0", false },
		{ "nr_cpus=8 maxcpus=1", "6.1.0", false },
		{ "nr_cpus=10", "6.1.0", true },
		{ "nosmp", "6.1.0", false },
		{ "", "6.1.0", false },
	};
	const struct kdp_cmdline_facts unknown = { "6.1.0", -1, false };
	struct kdp_error *err;
	char *found = NULL;
	size_t i;

	for (i = 0; i < sizeof(sample) / sizeof(sample[0]); i++) {
		const struct kdp_cmdline_facts facts = { sample[i].release, 4,
							 false };

		err = kdp_cmdline_build(sample[i].line, 2047, &all, &facts,
					word, &found);
		TAP_CHECK(!err);
		TAP_EQ(word[KDP_CMDLINE_DISABLE_APICID].fate,
		       sample[i].added ? KDP_CMDLINE_ADDED :
					 KDP_CMDLINE_UNNEEDED);
		kdp_error_destroy(err);
		free(found);
		found = NULL;
	}
	err = kdp_cmdline_build("nr_cpus=2", 2047, &all, &unknown, word,
				&found);
	TAP_CHECK(!err);
	TAP_EQ(word[KDP_CMDLINE_DISABLE_APICID].fate, KDP_CMDLINE_UNNEEDED);
	kdp_error_destroy(err);
	free(found);
}

static void many_functions_leave_vectors_to_the_dump(void)
{
	const struct kdp_cmdline_facts many = { "6.1.0", 0, true };
	struct kdp_error *err;
	char *found = NULL;

	err = kdp_cmdline_build("", 2047, &all, &many, word, &found);
	TAP_CHECK(!err);
	TAP_EQ(word[KDP_CMDLINE_PCIE_PORTS].fate, KDP_CMDLINE_ADDED);
	TAP_CHECK(found && strstr(found, " pcie_ports=compat"));
	kdp_error_destroy(err);
	free(found);
	found = NULL;
	err = kdp_cmdline_build("nr_cpus=4", 2047, &all, &many, word, &found);
	TAP_CHECK(!err);
	TAP_EQ(word[KDP_CMDLINE_PCIE_PORTS].fate, KDP_CMDLINE_UNNEEDED);
	kdp_error_destroy(err);
	free(found);
}

static void last_defaults_give_way(void)
{
	expect_build("abcdef", 30, all, "6.1.0",
		     "abcdef nr_cpus=1 reset_devices");
	TAP_EQ(word[KDP_CMDLINE_CGROUP].fate, KDP_CMDLINE_NO_ROOM);
	expect_build("abcdef", 29, all, "6.1.0", "abcdef nr_cpus=1");
	expect_build("abcdef", 6, all, "6.1.0", "abcdef");
	expect_build("abcdef", 0, all, "6.1.0", "abcdef");
}

static void defaults_are_switched_off_by_name(void)
{
	struct kdp_cmdline_policy policy = all;

	TAP_CHECK(!kdp_cmdline_off_parse(&policy, "nr_cpus,hest-disable"));
	TAP_CHECK(!kdp_cmdline_off_parse(&policy, "panic"));
	expect_build("", 2047, policy, "6.9.0",
		     "reset_devices apic_extnmi=none acpi_no_memhotplug cgroup_disable=memory");
	TAP_EQ(word[KDP_CMDLINE_PANIC].fate, KDP_CMDLINE_OFF);
}

static void expect_refused(const char *text)
{
	struct kdp_cmdline_policy policy = all;
	struct kdp_error *err = kdp_cmdline_off_parse(&policy, text);

	TAP_CHECK(err && err->code == KDP_ERROR_USAGE);
	kdp_error_destroy(err);
}

static void unknown_names_are_refused(void)
{
	struct kdp_cmdline_policy policy = all;
	struct kdp_error *err = kdp_cmdline_set_parse(&policy, "some");

	TAP_CHECK(err && err->code == KDP_ERROR_USAGE);
	kdp_error_destroy(err);
	TAP_CHECK(!kdp_cmdline_set_parse(&policy, "none"));
	TAP_EQ(policy.set, KDP_CMDLINE_NONE);
	expect_refused("");
	expect_refused("panic,");
	expect_refused("panics");
	expect_refused("mce");
	expect_refused("pani");
}

static int64_t apicid(const char *text)
{
	return kdp_cmdline_boot_apicid(text, strlen(text));
}

static void boot_cpu_is_found(void)
{
	TAP_EQ(apicid("processor\t: 0\napicid\t: 1\ninitial apicid\t: 16\n\nprocessor\t: 1\ninitial apicid\t: 17\n"),
	       16);
	TAP_EQ(apicid("processor\t: 1\ninitial apicid\t: 1\n"), -1);
	TAP_EQ(apicid("processor\t: 0\n\nprocessor\t: 1\ninitial apicid\t: 1\n"),
	       -1);
	TAP_EQ(apicid("processor\t: 0\ninitial apicid\t: x\n"), -1);
	TAP_EQ(apicid("processor\t: 0\ninitial apicid\t: 4294967295\n"),
	       -1);
	TAP_EQ(apicid("processor\n\ninitial apicid\n"), -1);
	TAP_EQ(apicid(""), -1);
}

static void root_is_a_tmpfs_unless_one_is_named(void)
{
	TAP_CHECK(kdp_cmdline_root_is_tmpfs(""));
	TAP_CHECK(kdp_cmdline_root_is_tmpfs("quiet rootflags=x -- root=/dev/a"));
	TAP_CHECK(kdp_cmdline_root_is_tmpfs("root=/dev/a root= quiet"));
	TAP_CHECK(kdp_cmdline_root_is_tmpfs("root=/dev/a rootfstype=x,tmpfs"));
	TAP_CHECK(!kdp_cmdline_root_is_tmpfs("quiet root=/dev/a"));
	TAP_CHECK(!kdp_cmdline_root_is_tmpfs("rootfstype=ramfs tmpfs"));
	TAP_CHECK(!kdp_cmdline_root_is_tmpfs("root= rootfstype=ext4"));
	TAP_CHECK(!kdp_cmdline_root_is_tmpfs("initramfs_options=size=90%"));
}

static void expect_reused(const char *text, const char *expected)
{
	char line[128];

	snprintf(line, sizeof(line), "%s", text);
	kdp_cmdline_reused(line);
	TAP_STR(line, expected);
}

static void reused_line_loses_what_was_for_the_first_kernel(void)
{
	expect_reused("BOOT_IMAGE=/x root=/y crashkernel=1G,high crashkernel=64M,low quiet\n",
		      "root=/y quiet");
	expect_reused("a=\"crashkernel=1 b\"  c", "a=\"crashkernel=1 b\" c");
	expect_reused("crashkernel=1G", "");
	expect_reused("\n", "");
	expect_reused("a \"b", "a \"b");
}

int main(void)
{
	TAP_RUN(defaults_are_added_in_order);
	TAP_RUN(callers_words_win);
	TAP_RUN(like_names_are_others);
	TAP_RUN(boot_cpu_is_disabled_where_it_could_be_woken);
	TAP_RUN(many_functions_leave_vectors_to_the_dump);
	TAP_RUN(last_defaults_give_way);
	TAP_RUN(defaults_are_switched_off_by_name);
	TAP_RUN(unknown_names_are_refused);
	TAP_RUN(boot_cpu_is_found);
	TAP_RUN(root_is_a_tmpfs_unless_one_is_named);
	TAP_RUN(reused_line_loses_what_was_for_the_first_kernel);
	TAP_RUN(words_are_put_behind_the_line);
	TAP_RUN(words_are_put_before_the_dashes);
	TAP_RUN(other_dashes_end_nothing);
	TAP_RUN(memory_map_is_whole_kibibytes);
	return tap_done();
}
