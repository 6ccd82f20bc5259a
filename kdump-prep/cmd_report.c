// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_report.c - "kdump-prep report": print the record in a vmcore, or last
 * words.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "kdump-prep/capture_result.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmd.h"
#include "kdump-prep/devices.h"
#include "kdump-prep/file.h"
#include "kdump-prep/json.h"
#include "kdump-prep/lastwords.h"
#include "kdump-prep/record.h"
#include "kdump-prep/record_json.h"
#include "kdump-prep/record_text.h"
#include "kdump-prep/report.h"
#include "kdump-prep/timeline.h"
#include "kdump-prep/vmcore.h"

enum form {
	FORM_PEOPLE,
	FORM_JSON,
	FORM_RECORD,
};

enum option {
	OPTION_JSON,
	OPTION_RECORD,
	OPTION_SVG,
};

/* Seconds from the record's making to the end of its load, at most. */
#define SAME_LOAD 60u

#define RESULT_MAX ((size_t)64 << 10)

/* What the command line asks for. */
struct request {
	enum form form;
	const char *path;
	const char *svg;	/* NULL: no drawing */
};

static const struct kdp_option options[] = {
	[OPTION_JSON] = { "json", 0, NULL, "print the record as JSON" },
	[OPTION_RECORD] = { "record", 0, NULL,
			    "print the record as text that report reads again" },
	[OPTION_SVG] = { "svg", 0, "FILE", "draw the timeline into FILE" },
	{ NULL, 0, NULL, NULL },
};

static struct kdp_error *take(void *context, const struct kdp_option *option,
			      const char *value)
{
	struct request *request = context;

	if (option == &options[OPTION_JSON])
		request->form = FORM_JSON;
	else if (option == &options[OPTION_RECORD])
		request->form = FORM_RECORD;
	else if (option)
		request->svg = value;
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
				       "name the vmcore to read");
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *draw(const struct kdp_record_model *model,
			      const char *path)
{
	struct kdp_timeline timeline;
	bool failed;
	FILE *out;

	if (!path)
		return NULL;
	out = fopen(path, "we");
	if (!out)
		return kdp_error_os(errno, "--svg: %s", path);
	kdp_timeline_make(model, &timeline);
	kdp_timeline_svg(&timeline, out);
	failed = ferror(out);
	failed |= fclose(out) != 0;
	return failed ? kdp_error_os(errno, "--svg: %s: write", path) : NULL;
}

KDP_MUST_CHECK
static struct kdp_error *print(const struct kdp_record_model *model,
			       enum form form)
{
	struct kdp_error *err = NULL;

	switch (form) {
	case FORM_JSON:
		err = kdp_record_json_write(model, stdout);
		break;
	case FORM_RECORD:
		kdp_record_text_write(model, stdout);
		break;
	case FORM_PEOPLE:
		err = kdp_report_write(model, stdout);
		break;
	}
	if (!err && (fflush(stdout) || ferror(stdout)))
		err = kdp_error_os(errno, "write the report");
	return err;
}

/* The result that a capture has left beside its dump: dump.STAMP has it. */
static void take_result(const char *path, struct kdp_record_model *model)
{
	struct kdp_capture_result result = { .size = 0 };
	const char *slash = strrchr(path, '/');
	KDP_AUTO_FREE uint8_t *data = NULL;
	const char *name = slash ? slash + 1 : path;
	struct kdp_error *err;
	char beside[4096];
	size_t size;

	if (strncmp(name, "dump.", 5) != 0)
		return;
	snprintf(beside, sizeof(beside), "%.*sresult.%s", (int)(name - path),
		 path, name + 5);
	err = kdp_file_read(beside, RESULT_MAX, &data, &size);
	if (!err)
		err = kdp_capture_result_parse((const char *)data, size,
					       &result);
	/* There need not be one. */
	kdp_error_destroy(err);
	model->capture_began = result.began;
	model->capture_ended = result.ended;
	if (result.level_why[0])
		snprintf(model->dump_level, sizeof(model->dump_level), "%u, %s",
			 result.level, result.level_why);
}

/* What can be read is printed; that it was not all is an error all the same. */
KDP_MUST_CHECK
static struct kdp_error *report(const struct kdp_sysroot *root, int fd,
				const struct request *request)
{
	KDP_CLEANUP(kdp_devices_deinit) struct kdp_devices devices = { 0 };
	struct kdp_record_model model;
	struct kdp_error *err;

	err = kdp_report_read(fd, &model);
	if (err)
		return err;
	take_result(request->path, &model);
	/* Names are of the load that kept them, and no report needs them. */
	err = kdp_devices_read(root, &devices);
	if (!err && devices.load_time - model.header.load_time <= SAME_LOAD)
		model.devices = &devices;
	kdp_error_destroy(err);
	err = draw(&model, request->svg);
	if (!err)
		err = print(&model, request->form);
	if (!err && model.problem_count)
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "record: offset 0x%zx: %s",
				       model.problem[0].offset,
				       model.problem[0].message);
	kdp_record_model_deinit(&model);
	return err;
}

/* No zone of persistent RAM is larger. */
#define WORDS_MAX (64u << 20)

static bool are_words(int fd)
{
	char start[80];
	ssize_t got = pread(fd, start, sizeof(start), 0);

	return got > 0 && kdp_words_are(start, (size_t)got);
}

KDP_MUST_CHECK
static struct kdp_error *report_words(const struct request *request)
{
	const char *path = request->path;
	KDP_AUTO_FREE uint8_t *data = NULL;
	struct kdp_words words;
	struct kdp_error *err;
	size_t size;

	if (request->svg)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"%s: last words have no times to draw",
					path);
	if (request->form == FORM_RECORD)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"%s: last words, which are text without a record",
					path);
	err = kdp_file_read(path, WORDS_MAX, &data, &size);
	if (err)
		return err;
	err = kdp_words_parse((const char *)data, size, &words);
	if (err)
		return kdp_error_wrap(err, "%s", path);
	if (request->form == FORM_JSON) {
		err = kdp_json_print(kdp_words_json(&words));
	} else {
		kdp_words_write(&words, stdout);
		if (fflush(stdout) || ferror(stdout))
			err = kdp_error_os(errno, "write the report");
	}
	kdp_words_deinit(&words);
	return err;
}

static struct kdp_error *run(const struct kdp_globals *globals, int argc,
			     char **argv, enum kdp_exit *status)
{
	struct request request = {
		.form = globals->json ? FORM_JSON : FORM_PEOPLE,
	};
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	(void)status;
	err = parse(argc, argv, &request);
	if (err)
		return err;
	fd = open(request.path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return kdp_error_os(errno, "%s", request.path);
	if (are_words(fd))
		return report_words(&request);
	return kdp_error_wrap(report(&globals->root, fd, &request), "%s", request.path);
}

const struct kdp_cmd kdp_cmd_report = {
	.name = "report",
	.synopsis = "VMCORE",
	.summary = "print the crash-path record in a vmcore",
	.options = options,
	.run = run,
};
