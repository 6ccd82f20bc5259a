// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kexec_cli.c - speaks kexec-tools' command line for crash kernels; see
 * kexec_cli.h.
 *
 * The options are all those of kexec-tools for x86_64, from 2.0.25 on, and
 * getopt_long() reads them as it does there: abbreviations, values in the next
 * word, operands anywhere.
 */
#include "kdump-prep/kexec_cli.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/boots.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/kexec.h"
#include "kdump-prep/last.h"
#include "kdump-prep/load.h"
#include "kdump-prep/log.h"
#include "kdump-prep/number.h"
#include "kdump-prep/state.h"

enum kexec_option {
	KEXEC_LOAD_PANIC,
	KEXEC_UNLOAD,
	KEXEC_STATUS,
	KEXEC_PRINT_SIZE,
	KEXEC_INITRD,
	KEXEC_RAMDISK,
	KEXEC_APPEND,
	KEXEC_COMMAND_LINE,
	KEXEC_REUSE_CMDLINE,
	KEXEC_CONSOLE_SERIAL,
	KEXEC_SERIAL,
	KEXEC_SERIAL_BAUD,
	KEXEC_NO_CHECKS,
	KEXEC_NOEFI,
	KEXEC_PASS_MEMMAP,
	KEXEC_MEM_MIN,
	KEXEC_MEM_MAX,
	KEXEC_HOTPLUG,
	KEXEC_TYPE,
	KEXEC_DEBUG,
	KEXEC_KEXEC_SYSCALL,
	KEXEC_FILE_SYSCALL,
	KEXEC_AUTO_SYSCALL,
	/* Accepted: of no effect on a crash kernel, or what is done anyway. */
	KEXEC_NO_IFDOWN,
	KEXEC_NO_SYNC,
	KEXEC_ARGS_LINUX,
	KEXEC_ELF32_HEADERS,
	KEXEC_ELF64_HEADERS,
	KEXEC_REUSE_VIDEO_TYPE,
	KEXEC_NO_CMA,
	KEXEC_CONSOLE_VGA,
	KEXEC_RESET_VGA,
	/* For the real kexec. */
	KEXEC_LOAD,
	KEXEC_EXEC,
	KEXEC_FORCE,
	KEXEC_ENTRY,
	KEXEC_ARGS_ELF,
	KEXEC_ARGS_NONE,
	KEXEC_MODULE,
	KEXEC_REAL_MODE,
	KEXEC_ENTRY_32BIT,
	KEXEC_DTB,
	KEXEC_FORCE_DTB,
	KEXEC_REUSE_INITRD,
	KEXEC_PRESERVE_CONTEXT,
	KEXEC_JUMP_BACK,
	KEXEC_LOAD_LIVE_UPDATE,
	KEXEC_EXEC_LIVE_UPDATE,
	KEXEC_HELP,
	KEXEC_VERSION,
	KEXEC_OPTIONS,
};

#define SAME "accepted, of no effect"
#define REAL "left to the real kexec"

