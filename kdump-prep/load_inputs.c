// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load_inputs.c - what one load reads; see load_inputs.h.
 */
#include "kdump-prep/load_inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "kdump-prep/blob.h"
#include "kdump-prep/checks_cache.h"
#include "kdump-prep/discover.h"
#include "kdump-prep/kernel_cache.h"
#include "kdump-prep/state.h"

#define INITRD_SIZE_MAX ((size_t)4 << 30)
#define COM1		0x3f8u

void kdp_load_inputs_deinit(struct kdp_load_inputs *in)
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
				     struct kdp_load_inputs *in)
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
				     struct kdp_load_inputs *in)
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

const char *kdp_load_inputs_cmdline(const struct kdp_load_options *options,
				    const struct kdp_load_inputs *in)
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
				      struct kdp_load_inputs *in)
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
				     struct kdp_load_inputs *in)
{
	const struct kdp_file *file =
		in->initrd.data ? &in->initrd : &in->kernel;
	struct kdp_image_request *r = &in->request;
	struct kdp_error *err = NULL;

	if (options->policy.digest == KDP_DIGEST_NONE)
		return NULL;
	if (!in->image.checks) {
		err = kdp_checks_cached(&globals->root, "kernel-checks",
					&in->kernel, in->image.data,
					in->image.data_size, !options->dry_run,
					&in->kernel_checks);
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
				      struct kdp_load_inputs *in)
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
				       const struct kdp_load_inputs *in)
{
	struct kdp_error *err;

	if (in->topology.elfcorehdr_size)
		return NULL;
	err = kdp_error_create(KDP_ERROR_OTHER,
			       "--hotplug: the running kernel does not keep a loaded image up to date (Linux 6.5 with CONFIG_CRASH_HOTPLUG does); reload on CPU and memory hotplug instead");
	return kdp_checklist_failure(checks, "hotplug", err);
}

/* A kernel that has no random numbers yet, early in its boot, has no seed. */
static const uint8_t *make_seed(uint8_t seed[KDP_BOOTPARAMS_SEED])
{
	ssize_t got = getrandom(seed, KDP_BOOTPARAMS_SEED, GRND_NONBLOCK);

	return got == KDP_BOOTPARAMS_SEED ? seed : NULL;
}

struct kdp_error *kdp_load_inputs_files(const struct kdp_globals *globals,
					const struct kdp_load_options *options,
					struct kdp_checklist *checks,
					struct kdp_load_inputs *in)
{
	struct kdp_error *err;

	err = read_kernel(options, checks, in);
	if (!err)
		err = read_initrd(options, checks, in);
	if (err)
		return err;
	err = kdp_load_cmdline(globals, options, &in->cmdline);
	return kdp_checklist_failure(checks, "command-line", err);
}

static void fill_request(const struct kdp_globals *globals,
			 const struct kdp_load_options *options,
			 struct kdp_checklist *checks,
			 struct kdp_load_inputs *in)
{
	struct kdp_image_request *r = &in->request;

	r->checks = checks;
	r->kernel = &in->image;
	r->cmdline = kdp_load_inputs_cmdline(options, in);
	r->blob = kdp_blob_image;
	r->blob_size =
		(uintptr_t)kdp_blob_image_end - (uintptr_t)kdp_blob_image;
	r->policy = options->policy;
	r->mem_min = options->mem_min;
	r->mem_max = options->mem_max;
	r->pass_memmap = options->pass_memmap;
	r->defaults = options->defaults;
	r->boot_apicid = kdp_load_boot_apicid(&globals->root);
	r->ram = kdp_state_ram(&globals->root);
	r->seed = make_seed(in->seed);
	r->load_time = (uint64_t)time(NULL);
	if (options->console_serial) {
		r->serial_kind = KDP_SERIAL_PIO;
		r->serial_base =
			options->serial_base ? options->serial_base : COM1;
		r->serial_baud = options->serial_baud;
	}
}

struct kdp_error *kdp_load_inputs_read(const struct kdp_globals *globals,
				       const struct kdp_load_options *options,
				       struct kdp_checklist *checks,
				       struct kdp_load_inputs *in)
{
	struct kdp_error *err;

	err = kdp_load_inputs_files(globals, options, checks, in);
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
	fill_request(globals, options, checks, in);
	return NULL;
}
