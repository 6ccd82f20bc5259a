// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_rehearse.c - "rehearse": crash a guest that is like this machine.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kdump-prep/armed.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/cmd_rehearse_here.h"
#include "kdump-prep/file_write.h"
#include "kdump-prep/host.h"
#include "kdump-prep/json.h"
#include "kdump-prep/last.h"
#include "kdump-prep/log.h"
#include "kdump-prep/number.h"
#include "kdump-prep/rehearse_machine.h"
#include "kdump-prep/rehearsed.h"
#include "kdump-prep/settings.h"

#define DEADLINE_MAX 86400u
#define MEMORY_MAX   65536u
#define RESERVE_MAX  32768u
#define WIDTH	     80u
#define INDENT	     13u

enum option {
	OPTION_KERNEL,
	OPTION_CRASH_KERNEL,
	OPTION_INITRD,
	OPTION_COMMAND_LINE,
	OPTION_LOADER,
	OPTION_TRIGGER,
	OPTION_STORM,
	OPTION_CRASHKERNEL,
	OPTION_FIND,
	OPTION_TOPOLOGY,
	OPTION_CPUS,
	OPTION_MEMORY,
	OPTION_DISK,
	OPTION_UUID,
	OPTION_DEADLINE,
	OPTION_ACCEL,
	OPTION_QEMU,
	OPTION_AGENT,
	OPTION_CONSOLE,
	OPTION_IN_PLACE,
	OPTION_CONFIRM,
	OPTION_JSON,
};

static const struct kdp_option options[] = {
	[OPTION_KERNEL] = { "kernel", 0, "FILE", "the kernel that panics" },
	[OPTION_CRASH_KERNEL] = { "crash-kernel", 0, "FILE",
				  "the crash kernel" },
	[OPTION_INITRD] = { "initrd", 0, "FILE", "the crash kernel's initrd" },
	[OPTION_COMMAND_LINE] = { "command-line", 0, "LINE",
				  "the crash kernel's command line" },
	[OPTION_LOADER] = { "loader", 0, "LOADER",
			    "what arms it: kdump-prep, kexec or its path" },
	[OPTION_TRIGGER] = { "trigger", 0, "TRIGGER",
			     "how to crash: sysrq, panic or nmi" },
	[OPTION_STORM] = { "storm", 0, NULL,
			   "send NMIs until the crash kernel runs" },
	[OPTION_CRASHKERNEL] = { "crashkernel", 0, "SIZE",
				 "MiB to reserve in the guest" },
	[OPTION_FIND] = { "find-crashkernel", 0, NULL,
			  "find the smallest reservation that does" },
	[OPTION_TOPOLOGY] = { "topology", 0, "FILE",
			      "of the machine that discover described" },
	[OPTION_CPUS] = { "cpus", 0, "NUMBER", "CPUs of the guest" },
	[OPTION_MEMORY] = { "memory", 0, "MIB", "memory of the guest" },
	[OPTION_DISK] = { "disk", 0, "KIND",
			  "how the guest's disk is attached" },
	[OPTION_UUID] = { "uuid", 0, "UUID",
			  "of the file system on the guest's disk" },
	[OPTION_DEADLINE] = { "deadline", 0, "SECONDS", "for all of it" },
	[OPTION_ACCEL] = { "accel", 0, "KIND", "kvm or tcg" },
	[OPTION_QEMU] = { "qemu", 0, "PROGRAM", "the emulator" },
	[OPTION_AGENT] = { "agent", 0, "FILE", "the program in the guest" },
	[OPTION_CONSOLE] = { "console", 0, "FILE",
			     "keep what the guest said after the crash" },
	[OPTION_IN_PLACE] = { "in-place", 0, NULL,
			      "crash this machine, not a guest" },
	[OPTION_CONFIRM] = { "confirm", 0, "NAME",
			     "with --in-place: of this machine; do not ask" },
	[OPTION_JSON] = { "json", 0, NULL, "print JSON" },
	{ NULL, 0, NULL, NULL },
};

struct arguments {
	struct kdp_rehearse_request request;
	struct kdp_rehearse_machine machine;
	struct kdp_last last;
	const char *accel;
	const char *console;
	char kernel[160];
	char filter[200];
	char agent[PATH_MAX];
	char *line;		/* of what was loaded last */
	const char *confirmed;
	const struct kdp_option *of_guests; /* the last one given */
	bool in_place;
	bool json;
};

KDP_MUST_CHECK
static struct kdp_error *take_size(const char *value, uint64_t *ret)
{
	size_t length = strlen(value);
	char digits[24];

