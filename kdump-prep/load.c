// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load.c - loads a crash kernel; see load.h.
 */
#include "kdump-prep/load.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "kdump-prep/blob.h"
#include "kdump-prep/bootparams.h"
#include "kdump-prep/boots.h"
#include "kdump-prep/checklist.h"
#include "kdump-prep/checks_cache.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/discover.h"
#include "kdump-prep/file.h"
#include "kdump-prep/firmware.h"
#include "kdump-prep/fit.h"
#include "kdump-prep/image.h"
#include "kdump-prep/initrd_cache.h"
#include "kdump-prep/kernel_cache.h"
#include "kdump-prep/kernel_image.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/kexec_cli.h"
#include "kdump-prep/last.h"
#include "kdump-prep/load_show.h"
#include "kdump-prep/loadfile.h"
#include "kdump-prep/log.h"
#include "kdump-prep/now.h"
#include "kdump-prep/reload.h"
#include "kdump-prep/state.h"
#include "kdump-prep/stock.h"

#define INITRD_SIZE_MAX ((size_t)4 << 30)
#define CMDLINE_MAX	65536u
#define COM1		0x3f8u
#define CPUINFO_MAX	(32u << 20) /* 8,192 CPUs */
#define STOCK_WORDS	64u	/* who loads it adds some words */

struct kdp_error *kdp_load_cmdline(const struct kdp_globals *globals,
				   const struct kdp_load_options *options,
				   char **ret)
{
	const char *append = options->append ? options->append : "";
	KDP_AUTO_FREE char *reused = NULL;
	struct kdp_error *err;
	const char *blank;
	size_t size;

	if (options->reuse_cmdline) {
		err = kdp_sysroot_read(&globals->root, "/proc/cmdline",
				       CMDLINE_MAX, &reused, &size);
		if (err)
			return err;
		kdp_cmdline_reused(reused);
	}
	blank = reused && *reused && *append ? " " : "";
	if (asprintf(ret, "%s%s%s", reused ? reused : "", blank, append) < 0) {
		*ret = NULL;
		return &kdp_enomem;
	}
	return NULL;
}

/* Everything that is read from files, for one load. */
struct inputs {
	struct kdp_topology topology;
	struct kdp_firmware firmware;
	struct kdp_file kernel;
	struct kdp_kernel_image image;
	struct kdp_file initrd;
	struct kdp_block_check *kernel_checks;
	struct kdp_block_check *initrd_checks;
	uint8_t seed[KDP_BOOTPARAMS_SEED];
	char *cmdline;
	struct kdp_image_request request;
};

static void cleanup_inputs(struct inputs *in)
{
	kdp_topology_deinit(&in->topology);
	kdp_firmware_deinit(&in->firmware);
	kdp_kernel_image_deinit(&in->image);
	kdp_file_close(&in->kernel);
	kdp_file_close(&in->initrd);
	free(in->kernel_checks);
	free(in->initrd_checks);
	free(in->cmdline);
}

static struct kdp_error *read_kernel(const struct kdp_load_options *options,
				     struct kdp_checklist *checks,
				     struct inputs *in)
{
	const struct kdp_kernel_image *image = &in->image;
	struct kdp_error *err;

	err = kdp_kernel_image_open(options->kernel, &in->kernel);
	if (err)
		return kdp_checklist_failure(checks, "kernel-file", err);
	kdp_checklist_add(checks, "kernel-file", KDP_CHECKLIST_OK,
			  "%s has 0x%zx bytes", options->kernel,
			  (size_t)in->kernel.stat.st_size);
	err = kdp_kernel_image_parse(in->kernel.data, in->kernel.size,
				     &in->image);
	err = kdp_error_wrap(err, "%s", options->kernel);
	if (!err)
		kdp_checklist_add(checks, "kernel-format", KDP_CHECKLIST_OK,
				  "%s%s%s", image->format,
				  *image->release ? " of Linux " : "",
				  image->release);
	return kdp_checklist_failure(checks, "kernel-format", err);
}

/* An initrd that is given wins over the one in a unified kernel image. */
static struct kdp_error *read_initrd(const struct kdp_load_options *options,
				     struct kdp_checklist *checks,
				     struct inputs *in)
{
	struct kdp_image_request *r = &in->request;
	struct kdp_error *err;

