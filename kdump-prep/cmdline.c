// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmdline.c - composes the command line of the second kernel; see cmdline.h.
 */
#include "kdump-prep/cmdline.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/bzimage.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/text.h"

#define BLANKS " \t\n"

/* RAM that is not worth a word. */
#define MEMMAP_MIN ((uint64_t)100 << 10)

/* The word at @from, which is no blank; up to the next one or the end. */
static size_t word_length(const char *from)
{
	bool quoted = false;
	size_t length;

	for (length = 0; from[length] != '\0'; length++) {
		if (from[length] == '"')
			quoted = !quoted;
		else if (!quoted && strchr(BLANKS, from[length]))
			break;
	}
	return length;
}

/* Where the word "--" is, or the end. */
static size_t kernel_part(const char *line)
{
	const char *word = line + strspn(line, BLANKS);
	size_t length;

	for (; *word != '\0'; word += length + strspn(word + length, BLANKS)) {
		length = word_length(word);
		if (length == 2 && memcmp(word, "--", 2) == 0)
			break;
	}
	return (size_t)(word - line);
}

/* To the kernel "-" and "_" are the same in a name (parameq()). */
static bool same_name(const char *word, const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (word[i] != name[i] && !(word[i] == '-' && name[i] == '_'))
			return false;
	return true;
}

const char *kdp_cmdline_value(const char *line, const char *name)
{
	const char *const end = line + kernel_part(line);
	const size_t length = strlen(name);
	const char *word = line + strspn(line, BLANKS);
	const char *found = NULL;
	size_t size, quote;

	for (; word < end; word += size + strspn(word + size, BLANKS)) {
		size = word_length(word);
		quote = word[0] == '"';
		if (size - quote < length ||
		    !same_name(word + quote, name, length))
			continue;
		if (size - quote == length)
			found = "";
		else if (word[quote + length] == '=')
			found = word + quote + length + 1;
		else if (quote && word[quote + length] == '"')
			found = "";
	}
	return found;
}

struct kdp_error *kdp_cmdline_insert(const char *line, const char *words,
				     char **ret)
{
	size_t head = kernel_part(line);
	const char *tail = line + head;

	while (head > 0 && strchr(BLANKS, line[head - 1]))
		head--;
	if (asprintf(ret, "%.*s%s%s%s%s", (int)head, line,
		     head && *words ? " " : "", words,
		     *tail && (head || *words) ? " " : "", tail) < 0) {
		*ret = NULL;
		return &kdp_enomem;
	}
	return NULL;
}

/* The letter of memmap=, or 0 for what is not told. */
static char memmap_letter(const struct kdp_range *range)
{
	switch (range->type) {
	case KDP_RANGE_RAM:
		return range->end - range->start < MEMMAP_MIN - 1 ? 0 : '@';
	case KDP_RANGE_ACPI:
	case KDP_RANGE_NVS:
		return '#';
	default:
		return 0;
	}
}

struct kdp_error *kdp_cmdline_memmap(const struct kdp_ranges *e820,
				     char **ret)
{
	KDP_AUTO_FREE char *text = strdup("memmap=exactmap");
	uint64_t start, end;
	char *longer;
	char letter;
	size_t i;

	for (i = 0; text && i < e820->count; i++) {
		letter = memmap_letter(&e820->range[i]);
		if (!letter)
			continue;
		/* Whole KiB: of RAM the inner ones, of tables the outer. */
		start = e820->range[i].start;
		end = e820->range[i].end;
		if (letter == '@') {
			start = start / 1024 + (start % 1024 != 0);
			end = end / 1024 + (end % 1024 == 1023);
		} else {
			start = start / 1024;
			end = end / 1024 + 1;
		}
		if (asprintf(&longer,
			     "%s memmap=%" PRIu64 "K%c%" PRIu64 "K", text,
			     end - start, letter, start) < 0)
			return &kdp_enomem;
		free(text);
		text = longer;
	}
	*ret = KDP_TAKE(text);
	return *ret ? NULL : &kdp_enomem;
}

