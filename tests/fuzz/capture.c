// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what mkimage and the capture program read: a configuration, which is
 * written and read again; depmod's files; mountinfo; a file system's first
 * bytes; a program's needs.
 */
#include "kdump-prep/capture_here.h"
#include "kdump-prep/elf_needs.h"
#include "kdump-prep/fsid.h"
#include "kdump-prep/modules.h"

#include <stdio.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define TEXT_MAX 65536u

static void config(const char *data, size_t size)
{
	static struct kdp_capture_config first, second;
	static char text[TEXT_MAX];
	FILE *file;
	long end;

	if (!fuzz_ok(kdp_capture_config_parse(data, size, &first)))
		return;
	file = fmemopen(text, sizeof(text), "w");
	FUZZ_CHECK(file);
	kdp_capture_config_write(&first, file);
	end = ftell(file);
	FUZZ_CHECK(fclose(file) == 0 && end > 0);
	FUZZ_CHECK(fuzz_ok(kdp_capture_config_parse(text, (size_t)end,
						    &second)));
	FUZZ_CHECK(first.target_count == second.target_count);
	FUZZ_CHECK(first.module_count == second.module_count);
	FUZZ_CHECK(first.deadline == second.deadline);
	FUZZ_CHECK(memcmp(&first.network, &second.network,
			  sizeof(first.network)) == 0);
	FUZZ_CHECK(memcmp(first.target, second.target,
			  first.target_count * sizeof(first.target[0])) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kdp_word all = { (const char *)data, size };
	const struct kdp_modules_index index = { all, all, all, all };
	struct kdp_capture_target target = { 0 };
	struct kdp_modules list = { 0 };
	struct kdp_elf_needs needs;
	struct kdp_fsid id;
	char number[32];

	config((const char *)data, size);
	fuzz_ok(kdp_modules_add(&index, "ext4", &list));
	FUZZ_CHECK(list.count <= KDP_MODULES_MAX);
	fuzz_ok(kdp_capture_find_mount((const char *)data, size, "/var/crash",
				       &target, number));
	if (kdp_fsid_parse(data, size, &id))
		FUZZ_CHECK(strlen(id.uuid) < sizeof(id.uuid));
	fuzz_ok(kdp_elf_needs(data, size, &needs));
	return 0;
}
