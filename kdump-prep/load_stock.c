// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load_stock.c - has kexec-tools load what this program cannot; see
 * load_stock.h.
 */
#include "kdump-prep/load_stock.h"

#include "kdump-prep/boots.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/kexec_cli.h"
#include "kdump-prep/last.h"
#include "kdump-prep/load_inputs.h"
#include "kdump-prep/load_show.h"
#include "kdump-prep/log.h"
#include "kdump-prep/now.h"
#include "kdump-prep/reload.h"
#include "kdump-prep/stock.h"

static struct kdp_error *run_stock(const struct kdp_globals *globals,
				   const struct kdp_load_options *options,
				   const struct kdp_load_inputs *in,
				   bool by_file)
{
	KDP_CLEANUP(kdp_stock_deinit) struct kdp_stock stock = {
		.argv = { NULL }
	};
	KDP_AUTO_FREE char *line = NULL;
	KDP_AUTO_CLOSE int lock = -1;
	struct kdp_error *err;
	uint64_t start;

	err = kdp_load_words(globals, options,
			     kdp_load_inputs_cmdline(options, in),
			     in->image.release, in->image.cmdline_size,
			     &in->topology, &line);
	if (!err)
		err = kdp_stock_make(options, line, by_file, &stock);
	if (err)
		return err;
	/* A reload holds it already. */
	if (!globals->again)
		lock = kdp_last_lock(&globals->root);
	start = kdp_now_us();
	err = kdp_kexec_run_real(stock.argv);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"kexec of kexec-tools, which could load it unprotected, is not installed; install it%s",
					by_file ? ", or boot without Secure Boot and lockdown=" : "");
	if (err)
		return err;
	kdp_last_forget(&globals->root);
	kdp_boots_try(&globals->root, KDP_BOOT_LOADED, KDP_WAY_STOCK);
	if (globals->again) {
		globals->again->loaded = true;
		/* At most so long: it is not told when the kernel does it. */
		globals->again->unarmed_us = kdp_now_us() - start;
	}
	return NULL;
}

/* The host takes no image of this program's; @why says so. */
struct kdp_error *kdp_load_stock(const struct kdp_globals *globals,
				 const struct kdp_load_options *options,
				 const struct kdp_state *state, const char *why,
				 enum kdp_exit *status)
{
	KDP_CLEANUP(kdp_checklist_deinit) struct kdp_checklist checks = { 0 };
	KDP_CLEANUP(kdp_load_inputs_deinit) struct kdp_load_inputs in = { 0 };
	struct kdp_error *err, *printed = NULL;

	err = kdp_kexec_allowed(&globals->root, KDP_WAY_STOCK, options->dry_run,
				&checks);
	if (!err)
		err = kdp_error_wrap(kdp_require_check(options->required, 0),
				     "%s", why);
	if (!err)
		err = kdp_load_inputs_files(globals, options, &checks, &in);
	if (options->dry_run)
		printed = kdp_load_show_checks(&checks, NULL, options->json,
					       "left to the real kexec");
	else if (!err)
		err = kdp_error_wrap(run_stock(globals, options, &in,
					       state->locked_down),
				     "%s", why);
	if (err) {
		kdp_error_destroy(printed);
		return err;
	}
	*status = KDP_EXIT_REDUCED;
	kdp_log_warn("%s: %s kexec of kexec-tools, whose purgatory quiesces nothing",
		     why, options->dry_run ? "it is left to" : "loaded by");
	return printed;
}
