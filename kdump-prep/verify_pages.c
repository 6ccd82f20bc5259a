// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verify_pages.c - whether a saved vmcore lacks pages of the kernel; see
 * verify.h.  The capture in the second kernel, which chooses the level by
 * itself, does without it.
 */
#include "kdump-prep/verify.h"

#include "kdump-prep/cleanup.h"
#include "kdump-prep/dumpfile.h"
#include "kdump-prep/dumplevel.h"
#include "kdump-prep/dumppages.h"

KDP_MUST_CHECK
static struct kdp_error *check_gaps(const struct kdp_dumpfile *file,
				    struct kdp_verify *v)
{
	KDP_AUTO_FREE uint8_t *info = NULL;
	struct kdp_dumpfile_header header;
	struct kdp_error *err;

	err = kdp_dumpfile_header(file, &header);
	if (!err)
		err = kdp_dumpfile_read_new(file, header.vmcoreinfo,
					    (size_t)header.vmcoreinfo_size,
					    "vmcoreinfo", &info);
	if (!err)
		err = kdp_dumppages_check(file, &header, info,
					  (size_t)header.vmcoreinfo_size,
					  &v->unchecked);
	return err;
}

struct kdp_error *kdp_verify_pages(int fd, struct kdp_verify *verify)
{
	struct kdp_dumpfile file;
	struct kdp_error *err;

	verify->unchecked = NULL;
	if (!(verify->level & KDP_DUMP_LEVEL_USER))
		return NULL;
	err = kdp_dumpfile_init(fd, &file);
	if (err)
		return err;
	err = check_gaps(&file, verify);
	kdp_dumpfile_deinit(&file);
	return err;
}
