// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * in_place.c - crashes this machine on purpose; see in_place.h.
 */
#include "kdump-prep/in_place.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/points.h"

/* Seconds after which a crash has not come. */
#define SYSRQ_WAIT 30u

static const char message[] =
	"<2>kdump-prep: a crash is rehearsed in place: what follows is wanted\n";

/* The first that stands in the way; the list is in order of the path. */
static const struct kdp_finding *failure(const struct kdp_findings *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (list->finding[i].result == KDP_FINDING_FAILURE &&
		    strcmp(list->finding[i].id, "rehearsal") != 0)
			return &list->finding[i];
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *read_name(const struct kdp_sysroot *root,
				   char *ret, size_t size)
{
	static const char path[] = "/proc/sys/kernel/hostname";
	KDP_AUTO_FREE char *text = kdp_host_text(root, path);

	snprintf(ret, size, "%.*s", text ? (int)strcspn(text, "\n") : 0,
		 text ? text : "");
	if (ret[0])
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"%s: this machine has no name", path);
}

KDP_MUST_CHECK
static struct kdp_error *find_trigger(const struct kdp_sysroot *root,
				      struct kdp_in_place *ret)
{
	if (!ret->nmi)
		return kdp_sysroot_create(root, "/proc", "sysrq-trigger",
					  &ret->trigger_fd);
	if (geteuid() != 0 && root->live)
		return kdp_error_os(EPERM, "crash this machine");
	if (kdp_host_number(root, "/proc/sys/kernel/unknown_nmi_panic") > 0)
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"no NMI panics: set kernel.unknown_nmi_panic to 1");
}

struct kdp_error *kdp_in_place_look(const struct kdp_sysroot *root, bool nmi,
				    struct kdp_in_place *ret)
{
	const struct kdp_finding *found;
	struct kdp_error *err;

	ret->nmi = nmi;
	ret->trigger_fd = -1;
	err = read_name(root, ret->name, sizeof(ret->name));
	if (!err)
		err = find_trigger(root, ret);
	if (!err)
		err = kdp_host_read(root, &ret->host);
	if (err)
		return err;
	kdp_points(root, &ret->host, &ret->findings);
	if (ret->findings.incomplete)
		return &kdp_enomem;
	found = failure(&ret->findings);
	if (!found)
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"not crashed, check finds a failure: %s: %s",
				found->id, found->why);
}

void kdp_in_place_deinit(struct kdp_in_place *in_place)
{
	kdp_findings_deinit(&in_place->findings);
	kdp_host_deinit(&in_place->host);
	if (in_place->trigger_fd > 0)
		close(in_place->trigger_fd);
	in_place->trigger_fd = -1;
}

/* The boot must be known of where its crash is to be told from a reset. */
KDP_MUST_CHECK
static struct kdp_error *note_boot(const struct kdp_sysroot *root,
				   const char *id)
{
	struct kdp_boots boots = { 0 };
	struct kdp_error *err;
	size_t i;

	err = kdp_boots_read(root, &boots);
	kdp_error_destroy(err);
	for (i = 0; i < boots.count; i++)
		if (strcmp(boots.boot[i].id, id) == 0 && boots.boot[i].began)
			return NULL;
	return kdp_boots_note(root, KDP_BOOT_BEGAN, KDP_WAY_STOCK);
}

KDP_MUST_CHECK
static struct kdp_error *note(const struct kdp_sysroot *root,
			      const struct kdp_in_place *in_place)
{
	const struct kdp_crash_state *status = &in_place->host.status;
	struct kdp_rehearsed rehearsed = {
		.time = (uint64_t)time(NULL),
		.result = KDP_REHEARSED_PENDING,
	};
	struct kdp_error *err;

	err = kdp_boot_id(root, rehearsed.boot);
	if (!err)
		err = note_boot(root, rehearsed.boot);
	if (err)
		return err;
	snprintf(rehearsed.release, sizeof(rehearsed.release), "%s",
		 in_place->host.facts.kernel.release);
	snprintf(rehearsed.text, sizeof(rehearsed.text), "in place, by %s",
		 in_place->nmi ? "an NMI" : "sysrq");
	if (status->known)
		kdp_armed_last(root, &status->last, &rehearsed.armed);
	return kdp_rehearsed_write(root, &rehearsed);
}

