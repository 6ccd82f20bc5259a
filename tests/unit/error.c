// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/error.c: messages read from the outside in, a wrapped
 * error keeps its code and errno, success passes through, a caught error is
 * gone, and another code is not caught; of two errors the first one stays.
 */
#include "kdump-prep/error.h"

#include <errno.h>

#include "tests/tap.h"

static void message_reads_outside_in(void)
{
	struct kdp_error *err;

	err = kdp_error_create(KDP_ERROR_FORMAT, "offset 0x%x: bad", 0x202);
	err = kdp_error_wrap(err, "%s", "vmlinuz");
	err = kdp_error_wrap(err, "load");
	TAP_STR(err->message, "load: vmlinuz: offset 0x202: bad");
	TAP_EQ(err->code, KDP_ERROR_FORMAT);
	kdp_error_destroy(err);
}

static void os_error_keeps_errno(void)
{
	struct kdp_error *err;

	err = kdp_error_os(ENOENT, "open %s", "/nowhere");
	err = kdp_error_wrap(err, "discover");
	TAP_STR(err->message,
		"discover: open /nowhere: No such file or directory");
	TAP_EQ(err->os_errno, ENOENT);
	TAP_EQ(err->code, KDP_ERROR_OS);
	kdp_error_destroy(err);
}

static void success_and_no_memory_pass_through(void)
{
	struct kdp_error *err = kdp_error_wrap(NULL, "context");

	TAP_CHECK(!err);
	err = kdp_error_wrap(&kdp_enomem, "context");
	TAP_CHECK(err == &kdp_enomem);
	kdp_error_destroy(err);
	kdp_error_destroy(NULL);
}

static void only_the_named_code_is_caught(void)
{
	struct kdp_error *err;

	err = kdp_error_create(KDP_ERROR_NOT_FOUND, "none");
	TAP_CHECK(!kdp_error_catch(&err, KDP_ERROR_OS));
	TAP_CHECK(err != NULL);
	TAP_CHECK(kdp_error_catch(&err, KDP_ERROR_NOT_FOUND));
	TAP_CHECK(!err);
	TAP_CHECK(!kdp_error_catch(&err, KDP_ERROR_NOT_FOUND));
}

static void the_first_of_two_stays(void)
{
	struct kdp_error *one = kdp_error_create(KDP_ERROR_OTHER, "one");
	struct kdp_error *two = kdp_error_create(KDP_ERROR_OTHER, "two");

	TAP_CHECK(!kdp_error_first(NULL, NULL));
	TAP_CHECK(kdp_error_first(one, NULL) == one);
	TAP_CHECK(kdp_error_first(NULL, one) == one);
	TAP_CHECK(kdp_error_first(one, two) == one);
	TAP_STR(one->message, "one");
	kdp_error_destroy(one);
}

int main(void)
{
	TAP_RUN(message_reads_outside_in);
	TAP_RUN(os_error_keeps_errno);
	TAP_RUN(success_and_no_memory_pass_through);
	TAP_RUN(only_the_named_code_is_caught);
	TAP_RUN(the_first_of_two_stays);
	return tap_done();
}
