// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crash_state.c - reads what crash kernel is loaded; see crash_state.h.
 */
#include "kdump-prep/crash_state.h"

#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/cpus.h"
#include "kdump-prep/kexec.h"

#define CPUINFO_MAX (32u << 20) /* 8,192 CPUs */

void kdp_crash_state_deinit(struct kdp_crash_state *status)
{
	kdp_last_deinit(&status->last);
	free(status->unreadable);
	free(status->blocked);
}

/* Takes the message out of an error, which is freed. */
static struct kdp_error *keep_message(struct kdp_error *err, char **ret)
{
	if (!err)
		return NULL;
	*ret = strdup(err->message);
	kdp_error_destroy(err);
	return *ret ? NULL : &kdp_enomem;
}

static struct kdp_error *read_guest(const struct kdp_sysroot *root,
				    enum kdp_guest *ret)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_cpuinfo cpuinfo;
	struct kdp_error *err;
	size_t size;

	*ret = KDP_GUEST_PLAIN;
	err = kdp_sysroot_read(root, "/proc/cpuinfo", CPUINFO_MAX, &text,
			       &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	err = kdp_cpuinfo_parse(text, size, &cpuinfo);
	if (!err)
		*ret = cpuinfo.guest;
	return err;
}

struct kdp_error *kdp_crash_state_read(const struct kdp_sysroot *root,
				       struct kdp_crash_state *ret)
{
	struct kdp_error *err;

	err = kdp_state_read(root, &ret->state);
	if (!err)
		err = read_guest(root, &ret->guest);
	if (!err)
		ret->way = kdp_way_choose(&ret->state, &ret->why);
	if (!err)
		err = keep_message(kdp_kexec_host(&ret->state, ret->way, NULL),
				   &ret->blocked);
	if (err)
		return err;
	err = kdp_last_read(root, &ret->last);
	ret->known = !err;
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	/* Others than root cannot read it. */
	return keep_message(err, &ret->unreadable);
}
