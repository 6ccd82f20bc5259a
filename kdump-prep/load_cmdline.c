// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load_cmdline.c - the second kernel's command line, from what the caller said
 * and what runs; see load.h.
 */
#include "kdump-prep/load.h"

#include <stdio.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"

#define CMDLINE_MAX 65536u
#define CPUINFO_MAX (32u << 20) /* 8,192 CPUs */
#define STOCK_WORDS 64u		/* who loads it adds some words */

struct kdp_error *kdp_load_cmdline(const struct kdp_globals *globals,
				   const struct kdp_load_options *options,
				   char **ret)
{
	const char *append = options->append ? options->append : "";
	KDP_AUTO_FREE char *reused = NULL;
	struct kdp_error *err;
	const char *blank;
	size_t size;

	if (options->reuse_cmdline) {
		err = kdp_sysroot_read(&globals->root, "/proc/cmdline",
				       CMDLINE_MAX, &reused, &size);
		if (err)
			return err;
		kdp_cmdline_reused(reused);
	}
	blank = reused && *reused && *append ? " " : "";
	if (asprintf(ret, "%s%s%s", reused ? reused : "", blank, append) < 0) {
		*ret = NULL;
		return &kdp_enomem;
	}
	return NULL;
}

int64_t kdp_load_boot_apicid(const struct kdp_sysroot *root)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, "/proc/cpuinfo", CPUINFO_MAX, &text,
			       &size);
	if (!err)
		return kdp_cmdline_boot_apicid(text, size);
	/* Only a default that may be needed depends on it. */
	kdp_error_destroy(err);
	return -1;
}

struct kdp_error *kdp_load_words(const struct kdp_globals *globals,
				 const struct kdp_load_options *options,
				 const char *line, const char *release,
				 size_t size,
				 const struct kdp_topology *topology,
				 char **ret)
{
	const struct kdp_cmdline_facts facts = {
		.release = release,
		.boot_apicid = kdp_load_boot_apicid(&globals->root),
		.many_msi = kdp_topology_many_msi(topology),
	};
	struct kdp_cmdline_word word[KDP_CMDLINE_DEFAULTS];
	size_t room = size > STOCK_WORDS ? size - STOCK_WORDS : 0;

	return kdp_cmdline_build(line, room, &options->defaults, &facts, word,
				 ret);
}
