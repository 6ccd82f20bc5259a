// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * level.c - chooses the dump level; see level.h.
 */
#include "second-kernel/capture/level.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/dumplevel.h"
#include "kdump-prep/file.h"
#include "kdump-prep/vmcore.h"
#include "second-kernel/capture/dump.h"

#define PROGRAM_MAX (64u << 20)

/* Finds the first fact of the kernel's pages that makedumpfile lacks. */
KDP_MUST_CHECK
static struct kdp_error *compare(bool *unknown_ret, char fact[KDP_DUMP_FACT])
{
	KDP_AUTO_CLOSE int fd = open(KDP_VMCORE, O_RDONLY | O_CLOEXEC);
	struct kdp_file program = { .path = NULL };
	struct kdp_vmcore vmcore;
	struct kdp_error *err;

	*unknown_ret = false;
	if (fd < 0)
		return kdp_error_os(errno, KDP_VMCORE);
	err = kdp_vmcore_scan(fd, &vmcore);
	if (err)
		return kdp_error_wrap(err, KDP_VMCORE);
	/* Without vmcoreinfo makedumpfile itself does nothing. */
	if (vmcore.info)
		err = kdp_file_open(KDP_DUMP_PROGRAM, PROGRAM_MAX, &program);
	if (vmcore.info && !err) {
		*unknown_ret = kdp_dumplevel_unknown(vmcore.info,
						     vmcore.info_size,
						     program.data,
						     program.size, fact);
		kdp_file_close(&program);
	}
	kdp_vmcore_deinit(&vmcore);
	return err;
}

void kdp_level_choose(const struct kdp_capture_config *config,
		      struct kdp_result *result)
{
	char fact[KDP_DUMP_FACT];
	struct kdp_error *err;
	bool unknown;

	result->level = config->level;
	if (!(config->level & KDP_DUMP_LEVEL_USER))
		return;
	err = compare(&unknown, fact);
	if (err) {
		kdp_step_doing("dump level: %s", err->message);
		kdp_error_destroy(err);
		return;
	}
	if (!unknown)
		return;
	if (!config->level_set)
		result->level &= ~KDP_DUMP_LEVEL_USER;
	snprintf(result->level_why, sizeof(result->level_why),
		 config->level_set ?
			 "as set, though makedumpfile does not know %s: pages of the kernel may be missing" :
			 "the pages of users are in it, too: makedumpfile does not know %s of this kernel",
		 fact);
	kdp_step_doing("dump level %u: %s", result->level, result->level_why);
}
