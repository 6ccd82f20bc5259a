// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of second-kernel/capture/result.c: the stamp is kdump-tools', in UTC;
 * the least room for a dump grows with the vmcore; the text has a line for
 * each fact that is known, and for each attempt.
 */
#include "second-kernel/capture/result.h"

#include "kdump-prep/capture_result.h"
#include "tests/tap.h"

static void stamp_is_a_minute(void)
{
	char stamp[KDP_RESULT_STAMP];

	kdp_result_stamp(1795170600, stamp);
	TAP_STR(stamp, "202611201030");
	kdp_result_stamp(0, stamp);
	TAP_STR(stamp, "197001010000");
	kdp_result_stamp(INT64_MAX, stamp);
	TAP_STR(stamp, "197001010000");
}

static void room_grows_with_the_vmcore(void)
{
	TAP_EQ(kdp_result_space(0), 16u << 20);
	TAP_EQ(kdp_result_space(1u << 30), 16u << 20);
	TAP_EQ(kdp_result_space((uint64_t)64 << 30), 1u << 30);
}

static void writes(const struct kdp_result *result, const char *expected)
{
	char text[1024] = "";
	FILE *file = fmemopen(text, sizeof(text), "w");

	kdp_result_write(result, file);
	fclose(file);
	TAP_STR(text, expected);
}

static void text_has_what_is_known(void)
{
	static struct kdp_result result = {
		.stamp = "202611201030", .status = "failed",
		.seconds = 12.34, .attempt_count = 1,
		.attempt = { { "raw:/dev/vdb", "it did not come" } },
	};

	writes(&result, "kdump-prep-result 1\nstatus failed\n"
	       "stamp 202611201030\nseconds 12.3\n"
	       "attempt raw:/dev/vdb it did not come\n");
	result.status = "saved";
	memcpy(result.release, "6.1", 4);
	memcpy(result.dump, "dump.202611201030", 18);
	memcpy(result.modules, "module x.ko: Exec format error", 31);
	result.size = 5;
	result.pages = 1;
	result.began = 1.25;
	result.level = 31;
	writes(&result, "kdump-prep-result 1\nstatus saved\n"
	       "stamp 202611201030\nkernel 6.1\ndump dump.202611201030\n"
	       "size 5\nlevel 31\npages 1\nbegan 1.2\nseconds 12.3\n"
	       "modules module x.ko: Exec format error\n"
	       "attempt raw:/dev/vdb it did not come\n");
}

/* What the next boot, and report, make of it. */
static void times_are_read_as_written(void)
{
	static const char text[] =
		"kdump-prep-result 1\nstatus saved\nbegan 1.2\nseconds 12.9\n";
	static const char wrong[] =
		"kdump-prep-result 1\nstatus saved\nbegan x\nseconds\n";
	struct kdp_capture_result found = { .size = 0 };
	struct kdp_error *err;

	err = kdp_capture_result_parse(text, sizeof(text) - 1, &found);
	TAP_CHECK(!err);
	TAP_EQ(found.began, 1);
	TAP_EQ(found.ended, 12);
	kdp_error_destroy(err);
	err = kdp_capture_result_parse(wrong, sizeof(wrong) - 1, &found);
	TAP_CHECK(!err);
	TAP_EQ(found.began, 0);
	TAP_EQ(found.ended, 0);
	kdp_error_destroy(err);
}

static void level_is_read_as_written(void)
{
	static struct kdp_result result = {
		.stamp = "202611201030", .status = "saved", .dump = "dump.x",
		.level = 23, .level_why = "it does not know OFFSET(a.b)",
	};
	static const char wrong[] =
		"kdump-prep-result 1\nstatus saved\nlevel 32 x\nlevel\n";
	struct kdp_capture_result found = { .size = 0 };
	char text[1024] = "";
	FILE *file = fmemopen(text, sizeof(text), "w");
	struct kdp_error *err;

	kdp_result_write(&result, file);
	fclose(file);
	err = kdp_capture_result_parse(text, strlen(text), &found);
	TAP_CHECK(!err);
	TAP_CHECK(found.has_level);
	TAP_EQ(found.level, 23);
	TAP_STR(found.level_why, result.level_why);
	kdp_error_destroy(err);
	err = kdp_capture_result_parse(wrong, sizeof(wrong) - 1, &found);
	TAP_CHECK(!err);
	TAP_CHECK(!found.has_level);
	TAP_STR(found.level_why, "");
	kdp_error_destroy(err);
}

static void stamp_is_made_unique(void)
{
	char name[KDP_RESULT_NAME];

	kdp_result_name("202611201030", 1, name);
	TAP_STR(name, "202611201030");
	kdp_result_name("202611201030", KDP_RESULT_NAMES, name);
	TAP_STR(name, "202611201030-10");
}

int main(void)
{
	TAP_RUN(stamp_is_a_minute);
	TAP_RUN(stamp_is_made_unique);
	TAP_RUN(room_grows_with_the_vmcore);
	TAP_RUN(text_has_what_is_known);
	TAP_RUN(times_are_read_as_written);
	TAP_RUN(level_is_read_as_written);
	return tap_done();
}
