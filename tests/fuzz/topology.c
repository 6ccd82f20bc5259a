// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parser of the text form of a topology, and what is built from
 * one.  Properties: what is read is written and read again the same; a plan
 * that could be built can be encoded and passes the check of purgatory.
 */
#include "kdump-prep/topology_text.h"

#include <string.h>

#include "kdump-prep/bootparams.h"
#include "kdump-prep/elfcorehdr.h"
#include "kdump-prep/plan.h"
#include "tests/fuzz/fuzz.h"

static void build_plan(const struct kdp_topology *topology)
{
	const struct kdp_plan_image image = { 0 };
	const struct kdp_policy policy = { 0 };
	struct kdp_plan_model plan = { 0 };
	void *buffer;
	size_t size;

	if (!fuzz_ok(kdp_plan_build(topology, &policy, &plan)))
		return;
	size = kdp_plan_encoded_size(&plan, &image);
	buffer = calloc(1, size);
	FUZZ_CHECK(buffer);
	FUZZ_CHECK(fuzz_ok(kdp_plan_encode(&plan, &image, buffer, size)));
	FUZZ_CHECK(fuzz_ok(kdp_plan_check(buffer, size)));
	free(buffer);
	kdp_plan_deinit(&plan);
}

static void build_headers(const struct kdp_topology *topology)
{
	struct kdp_backup backup = { 0 };
	struct kdp_ranges e820 = { 0 };
	uint8_t *data;
	size_t size;

	if (fuzz_ok(kdp_e820_build(topology, NULL, 0, &e820)))
		kdp_ranges_deinit(&e820);
	if (!fuzz_ok(kdp_backup_needed(topology, &backup)))
		return;
	if (fuzz_ok(kdp_elfcorehdr_build(topology, &backup, &data, &size)))
		free(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_topology topology = { 0 };
	struct kdp_topology back = { 0 };
	char *again;
	char *text;

	if (!fuzz_ok(kdp_topology_parse("topology", (const char *)data, size,
					&topology)))
		return 0;
	FUZZ_CHECK(fuzz_ok(kdp_topology_format(&topology, &text)));
	FUZZ_CHECK(fuzz_ok(kdp_topology_parse("text", text, strlen(text),
					      &back)));
	FUZZ_CHECK(fuzz_ok(kdp_topology_format(&back, &again)));
	FUZZ_CHECK(strcmp(again, text) == 0);
	build_plan(&topology);
	build_headers(&topology);
	free(again);
	free(text);
	kdp_topology_deinit(&back);
	kdp_topology_deinit(&topology);
	return 0;
}
