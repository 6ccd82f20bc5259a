// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_wrap.c - "wrap": puts the stage in front of a kernel, so that it runs
 * where the running kernel takes images by kexec_file_load(2) alone.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kdump-prep/bzimage.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/file.h"
#include "kdump-prep/file_write.h"
#include "kdump-prep/spawn.h"
#include "kdump-prep/wrap.h"

/* As kernels below /boot have it. */
#define IMAGE_MODE 0644

enum wrap_option {
	WRAP_OUTPUT,
	WRAP_SIGN,
	WRAP_VERIFY,
};

static const struct kdp_option options[] = {
	[WRAP_OUTPUT] = { "output", 'o', "FILE", "where to write the image" },
	[WRAP_SIGN] = { "sign", 0, "KEY,CERT",
			"sign it with these files, by sbsign" },
	[WRAP_VERIFY] = { "verify", 0, "CERT",
			  "first verify the kernel's signature, by sbverify" },
	{ NULL, 0, NULL, NULL },
};

/* What the command line said. */
struct request {
	const char *kernel;
	const char *output;
	const char *verify;	/* certificate, or NULL */
	char *key;		/* NULL: do not sign */
	char *cert;
};

static void cleanup_request(struct request *r)
{
	free(r->key);
	free(r->cert);
}

static struct kdp_error *set_sign(struct request *r, const char *value)
{
	const char *comma = strchr(value, ',');

	if (!comma || comma == value || comma[1] == '\0')
		return kdp_error_create(KDP_ERROR_USAGE,
					"--sign: found \"%s\", expected KEY,CERT",
					value);
	free(r->key);
	free(r->cert);
	r->key = strndup(value, (size_t)(comma - value));
	r->cert = strdup(comma + 1);
	return r->key && r->cert ? NULL : &kdp_enomem;
}

static struct kdp_error *set_option(struct request *r, enum wrap_option which,
				    const char *value)
{
	switch (which) {
	case WRAP_OUTPUT:
		r->output = value;
		break;
	case WRAP_SIGN:
		return set_sign(r, value);
	case WRAP_VERIFY:
		r->verify = value;
		break;
	}
	return NULL;
}

static struct kdp_error *take(void *context, const struct kdp_option *option,
			      const char *value)
{
	struct request *r = context;

	if (option)
		return set_option(r, (enum wrap_option)(option - options),
				  value);
	if (r->kernel)
		return kdp_error_create(KDP_ERROR_USAGE, "a second kernel: %s",
					value);
	r->kernel = value;
	return NULL;
}

static struct kdp_error *parse(int argc, char **argv, struct request *r)
{
	struct kdp_error *err = kdp_args_walk(options, argc, argv, take, r);

	if (!err && !r->kernel)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "expected the path of a kernel");
	if (!err && !r->output)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "expected -o with the path of a file to write");
	return err;
}

/* Of the file that was read: what is verified is what is wrapped. */
static struct kdp_error *verify_kernel(const struct request *r,
				       const uint8_t *kernel, size_t size)
{
	KDP_AUTO_FREE char *name = NULL;
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	err = kdp_file_beside(r->output, IMAGE_MODE, &name, &fd);
	if (err)
		return err;
	err = kdp_file_write_fd(fd, name, kernel, size);
	if (!err) {
		const char *const argv[] = { "sbverify", "--cert", r->verify,
					     name, NULL };

		err = kdp_error_wrap(kdp_spawn(argv), "%s", r->kernel);
	}
	unlink(name);
	return err;
}

/* sbsign writes a file of its own; the output appears when it is complete. */
static struct kdp_error *write_signed(const struct request *r,
				      const uint8_t *image, size_t size)
{
	KDP_AUTO_FREE char *plain = NULL;
	KDP_AUTO_FREE char *done = NULL;
	KDP_AUTO_CLOSE int plain_fd = -1;
	KDP_AUTO_CLOSE int done_fd = -1;
	struct kdp_error *err;

	err = kdp_file_beside(r->output, IMAGE_MODE, &plain, &plain_fd);
	if (err)
		return err;
	err = kdp_file_write_fd(plain_fd, plain, image, size);
	if (!err)
		err = kdp_file_beside(r->output, IMAGE_MODE, &done, &done_fd);
	if (!err) {
		const char *const argv[] = { "sbsign", "--key", r->key,
					     "--cert", r->cert, "--output",
					     done, plain, NULL };

		err = kdp_spawn(argv);
	}
	if (!err && rename(done, r->output) < 0)
		err = kdp_error_os(errno, "%s: rename", r->output);
	unlink(plain);
	if (err && done)
		unlink(done);
	return err;
}

static void print_result(const struct request *r,
			 const struct kdp_wrapped *wrapped, size_t kernel_size,
			 size_t size)
{
	uint32_t before = wrapped->stage.init_size;

	printf("kernel     %s, %zu bytes\n",
	       *wrapped->release ? wrapped->release : "release not told",
	       kernel_size);
	printf("wrapped    %zu bytes\n", size);
	printf("memory     %" PRIu32 " KiB, %" PRIu32 " KiB more than without\n",
	       wrapped->init_size >> 10, (wrapped->init_size - before) >> 10);
	printf("signature  %s\n",
	       r->key ? "made" : "none; a locked-down kernel refuses it");
}

static struct kdp_error *wrap(const struct request *r)
{
	KDP_AUTO_FREE uint8_t *kernel = NULL;
	KDP_AUTO_FREE uint8_t *image = NULL;
	struct kdp_wrapped wrapped;
	struct kdp_error *err;
	size_t kernel_size, size;

	err = kdp_file_read(r->kernel, KDP_WRAP_SIZE_MAX, &kernel,
			    &kernel_size);
	if (err)
		return err;
	err = kdp_wrap(kernel, kernel_size, &image, &size);
	if (!err)
		err = kdp_wrap_parse(image, size, &wrapped);
	if (err)
		return kdp_error_wrap(err, "%s", r->kernel);
	if (r->verify)
		err = verify_kernel(r, kernel, kernel_size);
	if (!err)
		err = r->key ? write_signed(r, image, size) :
			       kdp_file_write(r->output, IMAGE_MODE, image,
					      size);
	if (err)
		return err;
	print_result(r, &wrapped, kernel_size, size);
	return NULL;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	KDP_CLEANUP(cleanup_request) struct request r = { 0 };
	struct kdp_error *err = parse(argc, argv, &r);

	(void)globals;
	(void)status;
	return err ? err : wrap(&r);
}

const struct kdp_cmd kdp_cmd_wrap = {
	.name = "wrap",
	.synopsis = "[OPTION]... KERNEL -o FILE",
	.summary = "make a kernel for kexec_file_load(2) that quiesces",
	.options = options,
	.run = run,
};
