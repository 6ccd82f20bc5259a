// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/checklist.c: lines keep their order and text, success
 * adds no line and an error adds one and is returned, a missing list is fine,
 * and the JSON form has every line.
 */
#include "kdump-prep/checklist.h"

#include <string.h>

#include "tests/tap.h"

static void lines_keep_order_and_text(void)
{
	struct kdp_checklist list = { 0 };

	kdp_checklist_add(&list, "root", KDP_CHECKLIST_OK, "uid %d", 0);
	kdp_checklist_add(&list, "xen", KDP_CHECKLIST_SKIPPED, "no file");
	TAP_EQ(list.count, 2);
	TAP_STR(list.line[0].reason, "uid 0");
	TAP_STR(kdp_checklist_find(&list, "xen")->reason, "no file");
	TAP_CHECK(!kdp_checklist_find(&list, "xe"));
	TAP_CHECK(!list.incomplete);
	kdp_checklist_deinit(&list);
	TAP_EQ(list.count, 0);
}

static void an_error_is_noted_and_returned(void)
{
	struct kdp_checklist list = { 0 };
	struct kdp_error *err;

	TAP_CHECK(!kdp_checklist_failure(&list, "root", NULL));
	TAP_EQ(list.count, 0);
	err = kdp_error_create(KDP_ERROR_FORMAT, "bad");
	err = kdp_checklist_failure(&list, "root", err);
	TAP_CHECK(err != NULL);
	TAP_EQ(list.count, 1);
	TAP_EQ(list.line[0].result, KDP_CHECKLIST_FAILED);
	TAP_STR(list.line[0].reason, "bad");
	kdp_error_destroy(err);
	kdp_checklist_deinit(&list);
}

static void nobody_need_want_the_list(void)
{
	struct kdp_error *err = kdp_error_create(KDP_ERROR_OTHER, "bad");

	kdp_checklist_add(NULL, "root", KDP_CHECKLIST_OK, "uid 0");
	err = kdp_checklist_failure(NULL, "root", err);
	TAP_CHECK(err != NULL);
	kdp_error_destroy(err);
}

static void json_has_every_line(void)
{
	struct kdp_checklist list = { 0 };
	struct json_object *value;
	struct kdp_json json;

	kdp_checklist_add(&list, "root", KDP_CHECKLIST_OK, "uid 0");
	kdp_checklist_add(&list, "xen", KDP_CHECKLIST_FAILED, "dom0");
	kdp_json_object(&json);
	kdp_checklist_json(&list, &json);
	value = kdp_json_finish(&json);
	TAP_CHECK(value != NULL);
	TAP_STR(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN),
		"{\"checks\":[{\"check\":\"root\",\"result\":\"ok\",\"reason\":\"uid 0\"},{\"check\":\"xen\",\"result\":\"failed\",\"reason\":\"dom0\"}]}");
	json_object_put(value);
	kdp_checklist_deinit(&list);
}

int main(void)
{
	TAP_RUN(lines_keep_order_and_text);
	TAP_RUN(an_error_is_noted_and_returned);
	TAP_RUN(nobody_need_want_the_list);
	TAP_RUN(json_has_every_line);
	return tap_done();
}
