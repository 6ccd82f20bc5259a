// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - finds the command and runs it.  The only file that prints errors
 * and warnings, and the only one that decides the exit status.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/cmd.h"
#include "kdump-prep/kexec_cli.h"
#include "kdump-prep/log.h"

#define PROGRAM "kdump-prep"

static const struct kdp_cmd *const commands[] = {
	&kdp_cmd_load,
	&kdp_cmd_reload,
	&kdp_cmd_unload,
	&kdp_cmd_status,
	&kdp_cmd_check,
	&kdp_cmd_rehearse,
	&kdp_cmd_discover,
	&kdp_cmd_plan,
	&kdp_cmd_mkimage,
	&kdp_cmd_report,
	&kdp_cmd_wrap,
	&kdp_cmd_unwrap,
	&kdp_cmd_verify,
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

enum global_option {
	GLOBAL_SYSROOT,
	GLOBAL_JSON,
	GLOBAL_DEBUG,
	GLOBAL_HELP,
	GLOBAL_VERSION,
};

static const struct kdp_option global_options[] = {
	[GLOBAL_SYSROOT] = { "sysroot", 0, "DIR",
			     "look at the machine captured in DIR" },
	[GLOBAL_JSON] = { "json", 0, NULL, "print JSON where there is a form" },
	[GLOBAL_DEBUG] = { "debug", 'd', NULL, "print what is done" },
	[GLOBAL_HELP] = { "help", 0, NULL, "print help" },
	[GLOBAL_VERSION] = { "version", 0, NULL, "print the version" },
	{ NULL, 0, NULL, NULL },
};

/* The words before the command. */
struct leading {
	struct kdp_globals globals;
	const char *sysroot;
	bool help;
	bool version;
	int rest;		/* index of the first word behind them */
};

static void print_options(const struct kdp_option *options)
{
	char left[64];

	for (; options->name; options++) {
		snprintf(left, sizeof(left), "%c%c%c --%s%s%s",
			 options->letter ? '-' : ' ',
			 options->letter ? options->letter : ' ',
			 options->letter ? ',' : ' ', options->name,
			 options->arg ? "=" : "",
			 options->arg ? options->arg : "");
		printf("  %-28s %s\n", left, options->help);
	}
}

static void print_help(void)
{
	size_t i;

	printf("usage: %s [OPTION]... COMMAND [ARGUMENT]...\n"
	       "       %s -p [KEXEC-OPTION]... KERNEL\n\n"
	       "Loads a crash kernel whose purgatory quiesces the machine's interrupts.\n\ncommands:\n",
	       PROGRAM, PROGRAM);
	for (i = 0; i < COMMAND_COUNT; i++)
		printf("  %-10s %s\n", commands[i]->name,
		       commands[i]->summary);
	printf("\noptions before the command:\n");
	print_options(global_options);
	printf("\noptions in kexec's spelling:\n");
	print_options(kdp_kexec_options);
	printf("\nexit status: 0 done, 1 failed, 2 usage, 3 done with less protection,\n4 not possible on this host\n");
}

static void print_command_help(const struct kdp_cmd *cmd)
{
	printf("usage: %s %s %s\n\n%s\n", PROGRAM, cmd->name, cmd->synopsis,
	       cmd->summary);
	if (cmd->options->name) {
		printf("\noptions:\n");
		print_options(cmd->options);
	}
}

static void print_version(void)
{
	printf("%s %s\n", PROGRAM, PACKAGE_VERSION);
}

static const struct kdp_cmd *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static void take_global(struct leading *l, enum global_option which,
			const char *value)
{
	switch (which) {
	case GLOBAL_SYSROOT:
		l->sysroot = value;
		break;
	case GLOBAL_JSON:
		l->globals.json = true;
		break;
	case GLOBAL_DEBUG:
		l->globals.debug = true;
		break;
	case GLOBAL_HELP:
		l->help = true;
		break;
	case GLOBAL_VERSION:
		l->version = true;
		break;
	}
}

/*
 * Up to the first word that is not one of the global options.  When that word
 * begins with "-" the rest is in kexec's spelling.
 */
static void parse_leading(int argc, char **argv, struct leading *l)
{
	struct kdp_args args = { 0 };
	const struct kdp_option *option;
	struct kdp_error *err;
	bool more;

	for (l->rest = 1; l->rest < argc; l->rest = args.index) {
		if (argv[l->rest][0] != '-')
			return;
		err = kdp_args_next(&args, global_options, argc, argv, &option,
				    &more);
		if (err || !more || !option || args.cluster) {
			kdp_error_destroy(err);
			return;
		}
		take_global(l, (enum global_option)(option - global_options),
			    args.value);
	}
}

static int exit_status(const struct kdp_error *err)
{
	switch (err->code) {
	case KDP_ERROR_USAGE:
		return KDP_EXIT_USAGE;
	case KDP_ERROR_REDUCED:
		return KDP_EXIT_REDUCED;
	case KDP_ERROR_UNSUPPORTED:
		return KDP_EXIT_UNSUPPORTED;
	default:
		return KDP_EXIT_FAILED;
	}
}

static void print_warnings(void)
{
	const char *line;
	size_t n;

	for (n = 0; (line = kdp_log_warning(n)); n++)
		fprintf(stderr, "%s: warning: %s\n", PROGRAM, line);
	kdp_log_clear();
}

/* Prints the error, if there is one, and frees it. */
static int finish(struct kdp_error *err, int status)
{
	print_warnings();
	if (err) {
		status = exit_status(err);
		fprintf(stderr, "%s: %s\n", PROGRAM, err->message);
	}
	kdp_error_destroy(err);
	return status;
}

static bool asks_for_help(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static int run_command(const struct kdp_globals *globals, int argc,
		       char **argv)
{
	enum kdp_exit status = KDP_EXIT_OK;
	const struct kdp_cmd *cmd;
	struct kdp_error *err;
	bool help = strcmp(argv[0], "help") == 0;

	if (help && argc == 1) {
		print_help();
		return KDP_EXIT_OK;
	}
	cmd = find_command(argv[help ? 1 : 0]);
	if (!cmd) {
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "unknown command %s; see %s --help",
				       argv[help ? 1 : 0], PROGRAM);
		return finish(err, KDP_EXIT_USAGE);
	}
	if (help || asks_for_help(argc, argv)) {
		print_command_help(cmd);
		return KDP_EXIT_OK;
	}
	err = cmd->run(globals, argc, argv, &status);
	return finish(kdp_error_wrap(err, "%s", cmd->name), (int)status);
}

/* @argv: from the word before the first one to parse; @all is everything. */
static int run_kexec(const struct kdp_globals *globals, int argc, char **argv,
		     char **all)
{
	struct kdp_kexec_result result;
	struct kdp_error *err;

	err = kdp_kexec_cli(globals, argc, argv, &result);
	if (!err && result.help)
		print_help();
	else if (!err && result.version)
		print_version();
	if (!err && result.hand_over) {
		print_warnings();
		err = kdp_kexec_exec_real(all);
		if (result.unknown)
			err = kdp_error_wrap(err, "unknown option %s",
					     result.unknown);
	}
	result.status = finish(err, result.status);
	/* kexec knows one status for all failures. */
	return err ? KDP_EXIT_FAILED : result.status;
}

static bool called_as_kexec(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');

	return strcmp(slash ? slash + 1 : argv0, "kexec") == 0;
}

static int run(struct leading *l, int argc, char **argv)
{
	bool kexec = called_as_kexec(argv[0]);

	if (l->rest < argc && argv[l->rest][0] == '-')
		kexec = true;
	if (l->version || l->help) {
		if (l->version)
			print_version();
		else
			print_help();
		return KDP_EXIT_OK;
	}
	if (kexec)
		return run_kexec(&l->globals, argc - l->rest + 1,
				 argv + l->rest - 1, argv);
	if (l->rest == argc) {
		fprintf(stderr, "%s: expected a command; see %s --help\n",
			PROGRAM, PROGRAM);
		return KDP_EXIT_USAGE;
	}
	return run_command(&l->globals, argc - l->rest, argv + l->rest);
}

/*
 * Kernel and initrd are mapped, and one that becomes shorter meanwhile ends
 * here.  What the kernel reads of it in kexec_load(2) does not: EFAULT.
 */
static void cut_short(int number)
{
	static const char text[] =
		PROGRAM ": a file became shorter while it was read: nothing was loaded\n";
	ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)number;
	(void)written;
	_exit(KDP_EXIT_FAILED);
}

int main(int argc, char **argv)
{
	struct leading l = { .sysroot = "/" };
	struct kdp_error *err;
	int status;

	if (argc < 1)
		return KDP_EXIT_USAGE;
	signal(SIGBUS, cut_short);
	parse_leading(argc, argv, &l);
	err = kdp_sysroot_init(&l.globals.root, l.sysroot);
	if (err)
		return finish(err, KDP_EXIT_FAILED);
	status = run(&l, argc, argv);
	kdp_sysroot_deinit(&l.globals.root);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "%s: cannot write the output\n", PROGRAM);
		return KDP_EXIT_FAILED;
	}
	return status;
}
