// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_read.c - find and decode the record of a vmcore; see report.h.
 */
#include "kdump-prep/report.h"

#include <sys/stat.h>

KDP_MUST_CHECK
static struct kdp_error *decode(const struct kdp_vmcore *vmcore,
				struct kdp_record_model *ret)
{
	struct kdp_record_model record = { 0 };
	struct kdp_record_model copy = { 0 };
	struct kdp_error *copy_err;
	struct kdp_error *err;

	if (!vmcore->record)
		return kdp_record_decode(vmcore->copy, vmcore->copy_size, ret);
	err = kdp_record_decode(vmcore->record, vmcore->record_size, &record);
	if (!vmcore->copy || (!err && !record.problem_count)) {
		if (!err)
			*ret = record;
		return err;
	}
	copy_err = kdp_record_decode(vmcore->copy, vmcore->copy_size, &copy);
	if (!copy_err && (err || !copy.problem_count)) {
		kdp_error_destroy(err);
		kdp_record_model_deinit(&record);
		copy.is_copy = true;
		*ret = copy;
		return NULL;
	}
	kdp_error_destroy(copy_err);
	kdp_record_model_deinit(&copy);
	if (!err)
		*ret = record;
	return err;
}

struct kdp_error *kdp_report_decode(const struct kdp_vmcore *vmcore,
				    struct kdp_record_model *ret)
{
	struct kdp_error *err = decode(vmcore, ret);

	if (!err)
		ret->crash_time = vmcore->crash_time;
	return err;
}

struct kdp_error *kdp_report_read(int fd, struct kdp_record_model *ret)
{
	struct kdp_vmcore vmcore;
	struct kdp_error *err;
	struct stat st;

	err = kdp_vmcore_read(fd, &vmcore);
	if (err)
		return err;
	err = kdp_report_decode(&vmcore, ret);
	kdp_vmcore_deinit(&vmcore);
	if (!err && fstat(fd, &st) == 0 && st.st_mtime > 0)
		ret->saved_time = (uint64_t)st.st_mtime;
	return err;
}
