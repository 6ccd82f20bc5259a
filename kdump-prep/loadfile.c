// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * loadfile.c - loads by kexec_file_load(2); see loadfile.h.
 *
 * The kernel drops the image that is loaded before it looks at the new one,
 * and refuses a file that somebody has open for writing.  Everything is
 * therefore made in memory first, and handed over read-only.
 */
#include "kdump-prep/loadfile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "kdump-prep/bzimage.h"
#include "kdump-prep/checklist.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/discover.h"
#include "kdump-prep/file.h"
#include "kdump-prep/file_write.h"
#include "kdump-prep/json.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/last.h"
#include "kdump-prep/log.h"
#include "kdump-prep/now.h"
#include "kdump-prep/plan.h"
#include "kdump-prep/reload.h"
#include "kdump-prep/rules.h"
#include "kdump-prep/state.h"
#include "kdump-prep/ways.h"
#include "kdump-prep/wrap.h"
#include "kdump-prep/wrap_table.h"

#define INITRD_SIZE_MAX ((size_t)4 << 30)

/* The forms of a kernel, the strongest first. */
enum form {
	FORM_GIVEN,		/* the file that was named is a wrapped one */
	FORM_MEMORY,		/* wrapped now */
	FORM_SIGNED,		/* wrapped before, signed, installed */
	FORM_PLAIN,
};

static const char *const form_text[] = {
	[FORM_GIVEN] = "the wrapped kernel that was named",
	[FORM_MEMORY] = "the kernel wrapped in memory",
	[FORM_SIGNED] = "the signed wrapped kernel",
	[FORM_PLAIN] = "the plain kernel",
};

/* Everything for one load. */
struct inputs {
	const struct kdp_sysroot *root;
	struct kdp_file kernel;
	struct kdp_file initrd;
	char *cmdline;
	struct kdp_topology topology;
	struct kdp_plan_model plan;
	struct kdp_bzimage image;
	struct kdp_state state;
	int initrd_fd;		/* initrd and table */
	uint64_t unarmed_us;	/* spent in the system call */
	bool dropped;		/* it has failed, and nothing is armed */
	bool dry_run;		/* no system call */
};

static void cleanup_inputs(struct inputs *in)
{
	kdp_file_close(&in->kernel);
	kdp_file_close(&in->initrd);
	free(in->cmdline);
	kdp_topology_deinit(&in->topology);
	kdp_plan_deinit(&in->plan);
	kdp_cleanup_close(&in->initrd_fd);
}

static struct kdp_error *read_state(const struct kdp_globals *globals,
				    const struct kdp_load_options *options,
				    struct kdp_checklist *checks,
				    struct inputs *in)
{
	struct kdp_error *err;

	err = kdp_kexec_allowed(&globals->root, KDP_WAY_WRAPPED,
				options->dry_run, checks);
	return err ? err : kdp_state_read(&globals->root, &in->state);
}

static struct kdp_error *open_input(const char *path, size_t size_max,
				    const char *name,
				    struct kdp_checklist *checks,
				    struct kdp_file *ret)
{
	struct kdp_error *err = kdp_file_open(path, size_max, ret);

	if (!err)
		kdp_checklist_add(checks, name, KDP_CHECKLIST_OK,
				  "%s has 0x%zx bytes", path, ret->size);
	return kdp_checklist_failure(checks, name, err);
}

static struct kdp_error *read_files(const struct kdp_load_options *options,
				    struct kdp_checklist *checks,
				    struct inputs *in)
{
	const struct kdp_bzimage *image = &in->image;
	struct kdp_error *err;

	err = open_input(options->kernel, KDP_WRAP_SIZE_MAX, "kernel-file",
			 checks, &in->kernel);
	if (err)
		return err;
	err = kdp_error_wrap(kdp_bzimage_parse(in->kernel.data,
					       in->kernel.size, &in->image),
			     "%s", options->kernel);
	if (err)
		return kdp_checklist_failure(checks, "kernel-format", err);
	kdp_checklist_add(checks, "kernel-format", KDP_CHECKLIST_OK,
			  "bzImage%s%s", *image->release ? " of Linux " : "",
			  image->release);
	if (options->initrd)
		return open_input(options->initrd, INITRD_SIZE_MAX,
				  "initrd-file", checks, &in->initrd);
	kdp_checklist_add(checks, "initrd-file", KDP_CHECKLIST_SKIPPED,
			  "none is given");
	return NULL;
}

