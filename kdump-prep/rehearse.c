// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rehearse.c - rehearses a crash, and looks for the reservation that would do;
 * see rehearse.h.
 */
#include "kdump-prep/rehearse.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "kdump-prep/cmdline.h"
#include "kdump-prep/now.h"

#define SECOND	    1000000u
#define STEP	    8u	/* MiB */
/* A guest that has less time left than the first one took is not begun. */
#define TIME_SPARE  10u

struct run {
	const struct kdp_rehearse_request *request;
	struct kdp_rehearse_files files;
	struct kdp_rehearsal *ret;
	uint64_t until;
	uint64_t longest;	/* that a guest took */
};

KDP_MUST_CHECK
static struct kdp_error *boot(struct run *run, uint64_t reserve,
			      struct kdp_rehearse_boot **ret)
{
	const struct kdp_rehearse_request *request = run->request;
	struct kdp_rehearse_boot *boot = &run->ret->boot[run->ret->boot_count];
	const struct kdp_rehearse_facts facts = {
		.loader = request->loader,
		.storm = request->storm,
		.panic_word = kdp_cmdline_value(request->line, "panic"),
		.disk = request->shape.disk->name,
		.driver = request->shape.disk->driver,
		.uuid = run->files.uuid,
		.wanted = run->files.wanted,
	};
	uint64_t begin = kdp_now_us();
	struct kdp_error *err;

	boot->reserve = reserve;
	err = kdp_rehearse_files_disks(&run->files);
	if (!err)
		err = kdp_rehearse_guest(request, &run->files, reserve,
					 run->until, &boot->seen);
	if (!err && boot->seen.stage == KDP_REHEARSE_SECOND)
		err = kdp_rehearse_files_dump(&run->files, &boot->dump);
	if (err) {
		free(boot->seen.console);
		boot->seen.console = NULL;
		return err;
	}
	kdp_rehearse_judge(&boot->seen, &boot->dump, &facts, &boot->verdict);
	run->ret->boot_count++;
	if (kdp_now_us() - begin > run->longest)
		run->longest = kdp_now_us() - begin;
	*ret = boot;
	return NULL;
}

static bool has_time(const struct run *run)
{
	return run->ret->boot_count < KDP_REHEARSE_BOOTS &&
	       kdp_now_us() + run->longest + TIME_SPARE * SECOND < run->until;
}

static bool is_boot_saved(const struct kdp_rehearse_boot *boot)
{
	return boot->verdict.result != KDP_REHEARSE_NO_DUMP;
}

/* Up until a dump is saved. */
KDP_MUST_CHECK
static struct kdp_error *confirm(struct run *run, uint64_t from)
{
	struct kdp_rehearsal *ret = run->ret;
	struct kdp_rehearse_boot *last;
	struct kdp_error *err;

	for (ret->proposed = from; has_time(run); ret->proposed += STEP) {
		err = boot(run, ret->proposed, &last);
		if (err)
			return err;
		ret->confirmed = is_boot_saved(last);
		if (ret->confirmed)
			return NULL;
		ret->least = true;
		if (strcmp(last->verdict.cause, "too-small") != 0)
			return NULL;
	}
	return NULL;
}

/* Down until none is. */
KDP_MUST_CHECK
static struct kdp_error *shrink(struct run *run)
{
	struct kdp_rehearsal *ret = run->ret;
	struct kdp_rehearse_boot *last;
	struct kdp_error *err;

	while (!ret->least && ret->proposed > STEP && has_time(run)) {
		err = boot(run, ret->proposed - STEP, &last);
		if (err)
			return err;
		ret->least = !is_boot_saved(last);
		if (!ret->least)
			ret->proposed -= STEP;
	}
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *rehearse(struct run *run)
{
	const struct kdp_rehearse_request *request = run->request;
	struct kdp_rehearse_boot *first;
	struct kdp_error *err;
	uint64_t from;

	err = boot(run, request->reserve, &first);
	if (err)
		return err;
	if (is_boot_saved(first))
		from = kdp_rehearse_propose(request->reserve,
					    run->files.least_fit,
					    &first->seen);
	else if (strcmp(first->verdict.cause, "too-small") == 0)
		from = request->reserve + STEP;
	else
		return NULL;
	if (from == request->reserve && is_boot_saved(first)) {
		run->ret->proposed = from;
		run->ret->confirmed = true;
	} else {
		err = confirm(run, from);
	}
	if (!err && request->find && run->ret->confirmed)
		err = shrink(run);
	return err;
}

struct kdp_error *kdp_rehearse(const struct kdp_rehearse_request *request,
			       struct kdp_rehearsal *ret)
{
	struct run run = { .request = request, .ret = ret };
	uint64_t begin = kdp_now_us();
	struct kdp_error *err;
	sigset_t set, saved;
	mode_t mask;

	ret->started = (uint64_t)time(NULL);
	run.until = begin + (uint64_t)request->deadline * SECOND;
	/* They wait, and end the guest, until nothing is left behind. */
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &saved);
	mask = umask(077);
	err = kdp_rehearse_files_make(request, &run.files);
	if (!err)
		err = rehearse(&run);
	kdp_rehearse_files_deinit(&run.files);
	umask(mask);
	sigprocmask(SIG_SETMASK, &saved, NULL);
	ret->seconds = (unsigned int)((kdp_now_us() - begin) / SECOND);
	return err;
}

void kdp_rehearsal_deinit(struct kdp_rehearsal *rehearsal)
{
	size_t i;

	for (i = 0; i < rehearsal->boot_count; i++)
		free(rehearsal->boot[i].seen.console);
}
