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

/* As kernels below /boot have it. */
#define KERNEL_MODE 0644

static const struct kdp_option options[] = {
	{ "output", 'o', "FILE", "where to write the kernel" },
	{ NULL, 0, NULL, NULL },
};

struct request {
	const char *image;
	const char *output;
};

static struct kdp_error *take(void *context, const struct kdp_option *option,
			      const char *value)
{
	struct request *r = context;

	if (option) {
		r->output = value;
		return NULL;
	}
	if (r->image)
		return kdp_error_create(KDP_ERROR_USAGE, "a second image: %s",
					value);
	r->image = value;
	return NULL;
}

static struct kdp_error *parse(int argc, char **argv, struct request *r)
{
	struct kdp_error *err = kdp_args_walk(options, argc, argv, take, r);

	if (!err && !r->image)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "expected the path of a wrapped kernel");
	if (!err && !r->output)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "expected -o with the path of a file to write");
	return err;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	KDP_AUTO_FREE uint8_t *data = NULL;
	KDP_AUTO_FREE uint8_t *kernel = NULL;
	struct request request = { 0 };
	struct kdp_wrapped wrapped;
	struct kdp_error *err;
	size_t size;

	(void)globals;
	(void)status;
	err = parse(argc, argv, &request);
	if (!err)
		err = kdp_file_read(request.image, KDP_WRAP_SIZE_MAX, &data,
				    &size);
	if (err)
		return err;
	err = kdp_wrap_parse(data, size, &wrapped);
	if (!err)
		err = kdp_wrap_kernel(&wrapped, &kernel, &size);
	if (err)
		return kdp_error_wrap(err, "%s", request.image);
	return kdp_file_write(request.output, KERNEL_MODE, kernel, size);
}

const struct kdp_cmd kdp_cmd_unwrap = {
	.name = "unwrap",
	.synopsis = "IMAGE -o FILE",
	.summary = "give back the kernel that was wrapped",
	.options = options,
	.run = run,
};