static struct kdp_error *make_cmdline(const struct kdp_globals *globals,
				      const struct kdp_load_options *options,
				      struct inputs *in)
{
	KDP_AUTO_FREE char *line = NULL;
	struct kdp_error *err;

	err = kdp_load_cmdline(globals, options, &line);
	return err ? err : kdp_load_words(globals, options, line,
					  in->image.release,
					  in->image.cmdline_size,
					  &in->topology,
					  &in->cmdline);
}

/* A machine that must be left alone gets a plan that says so. */
static struct kdp_error *read_machine(const struct kdp_globals *globals,
				      const struct kdp_load_options *options,
				      struct kdp_checklist *checks,
				      struct inputs *in)
{
	struct kdp_policy policy = options->policy;
	struct kdp_error *err;

	err = kdp_discover(&globals->root, &in->topology);
	if (err)
		return kdp_checklist_failure(checks, "machine", err);
	kdp_checklist_add(checks, "machine", KDP_CHECKLIST_OK,
			  "its devices are known");
	policy.no_devices |= in->topology.guest != KDP_GUEST_PLAIN;
	return kdp_plan_build(&in->topology, &policy, &in->plan);
}

/* Data in a file of its own, which nobody can write any more. */
static struct kdp_error *seal(const char *name, const uint8_t *first,
			      size_t first_size, const uint8_t *second,
			      size_t second_size, int *fd_ret)
{
	KDP_AUTO_CLOSE int fd = memfd_create(name, MFD_CLOEXEC);
	char path[64];
	struct kdp_error *err;
	int read_fd;

	if (fd < 0)
		return kdp_error_os(errno, "memfd %s", name);
	err = kdp_file_write_fd(fd, name, first, first_size);
	if (!err)
		err = kdp_file_write_fd(fd, name, second, second_size);
	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (read_fd < 0)
		return kdp_error_os(errno, "%s", path);
	*fd_ret = read_fd;
	return NULL;
}

static uint16_t serial_number(const struct kdp_load_options *options)
{
	static const uint32_t ports[] = { 0x3f8, 0x2f8, 0x3e8, 0x2e8 };
	uint16_t i;

	if (!options->console_serial)
		return 0;
	if (!options->serial_base)
		return 1;
	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (ports[i] == options->serial_base)
			return (uint16_t)(i + 1);
	kdp_log_warn("--serial: a wrapped kernel prints on ttyS0 to ttyS3 only, and not on port 0x%x",
		     options->serial_base);
	return 0;
}

static struct kdp_error *make_initrd(const struct kdp_load_options *options,
				     struct inputs *in)
{
	const struct kdp_wrap_options table = {
		.load_time = (uint64_t)time(NULL),
		.serial = serial_number(options),
		.test_wait_ms = options->policy.test_wait_ms <
						KDP_WRAP_WAIT_MAX ?
					options->policy.test_wait_ms :
					KDP_WRAP_WAIT_MAX,
		.off = options->policy.no_devices ||
		       in->topology.guest != KDP_GUEST_PLAIN,
	};
	KDP_AUTO_FREE uint8_t *archive = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_wrap_archive(&in->plan, &table, in->initrd.size, &archive,
			       &size);
	return err ? err : seal("initrd", in->initrd.data, in->initrd.size,
				archive, size, &in->initrd_fd);
}

/* An image that was made of another kernel is not the one that was named. */
static struct kdp_error *check_signed(const struct inputs *in,
				      const char *data, size_t size)
{
	struct kdp_wrapped wrapped;
	struct kdp_error *err;

	err = kdp_wrap_parse((const uint8_t *)data, size, &wrapped);
	if (!err && wrapped.stage.file_crc !=
			    crc32_z(0, in->kernel.data, in->kernel.size))
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "made of another kernel than the one that is loaded; wrap and sign again");
	return err;
}

static struct kdp_error *open_signed(const struct inputs *in, int *fd_ret)
{
	KDP_AUTO_FREE char *path = NULL;
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	if (asprintf(&path, KDP_WRAPPED_DIR "/vmlinuz-%s.wrapped",
		     in->image.release) < 0) {
		path = NULL;
		return &kdp_enomem;
	}
	/* What is looked at is what the kernel gets, whatever comes between. */
	err = kdp_sysroot_open(in->root, path, fd_ret);
	if (!err)
		err = kdp_sysroot_read_fd(*fd_ret, path, KDP_WRAP_SIZE_MAX,
					  &data, &size);
	return err ? err : kdp_error_wrap(check_signed(in, data, size), "%s",
					  path);
}