const struct kdp_option kdp_kexec_options[KEXEC_OPTIONS + 1] = {
	[KEXEC_LOAD_PANIC] = { "load-panic", 'p', NULL,
			       "load a crash kernel" },
	[KEXEC_UNLOAD] = { "unload", 'u', NULL,
			   "with -p: remove the crash kernel" },
	[KEXEC_STATUS] = { "status", 'S', NULL,
			   "exit status 1 if a crash kernel is loaded" },
	[KEXEC_PRINT_SIZE] = { "print-ckr-size", 0, NULL,
			       "print the size of the reservation" },
	[KEXEC_INITRD] = { "initrd", 0, "FILE",
			   "initrd of the crash kernel" },
	[KEXEC_RAMDISK] = { "ramdisk", 0, "FILE", "the same as --initrd" },
	[KEXEC_APPEND] = { "append", 0, "STRING",
			   "command line of the crash kernel" },
	[KEXEC_COMMAND_LINE] = { "command-line", 0, "STRING",
				 "the same as --append" },
	[KEXEC_REUSE_CMDLINE] = { "reuse-cmdline", 0, NULL,
				  "put the running kernel's in front of it" },
	[KEXEC_CONSOLE_SERIAL] = { "console-serial", 0, NULL,
				   "purgatory prints on the serial port" },
	[KEXEC_SERIAL] = { "serial", 0, "PORT", "ttyS0, ttyS1 or 0xPORT" },
	[KEXEC_SERIAL_BAUD] = { "serial-baud", 0, "RATE", "set the rate" },
	[KEXEC_NO_CHECKS] = { "no-checks", 'i', NULL,
			      "purgatory does not verify the image" },
	[KEXEC_NOEFI] = { "noefi", 0, NULL,
			  "do not tell the crash kernel of EFI" },
	[KEXEC_PASS_MEMMAP] = { "pass-memmap-cmdline", 0, NULL,
				"put the memory map on the command line" },
	[KEXEC_MEM_MIN] = { "mem-min", 0, "ADDRESS",
			    "place nothing below it" },
	[KEXEC_MEM_MAX] = { "mem-max", 0, "ADDRESS",
			    "place nothing above it" },
	[KEXEC_HOTPLUG] = { "hotplug", 0, NULL,
			    "the kernel must keep up with CPU hotplug" },
	[KEXEC_TYPE] = { "type", 't', "TYPE", "what the kernel file is" },
	[KEXEC_DEBUG] = { "debug", 'd', NULL, "print the segments" },
	[KEXEC_KEXEC_SYSCALL] = { "kexec-syscall", 'c', NULL,
				  "by kexec_load(2) or not at all" },
	[KEXEC_FILE_SYSCALL] = { "kexec-file-syscall", 's', NULL,
				 "by kexec_file_load(2), wrapped" },
	[KEXEC_AUTO_SYSCALL] = { "kexec-syscall-auto", 'a', NULL,
				 "as the kernel allows (default)" },
	[KEXEC_NO_IFDOWN] = { "no-ifdown", 'x', NULL, SAME },
	[KEXEC_NO_SYNC] = { "no-sync", 'y', NULL, SAME },
	[KEXEC_ARGS_LINUX] = { "args-linux", 0, NULL, SAME },
	[KEXEC_ELF32_HEADERS] = { "elf32-core-headers", 0, NULL, SAME },
	[KEXEC_ELF64_HEADERS] = { "elf64-core-headers", 0, NULL, SAME },
	[KEXEC_REUSE_VIDEO_TYPE] = { "reuse-video-type", 0, NULL, SAME },
	[KEXEC_NO_CMA] = { "no-cma", 0, NULL, SAME },
	[KEXEC_CONSOLE_VGA] = { "console-vga", 0, NULL,
				"not done: purgatory prints on serial only" },
	[KEXEC_RESET_VGA] = { "reset-vga", 0, NULL,
			      "not done: purgatory leaves the VGA alone" },
	[KEXEC_LOAD] = { "load", 'l', NULL, "without -p: " REAL },
	[KEXEC_EXEC] = { "exec", 'e', NULL, REAL },
	[KEXEC_FORCE] = { "force", 'f', NULL, REAL },
	[KEXEC_ENTRY] = { "entry", 0, "ADDRESS", REAL },
	[KEXEC_ARGS_ELF] = { "args-elf", 0, NULL, REAL },
	[KEXEC_ARGS_NONE] = { "args-none", 0, NULL, REAL },
	[KEXEC_MODULE] = { "module", 0, "STRING", REAL },
	[KEXEC_REAL_MODE] = { "real-mode", 0, NULL, REAL },
	[KEXEC_ENTRY_32BIT] = { "entry-32bit", 0, NULL, REAL },
	[KEXEC_DTB] = { "dtb", 0, "FILE", REAL },
	[KEXEC_FORCE_DTB] = { "force-dtb", 0, NULL, REAL },
	[KEXEC_REUSE_INITRD] = { "reuseinitrd", 0, NULL, REAL },
	[KEXEC_PRESERVE_CONTEXT] = { "load-preserve-context", 0, NULL, REAL },
	[KEXEC_JUMP_BACK] = { "load-jump-back-helper", 0, NULL, REAL },
	[KEXEC_LOAD_LIVE_UPDATE] = { "load-live-update", 0, NULL, REAL },
	[KEXEC_EXEC_LIVE_UPDATE] = { "exec-live-update", 0, NULL, REAL },
	[KEXEC_HELP] = { "help", 'h', NULL, "print this help" },
	[KEXEC_VERSION] = { "version", 'v', NULL, "print the version" },
	[KEXEC_OPTIONS] = { NULL, 0, NULL, NULL },
};