	if (length && (value[length - 1] == 'M' || value[length - 1] == 'm'))
		length--;
	snprintf(digits, sizeof(digits), "%.*s", (int)length, value);
	return kdp_number_parse("--crashkernel", digits, RESERVE_MAX, ret);
}

KDP_MUST_CHECK
static struct kdp_error *one_of(const char *what, const char *value,
				const char *const *names, const char *text)
{
	for (; *names; names++)
		if (strcmp(value, *names) == 0)
			return NULL;
	return kdp_error_create(KDP_ERROR_USAGE,
				"%s: found \"%s\", expected %s", what, value,
				text);
}

KDP_MUST_CHECK
static struct kdp_error *take_loader(struct arguments *a, const char *value)
{
	static const char *const names[] = { "kdump-prep", "kexec", NULL };

	if (strcmp(value, "kexec") == 0 || value[0] == '/')
		a->request.loader = KDP_REHEARSE_KEXEC;
	if (value[0] == '/') {
		a->request.kexec = value;
		return NULL;
	}
	return one_of("--loader", value, names,
		      "kdump-prep, kexec or the path of a kexec");
}

KDP_MUST_CHECK
static struct kdp_error *take_trigger(struct arguments *a, const char *value)
{
	static const char *const names[] = { "sysrq", "panic", "nmi", NULL };

	a->request.trigger = value;
	return one_of("--trigger", value, names, "sysrq, panic or nmi");
}

KDP_MUST_CHECK
static struct kdp_error *take_accel(struct arguments *a, const char *value)
{
	static const char *const names[] = { "kvm", "tcg", NULL };

	a->accel = value;
	return one_of("--accel", value, names, "kvm or tcg");
}

KDP_MUST_CHECK
static struct kdp_error *take_deadline(struct arguments *a, const char *value)
{
	struct kdp_error *err;
	uint64_t number;

	err = kdp_number_parse("--deadline", value, DEADLINE_MAX, &number);
	if (!err)
		a->request.deadline = (unsigned int)number;
	return err;
}

/* The numbers, and what has a fixed set of values. */
KDP_MUST_CHECK
static struct kdp_error *take_value(struct arguments *a, enum option which,
				    const char *value)
{
	switch (which) {
	case OPTION_LOADER:
		return take_loader(a, value);
	case OPTION_TRIGGER:
		return take_trigger(a, value);
	case OPTION_ACCEL:
		return take_accel(a, value);
	case OPTION_DEADLINE:
		return take_deadline(a, value);
	case OPTION_CRASHKERNEL:
		return take_size(value, &a->request.reserve);
	case OPTION_CPUS:
		return kdp_number_parse("--cpus", value, KDP_SHAPE_CPUS_MAX,
					&a->machine.cpus);
	case OPTION_MEMORY:
		return kdp_number_parse("--memory", value, MEMORY_MAX,
					&a->machine.memory);
	default:
		return NULL;
	}
}

static struct kdp_error *take(void *context, const struct kdp_option *option,
			      const char *value)
{
	struct arguments *a = context;
	struct kdp_rehearse_request *request = &a->request;
	const char **const texts[] = {
		[OPTION_CONFIRM] = &a->confirmed,
		[OPTION_KERNEL] = &request->kernel,
		[OPTION_CRASH_KERNEL] = &request->crash_kernel,
		[OPTION_INITRD] = &request->initrd,
		[OPTION_COMMAND_LINE] = &request->line,
		[OPTION_TOPOLOGY] = &a->machine.topology_file,
		[OPTION_DISK] = &a->machine.disk,
		[OPTION_UUID] = &request->uuid,
		[OPTION_QEMU] = &request->qemu,
		[OPTION_AGENT] = &request->agent,
		[OPTION_CONSOLE] = &a->console,
		[OPTION_JSON] = NULL,
	};
	enum option which;

	if (!option)
		return kdp_error_create(KDP_ERROR_USAGE,
					"unexpected argument \"%s\"", value);
	which = (enum option)(option - options);
	if (which != OPTION_IN_PLACE && which != OPTION_CONFIRM &&
	    which != OPTION_TRIGGER)
		a->of_guests = option;
	if (which == OPTION_JSON)
		a->json = true;
	else if (which == OPTION_IN_PLACE)
		a->in_place = true;
	else if (which == OPTION_STORM)
		request->storm = true;
	else if (which == OPTION_FIND)
		request->find = true;
	else if (texts[which])
		*texts[which] = value;
	else
		return take_value(a, which, value);
	return NULL;
}