/* *fd_ret: the caller closes it, also after an error. */
static struct kdp_error *open_form(const struct inputs *in, enum form form,
				   int *fd_ret)
{
	KDP_AUTO_FREE uint8_t *image = NULL;
	struct kdp_error *err;
	size_t size;

	switch (form) {
	case FORM_SIGNED:
		return open_signed(in, fd_ret);
	case FORM_MEMORY:
		err = kdp_wrap(in->kernel.data, in->kernel.size, &image,
			       &size);
		return err ? err : seal("kernel", image, size, NULL, 0,
					fd_ret);
	default:
		*fd_ret = open(in->kernel.path, O_RDONLY | O_CLOEXEC);
		return *fd_ret < 0 ? kdp_error_os(errno, "%s",
						  in->kernel.path) :
				     NULL;
	}
}

static bool is_about_signature(int os_errno)
{
	return os_errno == ENODATA || os_errno == ENOKEY ||
	       os_errno == EKEYREJECTED || os_errno == EBADMSG ||
	       os_errno == EPERM || os_errno == EACCES;
}

static struct kdp_error *refused(int os_errno, enum form form)
{
	struct kdp_error *err = kdp_error_os(os_errno, "kexec_file_load");

	return kdp_error_wrap(err, "the kernel refused %s", form_text[form]);
}

/* @os_errno: 0 when it is loaded; of what was tried last. */
static struct kdp_error *try_form(struct inputs *in, enum form form,
				  int *os_errno)
{
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err = open_form(in, form, &fd);
	uint64_t start = kdp_now_us();

	if (err)
		return err;
	*os_errno = 0;
	if (in->dry_run)
		return NULL;
	*os_errno = kdp_kexec_file_call(fd, in->initrd_fd,
					strlen(in->cmdline) + 1, in->cmdline,
					KEXEC_FILE_ON_CRASH);
	in->unarmed_us += kdp_now_us() - start;
	in->dropped = *os_errno != 0;
	return NULL;
}

static unsigned int protections(const struct inputs *in, enum form form)
{
	unsigned int bits = KDP_PROTECT_PURGATORY | KDP_PROTECT_RECORD |
			    KDP_PROTECT_NOTE;

	if (form == FORM_PLAIN)
		bits = 0;
	else if (in->topology.guest == KDP_GUEST_PLAIN)
		bits |= KDP_PROTECT_QUIESCE;
	/* The kernel keeps what it loads up to date by itself. */
	if (in->topology.elfcorehdr_size)
		bits |= KDP_PROTECT_HOTPLUG;
	return bits;
}

/*
 * What was expected of the running kernel need not hold: what it refuses for
 * its signature is followed by the next weaker form.
 */
static struct kdp_error *try_forms(struct inputs *in, enum form first,
				   unsigned int required, enum form *form_ret)
{
	enum form form = first;
	struct kdp_error *err;
	int os_errno = 0;

	for (;; form++) {
		err = kdp_require_check(required, protections(in, form));
		if (err)
			return err;
		err = try_form(in, form, &os_errno);
		if (!err && os_errno == 0)
			break;
		if (!err && !is_about_signature(os_errno))
			return refused(os_errno, form);
		/* The plain kernel is no stronger than a wrapped one's. */
		if (form == FORM_PLAIN || form == FORM_GIVEN)
			return err ? err : refused(os_errno, form);
		if (err)
			kdp_log_warn("%s", err->message);
		else
			kdp_log_warn("the kernel refuses %s: %s",
				     form_text[form], strerror(os_errno));
		kdp_error_destroy(err);
	}
	*form_ret = form;
	return NULL;
}

static enum form first_form(const struct inputs *in)
{
	struct kdp_wrapped wrapped;
	struct kdp_error *err;

	err = kdp_wrap_parse(in->kernel.data, in->kernel.size, &wrapped);
	if (!err)
		return FORM_GIVEN;
	kdp_error_destroy(err);
	return in->state.locked_down ? FORM_SIGNED : FORM_MEMORY;
}

static void warn_of_less(const struct inputs *in, enum form form,
			 enum kdp_exit *status)
{
	if (form == FORM_PLAIN) {
		*status = KDP_EXIT_REDUCED;
		kdp_log_warn("the plain kernel is loaded: at a crash nothing quiesces the interrupts, and there is no record; sign a wrapped kernel (kdump-prep wrap --sign)");
	} else if (in->topology.guest != KDP_GUEST_PLAIN) {
		*status = KDP_EXIT_REDUCED;
		kdp_log_warn("the devices of this machine must not be touched at a crash (encrypted or paravirtual guest): the image quiesces no interrupt source");
	}
}

