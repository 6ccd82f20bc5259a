// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * init.c - process 1 of the second kernel: saves the dump to the first target
 * that takes it, and reboots.
 *
 * All that can wait or fail is done by child processes with a limited time.
 * The time of all of them together is limited too: the machine reboots by
 * then, whatever came of the dump.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/file.h"
#include "second-kernel/capture/device.h"
#include "second-kernel/capture/machine.h"
#include "second-kernel/capture/target.h"

#define CONFIG_MAX 65536u
/* Drivers that do not come up must leave time for those that do. */
#define MODULES_PART 4

static struct kdp_capture_config config;

KDP_MUST_CHECK
static struct kdp_error *read_config(void)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_file_read(KDP_CAPTURE_CONFIG, CONFIG_MAX, &data, &size);
	if (!err)
		err = kdp_capture_config_parse((const char *)data, size,
					       &config);
	return err;
}

static struct kdp_error *load_modules(void *context)
{
	return kdp_device_modules(context);
}

/*
 * The time of a target: an equal part of what is left to it and to those
 * behind it, so that the last one has some too.
 */
static double until_of(size_t number, double deadline)
{
	double now = kdp_machine_seconds();

	return now + (deadline - now) / (double)(config.target_count - number);
}

/* Returns whether the dump, or what the last target is for, was saved. */
static bool save(double deadline, struct kdp_target_work *work)
{
	struct kdp_result *result = &work->result;
	struct kdp_result_attempt *attempt;
	struct kdp_step_end end;
	size_t i;

	for (i = 0; i < config.target_count; i++) {
		work->target = &config.target[i];
		kdp_step_run(kdp_target_save, work, until_of(i, deadline),
			     &end);
		if (end.done)
			return true;
		attempt = &result->attempt[result->attempt_count++];
		kdp_capture_target_name(work->target, attempt->target,
					sizeof(attempt->target));
		memcpy(attempt->why, end.why, sizeof(end.why));
		kdp_machine_say("not saved to %.160s: %.200s",
				attempt->target, attempt->why);
	}
	return false;
}

static void capture(void)
{
	static struct kdp_target_work work = {
		.config = &config,
		.result = { .status = "failed" },
	};
	double deadline = kdp_machine_seconds() + config.deadline;
	struct kdp_step_end end;

	kdp_result_stamp(time(NULL), work.result.stamp);
	work.result.began = kdp_machine_seconds();
	kdp_step_run(load_modules, &config,
		     kdp_machine_seconds() +
			     (double)config.deadline / MODULES_PART, &end);
	if (!end.done)
		memcpy(work.result.modules, end.why, sizeof(end.why));
	kdp_machine_watchdog();
	if (save(deadline, &work))
		kdp_machine_say("done after %.1f s, rebooting",
				kdp_machine_seconds());
	else
		kdp_machine_say("the dump is lost, rebooting");
}

int main(void)
{
	struct kdp_error *err;

	if (getpid() != 1) {
		fputs("capture: the init of a crash kernel; see kdump-prep(8), mkimage\n",
		      stderr);
		return 2;
	}
	kdp_machine_begin();
	err = read_config();
	if (err)
		kdp_machine_say("%s, rebooting", err->message);
	else
		capture();
	kdp_machine_reboot();
}