	if (!options->initrd && in->image.initrd) {
		r->initrd = in->image.initrd;
		r->initrd_size = in->image.initrd_size;
		kdp_checklist_add(checks, "initrd-file", KDP_CHECKLIST_OK,
				  "the UKI has one of 0x%zx bytes",
				  r->initrd_size);
		return NULL;
	}
	if (!options->initrd) {
		kdp_checklist_add(checks, "initrd-file", KDP_CHECKLIST_SKIPPED,
				  "none is given");
		return NULL;
	}
	err = kdp_file_open(options->initrd, INITRD_SIZE_MAX, &in->initrd);
	if (!err)
		kdp_checklist_add(checks, "initrd-file", KDP_CHECKLIST_OK,
				  "%s has 0x%zx bytes", options->initrd,
				  in->initrd.size);
	r->initrd = in->initrd.data;
	r->initrd_size = in->initrd.size;
	return kdp_checklist_failure(checks, "initrd-file", err);
}

/* The same for the command line. */
static const char *own_cmdline(const struct kdp_load_options *options,
			       const struct inputs *in)
{
	if (options->append || options->reuse_cmdline || !in->image.cmdline)
		return in->cmdline;
	return in->image.cmdline;
}

/* Another machine's kernels are kept nowhere unless it is said where. */
static const char *cache_dir(const struct kdp_globals *globals,
			     const struct kdp_load_options *options)
{
	if (!options->cache)
		return globals->root.live ? KDP_CACHE_DIR : NULL;
	return strcmp(options->cache, "none") == 0 ? NULL : options->cache;
}

static struct kdp_error *choose_entry(const struct kdp_globals *globals,
				      const struct kdp_load_options *options,
				      struct kdp_checklist *checks,
				      struct inputs *in)
{
	const struct kdp_kernel_policy policy = {
		.keep_packed = options->keep_compressed,
		.cache = cache_dir(globals, options),
		/* One that is copied may still be written to. */
		.file = in->kernel.mapped ? &in->kernel.stat : NULL,
		.read_only = options->dry_run,
	};
	char text[KDP_KERNEL_ENTRY_TEXT];
	struct kdp_error *err;

	err = kdp_kernel_image_choose(&in->image, &in->topology, &policy);
	if (err) {
		err = kdp_error_wrap(err, "%s", options->kernel);
		return kdp_checklist_failure(checks, "kernel-entry", err);
	}
	kdp_kernel_image_describe(&in->image, text, sizeof(text));
	kdp_checklist_add(checks, "kernel-entry", KDP_CHECKLIST_OK,
			  "entered %s", text);
	return NULL;
}

/* A kernel from the cache of unpacked ones has them already. */
static struct kdp_error *find_checks(const struct kdp_globals *globals,
				     const struct kdp_load_options *options,
				     struct inputs *in)
{
	const struct kdp_file *file = in->initrd.data ? &in->initrd :
							&in->kernel;
	struct kdp_image_request *r = &in->request;
	struct kdp_error *err = NULL;

	if (options->policy.digest == KDP_DIGEST_NONE)
		return NULL;
	if (!in->image.checks) {
		err = kdp_checks_cached(&globals->root, "kernel-checks",
					&in->kernel, in->image.data,
					in->image.data_size,
					!options->dry_run, &in->kernel_checks);
		in->image.checks = in->kernel_checks;
	}
	if (!err)
		err = kdp_checks_cached(&globals->root, "initrd-checks", file,
					r->initrd, r->initrd_size,
					!options->dry_run, &in->initrd_checks);
	r->initrd_checks = in->initrd_checks;
	return err;
}

static struct kdp_error *read_machine(const struct kdp_globals *globals,
				      struct kdp_checklist *checks,
				      struct inputs *in)
{
	struct kdp_error *err;

	err = kdp_discover(&globals->root, &in->topology);
	if (!err)
		err = kdp_firmware_read(&globals->root, &in->firmware);
	if (!err)
		kdp_checklist_add(checks, "machine", KDP_CHECKLIST_OK,
				  "its memory and devices are known");
	return kdp_checklist_failure(checks, "machine", err);
}

