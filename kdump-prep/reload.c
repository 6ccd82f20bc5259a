// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reload.c - runs a command line of before again, on demand or because the
 * kernel refused another image; see reload.h.
 */
#include "kdump-prep/reload.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/boots.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/kexec_cli.h"
#include "kdump-prep/last.h"
#include "kdump-prep/log.h"
#include "kdump-prep/state.h"

/* The parser takes words out of the list: a copy of the list is enough. */
static char **copy_words(const struct kdp_last *last)
{
	size_t size = ((size_t)last->argc + 1) * sizeof(*last->argv);
	char **argv = malloc(size);

	if (argv)
		memcpy(argv, last->argv, size);
	return argv;
}

struct kdp_error *kdp_reload_run(const struct kdp_globals *globals,
				 struct kdp_again *again,
				 enum kdp_exit *status)
{
	const struct kdp_last *last = again->last;
	struct kdp_globals g = *globals;
	KDP_AUTO_FREE char **argv = NULL;
	struct kdp_kexec_result result;
	struct kdp_error *err;

	if (chdir(last->directory) < 0)
		return kdp_error_os(errno, "%s", last->directory);
	argv = copy_words(last);
	if (!argv)
		return &kdp_enomem;
	g.again = again;
	if (!last->kexec)
		/* cppcheck-suppress returnDanglingLifetime ; not g, an error */
		return kdp_cmd_load.run(&g, last->argc, argv, status);
	err = kdp_kexec_cli(&g, last->argc, argv, &result);
	if (!err && result.hand_over)
		return kdp_error_create(KDP_ERROR_OTHER,
					"it is for the real kexec now");
	return err;
}

/* What was loaded before; whether it is loaded again. */
static bool load_last(const struct kdp_globals *globals, enum kdp_exit *status)
{
	KDP_CLEANUP(kdp_last_deinit) struct kdp_last last = { 0 };
	struct kdp_again again = { .last = &last, .recovering = true };
	struct kdp_error *err;

	err = kdp_last_read(&globals->root, &last);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return false;
	if (!err)
		err = kdp_reload_run(globals, &again, status);
	if (!err && globals->again) {
		globals->again->loaded = again.loaded;
		globals->again->unarmed_us = again.unarmed_us;
	}
	if (!err)
		return again.loaded;
	kdp_log_warn("what was loaded before cannot be loaded again: %s",
		     err->message);
	kdp_error_destroy(err);
	return false;
}

/* Whether the kernel still has an image; if that is not known, it has none. */
static bool is_armed(const struct kdp_globals *globals)
{
	struct kdp_state state;
	struct kdp_error *err = kdp_state_read(&globals->root, &state);
	bool known = !err;

	kdp_error_destroy(err);
	return known && state.loaded;
}

struct kdp_error *kdp_reload_recover(const struct kdp_globals *globals,
				     struct kdp_error *err, char **argv,
				     bool same, enum kdp_exit *status)
{
	struct kdp_error *stock;

	if (is_armed(globals))
		return err;
	if (globals->again && globals->again->recovering)
		return err;
	if (load_last(globals, status)) {
		if (!same)
			return kdp_error_wrap(err, "what was loaded before is loaded again");
		kdp_log_warn("%s; loaded at the second attempt", err->message);
		kdp_error_destroy(err);
		return NULL;
	}
	kdp_last_forget(&globals->root);
	stock = argv ? kdp_kexec_run_real(argv) : NULL;
	if (stock)
		kdp_log_warn("the real kexec: %s", stock->message);
	if (stock || !argv) {
		kdp_error_destroy(stock);
		return kdp_error_wrap(err,
				      "NO crash kernel is loaded now");
	}
	kdp_log_warn("%s; kexec of kexec-tools has loaded the crash kernel, and its purgatory quiesces nothing",
		     err->message);
	kdp_error_destroy(err);
	kdp_boots_try(&globals->root, KDP_BOOT_LOADED, KDP_WAY_STOCK);
	*status = KDP_EXIT_REDUCED;
	return NULL;
}
