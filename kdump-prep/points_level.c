// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * points_level.c - whether the distribution's capture lets makedumpfile leave
 * out pages that it cannot tell from the kernel's; see points.h.
 */
#include "kdump-prep/points.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/dumplevel.h"
#include "kdump-prep/settings.h"
#include "kdump-prep/text.h"
#include "kdump-prep/vmcore.h"

#define PROGRAM_MAX (64u << 20)

/* The number behind -d, "31" or "31,17", of which the first is tried first. */
static unsigned long level_of(const char *options)
{
	struct kdp_text text;
	struct kdp_word word;

	kdp_text_init(&text, "", options, strlen(options));
	if (!kdp_text_next(&text))
		return 0;
	while (kdp_text_word(&text, &word)) {
		if (word.size < 2 || memcmp(word.start, "-d", 2) != 0)
			continue;
		if (word.size > 2)
			return strtoul(word.start + 2, NULL, 10);
		return kdp_text_word(&text, &word) ?
			       strtoul(word.start, NULL, 10) : 0;
	}
	return 0;
}

/* kdump-tools has a level of its own where none is set. */
static unsigned long find_level(const struct kdp_sysroot *root)
{
	static const struct {
		const char *file;
		unsigned long level;
	} settings[] = {
		{ "/etc/default/kdump-tools", KDP_DUMP_LEVEL },
		{ "/etc/kdump.conf", 0 },
	};
	char options[256];
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		KDP_AUTO_FREE char *text = kdp_host_text(root,
							 settings[i].file);

		if (!text)
			continue;
		if (!kdp_setting_filter(text, strlen(text), options,
					sizeof(options)))
			return settings[i].level;
		return level_of(options);
	}
	return 0;
}

KDP_MUST_CHECK
static struct kdp_error *scan_kernel(const struct kdp_sysroot *root,
				     struct kdp_vmcore *ret)
{
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	err = kdp_sysroot_open(root, "/proc/kcore", &fd);
	return err ? err : kdp_vmcore_scan(fd, ret);
}

void kdp_points_level(const struct kdp_sysroot *root, const char *program,
		      struct kdp_findings *list)
{
	unsigned long level = find_level(root);
	struct kdp_vmcore kernel = { .info = NULL };
	KDP_AUTO_FREE char *data = NULL;
	char fact[KDP_DUMP_FACT];
	struct kdp_error *err;
	size_t size;

	if (!(level & KDP_DUMP_LEVEL_USER))
		return;
	err = scan_kernel(root, &kernel);
	if (!err)
		err = kdp_sysroot_read(root, program, PROGRAM_MAX, &data,
				       &size);
	/* Without root, or in a locked-down kernel, nothing can be said. */
	if (!err && kernel.info &&
	    kdp_dumplevel_unknown(kernel.info, kernel.info_size,
				  (const uint8_t *)data, size, fact))
		kdp_findings_add(
			list, "dump-level", KDP_FINDING_WARNING,
			"have it keep the pages of users, by -d 23 in MAKEDUMP_ARGS or core_collector, or install a newer one",
			"%s does not know %s of this kernel: with dump level %lu it leaves out pages of the kernel, too",
			program, fact, level);
	kdp_error_destroy(err);
	kdp_vmcore_deinit(&kernel);
}
