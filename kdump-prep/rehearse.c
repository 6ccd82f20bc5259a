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
	struct kdp_rehearse_request request;
	struct kdp_rehearse_files files;
	struct kdp_rehearsal *ret;
	uint64_t until;
	uint64_t longest;	/* that a guest took */
	uint64_t too_small;	/* MiB, the largest that was */
};

static bool is_saved(const struct kdp_rehearse_boot *boot)
{
	return boot->verdict.result != KDP_REHEARSE_NO_DUMP;
}

static bool is_too_small(const struct kdp_rehearse_boot *boot)
{
	return !is_saved(boot) &&
	       strcmp(boot->verdict.cause, "too-small") == 0;
}

/* There are machines whose KVM runs an instruction, and no kernel. */
KDP_MUST_CHECK
static struct kdp_error *guest(struct run *run, uint64_t reserve,
			       struct kdp_rehearse_seen *ret)
{
	struct kdp_error *err;

	err = kdp_rehearse_guest(&run->request, &run->files, reserve,
				 run->until, ret);
	if (!run->request.kvm || run->request.kvm_wanted ||
	    ret->stage != KDP_REHEARSE_START ||
	    ret->end == KDP_REHEARSE_ABORTED || ret->end == KDP_REHEARSE_LATE)
		return err;
	kdp_error_destroy(err);
	free(ret->console);
	run->request.kvm = false;
	return kdp_rehearse_guest(&run->request, &run->files, reserve,
				  run->until, ret);
}

KDP_MUST_CHECK
static struct kdp_error *boot(struct run *run, uint64_t reserve,
			      struct kdp_rehearse_boot **ret)
{
	const struct kdp_rehearse_request *request = &run->request;
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
		err = guest(run, reserve, &boot->seen);
	if (!err && boot->seen.stage == KDP_REHEARSE_SECOND)
		err = kdp_rehearse_files_dump(&run->files, &boot->dump);
	if (err) {
		free(boot->seen.console);
		boot->seen.console = NULL;
		return err;
	}
	kdp_rehearse_judge(&boot->seen, &boot->dump, &facts, &boot->verdict);
	if (reserve > run->too_small && is_too_small(boot))
		run->too_small = reserve;
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
		ret->confirmed = is_saved(last);
		if (!is_too_small(last))
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

	while (run->too_small != ret->proposed - STEP &&
	       ret->proposed > STEP && has_time(run)) {
		err = boot(run, ret->proposed - STEP, &last);
		if (err)
			return err;
		if (!is_saved(last))
			return NULL;
		ret->proposed -= STEP;
	}
	return NULL;
}

/* MiB from which on a dump is looked for; 0: no reservation would help. */
static uint64_t first_guess(const struct run *run,
			    const struct kdp_rehearse_boot *first)
{
	uint64_t guess = kdp_rehearse_propose(first->reserve,
					      run->files.least_fit,
					      &first->seen);

	if (is_saved(first))
		return guess;
	if (!is_too_small(first))
		return 0;
	/* What it took at most is not known: it had no more. */
	guess = run->files.least_fit >> 20;
	if (guess < first->reserve)
		guess = first->reserve;
	return (guess + STEP) / STEP * STEP;
}

KDP_MUST_CHECK
static struct kdp_error *rehearse(struct run *run)
{
	const struct kdp_rehearse_request *request = &run->request;
	struct kdp_rehearsal *ret = run->ret;
	struct kdp_rehearse_boot *first;
	struct kdp_error *err;
	uint64_t guess;

	err = boot(run, request->reserve, &first);
	if (err)
		return err;
	guess = first_guess(run, first);
	if (!guess)
		return NULL;
	if (guess == request->reserve && is_saved(first)) {
		ret->proposed = guess;
		ret->confirmed = true;
	} else {
		err = confirm(run, guess);
	}
	if (!err && request->find && ret->confirmed)
		err = shrink(run);
	ret->least = ret->confirmed && run->too_small == ret->proposed - STEP;
	return err;
}

struct kdp_error *kdp_rehearse(const struct kdp_rehearse_request *request,
			       struct kdp_rehearsal *ret)
{
	struct run run = { .request = *request, .ret = ret };
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
	ret->stand_in = run.files.stand_in;
	kdp_rehearse_files_deinit(&run.files);
	umask(mask);
	sigprocmask(SIG_SETMASK, &saved, NULL);
	ret->kvm = run.request.kvm;
	ret->seconds = (unsigned int)((kdp_now_us() - begin) / SECOND);
	return err;
}

void kdp_rehearsal_deinit(struct kdp_rehearsal *rehearsal)
{
	size_t i;

	for (i = 0; i < rehearsal->boot_count; i++)
		free(rehearsal->boot[i].seen.console);
}