/* What was loaded last tells what is to be rehearsed, where it can be read. */
static void take_last(struct arguments *a)
{
	static const char name[] = "--initrd=";
	struct kdp_rehearse_request *request = &a->request;
	int i;

	for (i = 1; i < a->last.argc; i++) {
		const char *word = a->last.argv[i];

		if (!request->initrd &&
		    strncmp(word, name, sizeof(name) - 1) == 0 &&
		    word[sizeof(name) - 1] == '/')
			request->initrd = word + sizeof(name) - 1;
		if (!request->crash_kernel && word[0] == '/')
			request->crash_kernel = word;
	}
	if (!request->line && a->last.cmdline)
		request->line = a->line = kdp_armed_line(a->last.cmdline);
}

KDP_MUST_CHECK
static struct kdp_error *find_files(const struct kdp_sysroot *root,
				    struct arguments *a)
{
	static const char distribution[] = "/var/lib/kdump/initrd.img";
	struct kdp_rehearse_request *request = &a->request;
	struct utsname name;

	if (!request->initrd && !request->crash_kernel) {
		kdp_error_destroy(kdp_last_read(root, &a->last));
		take_last(a);
	}
	if (!request->kernel) {
		uname(&name);
		snprintf(a->kernel, sizeof(a->kernel), "/boot/vmlinuz-%s",
			 name.release);
		request->kernel = a->kernel;
	}
	if (!request->crash_kernel)
		request->crash_kernel = request->kernel;
	if (!request->initrd && access(distribution, R_OK) == 0)
		request->initrd = distribution;
	if (!request->line)
		request->line = "";
	if (!request->initrd)
		return kdp_error_create(KDP_ERROR_USAGE,
					"name the crash kernel's initrd with --initrd=");
	return NULL;
}

/* As the distribution's own capture would save the dump. */
static void find_filter(const struct kdp_sysroot *root, struct arguments *a)
{
	static const char *const files[] = { "/etc/default/kdump-tools",
					     "/etc/kdump.conf" };
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		KDP_AUTO_FREE char *text = kdp_host_text(root, files[i]);

		if (!text || !kdp_setting_filter(text, strlen(text), a->filter,
						 sizeof(a->filter)))
			continue;
		a->request.filter = a->filter;
		return;
	}
}

KDP_MUST_CHECK
static struct kdp_error *prepare(const struct kdp_globals *globals, int argc,
				 char **argv, struct arguments *a)
{
	struct kdp_error *err;

	a->json = globals->json;
	kdp_rehearse_init(&a->request, a->agent);
	err = kdp_args_walk(options, argc, argv, take, a);
	if (!err && a->confirmed && !a->in_place)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "--confirm: only with --in-place");
	if (!err && a->in_place && a->of_guests)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "--%s: not with --in-place",
				       a->of_guests->name);
	if (!err && a->in_place && a->json)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "--json: not with --in-place");
	if (!err && a->in_place)
		return NULL;
	find_filter(&globals->root, a);
	if (!err)
		err = find_files(&globals->root, a);
	if (!err)
		err = kdp_rehearse_machine(&globals->root, &a->machine,
					   &a->request);
	if (!err)
		err = kdp_rehearse_programs(&a->request);
	if (err)
		return err;
	a->request.kvm_wanted = a->accel;
	if (a->accel)
		a->request.kvm = strcmp(a->accel, "kvm") == 0;
	if (!a->json)
		kdp_rehearse_show_progress(&a->request);
	return NULL;
}

/* A name, and text in lines of at most 80 columns behind it. */
KDP_FORMAT(2, 3)
static void print_fact(const char *name, const char *format, ...)
{
	char text[2 * KDP_REHEARSE_TEXT + 100];
	const char *at = text;
	unsigned int column = INDENT;
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	printf("%-12s", name);
	while (*at) {
		size_t size = strcspn(at, " ");

		if (column > INDENT && column + size >= WIDTH) {
			printf("\n%12s", "");
			column = INDENT;
		}
		printf(" %.*s", (int)size, at);
		column += (unsigned int)size + 1;
		at += size;
		at += strspn(at, " ");
	}
	putchar('\n');
}

