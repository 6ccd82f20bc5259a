/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmdline.h - the command line of the second kernel.
 *
 * Pure.  Words are parted as by the kernel's next_arg(): by blanks outside of
 * double quotes; and a word "--" ends what the kernel reads itself.
 */
#ifndef KDP_KDUMP_PREP_CMDLINE_H
#define KDP_KDUMP_PREP_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/json.h"
#include "kdump-prep/ranges.h"

/* Which defaults are added to what the caller gave. */
enum kdp_cmdline_set {
	KDP_CMDLINE_ALL,	/* whatever is right for a crash kernel */
	KDP_CMDLINE_SAFE,	/* what takes no decision from the caller */
	KDP_CMDLINE_NONE,
};

/* What becomes of a default. */
enum kdp_cmdline_fate {
	KDP_CMDLINE_ADDED,
	KDP_CMDLINE_GIVEN,	/* the caller has the word, with any value */
	KDP_CMDLINE_OFF,	/* switched off, or not in the set */
	KDP_CMDLINE_UNNEEDED,
	KDP_CMDLINE_NEVER,	/* others add it; it is wrong here */
	KDP_CMDLINE_NO_ROOM,	/* the kernel takes no longer line */
};

/* In the order in which they are added; the last is left out first. */
enum kdp_cmdline_default {
	KDP_CMDLINE_NR_CPUS,
	KDP_CMDLINE_RESET_DEVICES,
	KDP_CMDLINE_EXTNMI,
	KDP_CMDLINE_DISABLE_APICID,
	KDP_CMDLINE_PANIC,
	KDP_CMDLINE_MEMHOTPLUG,
	KDP_CMDLINE_HEST,
	KDP_CMDLINE_CGROUP,
	KDP_CMDLINE_PCIE_PORTS,
	/* Never added, and why. */
	KDP_CMDLINE_MCE,
	KDP_CMDLINE_IRQPOLL,
	KDP_CMDLINE_DEFAULTS,
};

struct kdp_cmdline_policy {
	enum kdp_cmdline_set set;
	unsigned int off;	/* bit N: default N is switched off */
};

/* What the defaults depend on. */
struct kdp_cmdline_facts {
	const char *release;	/* of the second kernel; empty: not known */
	int64_t boot_apicid;	/* -1: not known */
	bool many_msi;		/* more functions than a CPU has vectors for */
};

/* One default, and what became of it. */
struct kdp_cmdline_word {
	char text[32];		/* "nr_cpus=1" */
	enum kdp_cmdline_fate fate;
	const char *reason;
};

/**
 * kdp_cmdline_value() - the value of the last word of a name
 * @line: a command line
 *
 * Return: what is behind "=", up to the end of the line, or "" where there is
 * none; NULL: there is no such word.
 */
const char *kdp_cmdline_value(const char *line, const char *name);

/**
 * kdp_cmdline_set_parse() - parse --default-cmdline: all, safe or none
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cmdline_set_parse(struct kdp_cmdline_policy *policy,
					const char *text);

/**
 * kdp_cmdline_off_parse() - parse --no-default: names, parted by commas
 *
 * What was switched off before stays so.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cmdline_off_parse(struct kdp_cmdline_policy *policy,
					const char *text);

/**
 * kdp_cmdline_build() - add the defaults to what the caller gave
 * @line: the caller's words, whatever their order; all are kept
 * @room: longest line wanted; a longer @line is left as it is
 * @word: of KDP_CMDLINE_DEFAULTS
 * @ret: malloc'd; the caller frees it
 *
 * A word of the caller's with a default's name, whatever its value, takes the
 * place of the default.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cmdline_build(const char *line, size_t room,
				    const struct kdp_cmdline_policy *policy,
				    const struct kdp_cmdline_facts *facts,
				    struct kdp_cmdline_word *word, char **ret);

/**
 * kdp_cmdline_print() - a line for each default, on stdout
 * @prefix: of each line
 */
void kdp_cmdline_print(const char *prefix,
		       const struct kdp_cmdline_word *word);

/**
 * kdp_cmdline_json() - add the defaults as array "defaults"
 */
void kdp_cmdline_json(const struct kdp_cmdline_word *word,
		      struct kdp_json *json);

/**
 * kdp_cmdline_boot_apicid() - the boot CPU's initial APIC ID
 * @cpuinfo: /proc/cpuinfo
 *
 * Return: -1 where CPU 0 is not there or does not tell.
 */
int64_t kdp_cmdline_boot_apicid(const char *cpuinfo, size_t size);

/**
 * kdp_cmdline_root_is_tmpfs() - where the kernel will unpack its initrd to
 *
 * A tmpfs takes at most half of the RAM; without one there is no limit.
 */
bool kdp_cmdline_root_is_tmpfs(const char *line);

/**
 * kdp_cmdline_reused() - the running kernel's command line without what must
 *	not reach a crash kernel: crashkernel= and BOOT_IMAGE=
 * @line: overwritten
 */
void kdp_cmdline_reused(char *line);

/**
 * kdp_cmdline_insert() - put words behind those that the kernel reads
 * @line: a command line; may have "--", which @words are put before
 * @words: more of it; empty: nothing is put there
 * @ret: malloc'd; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cmdline_insert(const char *line, const char *words,
				     char **ret);

/**
 * kdp_cmdline_memmap() - a memory map as memmap= words
 * @ret: malloc'd: "memmap=exactmap" and one word for each range of RAM and of
 *	ACPI tables; the caller frees it
 *
 * RAM of less than 100 KiB is left out, as by kexec-tools: the command line
 * is short.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_cmdline_memmap(const struct kdp_ranges *e820,
				     char **ret);

#endif
