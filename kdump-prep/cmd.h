/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd.h - a command of the program: one file, one exported object.
 */
#ifndef KDP_KDUMP_PREP_CMD_H
#define KDP_KDUMP_PREP_CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"

/* Exit statuses, documented in kdump-prep(8). */
enum kdp_exit {
	KDP_EXIT_OK = 0,
	KDP_EXIT_FAILED = 1,
	KDP_EXIT_USAGE = 2,
	KDP_EXIT_REDUCED = 3,	/* done with less protection than asked for */
	KDP_EXIT_UNSUPPORTED = 4,
};

/* One option: parsed, printed by --help and compared with the man page. */
struct kdp_option {
	const char *name;	/* long name */
	char letter;		/* short name, or 0 */
	const char *arg;	/* name of the argument, or NULL */
	const char *help;	/* one line */
};

struct kdp_last;

/* A command line of before is run again; see kdp_reload_run(). */
struct kdp_again {
	const struct kdp_last *last;
	bool if_changed;	/* else in any case */
	bool recovering;	/* the kernel has refused an image */
	bool loaded;		/* result: the system call was made */
	uint64_t unarmed_us;	/* result: how long the last one took */
};

/* Options before the command. */
struct kdp_globals {
	struct kdp_sysroot root;
	bool json;
	bool debug;
	struct kdp_again *again; /* NULL: a user's own command line */
};

struct kdp_cmd {
	const char *name;
	const char *synopsis;	/* what follows the name */
	const char *summary;	/* one line */
	const struct kdp_option *options; /* ends with a NULL name */
	/*
	 * argv[0] is the command's name.  @status is set to KDP_EXIT_OK
	 * before; a command changes it only to report "done, but".
	 */
	struct kdp_error *(*run)(const struct kdp_globals *globals, int argc,
				 char **argv, enum kdp_exit *status);
};

extern const struct kdp_cmd kdp_cmd_load;
extern const struct kdp_cmd kdp_cmd_reload;
extern const struct kdp_cmd kdp_cmd_unload;
extern const struct kdp_cmd kdp_cmd_status;
extern const struct kdp_cmd kdp_cmd_check;
extern const struct kdp_cmd kdp_cmd_rehearse;
extern const struct kdp_cmd kdp_cmd_discover;
extern const struct kdp_cmd kdp_cmd_plan;
extern const struct kdp_cmd kdp_cmd_report;
extern const struct kdp_cmd kdp_cmd_wrap;
extern const struct kdp_cmd kdp_cmd_unwrap;
extern const struct kdp_cmd kdp_cmd_mkimage;
extern const struct kdp_cmd kdp_cmd_verify;

/* State of a walk over a command's arguments; zero it first. */
struct kdp_args {
	int index;		/* next word; 0: the walk has not begun */
	const char *value;	/* of the option, or the operand */
	const char *cluster;	/* rest of a word of short options, or NULL */
	bool operands;		/* "--" was seen */
};

/**
 * kdp_args_next() - next option or operand of a command line
 * @ret: the option, or NULL for an operand (args->value); unchanged at the end
 *
 * Accepts --name=value, --name value, -x value, -xvalue, -xyz; prefixes of
 * names are not accepted; "--" ends the options.  argv[0] is passed over.
 *
 * Return: in @more_ret whether there was one.  Error KDP_ERROR_USAGE for an
 * unknown option, a missing or an unwanted value.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_args_next(struct kdp_args *args,
				const struct kdp_option *options, int argc,
				char **argv, const struct kdp_option **ret,
				bool *more_ret);

/**
 * kdp_args_take - takes one argument of a command line
 * @context: of the caller of kdp_args_walk()
 * @option: NULL: @value is an operand
 * @value: of the option, NULL where it has none; not copied
 */
typedef struct kdp_error *(*kdp_args_take)(void *context,
					   const struct kdp_option *option,
					   const char *value);

/**
 * kdp_args_walk() - hand out all arguments of a command, in their order
 *
 * Ends with the first error, of kdp_args_next() or of @take.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_args_walk(const struct kdp_option *options, int argc,
				char **argv, kdp_args_take take,
				void *context);

/**
 * kdp_args_only() - take the one operand of a command
 * @ret: NULL before; then the operand, not copied
 *
 * Error: KDP_ERROR_USAGE for a second one.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_args_only(const char **ret, const char *operand);

/**
 * kdp_args_flag() - arguments of a command without operands or values
 * @options: none but flags
 * @given: set to true when one of them is there, else left as it is
 *
 * Errors: those of kdp_args_walk(); KDP_ERROR_USAGE for an operand.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_args_flag(const struct kdp_option *options, int argc,
				char **argv, bool *given);

#endif