static void print_boot(const struct arguments *a,
		       const struct kdp_rehearse_boot *boot)
{
	const struct kdp_rehearse_seen *seen = &boot->seen;
	const struct kdp_verify *verify = &boot->dump.verify;

	print_fact("reserved", "%" PRIu64 " MiB", boot->reserve);
	print_fact("crash", "%s%s, armed by %s", a->request.trigger,
		   a->request.storm ? " in a storm of NMIs" : "",
		   a->request.loader == KDP_REHEARSE_KEXEC ? "kexec"
							   : "kdump-prep");
	if (seen->stage == KDP_REHEARSE_SECOND)
		print_fact("times",
			   "crash kernel's init after %.1f s, end after %.1f s",
			   seen->second_after, seen->end_after);
	if (seen->least)
		print_fact("memory",
			   "%" PRIu64 " MiB taken at most, %" PRIu64
			   " MiB available at least",
			   boot->reserve - (seen->least >> 10),
			   seen->least >> 10);
	if (boot->dump.found)
		print_fact("dump", "%" PRIu64 " bytes, kernel %s, %s record",
			   verify->size, verify->release,
			   verify->record ? "with a" : "no");
}

static const char *const result_names[] = {
	[KDP_REHEARSE_OK] = "ok",
	[KDP_REHEARSE_WARNING] = "warning",
	[KDP_REHEARSE_NO_DUMP] = "no dump",
};

static void print(const struct arguments *a,
		  const struct kdp_rehearsal *rehearsal)
{
	const struct kdp_rehearse_boot *boot = &rehearsal->boot[0];
	const struct kdp_shape *shape = &a->request.shape;

	print_fact("machine", "%s, %u CPU%s, %u MiB, %s%s, %s", shape->machine,
		   shape->cpus, shape->cpus == 1 ? "" : "s", shape->memory,
		   shape->disk->name,
		   shape->iommu ? ", interrupt remapping" : "",
		   rehearsal->kvm ? "KVM" : "emulated");
	if (shape->lacks[0])
		print_fact("lacking", "QEMU has no %s",
			   shape->lacks);
	if (rehearsal->stand_in)
		print_fact("root",
			   "another file system stands in, whose init saves the dump with makedumpfile %s",
			   a->request.filter);
	print_boot(a, boot);
	if (rehearsal->confirmed)
		print_fact("crashkernel", "%" PRIu64 "M would do%s",
			   rehearsal->proposed,
			   rehearsal->least ? ", 8M less would not" : "");
	else if (rehearsal->proposed)
		print_fact("crashkernel",
			   "%" PRIu64 "M may do; no dump was seen with it",
			   rehearsal->proposed);
	print_fact("verdict", "%s: %s", result_names[boot->verdict.result],
		   boot->verdict.text);
	if (boot->verdict.advice)
		print_fact("do", "%s", boot->verdict.advice);
}

static void boot_json(const struct kdp_rehearse_boot *boot,
		      struct kdp_json *list)
{
	const struct kdp_rehearse_seen *seen = &boot->seen;
	struct kdp_json one;

	kdp_json_object(&one);
	kdp_json_number(&one, "reserved_mib", boot->reserve);
	kdp_json_string(&one, "result", result_names[boot->verdict.result]);
	kdp_json_string(&one, "cause", boot->verdict.cause);
	kdp_json_string(&one, "text", boot->verdict.text);
	if (boot->verdict.advice)
		kdp_json_string(&one, "advice", boot->verdict.advice);
	if (seen->stage >= KDP_REHEARSE_CRASH)
		kdp_json_number(&one, "end_after_ms",
				(uint64_t)(seen->end_after * 1000));
	if (seen->stage == KDP_REHEARSE_SECOND) {
		kdp_json_number(&one, "init_after_ms",
				(uint64_t)(seen->second_after * 1000));
		kdp_json_number(&one, "available_kib", seen->least);
		kdp_json_number(&one, "total_kib", seen->total);
		kdp_json_string(&one, "disks", seen->disks);
	}
	if (boot->dump.found) {
		kdp_json_string(&one, "release", boot->dump.verify.release);
		kdp_json_number(&one, "size", boot->dump.verify.size);
		kdp_json_bool(&one, "record", boot->dump.verify.record);
	}
	kdp_json_member(list, NULL, &one);
}

