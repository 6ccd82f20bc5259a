// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parsers of the small files of /proc and /sys, and what is made of
 * a command line: whatever it is, it is kept, and defaults obey the limit.
 */
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cmdline.h"
#include "kdump-prep/cpus.h"
#include "kdump-prep/kernel_info.h"
#include "kdump-prep/pci.h"
#include "tests/fuzz/fuzz.h"

static void compose(const uint8_t *data, size_t size)
{
	const struct kdp_cmdline_policy policy = { .set = KDP_CMDLINE_ALL };
	const struct kdp_cmdline_facts facts = { "6.1.0", 1, false };
	struct kdp_cmdline_word word[KDP_CMDLINE_DEFAULTS];
	char *line = malloc(size + 1);
	char *built = NULL;
	size_t length, room = size ? data[0] : 0;

	FUZZ_CHECK(line);
	memcpy(line, data, size);
	line[size] = '\0';
	length = strlen(line);
	fuzz_ok(kdp_cmdline_build(line, room, &policy, &facts, word, &built));
	/* A blank may be needed before "--" where there was a tab. */
	FUZZ_CHECK(built && (strlen(built) <= room ||
			     strlen(built) <= length + 1));
	free(built);
	kdp_cmdline_reused(line);
	FUZZ_CHECK(strlen(line) <= length);
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_pci_function function = { 0 };
	const char *text = (const char *)data;
	struct kdp_cpuinfo cpuinfo;
	uint64_t addr;
	uint64_t bytes;

	fuzz_ok(kdp_vmcoreinfo_parse(text, size, &addr, &bytes));
	kdp_systab_rsdp(text, size);
	kdp_lockdown_is_on(text, size);
	fuzz_ok(kdp_cpuinfo_parse(text, size, &cpuinfo));
	kdp_pci_parse_address(text, size, &function);
	kdp_cmdline_boot_apicid(text, size);
	compose(data, size);
	return 0;
}
