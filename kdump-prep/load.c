// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load.c - loads a crash kernel; see load.h.
 */
#include "kdump-prep/load.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/checklist.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/crash_irqs.h"
#include "kdump-prep/discover.h"
#include "kdump-prep/fit.h"
#include "kdump-prep/image.h"
#include "kdump-prep/initrd_cache.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/last.h"
#include "kdump-prep/load_inputs.h"
#include "kdump-prep/load_show.h"
#include "kdump-prep/load_stock.h"
#include "kdump-prep/loadfile.h"
#include "kdump-prep/log.h"
#include "kdump-prep/now.h"
#include "kdump-prep/reload.h"
#include "kdump-prep/state.h"
#include "kdump-prep/stock.h"


static void cleanup_image(struct kdp_image *image)
{
	kdp_image_deinit(image);
}

static struct kdp_error *fingerprint(const struct kdp_load_options *options,
				     const struct kdp_load_inputs *in,
				     char ret[KDP_FINGERPRINT_SIZE])
{
	return kdp_last_fingerprint(&in->topology, &in->kernel.stat,
				    options->initrd ? &in->initrd.stat : NULL,
				    in->cmdline, ret);
}

/* The files' identities alone, without their contents. */
static struct kdp_error *stat_files(const struct kdp_load_options *options,
				    struct kdp_load_inputs *in)
{
	if (stat(options->kernel, &in->kernel.stat) < 0)
		return kdp_error_os(errno, "%s", options->kernel);
	if (options->initrd && stat(options->initrd, &in->initrd.stat) < 0)
		return kdp_error_os(errno, "%s", options->initrd);
	return NULL;
}

/* Whether what was loaded last would be built again. */
static struct kdp_error *is_unchanged(const struct kdp_globals *globals,
				      const struct kdp_load_options *options,
				      bool *ret)
{
	KDP_CLEANUP(kdp_load_inputs_deinit) struct kdp_load_inputs in = { 0 };
	struct kdp_sysroot root = globals->root;
	char now[KDP_FINGERPRINT_SIZE];
	struct kdp_error *err;

	*ret = false;
	if (!globals->again || !globals->again->if_changed)
		return NULL;
	/* What is measured is not compared. */
	root.live = false;
	err = stat_files(options, &in);
	if (!err)
		err = kdp_load_cmdline(globals, options, &in.cmdline);
	if (!err)
		err = kdp_discover(&root, &in.topology);
	if (!err)
		err = fingerprint(options, &in, now);
	if (!err)
		*ret = strcmp(now, globals->again->last->fingerprint) == 0;
	return err;
}

/* What the image does for the second kernel: bits of KDP_PROTECT_*. */
static unsigned int protections(const struct kdp_image *image)
{
	unsigned int bits = KDP_PROTECT_PURGATORY | KDP_PROTECT_RECORD |
			    KDP_PROTECT_NOTE;

	if (image->quiesces)
		bits |= KDP_PROTECT_QUIESCE;
	if (kdp_image_segment(image, KDP_PART_PARITY))
		bits |= KDP_PROTECT_DIGEST;
	if (image->plan.watchdog_count)
		bits |= KDP_PROTECT_WATCHDOG;
	if (image->plan.last_words.zone_count)
		bits |= KDP_PROTECT_LAST_WORDS;
	if (image->hotplug)
		bits |= KDP_PROTECT_HOTPLUG;
	return bits;
}

static struct kdp_error *check_required(const struct kdp_load_options *options,
					const struct kdp_image *image,
					struct kdp_checklist *checks)
{
	struct kdp_error *err;

	if (!options->required)
		return NULL;
	err = kdp_require_check(options->required, protections(image));
	if (!err)
		kdp_checklist_add(checks, "require", KDP_CHECKLIST_OK,
				  "everything required is there");
	return kdp_checklist_failure(checks, "require", err);
}

static void remember(const struct kdp_globals *globals,
		     const struct kdp_load_options *options,
		     const struct kdp_load_inputs *in,
		     const struct kdp_image *image)
{
	char entered[KDP_KERNEL_ENTRY_TEXT];
	struct kdp_last last = {
		.way = KDP_WAY_PURGATORY,
		.protections = protections(image),
		.time = in->request.load_time,
		.cmdline = image->cmdline,
		.entered = entered,
	};

	kdp_kernel_image_describe(image->kernel, entered, sizeof(entered));
	kdp_load_remember(globals, options, &in->topology, &in->kernel,
			  &in->initrd,
			  fingerprint(options, in, last.fingerprint), &last);
}

static struct kdp_error *recover(const struct kdp_globals *globals,
				 const struct kdp_load_options *options,
				 const struct kdp_load_inputs *in,
				 struct kdp_error *err, enum kdp_exit *status)
{
	KDP_CLEANUP(kdp_stock_deinit) struct kdp_stock stock = {
		.argv = { NULL }
	};
	struct kdp_error *made;

