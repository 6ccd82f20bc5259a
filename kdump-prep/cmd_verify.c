// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_verify.c - "kdump-prep verify": whether crash can open a saved vmcore.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/json.h"
#include "kdump-prep/verify.h"

enum option {
	OPTION_JSON,
	OPTION_VMLINUX,
};

static const struct kdp_option options[] = {
	[OPTION_JSON] = { "json", 0, NULL, "print what was found as JSON" },
	[OPTION_VMLINUX] = { "vmlinux", 0, "FILE",
			     "must be of the kernel in the vmcore" },
	{ NULL, 0, NULL, NULL },
};

struct request {
	const char *path;
	const char *vmlinux;	/* NULL: not compared */
	bool json;
};

static struct kdp_error *take(void *context, const struct kdp_option *option,
			      const char *value)
{
	struct request *request = context;

	if (option == &options[OPTION_JSON])
		request->json = true;
	else if (option)
		request->vmlinux = value;
	else
		return kdp_args_only(&request->path, value);
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *parse(int argc, char **argv, struct request *request)
{
	struct kdp_error *err;

	err = kdp_args_walk(options, argc, argv, take, request);
	if (!err && !request->path)
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "name the vmcore to verify");
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *open_file(const char *path, int *ret)
{
	*ret = open(path, O_RDONLY | O_CLOEXEC);
	return *ret < 0 ? kdp_error_os(errno, "%s", path) : NULL;
}

KDP_MUST_CHECK
static struct kdp_error *verify(const struct request *request,
				struct kdp_verify *found)
{
	KDP_AUTO_CLOSE int vmlinux = -1;
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	err = open_file(request->path, &fd);
	if (err)
		return err;
	err = kdp_verify(fd, found);
	if (!err)
		err = kdp_verify_pages(fd, found);
	if (err)
		return kdp_error_wrap(err, "%s", request->path);
	if (!request->vmlinux)
		return NULL;
	err = open_file(request->vmlinux, &vmlinux);
	if (err)
		return err;
	return kdp_error_wrap(kdp_verify_vmlinux(found, vmlinux), "%s",
			      request->vmlinux);
}

static void print(const struct request *request,
		  const struct kdp_verify *found)
{
	printf("%s: complete, kernel %s, ", request->path, found->release);
	if (found->packing)
		printf("kdump-compressed (%s), %" PRIu64 " pages of %u bytes",
		       found->packing, found->pages, found->page_size);
	else
		printf("ELF");
	printf(", %s crash-path record", found->record ? "with a" : "no");
	if (found->unchecked)
		printf("; what dump level %" PRIu32 " left out was not checked: %s",
		       found->level, found->unchecked);
	printf("\n");
}

static struct json_object *as_json(const struct request *request,
				   const struct kdp_verify *found)
{
	struct kdp_json json;

	kdp_json_object(&json);
	kdp_json_string(&json, "file", request->path);
	kdp_json_string(&json, "format", found->packing ? "kdump" : "elf");
	kdp_json_string(&json, "release", found->release);
	if (found->build_id[0])
		kdp_json_string(&json, "build_id", found->build_id);
	kdp_json_number(&json, "size", found->size);
	if (found->packing) {
		kdp_json_string(&json, "packing", found->packing);
		kdp_json_number(&json, "pages", found->pages);
		kdp_json_number(&json, "page_size", found->page_size);
		kdp_json_number(&json, "level", found->level);
		if (found->unchecked)
			kdp_json_string(&json, "unchecked", found->unchecked);
	}
	kdp_json_bool(&json, "record", found->record);
	return kdp_json_finish(&json);
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	struct request request = { .json = globals->json };
	struct kdp_verify found;
	struct kdp_error *err;

	(void)status;
	err = parse(argc, argv, &request);
	if (!err)
		err = verify(&request, &found);
	if (err)
		return err;
	if (request.json)
		return kdp_json_print(as_json(&request, &found));
	print(&request, &found);
	return NULL;
}

const struct kdp_cmd kdp_cmd_verify = {
	.name = "verify",
	.synopsis = "VMCORE",
	.summary = "tell whether crash can open a saved vmcore",
	.options = options,
	.run = run,
};
