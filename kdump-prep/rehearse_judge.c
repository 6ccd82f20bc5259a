// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rehearse_judge.c - says in words how a rehearsal ended; see rehearse.h.
 */
#include "kdump-prep/rehearse.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MIB   ((uint64_t)1 << 20)
#define STEP  8u		/* MiB, of a reservation */
/* MiB that must be left at the worst moment. */
#define SPARE 8u
/* With less left the next kernel update may be the end of it. */
#define TIGHT 16u

/* What a kernel without memory says. */
static const char *const hungry[] = {
	"Out of memory", "invoked oom-killer", "deadlocked on memory",
	"Initramfs unpacking failed: write error", "perhaps for want of memory",
	"page allocation failure",
};

static const char grow[] =
	"reserve more with crashkernel= on the kernel command line; rehearse --find-crashkernel tells how much";

struct judge {
	const struct kdp_rehearse_seen *seen;
	const struct kdp_rehearse_dump *dump;
	const struct kdp_rehearse_facts *facts;
	const char *console;	/* since the crash, never NULL */
	const char *second;	/* of it, the second kernel's part; or NULL */
	struct kdp_rehearse_verdict *ret;
};

KDP_FORMAT(4, 5)
static void verdict(struct judge *j, const char *cause, const char *advice,
		    const char *format, ...)
{
	va_list ap;

	j->ret->result = KDP_REHEARSE_NO_DUMP;
	j->ret->cause = cause;
	j->ret->advice = advice;
	va_start(ap, format);
	vsnprintf(j->ret->text, sizeof(j->ret->text), format, ap);
	va_end(ap);
}

/* The rest of the line behind the last @mark, in @ret; false: not there. */
static bool rest_of(const char *text, const char *mark, char *ret,
		    size_t size)
{
	const char *at, *last = NULL;

	for (at = text; at && (at = strstr(at, mark)); at++)
		last = at + strlen(mark);
	if (!last)
		return false;
	snprintf(ret, size, "%.*s", (int)strcspn(last, "\r\n"), last);
	return true;
}

static bool is_hungry(const struct judge *j)
{
	size_t i;

	for (i = 0; i < sizeof(hungry) / sizeof(hungry[0]); i++)
		if (strstr(j->second ? j->second : "", hungry[i]))
			return true;
	return false;
}

static void judge_not_loaded(struct judge *j)
{
	const struct kdp_rehearse_seen *seen = j->seen;

	if (!seen->reserved)
		verdict(j, "not-reserved",
			"ask for less, or give the guest more with --memory",
			"the kernel did not reserve memory for a crash kernel");
	else if (strstr(seen->load_text, "crash reservation"))
		verdict(j, "too-small", grow,
			"the reservation of %" PRIu64 " MiB is too small: %s",
			seen->reserved / MIB, seen->load_text);
	else
		verdict(j, "not-loaded", NULL,
			"the crash kernel was not loaded (status %d): %s",
			seen->load_status,
			seen->load_text[0] ? seen->load_text
					   : "the loader does not say why");
}

static void judge_small(struct judge *j)
{
	verdict(j, "too-small", grow,
		"the reservation of %" PRIu64
		" MiB is too small: the second kernel ran out of memory%s",
		j->seen->reserved / MIB,
		j->seen->end == KDP_REHEARSE_RESET ? ""
			: ", and then hung for ever");
}

/* Nothing of the second kernel was seen. */
static void judge_handover(struct judge *j)
{
	const bool reset = j->seen->end == KDP_REHEARSE_RESET;
	const char *how = reset ? "was reset" : "hung";
	const bool stock = j->facts->loader == KDP_REHEARSE_KEXEC;

	if (j->facts->storm && stock)
		verdict(j, "lost-in-handover",
			"load with kdump-prep load, whose purgatory takes interrupts",
			"the guest %s between the kernels: %u NMIs were sent, and the purgatory of kexec has no handler for them",
			how, j->seen->nmis);
	else if (j->facts->storm)
		verdict(j, "lost-in-handover", NULL,
			"the guest %s between the kernels, in a storm of %u NMIs",
			how, j->seen->nmis);
	else
		verdict(j, "lost-in-handover", NULL,
			"the guest %s between the kernels: the second one said nothing",
			how);
}

/* The second kernel began and its init did not. */
static void judge_early(struct judge *j)
{
	const char *end = j->seen->end == KDP_REHEARSE_RESET ? "was reset"
							     : "hung";
	char why[200];

	if (is_hungry(j))
		judge_small(j);
	else if (rest_of(j->second, "Kernel panic - not syncing: ", why,
			 sizeof(why)))
		verdict(j, "second-panic",
			j->seen->end == KDP_REHEARSE_RESET ||
					j->facts->panic_word ?
				NULL :
				"put panic=10 on its command line, so that it reboots",
			"the second kernel panicked (%s) and %s", why, end);
	else
		verdict(j, "second-lost", NULL,
			"the second kernel %s before its init ran", end);
}

