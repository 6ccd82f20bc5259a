// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_rehearse_here.c - asks, and crashes this machine; see
 * cmd_rehearse_here.h.
 */
#include "kdump-prep/cmd_rehearse_here.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/in_place.h"

/* What is always told, whatever check thinks of it. */
static bool is_told(const struct kdp_finding *finding)
{
	static const char *const ids[] = { "reservation", "armed",
					   "dump-target", "rehearsal" };
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (strcmp(finding->id, ids[i]) == 0)
			return true;
	return finding->result == KDP_FINDING_WARNING;
}

static void print(const struct kdp_in_place *in_place)
{
	const struct kdp_findings *list = &in_place->findings;
	size_t i;

	printf("machine: %s, kernel %s\n", in_place->name,
	       in_place->host.facts.kernel.release);
	for (i = 0; i < list->count; i++)
		if (is_told(&list->finding[i]))
			printf("%s: %s%s\n", list->finding[i].id,
			       list->finding[i].result == KDP_FINDING_WARNING
				       ? "warning: "
				       : "",
			       list->finding[i].why);
	fflush(stdout);
}

static void ask(const char *name, char *ret, size_t size)
{
	printf("This machine will panic, and all that runs on it ends.\n"
	       "Type its name, %s, to crash it now: ", name);
	fflush(stdout);
	if (!fgets(ret, (int)size, stdin))
		ret[0] = 0;
	ret[strcspn(ret, "\n")] = 0;
}

KDP_MUST_CHECK
static struct kdp_error *confirm(const struct kdp_in_place *in_place,
				 const char *confirmed)
{
	char typed[128] = "";

	if (!confirmed) {
		ask(in_place->name, typed, sizeof(typed));
		confirmed = typed;
	}
	if (strcmp(confirmed, in_place->name) == 0)
		return NULL;
	return kdp_error_create(KDP_ERROR_USAGE,
				"not crashed: found \"%s\", expected the name of this machine, %s",
				confirmed, in_place->name);
}

struct kdp_error *kdp_rehearse_here(const struct kdp_globals *globals,
				    const char *trigger,
				    const char *confirmed)
{
	KDP_CLEANUP(kdp_in_place_deinit)
	struct kdp_in_place in_place = { .trigger_fd = -1 };
	const bool nmi = strcmp(trigger, "nmi") == 0;
	struct kdp_error *err;

	if (!nmi && strcmp(trigger, "sysrq") != 0)
		return kdp_error_create(KDP_ERROR_USAGE,
					"--in-place: found --trigger=%s, expected sysrq or nmi",
					trigger);
	if (!confirmed && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return kdp_error_create(KDP_ERROR_USAGE,
					"--in-place: not on a terminal: give the name of this machine with --confirm=");
	err = kdp_in_place_look(&globals->root, nmi, &in_place);
	if (err)
		return err;
	print(&in_place);
	err = confirm(&in_place, confirmed);
	if (err)
		return err;
	if (nmi)
		printf("Send the NMI within %u s, e.g. by \"chassis power diag\" of IPMI.\n",
		       KDP_IN_PLACE_NMI);
	printf("The next boot tells what became of it: status --last, check.\n");
	fflush(stdout);
	return kdp_in_place_crash(&globals->root, &in_place);
}