	/* Other errors are the kernel's before it drops anything. */
	if (err->code != KDP_ERROR_OS)
		return err;
	made = kdp_stock_make(options, in->cmdline, false, &stock);
	if (made) {
		kdp_error_destroy(made);
		return err;
	}
	return kdp_reload_recover(globals, err, stock.argv,
				  kdp_load_is_same(globals, options), status);
}

/* While the call runs no crash kernel is armed. */
static struct kdp_error *load_image(const struct kdp_globals *globals,
				    const struct kdp_image *image)
{
	uint64_t start = kdp_now_us();
	uint64_t took;
	struct kdp_error *err;

	err = kdp_kexec_load(&image->region, image->entry, image->segment,
			     image->count, image->hotplug,
			     image->quiesce_flag);
	took = kdp_now_us() - start;
	if (err)
		return err;
	if (image->quiesces && !image->quiesce_flag)
		kdp_crash_irqs_loaded(&globals->root);
	if (globals->debug)
		printf("unarmed      %" PRIu64 " us\n", took);
	if (globals->again) {
		globals->again->loaded = true;
		globals->again->unarmed_us = took;
	}
	return NULL;
}

static void warn_of_less(const struct kdp_load_inputs *in,
			 const struct kdp_image *image, enum kdp_exit *status)
{
	size_t n;

	if (in->topology.ramoops.zone_count && in->topology.ramoops.ecc)
		kdp_log_warn("ramoops protects its zones with ECC, which purgatory does not write: a reset leaves no last words; load ramoops with ecc=0");
	for (n = 0; n < KDP_CMDLINE_DEFAULTS; n++)
		if (image->word[n].fate == KDP_CMDLINE_NO_ROOM)
			kdp_log_warn("%s is not added to the command line: %s",
				     image->word[n].text,
				     image->word[n].reason);
	if (image->quiesces)
		return;
	*status = KDP_EXIT_REDUCED;
	kdp_log_warn("the devices of this machine must not be touched at a crash (encrypted or paravirtual guest): the image quiesces no interrupt source");
}

static uint64_t part_size(const struct kdp_image *image, enum kdp_part part)
{
	const struct kdp_segment *s = kdp_image_segment(image, part);

	return s ? s->size : 0;
}

/* An initrd that cannot be measured is taken to need what it has packed. */
static struct kdp_error *check_fit(const struct kdp_globals *globals,
				   const struct kdp_load_options *options,
				   const struct kdp_load_inputs *in,
				   const struct kdp_image *image,
				   struct kdp_checklist *checks,
				   enum kdp_exit *status)
{
	const struct kdp_image_request *r = &in->request;
	/* A unified kernel image has its own. */
	const struct kdp_file file = {
		.data = r->initrd,
		.size = r->initrd_size,
		.stat = in->initrd.data ? in->initrd.stat : in->kernel.stat,
	};
	struct kdp_initrd initrd = { 0 };
	struct kdp_error *err = NULL;
	struct kdp_fit fit;
	bool tight = false;

	if (file.size)
		err = kdp_initrd_cached(&globals->root, &file,
					!options->dry_run, &initrd);
	if (err && err->code == KDP_ERROR_NO_MEMORY)
		return err;
	if (err) {
		kdp_checklist_add(checks, "initrd-content",
				  KDP_CHECKLIST_SKIPPED, "%s", err->message);
		initrd.bytes = file.size;
		kdp_error_destroy(err);
	} else if (!file.size) {
		kdp_checklist_add(checks, "initrd-content",
				  KDP_CHECKLIST_SKIPPED, "none is given");
	} else {
		kdp_checklist_add(checks, "initrd-content", KDP_CHECKLIST_OK,
				  "%" PRIu64 " files, unpacked %" PRIu64 " MiB",
				  initrd.files, initrd.bytes >> 20);
	}
	kdp_fit_reservation(&in->topology, &fit);
	fit.kernel = part_size(image, KDP_PART_KERNEL);
	fit.packed = file.size;
	fit.unpacked = initrd.bytes;
	fit.tmpfs = kdp_cmdline_root_is_tmpfs(image->cmdline);
	fit.hidden = part_size(image, KDP_PART_ELFCOREHDR) +
		     part_size(image, KDP_PART_NOTE) +
		     part_size(image, KDP_PART_BACKUP);
	err = kdp_fit_judge(&fit, checks, &tight);
	if (tight)
		*status = KDP_EXIT_REDUCED;
	return kdp_checklist_failure(checks, "working-set", err);
}