static const struct {
	const char *name;
	const char *text;	/* NULL: computed */
	bool safe;
	const char *reason;
} defaults[KDP_CMDLINE_DEFAULTS] = {
	[KDP_CMDLINE_NR_CPUS] = {
		"nr_cpus", "nr_cpus=1", false,
		"one CPU needs the least memory and wakes no other" },
	[KDP_CMDLINE_RESET_DEVICES] = {
		"reset_devices", "reset_devices", false,
		"drivers reset what the first kernel left running" },
	[KDP_CMDLINE_EXTNMI] = {
		"apic_extnmi", "apic_extnmi=none", true,
		"an external NMI shall not hit a kernel that just boots" },
	[KDP_CMDLINE_DISABLE_APICID] = {
		"disable_cpu_apicid", NULL, true,
		"waking the boot CPU from another one resets the machine" },
	[KDP_CMDLINE_PANIC] = {
		"panic", "panic=10", true,
		"a panic of the crash kernel ends in a reset, not a hang" },
	[KDP_CMDLINE_MEMHOTPLUG] = {
		"acpi_no_memhotplug", "acpi_no_memhotplug", true,
		"memory that ACPI tells of is the first kernel's" },
	[KDP_CMDLINE_HEST] = {
		"hest_disable", "hest_disable", false,
		"errors that firmware still reports do not end the dump" },
	[KDP_CMDLINE_CGROUP] = {
		"cgroup_disable", "cgroup_disable=memory", false,
		"accounting of memory costs memory" },
	[KDP_CMDLINE_PCIE_PORTS] = {
		"pcie_ports", "pcie_ports=compat", false,
		"the vectors of one CPU are left to what the dump needs" },
	[KDP_CMDLINE_MCE] = {
		"mce", "mce=off", false,
		"with machine checks off the next one resets the machine" },
	[KDP_CMDLINE_IRQPOLL] = {
		"irqpoll", "irqpoll", false,
		"purgatory has silenced what polling would be for" },
};

static const char *const fate_name[] = {
	[KDP_CMDLINE_ADDED] = "added",
	[KDP_CMDLINE_GIVEN] = "given",
	[KDP_CMDLINE_OFF] = "off",
	[KDP_CMDLINE_UNNEEDED] = "unneeded",
	[KDP_CMDLINE_NEVER] = "never",
	[KDP_CMDLINE_NO_ROOM] = "no-room",
};

struct kdp_error *kdp_cmdline_set_parse(struct kdp_cmdline_policy *policy,
					const char *text)
{
	static const char *const name[] = {
		[KDP_CMDLINE_ALL] = "all",
		[KDP_CMDLINE_SAFE] = "safe",
		[KDP_CMDLINE_NONE] = "none",
	};
	size_t i;

	for (i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		if (strcmp(text, name[i]) != 0)
			continue;
		policy->set = (enum kdp_cmdline_set)i;
		return NULL;
	}
	return kdp_error_create(KDP_ERROR_USAGE,
				"--default-cmdline: found \"%s\", expected all, safe or none",
				text);
}

struct kdp_error *kdp_cmdline_off_parse(struct kdp_cmdline_policy *policy,
					const char *text)
{
	size_t length, i;

	for (;; text += length + 1) {
		length = strcspn(text, ",");
		for (i = 0; i < KDP_CMDLINE_MCE; i++)
			if (strlen(defaults[i].name) == length &&
			    same_name(text, defaults[i].name, length))
				break;
		if (i == KDP_CMDLINE_MCE)
			break;
		policy->off |= 1u << i;
		if (text[length] == '\0')
			return NULL;
	}
	return kdp_error_create(KDP_ERROR_USAGE,
				"--no-default: found \"%.*s\", expected nr_cpus, reset_devices, apic_extnmi, disable_cpu_apicid, panic, acpi_no_memhotplug, hest_disable, cgroup_disable or pcie_ports",
				(int)length, text);
}

/* Whether the second kernel brings up no other CPU. */
static bool is_single(const char *line, const struct kdp_cmdline_word *word)
{
	static const char *const limit[] = { "nr_cpus", "maxcpus" };
	const char *value;
	size_t i;

	if (word[KDP_CMDLINE_NR_CPUS].fate == KDP_CMDLINE_ADDED ||
	    kdp_cmdline_value(line, "nosmp"))
		return true;
	for (i = 0; i < sizeof(limit) / sizeof(limit[0]); i++) {
		value = kdp_cmdline_value(line, limit[i]);
		if (value && (value[0] == '0' || value[0] == '1') &&
		    (value[1] == '\0' || strchr(BLANKS "\"", value[1])))
			return true;
	}
	return false;
}

