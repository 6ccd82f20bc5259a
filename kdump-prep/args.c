// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * args.c - one walk over a command line, driven by a table of options, so that
 * --help, the man page and the parser cannot differ.
 */
#include "kdump-prep/cmd.h"

#include <string.h>

static const struct kdp_option *find_long(const struct kdp_option *options,
					  const char *name, size_t length)
{
	for (; options->name; options++)
		if (strlen(options->name) == length &&
		    memcmp(options->name, name, length) == 0)
			return options;
	return NULL;
}

static const struct kdp_option *find_short(const struct kdp_option *options,
					   char letter)
{
	for (; options->name; options++)
		if (options->letter == letter)
			return options;
	return NULL;
}

/* The argument of @option is the next word. */
static struct kdp_error *next_word(struct kdp_args *args,
				   const struct kdp_option *option, int argc,
				   char **argv)
{
	if (args->index >= argc)
		return kdp_error_create(KDP_ERROR_USAGE,
					"option --%s: expected %s, found the end of the command line",
					option->name, option->arg);
	args->value = argv[args->index++];
	return NULL;
}

static struct kdp_error *long_option(struct kdp_args *args,
				     const struct kdp_option *options,
				     int argc, char **argv, const char *word,
				     const struct kdp_option **ret)
{
	const char *name = word + 2;
	size_t length = strcspn(name, "=");
	const struct kdp_option *option = find_long(options, name, length);

	if (!option)
		return kdp_error_create(KDP_ERROR_USAGE, "unknown option %s",
					word);
	*ret = option;
	args->value = NULL;
	if (!option->arg) {
		if (name[length] != '\0')
			return kdp_error_create(KDP_ERROR_USAGE,
						"option --%s takes no value",
						option->name);
		return NULL;
	}
	if (name[length] == '\0')
		return next_word(args, option, argc, argv);
	args->value = name + length + 1;
	return NULL;
}

/* A cluster of short options is walked by args->cluster. */
static struct kdp_error *short_option(struct kdp_args *args,
				      const struct kdp_option *options,
				      int argc, char **argv,
				      const struct kdp_option **ret)
{
	char letter = *args->cluster++;
	const struct kdp_option *option = find_short(options, letter);
	const char *rest = args->cluster;

	if (*rest == '\0')
		args->cluster = NULL;
	if (!option)
		return kdp_error_create(KDP_ERROR_USAGE, "unknown option -%c",
					letter);
	*ret = option;
	args->value = NULL;
	if (!option->arg)
		return NULL;
	args->cluster = NULL;
	if (*rest == '\0')
		return next_word(args, option, argc, argv);
	args->value = rest;
	return NULL;
}

struct kdp_error *kdp_args_next(struct kdp_args *args,
				const struct kdp_option *options, int argc,
				char **argv, const struct kdp_option **ret,
				bool *more_ret)
{
	char *word;

	*more_ret = true;
	if (args->index == 0)
		args->index = 1;
	if (args->cluster)
		return short_option(args, options, argc, argv, ret);
	if (args->index < argc && !args->operands &&
	    strcmp(argv[args->index], "--") == 0) {
		args->operands = true;
		args->index++;
	}
	if (args->index >= argc) {
		*more_ret = false;
		return NULL;
	}
	word = argv[args->index++];
	if (args->operands || word[0] != '-' || word[1] == '\0') {
		*ret = NULL;
		args->value = word;
		return NULL;
	}
	if (word[1] == '-')
		return long_option(args, options, argc, argv, word, ret);
	args->cluster = word + 1;
	return short_option(args, options, argc, argv, ret);
}

struct kdp_error *kdp_args_walk(const struct kdp_option *options, int argc,
				char **argv, kdp_args_take take,
				void *context)
{
	const struct kdp_option *option;
	struct kdp_args args = { 0 };
	struct kdp_error *err;
	bool more;

	for (;;) {
		err = kdp_args_next(&args, options, argc, argv, &option,
				    &more);
		if (err || !more)
			return err;
		err = take(context, option, args.value);
		if (err)
			return err;
	}
}

struct kdp_error *kdp_args_only(const char **ret, const char *operand)
{
	if (*ret)
		return kdp_error_create(KDP_ERROR_USAGE,
					"unexpected argument \"%s\"",
					operand);
	*ret = operand;
	return NULL;
}

static struct kdp_error *take_flag(void *given, const struct kdp_option *option,
				   const char *value)
{
	if (!option)
		return kdp_error_create(KDP_ERROR_USAGE,
					"unexpected operand %s", value);
	*(bool *)given = true;
	return NULL;
}

struct kdp_error *kdp_args_flag(const struct kdp_option *options, int argc,
				char **argv, bool *given)
{
	return kdp_args_walk(options, argc, argv, take_flag, given);
}