/*
 * The operation.  As in kexec-tools each option that names one sets all of
 * this, so that the last one counts: "-e -p" loads, "-p -e" executes.
 */
struct operation {
	bool load;
	bool unload;
	bool status;
	bool exec;		/* start a kernel, now or by shutdown(8) */
	bool crash;		/* the image is a crash kernel */
	bool named;		/* -l or the kind of image was given */
	bool foreign;		/* something that only the real kexec does */
};

/* How the image is to be loaded; the last of -c, -s and -a counts. */
enum syscall_choice {
	SYSCALL_AUTO,
	SYSCALL_KEXEC_LOAD,
	SYSCALL_KEXEC_FILE_LOAD,
};

/* The whole command line, parsed. */
struct request {
	struct kdp_load_options load;
	struct operation op;
	enum syscall_choice syscall;
	const char *type;
	bool debug;
	bool print_size;
	bool help;
	bool version;
};

static void take_operation(struct operation *op, enum kexec_option which)
{
	switch (which) {
	case KEXEC_LOAD_PANIC:
		op->load = true;
		op->exec = false;
		op->crash = true;
		op->named = true;
		break;
	case KEXEC_LOAD:
		op->load = true;
		op->exec = false;
		op->named = true;
		break;
	case KEXEC_UNLOAD:
		op->load = false;
		op->exec = false;
		op->unload = true;
		break;
	case KEXEC_FORCE:
		op->load = true;
		op->exec = true;
		break;
	case KEXEC_EXEC:
		op->load = false;
		op->exec = true;
		break;
	case KEXEC_STATUS:
		op->status = true;
		break;
	default:
		op->foreign = true;
		break;
	}
}

static struct kdp_error *take_value(struct request *r, enum kexec_option which,
				    const char *value)
{
	struct kdp_load_options *load = &r->load;

	switch (which) {
	case KEXEC_INITRD:
	case KEXEC_RAMDISK:
		load->initrd = value;
		return NULL;
	case KEXEC_APPEND:
	case KEXEC_COMMAND_LINE:
		load->append = value;
		return NULL;
	case KEXEC_SERIAL:
		return kdp_load_set_serial(load, value);
	case KEXEC_SERIAL_BAUD:
		return kdp_load_set_baud(load, value);
	case KEXEC_MEM_MIN:
		return kdp_number_parse("--mem-min", value, UINT64_MAX,
					&load->mem_min);
	case KEXEC_MEM_MAX:
		return kdp_number_parse("--mem-max", value, UINT64_MAX,
					&load->mem_max);
	case KEXEC_TYPE:
		r->type = value;
		return NULL;
	default:
		r->op.foreign = true;
		return NULL;
	}
}

/* Return: whether @which is an option that changes nothing else. */
static bool take_flag(struct request *r, enum kexec_option which)
{
	switch (which) {
	case KEXEC_REUSE_CMDLINE:
		r->load.reuse_cmdline = true;
		return true;
	case KEXEC_CONSOLE_SERIAL:
		r->load.console_serial = true;
		return true;
	case KEXEC_NO_CHECKS:
		r->load.policy.digest = KDP_DIGEST_NONE;
		return true;
	case KEXEC_NOEFI:
		r->load.noefi = true;
		return true;
	case KEXEC_PASS_MEMMAP:
		r->load.pass_memmap = true;
		return true;
	case KEXEC_HOTPLUG:
		r->load.hotplug = true;
		return true;
	case KEXEC_DEBUG:
		r->debug = true;
		return true;
	case KEXEC_KEXEC_SYSCALL:
		r->syscall = SYSCALL_KEXEC_LOAD;
		return true;
	case KEXEC_FILE_SYSCALL:
		r->syscall = SYSCALL_KEXEC_FILE_LOAD;
		return true;
	case KEXEC_AUTO_SYSCALL:
		r->syscall = SYSCALL_AUTO;
		return true;
	case KEXEC_CONSOLE_VGA:
		kdp_log_warn("--console-vga: purgatory prints on a serial port only; use --console-serial");
		return true;
	case KEXEC_RESET_VGA:
		kdp_log_warn("--reset-vga: not done; purgatory leaves the VGA alone");
		return true;
	default:
		return which >= KEXEC_NO_IFDOWN && which <= KEXEC_NO_CMA;
	}
}