static struct json_object *as_json(const struct arguments *a,
				   const struct kdp_rehearsal *rehearsal)
{
	const struct kdp_shape *shape = &a->request.shape;
	struct kdp_json json, one;
	size_t i;

	kdp_json_object(&json);
	kdp_json_number(&json, "time", rehearsal->started);
	kdp_json_number(&json, "seconds", rehearsal->seconds);
	kdp_json_object(&one);
	kdp_json_string(&one, "machine", shape->machine);
	kdp_json_number(&one, "cpus", shape->cpus);
	kdp_json_number(&one, "memory_mib", shape->memory);
	kdp_json_string(&one, "disk", shape->disk->name);
	kdp_json_bool(&one, "interrupt_remapping", shape->iommu);
	kdp_json_bool(&one, "kvm", rehearsal->kvm);
	if (shape->lacks[0])
		kdp_json_string(&one, "lacks", shape->lacks);
	kdp_json_bool(&one, "stand_in", rehearsal->stand_in);
	kdp_json_member(&json, "guest", &one);
	kdp_json_array(&one);
	for (i = 0; i < rehearsal->boot_count; i++)
		boot_json(&rehearsal->boot[i], &one);
	kdp_json_member(&json, "boots", &one);
	if (rehearsal->proposed) {
		kdp_json_number(&json, "crashkernel_mib", rehearsal->proposed);
		kdp_json_bool(&json, "crashkernel_confirmed",
			      rehearsal->confirmed);
		kdp_json_bool(&json, "crashkernel_smallest",
			      rehearsal->least);
	}
	return kdp_json_finish(&json);
}

/* For check; a rehearsal that could not be kept has been all the same. */
static void keep(const struct kdp_sysroot *root, const struct arguments *a,
		 const struct kdp_rehearsal *rehearsal)
{
	static const enum kdp_rehearsed_result results[] = {
		[KDP_REHEARSE_OK] = KDP_REHEARSED_SAVED,
		[KDP_REHEARSE_WARNING] = KDP_REHEARSED_WARNING,
		[KDP_REHEARSE_NO_DUMP] = KDP_REHEARSED_LOST,
	};
	const struct kdp_rehearse_boot *boot = &rehearsal->boot[0];
	struct kdp_rehearsed kept = {
		.time = rehearsal->started,
		.result = results[boot->verdict.result],
	};
	struct kdp_error *err;
	struct utsname name;

	if (!root->live || a->machine.topology_file)
		return;
	uname(&name);
	snprintf(kept.release, sizeof(kept.release), "%s",
		 boot->dump.found ? boot->dump.verify.release : name.release);
	snprintf(kept.text, sizeof(kept.text), "%.500s", boot->verdict.text);
	kdp_armed_files(root, a->request.crash_kernel, a->request.initrd,
			a->request.line, &kept.armed);
	err = kdp_rehearsed_write(root, &kept);
	if (err)
		kdp_log_warn("the result is not kept for check: %s",
			     err->message);
	kdp_error_destroy(err);
}

KDP_MUST_CHECK
static struct kdp_error *tell(const struct arguments *a,
			      const struct kdp_rehearsal *rehearsal,
			      enum kdp_exit *status)
{
	static const enum kdp_exit statuses[] = {
		[KDP_REHEARSE_OK] = KDP_EXIT_OK,
		[KDP_REHEARSE_WARNING] = KDP_EXIT_REDUCED,
		[KDP_REHEARSE_NO_DUMP] = KDP_EXIT_FAILED,
	};
	const struct kdp_rehearse_boot *boot = &rehearsal->boot[0];
	const char *console = boot->seen.console;
	struct kdp_error *err = NULL;

	*status = statuses[boot->verdict.result];
	if (a->console && console)
		err = kdp_file_write(a->console, 0600,
				     (const uint8_t *)console, strlen(console));
	if (err)
		return err;
	if (a->json)
		return kdp_json_print(as_json(a, rehearsal));
	print(a, rehearsal);
	return NULL;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	KDP_AUTO_FREE struct kdp_rehearsal *rehearsal =
		calloc(1, sizeof(*rehearsal));
	KDP_AUTO_FREE struct arguments *a = calloc(1, sizeof(*a));
	struct kdp_error *err;

	if (!rehearsal || !a)
		return &kdp_enomem;
	err = prepare(globals, argc, argv, a);
	if (!err && a->in_place) {
		err = kdp_rehearse_here(globals, a->request.trigger,
					a->confirmed);
	} else if (!err) {
		err = kdp_rehearse(&a->request, rehearsal);
		kdp_rehearse_end_progress(&a->request);
	}
	if (!err && !a->in_place) {
		keep(&globals->root, a, rehearsal);
		err = tell(a, rehearsal, status);
	}
	kdp_rehearsal_deinit(rehearsal);
	kdp_rehearse_machine_deinit(&a->machine);
	kdp_last_deinit(&a->last);
	free(a->line);
	return err;
}

const struct kdp_cmd kdp_cmd_rehearse = {
	.name = "rehearse",
	.synopsis = "[OPTION]...",
	.summary = "crash a guest like this machine, look for a dump",
	.options = options,
	.run = run,
};