/* Loads the image, remembers it, and sees that an image is armed after all. */
static struct kdp_error *arm(const struct kdp_globals *globals,
			     const struct kdp_load_options *options,
			     const struct kdp_load_inputs *in,
			     const struct kdp_image *image,
			     enum kdp_exit *status)
{
	struct kdp_error *err;

	err = load_image(globals, image);
	if (err)
		return recover(globals, options, in, err, status);
	remember(globals, options, in, image);
	warn_of_less(in, image, status);
	return NULL;
}

/* Everything up to the system call. */
static struct kdp_error *build(const struct kdp_globals *globals,
			       const struct kdp_load_options *options,
			       struct kdp_checklist *checks,
			       struct kdp_load_inputs *in,
			       struct kdp_image *image, enum kdp_exit *status)
{
	struct kdp_error *err;

	err = kdp_load_inputs_read(globals, options, checks, in);
	if (!err)
		err = kdp_image_build(&in->topology, &in->firmware,
				      &in->request, image);
	if (!err)
		err = check_required(options, image, checks);
	if (!err && image->quiesces)
		err = kdp_crash_irqs_announce(&globals->root, checks,
					      &image->quiesce_flag);
	if (!err)
		err = check_fit(globals, options, in, image, checks, status);
	return err;
}

/* Does as much as it can, to show whatever stands in the way. */
static struct kdp_error *dry_run(const struct kdp_globals *globals,
				 const struct kdp_load_options *options,
				 enum kdp_exit *status)
{
	KDP_CLEANUP(kdp_checklist_deinit) struct kdp_checklist checks = { 0 };
	KDP_CLEANUP(cleanup_image) struct kdp_image image = { 0 };
	KDP_CLEANUP(kdp_load_inputs_deinit) struct kdp_load_inputs in = { 0 };
	struct kdp_error *host, *err, *printed;

	host = kdp_kexec_allowed(&globals->root, KDP_WAY_PURGATORY, true,
				 &checks);
	err = build(globals, options, &checks, &in, &image, status);
	printed = kdp_load_show_checks(&checks, err ? NULL : &image,
				       options->json,
				       "needs what failed before");
	if (!err)
		warn_of_less(&in, &image, status);
	return kdp_error_first(host, kdp_error_first(err, printed));
}

/*
 * @copy: files are copied and not mapped
 * @changed_ret: an image was loaded, and a mapped file was written to meanwhile
 */
static struct kdp_error *load_once(const struct kdp_globals *globals,
				   const struct kdp_load_options *options,
				   bool copy, bool *changed_ret,
				   enum kdp_exit *status)
{
	KDP_CLEANUP(cleanup_image) struct kdp_image image = { 0 };
	KDP_CLEANUP(kdp_load_inputs_deinit) struct kdp_load_inputs in = { 0 };
	struct kdp_error *err;
	bool unchanged = false;

	err = kdp_kexec_allowed(&globals->root, KDP_WAY_PURGATORY, false,
				NULL);
	if (!err)
		err = is_unchanged(globals, options, &unchanged);
	if (unchanged)
		return NULL;
	in.kernel.copy = copy;
	in.initrd.copy = copy;
	if (!err)
		err = build(globals, options, NULL, &in, &image, status);
	if (!err && globals->debug)
		kdp_load_show_image(&image);
	if (!err)
		err = arm(globals, options, &in, &image, status);
	*changed_ret = kdp_file_changed(&in.kernel) ||
		       kdp_file_changed(&in.initrd);
	return err;
}

static struct kdp_error *load_own(const struct kdp_globals *globals,
				  const struct kdp_load_options *options,
				  enum kdp_exit *status)
{
	KDP_AUTO_CLOSE int lock = -1;
	struct kdp_error *err;
	bool changed = false;

	err = kdp_kexec_live(&globals->root);
	if (err)
		return err;
	if (!globals->again)
		lock = kdp_last_lock(&globals->root);
	err = load_once(globals, options, false, &changed, status);
	/* What is loaded does not match its own checks: once more. */
	if (!err && changed)
		err = load_once(globals, options, true, &changed, status);
	return err;
}

struct kdp_error *kdp_load(const struct kdp_globals *globals,
			   const struct kdp_load_options *options,
			   enum kdp_exit *status)
{
	enum kdp_way way = KDP_WAY_PURGATORY;
	const char *why = NULL;
	struct kdp_state state;
	struct kdp_error *err;

	err = kdp_state_read(&globals->root, &state);
	if (err)
		return err;
	/* In kexec's spelling that has been decided. */
	if (!options->kexec)
		way = kdp_way_choose(&state, &why);
	if (way == KDP_WAY_STOCK)
		return kdp_load_stock(globals, options, &state, why, status);
	if (options->file || way == KDP_WAY_WRAPPED)
		return kdp_load_file(globals, options, status);
	if (options->dry_run)
		return dry_run(globals, options, status);
	return load_own(globals, options, status);
}