/* Above every letter. */
#define FIRST_LONG 256

/* What kexec returns for -S where the kernel does not tell. */
#define STATUS_UNKNOWN 255

/* What getopt_long() wants to know, from the table. */
struct getopt_form {
	struct option option[KEXEC_OPTIONS + 1];
	char letters[2 * KEXEC_OPTIONS + 2];
};

static void make_getopt_form(struct getopt_form *form)
{
	char *letter = form->letters;
	size_t i;

	/* A missing value is told from an unknown option. */
	*letter++ = ':';
	for (i = 0; i < KEXEC_OPTIONS; i++) {
		const struct kdp_option *o = &kdp_kexec_options[i];

		form->option[i].name = o->name;
		form->option[i].has_arg = o->arg ? required_argument :
						   no_argument;
		form->option[i].val = FIRST_LONG + (int)i;
		if (!o->letter)
			continue;
		*letter++ = o->letter;
		if (o->arg)
			*letter++ = ':';
	}
}

static enum kexec_option option_of(int code)
{
	size_t i;

	if (code >= FIRST_LONG)
		return (enum kexec_option)(code - FIRST_LONG);
	for (i = 0; i < KEXEC_OPTIONS; i++)
		if (kdp_kexec_options[i].letter == code)
			break;
	return (enum kexec_option)i;
}

/* @argv is reordered: operands last. */
static struct kdp_error *parse(int argc, char **argv, struct request *r,
			       const char **unknown_ret)
{
	struct getopt_form form = { .letters = "" };
	enum kexec_option which;
	struct kdp_error *err;
	int code;

	make_getopt_form(&form);
	opterr = 0;
	optind = 0;
	for (;;) {
		code = getopt_long(argc, argv, form.letters, form.option,
				   NULL);
		if (code == -1)
			break;
		if (code == '?' || code == ':') {
			*unknown_ret = argv[optind - 1];
			return NULL;
		}
		which = option_of(code);
		/* These end the command line, whatever else it says. */
		r->help = which == KEXEC_HELP;
		r->version = which == KEXEC_VERSION;
		r->print_size = which == KEXEC_PRINT_SIZE;
		if (r->help || r->version || r->print_size)
			return NULL;
		if (kdp_kexec_options[which].arg) {
			err = take_value(r, which, optarg);
			if (err)
				return err;
		} else if (!take_flag(r, which)) {
			take_operation(&r->op, which);
		}
	}
	if (optind < argc)
		r->load.kernel = argv[optind++];
	for (; optind < argc; optind++)
		kdp_log_warn("ignored behind the kernel: %s", argv[optind]);
	return NULL;
}

/* Whether the operation is one for the real kexec. */
static bool is_foreign(const struct request *r)
{
	const struct operation *op = &r->op;

	if (op->foreign)
		return true;
	if (op->status)
		return op->named && !op->crash;
	return op->exec || !op->crash;
}

/* Types that are told from the file anyway. */
static bool type_is_ours(const char *type)
{
	static const char *const ours[] = {
		"bzImage64", "bzImage", "elf-x86_64", "uki",
	};
	size_t i;

	for (i = 0; type && i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(type, ours[i]) == 0)
			return true;
	return !type;
}

/* Where nothing else is taken, and where the caller says so. */
static bool is_by_file(const struct request *r, const struct kdp_state *state)
{
	const char *why;

	return r->syscall == SYSCALL_KEXEC_FILE_LOAD ||
	       (r->syscall == SYSCALL_AUTO &&
		kdp_way_choose(state, &why) == KDP_WAY_WRAPPED);
}

