// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load_show.c - prints what a load made, and what it checked; see load_show.h.
 */
#include "kdump-prep/load_show.h"

#include <inttypes.h>
#include <stdio.h>

#include "kdump-prep/json.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/rules.h"
#include "kdump-prep/ways.h"

/* What the image makes up for, of the rules of "check". */
static unsigned int mitigations(const struct kdp_image *image,
				const char *entered)
{
	unsigned int protections = KDP_PROTECT_PURGATORY;

	if (image->quiesces)
		protections |= KDP_PROTECT_QUIESCE;
	return kdp_mitigations_of_image(KDP_WAY_PURGATORY, protections,
					entered) |
	       kdp_mitigations_of_cmdline(image->cmdline);
}

void kdp_load_show_image(const struct kdp_image *image)
{
	char text[KDP_KERNEL_ENTRY_TEXT];
	size_t i;

	printf("%-12s %-18s %-12s %s\n", "segment", "address", "memory",
	       "data");
	for (i = 0; i < image->count; i++) {
		const struct kdp_segment *s = &image->segment[i];

		printf("%-12s 0x%016" PRIx64 " 0x%-10" PRIx64 " 0x%zx\n",
		       s->name, s->addr, s->size, s->data_size);
	}
	printf("reservation  0x%016" PRIx64 "-0x%016" PRIx64 "\n",
	       image->region.start, image->region.end);
	printf("entry        0x%016" PRIx64 "\n", image->entry);
	kdp_kernel_image_describe(image->kernel, text, sizeof(text));
	printf("entered      %s\n", text);
	kdp_cmdline_print("", image->word);
	kdp_mitigations_print(mitigations(image, text));
	printf("command line %s\n", image->cmdline);
}

static void image_json(const struct kdp_image *image, struct kdp_json *json)
{
	struct kdp_json array, one;
	char text[KDP_KERNEL_ENTRY_TEXT];
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < image->count; i++) {
		kdp_json_object(&one);
		kdp_json_string(&one, "segment", image->segment[i].name);
		kdp_json_hex(&one, "address", image->segment[i].addr);
		kdp_json_hex(&one, "memory", image->segment[i].size);
		kdp_json_hex(&one, "data", image->segment[i].data_size);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "segments", &array);
	kdp_json_hex(json, "reservation_start", image->region.start);
	kdp_json_hex(json, "reservation_end", image->region.end);
	kdp_json_hex(json, "entry", image->entry);
	kdp_kernel_image_describe(image->kernel, text, sizeof(text));
	kdp_json_string(json, "kernel_entered", text);
	kdp_cmdline_json(image->word, json);
	kdp_mitigations_json(mitigations(image, text), json);
	kdp_json_string(json, "command_line", image->cmdline);
}

/* The checks that follow those of the host, in their order. */
static const char *const later_check[] = {
	"kernel-file",	"kernel-format",  "initrd-file", "machine",
	"kernel-entry", "elfcorehdr",	  "placement",	 "command-line",
	"kernel-rules", "initrd-content", "working-set",
};

/* What was not checked. */
static void note_skipped(struct kdp_checklist *checks, const char *reason)
{
	const size_t count = sizeof(later_check) / sizeof(later_check[0]);
	size_t i;

	for (i = 0; i < count; i++)
		if (!kdp_checklist_find(checks, later_check[i]))
			kdp_checklist_add(checks, later_check[i],
					  KDP_CHECKLIST_SKIPPED, "%s", reason);
}

struct kdp_error *kdp_load_show_checks(struct kdp_checklist *checks,
				       const struct kdp_image *image, bool json,
				       const char *skipped)
{
	struct kdp_json value;
	struct kdp_error *err;

	note_skipped(checks, skipped);
	if (json) {
		kdp_json_object(&value);
		kdp_checklist_json(checks, &value);
		if (image)
			image_json(image, &value);
		return kdp_json_print(kdp_json_finish(&value));
	}
	err = kdp_checklist_print(checks);
	if (!err && image)
		kdp_load_show_image(image);
	return err;
}