/* For "status" and "reload". */
static void remember(const struct kdp_globals *globals,
		     const struct kdp_load_options *options,
		     const struct inputs *in, enum form form)
{
	struct kdp_last last = {
		.way = form == FORM_PLAIN ? KDP_WAY_STOCK : KDP_WAY_WRAPPED,
		.protections = protections(in, form),
		.time = (uint64_t)time(NULL),
		.cmdline = in->cmdline,
	};
	struct kdp_error *err;

	err = kdp_last_fingerprint(&in->topology, &in->kernel.stat,
				   options->initrd ? &in->initrd.stat : NULL,
				   in->cmdline, last.fingerprint);
	kdp_load_remember(globals, options, &in->topology, &in->kernel,
			  &in->initrd, err, &last);
}

static void print_text(const struct inputs *in, enum form form)
{
	printf("%-12s kexec_file_load, %s\n%-12s %s\n", "way",
	       form_text[form], "command line", in->cmdline);
}

/* What the image makes up for, of the rules of "check". */
static unsigned int mitigations(const struct inputs *in, enum form form)
{
	return kdp_mitigations_of_image(KDP_WAY_WRAPPED,
					protections(in, form), NULL) |
	       kdp_mitigations_of_cmdline(in->cmdline);
}

static struct kdp_error *print_dry_run(const struct kdp_load_options *options,
				       struct kdp_checklist *checks,
				       const struct inputs *in, enum form form)
{
	struct kdp_error *err;
	struct kdp_json json;

	if (options->json) {
		kdp_json_object(&json);
		kdp_checklist_json(checks, &json);
		kdp_json_string(&json, "way", form_text[form]);
		kdp_json_string(&json, "command_line", in->cmdline);
		kdp_mitigations_json(mitigations(in, form), &json);
		return kdp_json_print(kdp_json_finish(&json));
	}
	err = kdp_checklist_print(checks);
	print_text(in, form);
	kdp_mitigations_print(mitigations(in, form));
	return err;
}

static struct kdp_error *load(const struct kdp_globals *globals,
			      const struct kdp_load_options *options,
			      struct kdp_checklist *checks,
			      enum kdp_exit *status)
{
	KDP_CLEANUP(cleanup_inputs) struct inputs in = {
		.root = &globals->root,
		.initrd_fd = -1,
		.dry_run = options->dry_run,
	};
	struct kdp_error *err;
	enum form form;

	err = read_state(globals, options, checks, &in);
	if (!err)
		err = read_files(options, checks, &in);
	if (!err)
		err = read_machine(globals, options, checks, &in);
	if (!err)
		err = make_cmdline(globals, options, &in);
	if (!err)
		err = make_initrd(options, &in);
	if (err)
		return err;
	form = first_form(&in);
	err = try_forms(&in, form, options->required, &form);
	/* The real kexec knows no other way. */
	if (err && in.dropped)
		return kdp_reload_recover(globals, err, NULL,
					  kdp_load_is_same(globals, options),
					  status);
	if (err)
		return err;
	if (!options->dry_run)
		remember(globals, options, &in, form);
	if (!options->dry_run && globals->again) {
		globals->again->loaded = true;
		globals->again->unarmed_us = in.unarmed_us;
	}
	if (globals->debug && !options->dry_run)
		print_text(&in, form);
	warn_of_less(&in, form, status);
	return options->dry_run ? print_dry_run(options, checks, &in, form) :
				  NULL;
}

struct kdp_error *kdp_load_file(const struct kdp_globals *globals,
				const struct kdp_load_options *options,
				enum kdp_exit *status)
{
	KDP_CLEANUP(kdp_checklist_deinit) struct kdp_checklist checks = { 0 };
	KDP_AUTO_CLOSE int lock = -1;
	struct kdp_error *err, *printed;

	if (!options->dry_run && !globals->again)
		lock = kdp_last_lock(&globals->root);
	err = load(globals, options, &checks, status);
	/* Why not is told by the checks too. */
	if (err && options->dry_run && !options->json) {
		printed = kdp_checklist_print(&checks);
		kdp_error_destroy(printed);
	}
	return err;
}