static struct kdp_error *unload(const struct kdp_globals *globals)
{
	struct kdp_error *err = kdp_kexec_live(&globals->root);

	if (!err)
		err = kdp_kexec_unload();
	if (err)
		return err;
	kdp_last_forget(&globals->root);
	kdp_boots_try(&globals->root, KDP_BOOT_UNLOADED, KDP_WAY_STOCK);
	return NULL;
}

/* Whether the machine would take an image from anybody. */
static bool machine_could(const struct kdp_state *state)
{
	return state->supported && state->reserved && !state->load_disabled &&
	       !(state->limited && !state->loads_left);
}

static struct kdp_error *load(const struct kdp_globals *globals,
			      const struct request *r,
			      const struct kdp_state *state, bool *hand_over)
{
	struct kdp_load_options options = r->load;
	struct kdp_globals g = *globals;
	/* In this spelling less protection is success, with a warning. */
	enum kdp_exit reduced;
	struct kdp_error *err;

	*hand_over = !type_is_ours(r->type);
	if (*hand_over)
		return NULL;
	if (!r->load.kernel)
		return kdp_error_create(KDP_ERROR_USAGE,
					"expected the path of a kernel");
	g.debug = g.debug || r->debug;
	options.file = is_by_file(r, state);
	err = kdp_load(&g, &options, &reduced);
	if (!err || err->code != KDP_ERROR_UNSUPPORTED ||
	    r->syscall != SYSCALL_AUTO || !machine_could(state))
		return err;
	*hand_over = true;
	kdp_log_warn("%s; left to the real kexec, whose purgatory quiesces nothing",
		     err->message);
	kdp_error_destroy(err);
	return NULL;
}

static struct kdp_error *operate(const struct kdp_globals *globals,
				 const struct request *r,
				 struct kdp_kexec_result *ret)
{
	struct kdp_state state;
	struct kdp_error *err;

	err = kdp_state_read(&globals->root, &state);
	if (err)
		return err;
	if (state.xen_dom0 || (!r->print_size && is_foreign(r))) {
		ret->hand_over = true;
		return NULL;
	}
	if (r->print_size) {
		printf("%" PRIu64 "\n", state.reserved);
		return NULL;
	}
	if (r->op.status) {
		ret->status = state.supported ? state.loaded :
						STATUS_UNKNOWN;
		return NULL;
	}
	if (r->op.unload) {
		err = unload(globals);
		/* kexec -u -p: nothing is named that could be loaded. */
		if (err || !r->op.load || !r->load.kernel)
			return err;
	}
	return load(globals, r, &state, &ret->hand_over);
}

struct kdp_error *kdp_kexec_cli(const struct kdp_globals *globals, int argc,
				char **argv, struct kdp_kexec_result *ret)
{
	struct request r = {
		.op = { .load = true, .exec = true },
		.load = { .defaults = { .set = KDP_CMDLINE_SAFE } },
	};
	KDP_AUTO_FREE char **copy = NULL;
	struct kdp_error *err;

	memset(ret, 0, sizeof(*ret));
	copy = calloc((size_t)argc + 1, sizeof(*copy));
	if (!copy)
		return &kdp_enomem;
	memcpy(copy, argv, (size_t)argc * sizeof(*copy));
	err = parse(argc, copy, &r, &ret->unknown);
	r.load.argv = argv;
	r.load.argc = argc;
	r.load.kexec = true;
	if (err)
		return err;
	ret->help = r.help;
	ret->version = r.version;
	ret->hand_over = ret->unknown != NULL;
	if (ret->help || ret->version)
		return NULL;
	if (!ret->hand_over)
		err = operate(globals, &r, ret);
	/* What will be loaded then is not this program's. */
	if (ret->hand_over && r.op.crash && !r.op.status) {
		kdp_last_forget(&globals->root);
		kdp_boots_try(&globals->root,
			      r.op.unload ? KDP_BOOT_UNLOADED :
					    KDP_BOOT_LOADED, KDP_WAY_STOCK);
	}
	return err;
}
