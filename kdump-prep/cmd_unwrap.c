// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_unwrap.c - "unwrap": gives back the kernel that was wrapped, bit for
 * bit, its own signature included.
 */
#include <stdio.h>

#include "kdump-prep/bzimage.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/file.h"
#include "kdump-prep/file_write.h"
#include "kdump-prep/wrap.h"

static const struct kdp_option options[] = {
	{ "output", 'o', "FILE", "where to write the kernel" },
	{ NULL, 0, NULL, NULL },
};

static struct kdp_error *parse(int argc, char **argv, const char **image,
			       const char **output)
{
	struct kdp_args args = { 0 };
	const struct kdp_option *option;
	struct kdp_error *err;
	bool more;

	for (;;) {
		err = kdp_args_next(&args, options, argc, argv, &option,
				    &more);
		if (err)
			return err;
		if (!more)
			break;
		if (option)
			*output = args.value;
		else if (*image)
			return kdp_error_create(KDP_ERROR_USAGE,
						"a second image: %s",
						args.value);
		else
			*image = args.value;
	}
	if (!*image)
		return kdp_error_create(KDP_ERROR_USAGE,
					"expected the path of a wrapped kernel");
	if (!*output)
		return kdp_error_create(KDP_ERROR_USAGE,
					"expected -o with the path of a file to write");
	return NULL;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	KDP_AUTO_FREE uint8_t *kernel = NULL;
	const char *image = NULL, *output = NULL;
	struct kdp_wrapped wrapped;
	struct kdp_error *err;
	size_t size;

	(void)globals;
	(void)status;
	err = parse(argc, argv, &image, &output);
	if (!err)
		err = kdp_file_read(image, KDP_WRAP_SIZE_MAX, &data, &size);
	if (err)
		return err;
	err = kdp_wrap_parse(data, size, &wrapped);
	if (!err)
		err = kdp_wrap_kernel(&wrapped, &kernel, &size);
	if (err)
		return kdp_error_wrap(err, "%s", image);
	return kdp_file_write(output, kernel, size);
}

const struct kdp_cmd kdp_cmd_unwrap = {
	.name = "unwrap",
	.synopsis = "IMAGE -o FILE",
	.summary = "give back the kernel that was wrapped",
	.options = options,
	.run = run,
};