/* Where the kernel can, it is always asked to. */
static struct kdp_error *check_hotplug(struct kdp_checklist *checks,
				       const struct inputs *in)
{
	struct kdp_error *err;

	if (in->topology.elfcorehdr_size)
		return NULL;
	err = kdp_error_create(KDP_ERROR_OTHER,
			       "--hotplug: the running kernel does not keep a loaded image up to date (Linux 6.5 with CONFIG_CRASH_HOTPLUG does); reload on CPU and memory hotplug instead");
	return kdp_checklist_failure(checks, "hotplug", err);
}

static int64_t boot_apicid(const struct kdp_sysroot *root)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, "/proc/cpuinfo", CPUINFO_MAX, &text,
			       &size);
	if (!err)
		return kdp_cmdline_boot_apicid(text, size);
	/* Only a default that may be needed depends on it. */
	kdp_error_destroy(err);
	return -1;
}

/* A kernel that has no random numbers yet, early in its boot, has no seed. */
static const uint8_t *make_seed(uint8_t seed[KDP_BOOTPARAMS_SEED])
{
	ssize_t got = getrandom(seed, KDP_BOOTPARAMS_SEED, GRND_NONBLOCK);

	return got == KDP_BOOTPARAMS_SEED ? seed : NULL;
}

static struct kdp_error *read_inputs(const struct kdp_globals *globals,
				     const struct kdp_load_options *options,
				     struct kdp_checklist *checks,
				     struct inputs *in)
{
	struct kdp_image_request *r = &in->request;
	struct kdp_error *err;

	err = read_kernel(options, checks, in);
	if (!err)
		err = read_initrd(options, checks, in);
	if (!err) {
		err = kdp_load_cmdline(globals, options, &in->cmdline);
		err = kdp_checklist_failure(checks, "command-line", err);
	}
	if (!err)
		err = read_machine(globals, checks, in);
	if (!err)
		err = choose_entry(globals, options, checks, in);
	if (!err)
		err = find_checks(globals, options, in);
	if (!err && options->hotplug)
		err = check_hotplug(checks, in);
	if (err)
		return err;
	if (options->noefi)
		in->firmware.efi = false;
	r->checks = checks;
	r->kernel = &in->image;
	r->cmdline = own_cmdline(options, in);
	r->blob = kdp_blob_image;
	r->blob_size = (uintptr_t)kdp_blob_image_end -
		       (uintptr_t)kdp_blob_image;
	r->policy = options->policy;
	r->mem_min = options->mem_min;
	r->mem_max = options->mem_max;
	r->pass_memmap = options->pass_memmap;
	r->defaults = options->defaults;
	r->boot_apicid = boot_apicid(&globals->root);
	r->ram = kdp_state_ram(&globals->root);
	r->seed = make_seed(in->seed);
	r->load_time = (uint64_t)time(NULL);
	if (options->console_serial) {
		r->serial_kind = KDP_SERIAL_PIO;
		r->serial_base = options->serial_base ? options->serial_base :
							COM1;
		r->serial_baud = options->serial_baud;
	}
	return NULL;
}

static void cleanup_image(struct kdp_image *image)
{
	kdp_image_deinit(image);
}

static struct kdp_error *fingerprint(const struct kdp_load_options *options,
				     const struct inputs *in,
				     char ret[KDP_FINGERPRINT_SIZE])
{
	return kdp_last_fingerprint(&in->topology, &in->kernel.stat,
				    options->initrd ? &in->initrd.stat : NULL,
				    in->cmdline, ret);
}

/* The files' identities alone, without their contents. */
static struct kdp_error *stat_files(const struct kdp_load_options *options,
				    struct inputs *in)
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
	KDP_CLEANUP(cleanup_inputs) struct inputs in = { 0 };
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
		     const struct inputs *in, const struct kdp_image *image)
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
	kdp_load_remember(globals, options, &in->topology,
			  fingerprint(options, in, last.fingerprint), &last);
}

static struct kdp_error *recover(const struct kdp_globals *globals,
				 const struct kdp_load_options *options,
				 const struct inputs *in,
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
	if (globals->debug)
		printf("unarmed      %" PRIu64 " us\n", took);
	if (globals->again) {
		globals->again->loaded = true;
		globals->again->unarmed_us = took;
	}
	return NULL;
}

