// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kexec_cli.c - speaks kexec-tools' command line for crash kernels; see
 * kexec_cli.h.  The option letters are those of kexec(8).
 */
#include "kdump-prep/kexec_cli.h"

#include <stdio.h>
#include <string.h>

#include "kdump-prep/kexec.h"
#include "kdump-prep/load.h"
#include "kdump-prep/log.h"
#include "kdump-prep/state.h"

enum kexec_option {
	KEXEC_LOAD_PANIC,
	KEXEC_UNLOAD,
	KEXEC_STATUS,
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
	KEXEC_TYPE,
	KEXEC_DEBUG,
	KEXEC_KEXEC_SYSCALL,
	KEXEC_FILE_SYSCALL,
	KEXEC_AUTO_SYSCALL,
	/* Accepted: they ask for what is done anyway. */
	KEXEC_FORCE,
	KEXEC_NO_IFDOWN,
	KEXEC_NO_SYNC,
	KEXEC_ARGS_LINUX,
	KEXEC_ELF64_HEADERS,
	KEXEC_REUSE_VIDEO_TYPE,
	/* Not about crash kernels. */
	KEXEC_LOAD,
	KEXEC_EXEC,
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
	[KEXEC_TYPE] = { "type", 't', "TYPE", "bzImage or bzImage64" },
	[KEXEC_DEBUG] = { "debug", 'd', NULL, "print the segments" },
	[KEXEC_KEXEC_SYSCALL] = { "kexec-syscall", 'c', NULL, SAME },
	[KEXEC_FILE_SYSCALL] = { "kexec-file-syscall", 's', NULL, REAL },
	[KEXEC_AUTO_SYSCALL] = { "kexec-syscall-auto", 'a', NULL,
				 "the real kexec where the kernel forbids" },
	[KEXEC_FORCE] = { "force", 'f', NULL, SAME },
	[KEXEC_NO_IFDOWN] = { "no-ifdown", 'x', NULL, SAME },
	[KEXEC_NO_SYNC] = { "no-sync", 'y', NULL, SAME },
	[KEXEC_ARGS_LINUX] = { "args-linux", 0, NULL, SAME },
	[KEXEC_ELF64_HEADERS] = { "elf64-core-headers", 0, NULL, SAME },
	[KEXEC_REUSE_VIDEO_TYPE] = { "reuse-video-type", 0, NULL, SAME },
	[KEXEC_LOAD] = { "load", 'l', NULL, REAL },
	[KEXEC_EXEC] = { "exec", 'e', NULL, REAL },
	[KEXEC_HELP] = { "help", 'h', NULL, "print this help" },
	[KEXEC_VERSION] = { "version", 'v', NULL, "print the version" },
	[KEXEC_OPTIONS] = { NULL, 0, NULL, NULL },
};

/* The whole command line, parsed. */
struct request {
	struct kdp_load_options load;
	const char *type;
	bool set[KEXEC_OPTIONS];
	bool other;		/* something that only the real kexec knows */
};

static struct kdp_error *take(struct request *r, enum kexec_option which,
			      const char *value)
{
	r->set[which] = true;
	switch (which) {
	case KEXEC_INITRD:
	case KEXEC_RAMDISK:
		r->load.initrd = value;
		break;
	case KEXEC_APPEND:
	case KEXEC_COMMAND_LINE:
		r->load.append = value;
		break;
	case KEXEC_REUSE_CMDLINE:
		r->load.reuse_cmdline = true;
		break;
	case KEXEC_CONSOLE_SERIAL:
		r->load.console_serial = true;
		break;
	case KEXEC_SERIAL:
		return kdp_load_set_serial(&r->load, value);
	case KEXEC_SERIAL_BAUD:
		return kdp_load_set_baud(&r->load, value);
	case KEXEC_NO_CHECKS:
		r->load.policy.digest = KDP_DIGEST_NONE;
		break;
	case KEXEC_NOEFI:
		r->load.noefi = true;
		break;
	case KEXEC_TYPE:
		r->type = value;
		break;
	default:
		break;
	}
	return NULL;
}

static struct kdp_error *parse(int argc, char **argv, struct request *r)
{
	struct kdp_args args = { 0 };
	const struct kdp_option *option;
	struct kdp_error *err;
	bool more;

	for (;;) {
		err = kdp_args_next(&args, kdp_kexec_options, argc, argv,
				    &option, &more);
		if (err || !more)
			return err;
		if (option)
			err = take(r,
				   (enum kexec_option)(option -
						       kdp_kexec_options),
				   args.value);
		else if (r->load.kernel)
			err = kdp_error_create(KDP_ERROR_USAGE,
					       "a second kernel: %s",
					       args.value);
		else
			r->load.kernel = args.value;
		if (err)
			return err;
	}
}

/* Whether the operation is one for the real kexec. */
static bool is_foreign(const struct request *r)
{
	const bool *set = r->set;

	if (set[KEXEC_LOAD] || set[KEXEC_EXEC])
		return true;
	if (set[KEXEC_STATUS])
		return false;
	if (!set[KEXEC_LOAD_PANIC])
		return true;
	return r->type && strcmp(r->type, "bzImage") != 0 &&
	       strcmp(r->type, "bzImage64") != 0;
}

static struct kdp_error *unload(const struct kdp_globals *globals)
{
	struct kdp_error *err = kdp_kexec_live(&globals->root);

	return err ? err : kdp_kexec_unload();
}

static struct kdp_error *load(const struct kdp_globals *globals,
			      const struct request *r)
{
	struct kdp_globals g = *globals;
	/* In this spelling less protection is success, with a warning. */
	enum kdp_exit reduced;

	if (!r->load.kernel)
		return kdp_error_create(KDP_ERROR_USAGE,
					"expected the path of a kernel");
	g.debug = g.debug || r->set[KEXEC_DEBUG];
	return kdp_load(&g, &r->load, &reduced);
}

struct kdp_error *kdp_kexec_cli(const struct kdp_globals *globals, int argc,
				char **argv, struct kdp_kexec_result *ret)
{
	struct request r = { .type = NULL };
	struct kdp_state state;
	struct kdp_error *err;

	memset(ret, 0, sizeof(*ret));
	err = parse(argc, argv, &r);
	if (!err)
		err = kdp_state_read(&globals->root, &state);
	if (err)
		return err;
	ret->help = r.set[KEXEC_HELP];
	ret->version = r.set[KEXEC_VERSION];
	if (ret->help || ret->version)
		return NULL;
	if (is_foreign(&r) || state.xen_dom0) {
		ret->hand_over = true;
		return NULL;
	}
	/* kexec(8): "Return 1 if the type (by default crash) is loaded". */
	if (r.set[KEXEC_STATUS]) {
		ret->status = state.loaded;
		return NULL;
	}
	if (r.set[KEXEC_FILE_SYSCALL]) {
		ret->hand_over = true;
		kdp_log_warn("-s: kexec_file_load(2) runs the kernel's own purgatory, which quiesces nothing; left to the real kexec");
		return NULL;
	}
	err = r.set[KEXEC_UNLOAD] ? unload(globals) : load(globals, &r);
	if (r.set[KEXEC_AUTO_SYSCALL] && err &&
	    err->code == KDP_ERROR_UNSUPPORTED) {
		ret->hand_over = true;
		kdp_log_warn("%s; left to the real kexec, whose purgatory quiesces nothing", err->message);
		kdp_error_destroy(err);
		return NULL;
	}
	return err;
}