/*
 * Why disable_cpu_apicid= is not needed, or NULL.  Linux has it from 3.14 on,
 * up to commit 5c5682b9f87a ("x86/cpu: Detect real BSP on crash kernels") (in
 * v6.9).
 */
static const char *apicid_unneeded(const char *line,
				   const struct kdp_cmdline_facts *facts,
				   const struct kdp_cmdline_word *word)
{
	if (is_single(line, word))
		return "no other CPU is woken";
	if (!*facts->release)
		return "the kernel's version is not known";
	if (!kdp_release_older(facts->release, 6, 9))
		return "Linux leaves the boot CPU alone from 6.9 on";
	if (kdp_release_older(facts->release, 3, 14))
		return "Linux has it from 3.14 on";
	if (facts->boot_apicid < 0)
		return "the APIC ID of the boot CPU is not known";
	return NULL;
}

static const char *unneeded(enum kdp_cmdline_default n, const char *line,
			    const struct kdp_cmdline_facts *facts,
			    const struct kdp_cmdline_word *word)
{
	switch (n) {
	case KDP_CMDLINE_EXTNMI:
		if (kdp_release_older(facts->release, 4, 5))
			return "Linux has it from 4.5 on";
		return NULL;
	case KDP_CMDLINE_DISABLE_APICID:
		return apicid_unneeded(line, facts, word);
	case KDP_CMDLINE_PCIE_PORTS:
		if (!facts->many_msi)
			return "there are vectors for all functions";
		return is_single(line, word) ? NULL
					     : "more CPUs have more vectors";
	default:
		return NULL;
	}
}

static bool is_given(enum kdp_cmdline_default n, const char *line)
{
	if (kdp_cmdline_value(line, defaults[n].name))
		return true;
	return n == KDP_CMDLINE_NR_CPUS &&
	       (kdp_cmdline_value(line, "maxcpus") ||
		kdp_cmdline_value(line, "nosmp"));
}

static void decide(enum kdp_cmdline_default n, const char *line,
		   const struct kdp_cmdline_policy *policy,
		   const struct kdp_cmdline_facts *facts,
		   struct kdp_cmdline_word *all)
{
	struct kdp_cmdline_word *word = &all[n];
	const char *why = unneeded(n, line, facts, all);

	if (defaults[n].text)
		snprintf(word->text, sizeof(word->text), "%s",
			 defaults[n].text);
	else if (facts->boot_apicid < 0)
		snprintf(word->text, sizeof(word->text), "%s=",
			 defaults[n].name);
	else
		snprintf(word->text, sizeof(word->text), "%s=%" PRId64,
			 defaults[n].name, facts->boot_apicid);
	word->reason = defaults[n].reason;
	if (is_given(n, line)) {
		word->fate = KDP_CMDLINE_GIVEN;
		word->reason = "the caller's own words win";
	} else if (n >= KDP_CMDLINE_MCE) {
		word->fate = KDP_CMDLINE_NEVER;
	} else if (policy->off & (1u << n)) {
		word->fate = KDP_CMDLINE_OFF;
		word->reason = "--no-default";
	} else if (why) {
		word->fate = KDP_CMDLINE_UNNEEDED;
		word->reason = why;
	} else if (policy->set == KDP_CMDLINE_NONE ||
		   (policy->set == KDP_CMDLINE_SAFE && !defaults[n].safe)) {
		word->fate = KDP_CMDLINE_OFF;
		word->reason = "not among the defaults asked for";
	} else {
		word->fate = KDP_CMDLINE_ADDED;
	}
}

/* Leaves out the last ones until the line fits. */
static void shorten(const char *line, size_t room,
		    struct kdp_cmdline_word *word)
{
	size_t length = strlen(line);
	size_t n;

	for (n = 0; n < KDP_CMDLINE_DEFAULTS; n++)
		if (word[n].fate == KDP_CMDLINE_ADDED)
			length += 1 + strlen(word[n].text);
	for (n = KDP_CMDLINE_DEFAULTS; n-- > 0 && length > room;) {
		if (word[n].fate != KDP_CMDLINE_ADDED)
			continue;
		length -= 1 + strlen(word[n].text);
		word[n].fate = KDP_CMDLINE_NO_ROOM;
		word[n].reason = "the kernel takes no longer command line";
	}
}