/* The dump's log tells as well. */
static void tell_kernel(void)
{
	KDP_AUTO_CLOSE int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return;
	done = write(fd, message, sizeof(message) - 1);
	(void)done;
}

KDP_MUST_CHECK
static struct kdp_error *crash(const struct kdp_sysroot *root,
			       const struct kdp_in_place *in_place)
{
	unsigned int wait = in_place->nmi ? KDP_IN_PLACE_NMI : SYSRQ_WAIT;

	if (root->live) {
		tell_kernel();
		sync();
	}
	if (!in_place->nmi && write(in_place->trigger_fd, "c", 1) != 1)
		return kdp_error_os(errno, "write /proc/sysrq-trigger");
	while (root->live && wait)
		wait = sleep(wait);
	return kdp_error_create(KDP_ERROR_OTHER,
				"this machine did not crash by %s",
				in_place->nmi ? "an NMI" : "sysrq");
}

struct kdp_error *kdp_in_place_crash(const struct kdp_sysroot *root,
				     const struct kdp_in_place *in_place)
{
	struct kdp_rehearsed before;
	struct kdp_error *err, *none;

	none = kdp_rehearsed_read(root, &before);
	err = note(root, in_place);
	if (err) {
		kdp_error_destroy(none);
		return kdp_error_wrap(err, "not crashed");
	}
	err = crash(root, in_place);
	if (none)
		kdp_rehearsed_forget(root);
	else
		err = kdp_error_first(err, kdp_rehearsed_write(root, &before));
	kdp_error_destroy(none);
	return err;
}

/* Where no crash of that boot is known. */
KDP_MUST_CHECK
static struct kdp_error *no_crash(const struct kdp_sysroot *root,
				  const char *id, const char **ret)
{
	struct kdp_boots boots = { 0 };
	struct kdp_error *err;
	size_t i;

	*ret = "what became of it is not known";
	err = kdp_boots_read(root, &boots);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	for (i = 0; i < boots.count; i++)
		if (strcmp(boots.boot[i].id, id) == 0 && boots.boot[i].ended)
			*ret = "the machine did not crash";
	return NULL;
}

/* ", 23 s after the crash; the machine was back after 61 s" */
static void add_times(const struct kdp_sysroot *root,
		      const struct kdp_last_crash *crash, uint64_t from,
		      char *ret, size_t size)
{
	uint64_t back = crash->next;
	size_t at = 0;

	/* The next boot is not noted before it has told of this one. */
	if (!back && root->live)
		back = (uint64_t)time(NULL);

	ret[0] = 0;
	if (crash->has_trace && crash->trace.written >= from)
		at = (size_t)snprintf(ret, size,
				      ", %" PRIu64 " s after the crash",
				      crash->trace.written - from);
	if (back >= from && at < size)
		snprintf(ret + at, size - at,
			 "; the machine was back after %" PRIu64 " s",
			 back - from);
}

struct kdp_error *kdp_in_place_resolve(const struct kdp_sysroot *root,
				       const struct kdp_last_crash *crash,
				       struct kdp_rehearsed *rehearsed)
{
	char how[sizeof(rehearsed->text)], times[128];
	char id[KDP_BOOT_ID_SIZE];
	struct kdp_error *err;
	const char *what;

	if (rehearsed->result != KDP_REHEARSED_PENDING)
		return NULL;
	err = kdp_boot_id(root, id);
	if (err || strcmp(id, rehearsed->boot) == 0)
		return err;
	snprintf(how, sizeof(how), "%.64s", rehearsed->text);
	times[0] = 0;
	if (!crash->known || strcmp(crash->boot.id, rehearsed->boot) != 0) {
		err = no_crash(root, rehearsed->boot, &what);
		rehearsed->result = KDP_REHEARSED_LOST;
	} else {
		what = kdp_name_find(kdp_outcome_names, crash->outcome)
			       ->meaning;
		rehearsed->result = crash->outcome == KDP_OUTCOME_SAVED
					    ? KDP_REHEARSED_SAVED
					    : KDP_REHEARSED_LOST;
		add_times(root, crash, rehearsed->time, times,
			  sizeof(times));
	}
	if (err)
		return err;
	snprintf(rehearsed->text, sizeof(rehearsed->text), "%.64s: %s%s", how,
		 what, times);
	return NULL;
}