/* Whether the second kernel has found a disk at all. */
static bool has_disk(const struct judge *j)
{
	return j->seen->disks[0] != 0;
}

static bool same_uuid(const struct kdp_rehearse_facts *facts)
{
	return strncmp(facts->wanted, "UUID=", 5) != 0 ||
	       strcasecmp(facts->wanted + 5, facts->uuid) == 0;
}

/* The second kernel's init ran, and there is no dump. */
static void judge_capture(struct judge *j)
{
	const struct kdp_rehearse_facts *facts = j->facts;
	char why[300] = "";

	rest_of(j->second ? j->second : "", "kdump-prep: not saved to ", why,
		sizeof(why));
	if (is_hungry(j))
		judge_small(j);
	else if (!has_disk(j))
		verdict(j, "no-driver",
			"put the driver of the disk into the initrd, e.g. with mkimage --module=",
			"the second kernel found no disk: its initrd lacks the driver of the disk controller (%s, on this machine %s)",
			facts->driver, facts->disk);
	else if (!same_uuid(facts))
		verdict(j, "wrong-root",
			"build the initrd, or write the command line, for the file system that the dump is to go to",
			"the second kernel looked for %s, which is not there; the disk has UUID=%s",
			facts->wanted, facts->uuid);
	else if (j->dump->why[0])
		verdict(j, "bad-dump", NULL, "the dump is no good: %s",
			j->dump->why);
	else if (j->seen->end != KDP_REHEARSE_RESET)
		verdict(j, "second-hang", NULL,
			"the second kernel ran and hung: no dump%s%s",
			why[0] ? "; not saved to " : "", why);
	else
		verdict(j, "not-saved", NULL,
			"the second kernel rebooted without a dump%s%s",
			why[0] ? ": not saved to " : "", why);
}

static void judge_lost(struct judge *j)
{
	const struct kdp_rehearse_seen *seen = j->seen;

	if (seen->end == KDP_REHEARSE_NOT_LOADED)
		judge_not_loaded(j);
	else if (seen->end == KDP_REHEARSE_SURVIVED)
		verdict(j, "survived", NULL,
			"the trigger did not make the kernel panic");
	else if (seen->end == KDP_REHEARSE_NO_INIT)
		verdict(j, "no-init", NULL,
			"the initrd has no /init that can be run");
	else if (seen->stage < KDP_REHEARSE_CRASH)
		verdict(j, "guest",
			"a busy machine needs a longer --deadline; --console keeps what it says",
			"the guest's first kernel did not come to the crash: nothing is known");
	else if (seen->end == KDP_REHEARSE_LATE)
		verdict(j, "late", "give it a longer --deadline",
			"the deadline came before the second kernel was done");
	else if (seen->stage == KDP_REHEARSE_SECOND)
		judge_capture(j);
	else if (j->second)
		judge_early(j);
	else
		judge_handover(j);
}

static void judge_saved(struct judge *j)
{
	const struct kdp_rehearse_seen *seen = j->seen;
	struct kdp_rehearse_verdict *ret = j->ret;
	uint64_t left = seen->least >> 10;

	ret->result = KDP_REHEARSE_OK;
	ret->cause = "saved";
	ret->advice = NULL;
	snprintf(ret->text, sizeof(ret->text),
		 "a verified dump came out, %.0f s after the crash",
		 seen->end_after);
	if (seen->end != KDP_REHEARSE_RESET) {
		ret->result = KDP_REHEARSE_WARNING;
		ret->cause = "saved-no-reboot";
		snprintf(ret->text, sizeof(ret->text),
			 "a verified dump came out, and the second kernel did not reboot");
	} else if (seen->least && left < TIGHT) {
		ret->result = KDP_REHEARSE_WARNING;
		ret->cause = "saved-tight";
		ret->advice = grow;
		snprintf(ret->text, sizeof(ret->text),
			 "a verified dump came out, with only %" PRIu64
			 " MiB of memory left",
			 left);
	}
}

void kdp_rehearse_judge(const struct kdp_rehearse_seen *seen,
			const struct kdp_rehearse_dump *dump,
			const struct kdp_rehearse_facts *facts,
			struct kdp_rehearse_verdict *ret)
{
	struct judge j = {
		.seen = seen,
		.dump = dump,
		.facts = facts,
		.console = seen->console ? seen->console : "",
		.ret = ret,
	};

	*ret = (struct kdp_rehearse_verdict){ 0 };
	j.second = strstr(j.console, "Linux version");
	if (dump->found)
		judge_saved(&j);
	else
		judge_lost(&j);
}

uint64_t kdp_rehearse_propose(uint64_t reserve, uint64_t least_fit,
			      const struct kdp_rehearse_seen *seen)
{
	uint64_t left = seen->least >> 10;
	uint64_t need = left < reserve ? reserve - left + SPARE : reserve;
	uint64_t least = least_fit / MIB + SPARE;

	if (need < least)
		need = least;
	return (need + STEP - 1) / STEP * STEP;
}