struct kdp_error *kdp_cmdline_build(const char *line, size_t room,
				    const struct kdp_cmdline_policy *policy,
				    const struct kdp_cmdline_facts *facts,
				    struct kdp_cmdline_word *word, char **ret)
{
	char added[KDP_CMDLINE_DEFAULTS * sizeof(word->text) + 1];
	size_t at = 0;
	size_t n;

	for (n = 0; n < KDP_CMDLINE_DEFAULTS; n++)
		decide((enum kdp_cmdline_default)n, line, policy, facts, word);
	shorten(line, room, word);
	added[0] = '\0';
	for (n = 0; n < KDP_CMDLINE_DEFAULTS; n++) {
		if (word[n].fate != KDP_CMDLINE_ADDED)
			continue;
		at += (size_t)snprintf(added + at, sizeof(added) - at,
				       "%s%s", at ? " " : "", word[n].text);
	}
	return kdp_cmdline_insert(line, added, ret);
}

void kdp_cmdline_print(const char *prefix,
		       const struct kdp_cmdline_word *word)
{
	size_t n;

	for (n = 0; n < KDP_CMDLINE_DEFAULTS; n++)
		printf("%sdefault %-22s %-8s %s\n", prefix, word[n].text,
		       fate_name[word[n].fate], word[n].reason);
}

void kdp_cmdline_json(const struct kdp_cmdline_word *word,
		      struct kdp_json *json)
{
	struct kdp_json array, one;
	size_t n;

	kdp_json_array(&array);
	for (n = 0; n < KDP_CMDLINE_DEFAULTS; n++) {
		kdp_json_object(&one);
		kdp_json_string(&one, "default", word[n].text);
		kdp_json_string(&one, "result", fate_name[word[n].fate]);
		kdp_json_string(&one, "reason", word[n].reason);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "defaults", &array);
}

/* "initial apicid	: 0" among the lines of "processor	: 0" */
int64_t kdp_cmdline_boot_apicid(const char *cpuinfo, size_t size)
{
	struct kdp_word name, second, colon, number;
	struct kdp_text text;
	bool first = false;
	uint64_t value;

	kdp_text_init(&text, "/proc/cpuinfo", cpuinfo, size);
	while (kdp_text_next(&text)) {
		if (!kdp_text_word(&text, &name) ||
		    !kdp_text_word(&text, &second))
			continue;
		if (kdp_word_is(name, "processor")) {
			if (first || !kdp_text_word(&text, &number) ||
			    !kdp_word_is(number, "0"))
				return -1;
			first = true;
		}
		if (first && kdp_word_is(name, "initial") &&
		    kdp_word_is(second, "apicid") &&
		    kdp_text_word(&text, &colon) &&
		    kdp_text_word(&text, &number) &&
		    kdp_word_u64(number, 10, &value) && value < UINT32_MAX)
			return (int64_t)value;
	}
	return -1;
}

/*
 * As init_rootfs() of the kernel has it.  From v6.18 on initramfs_options= can
 * set another limit.
 */
bool kdp_cmdline_root_is_tmpfs(const char *line)
{
	const char *types = kdp_cmdline_value(line, "rootfstype");
	const char *root = kdp_cmdline_value(line, "root");
	const char *found;

	if (kdp_cmdline_value(line, "initramfs_options"))
		return false;
	if (types) {
		found = strstr(types, "tmpfs");
		return found && found < types + strcspn(types, BLANKS "\"");
	}
	return !root || *root == '\0' || strchr(BLANKS "\"", *root);
}

void kdp_cmdline_reused(char *line)
{
	static const char *const dropped[] = { "crashkernel=", "BOOT_IMAGE=" };
	char *from = line, *to = line;
	size_t length, i;
	bool keep;

	for (; *from != '\0'; from += length) {
		from += strspn(from, BLANKS);
		length = word_length(from);
		keep = length > 0;
		for (i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
			if (strncmp(from, dropped[i], strlen(dropped[i])) == 0)
				keep = false;
		if (!keep)
			continue;
		if (to != line)
			*to++ = ' ';
		memmove(to, from, length);
		to += length;
	}
	*to = '\0';
}
