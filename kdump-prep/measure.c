// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure.c - measures the reservation; see measure.h.
 */
#include "kdump-prep/measure.h"

#include <stdlib.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/rehearse_machine.h"

/* For all guests; of those that are emulated each takes about a minute. */
#define DEADLINE 1800u

struct kdp_error *kdp_measure_possible(void)
{
	struct kdp_rehearse_request request = { 0 };
	char agent[PATH_MAX];

	kdp_rehearse_init(&request, agent);
	return kdp_rehearse_programs(&request);
}

KDP_MUST_CHECK
static struct kdp_error *take(const struct kdp_rehearsal *rehearsal,
			      struct kdp_measured *ret)
{
	const struct kdp_rehearse_boot *first = &rehearsal->boot[0];

	if (!rehearsal->confirmed)
		return kdp_error_create(KDP_ERROR_OTHER,
					"no guest saved a dump: %s",
					first->verdict.text);
	*ret = (struct kdp_measured){
		.mib = rehearsal->proposed,
		.least = rehearsal->least,
		.kvm = rehearsal->kvm,
		.boots = rehearsal->boot_count,
		.seconds = rehearsal->seconds,
	};
	return NULL;
}

struct kdp_error *kdp_measure(const struct kdp_sysroot *root,
			      const char *kernel, const char *initrd,
			      bool progress, struct kdp_measured *ret)
{
	KDP_AUTO_FREE struct kdp_rehearsal *rehearsal =
		calloc(1, sizeof(*rehearsal));
	struct kdp_rehearse_request request = {
		.kernel = kernel,
		.crash_kernel = kernel,
		.initrd = initrd,
		.line = "",
		.find = true,
	};
	struct kdp_rehearse_machine machine = { 0 };
	struct kdp_error *err;
	char agent[PATH_MAX];

	if (!rehearsal)
		return &kdp_enomem;
	kdp_rehearse_init(&request, agent);
	request.deadline = DEADLINE;
	if (progress)
		kdp_rehearse_show_progress(&request);
	err = kdp_rehearse_machine(root, &machine, &request);
	if (!err) {
		err = kdp_rehearse(&request, rehearsal);
		kdp_rehearse_end_progress(&request);
	}
	if (!err)
		err = take(rehearsal, ret);
	kdp_rehearsal_deinit(rehearsal);
	kdp_rehearse_machine_deinit(&machine);
	return err;
}