static void warn_of_less(const struct inputs *in, const struct kdp_image *image,
			 enum kdp_exit *status)
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
				   const struct inputs *in,
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
			     const struct inputs *in,
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

struct kdp_error *kdp_load_words(const struct kdp_globals *globals,
				 const struct kdp_load_options *options,
				 const char *line, const char *release,
				 size_t size, char **ret)
{
	const struct kdp_cmdline_facts facts = {
		.release = release,
		.boot_apicid = boot_apicid(&globals->root),
	};
	struct kdp_cmdline_word word[KDP_CMDLINE_DEFAULTS];
	size_t room = size > STOCK_WORDS ? size - STOCK_WORDS : 0;

	return kdp_cmdline_build(line, room, &options->defaults, &facts, word,
				 ret);
}

static struct kdp_error *run_stock(const struct kdp_globals *globals,
				   const struct kdp_load_options *options,
				   const struct inputs *in, bool by_file)
{
	KDP_CLEANUP(kdp_stock_deinit) struct kdp_stock stock = {
		.argv = { NULL }
	};
	KDP_AUTO_FREE char *line = NULL;
	KDP_AUTO_CLOSE int lock = -1;
	struct kdp_error *err;
	uint64_t start;

	err = kdp_load_words(globals, options, own_cmdline(options, in),
			     in->image.release, in->image.cmdline_size, &line);
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
static struct kdp_error *load_stock(const struct kdp_globals *globals,
				    const struct kdp_load_options *options,
				    const struct kdp_state *state,
				    const char *why, enum kdp_exit *status)
{
	KDP_CLEANUP(kdp_checklist_deinit) struct kdp_checklist checks = { 0 };
	KDP_CLEANUP(cleanup_inputs) struct inputs in = { 0 };
	struct kdp_error *err, *printed = NULL;

	err = kdp_kexec_allowed(&globals->root, KDP_WAY_STOCK,
				options->dry_run, &checks);
	if (!err)
		err = kdp_error_wrap(kdp_require_check(options->required, 0),
				     "%s", why);
	if (!err)
		err = read_kernel(options, &checks, &in);
	if (!err)
		err = read_initrd(options, &checks, &in);
	if (!err)
		err = kdp_load_cmdline(globals, options, &in.cmdline);
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

/* Everything up to the system call. */
/* Without the flag all is as always: no reason not to load. */
static struct kdp_error *announce(const struct kdp_globals *globals,
				  struct kdp_checklist *checks,
				  struct kdp_image *image)
{
	struct kdp_error *err;

	if (!image->quiesces)
		return NULL;
	err = kdp_kexec_quiesce_flag(&globals->root, &image->quiesce_flag);
	if (err && err->code == KDP_ERROR_NO_MEMORY)
		return err;
	if (err)
		kdp_checklist_add(checks, "crash-irqs", KDP_CHECKLIST_SKIPPED,
				  "%s", err->message);
	else if (image->quiesce_flag)
		kdp_checklist_add(checks, "crash-irqs", KDP_CHECKLIST_OK,
				  "the panicking kernel leaves IO-APICs and local APIC to purgatory (flag 0x%lx)",
				  image->quiesce_flag);
	kdp_error_destroy(err);
	return NULL;
}

static struct kdp_error *build(const struct kdp_globals *globals,
			       const struct kdp_load_options *options,
			       struct kdp_checklist *checks, struct inputs *in,
			       struct kdp_image *image, enum kdp_exit *status)
{
	struct kdp_error *err;

	err = read_inputs(globals, options, checks, in);
	if (!err)
		err = kdp_image_build(&in->topology, &in->firmware,
				      &in->request, image);
	if (!err)
		err = check_required(options, image, checks);
	if (!err)
		err = announce(globals, checks, image);
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
	KDP_CLEANUP(cleanup_inputs) struct inputs in = { 0 };
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
	KDP_CLEANUP(cleanup_inputs) struct inputs in = { 0 };
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
		return load_stock(globals, options, &state, why, status);
	if (options->file || way == KDP_WAY_WRAPPED)
		return kdp_load_file(globals, options, status);
	if (options->dry_run)
		return dry_run(globals, options, status);
	return load_own(globals, options, status);
}
