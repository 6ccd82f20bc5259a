// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * results_test.c - runs are reported as what they were.
 *
 * The tests here prove: 1. a hang, a reset, a dump that does not open, and one
 * without its record are each an outcome of their own, with a line that says
 * what is known; 2. a result survives being written and read; 3. harness errors
 * are no results, so that the cell is run again; 4. times known are taken from
 * the nearest cells; 5. Wilson's intervals have the values of the literature;
 * 6. the page escapes what it is given, and needs no network and no script.
 */
#include "tests/matrix/results.h"

#include <stdlib.h>
#include <unistd.h>

#include "tests/matrix/page.h"
#include "tests/tap.h"

static const char sample[] =
	"value trigger t\nvalue hostility quiet\nvalue hostility storm\n"
	"value machine m\nvalue way stock\nvalue way ours\nvalue kernel k\n"
	"limit hostility=storm way=stock: before <us>\n";

static char dir[] = "/tmp/kdp-results-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "we");
	TAP_CHECK(file && fputs(text, file) >= 0);
	if (file)
		fclose(file);
}

static void a_saved_dump_is_one(void)
{
	struct result result = { 0 };

	put("result", "outcome=DUMP\nwhy=saved\nstage=done\nt_crash=10.50\n"
	    "t_saved=30.75\nt_end=33\nrecord=sealed\npurgatory_ms=12.5\n");
	TAP_CHECK(result_of_run(&result, dir, NULL));
	TAP_STR(result.outcome, "DUMP");
	TAP_STR(result.class, "saved");
	TAP_STR(result.record, "sealed");
	TAP_CHECK(result_downtime(&result) == 20.25);
	TAP_CHECK(result_has_dump(&result));
}

static void a_hang_tells_where(void)
{
	struct result result = { 0 };

	put("result", "outcome=HANG\nwhy=silent in the second kernel\n"
	    "stage=second\nrecord=none\n");
	put("state.txt", "== info registers -a\nCPU#0\n"
	    "RIP=ffffffff81234567 RFL=00000002\n"
	    "IDT=     0000000000000000 00000000\nRIP=0000000000000001\n");
	TAP_CHECK(result_of_run(&result, dir, NULL));
	TAP_STR(result.outcome, "HANG");
	TAP_STR(result.class, "silent in the second kernel; record: none; "
		"CPU 0 at 0xffffffff81234567, without an IDT");
	TAP_CHECK(!result_has_dump(&result));
	TAP_CHECK(result_counts(&result));
}

static void a_truncated_dump_is_bad(void)
{
	struct result result = { 0 };

	put("result", "outcome=DUMP\nwhy=saved\nstage=done\n");
	TAP_CHECK(result_of_run(&result, dir,
				"# check-dump: crash failed on /a/b/x, see c/y\n"
				"# check-dump: record's note in z\n"));
	TAP_STR(result.outcome, "BAD-DUMP");
	TAP_STR(result.class, "crash failed on x, see y");
	TAP_CHECK(!result_has_dump(&result));
}

static void a_missing_record_is_told(void)
{
	struct result result = { 0 };

	put("result", "outcome=DUMP\nwhy=saved\nstage=done\n");
	TAP_CHECK(result_of_run(&result, dir,
				"# check-dump: record's note in vmcore.head: "
				"not found: ^  KDUMP-PREP\n"));
	TAP_STR(result.outcome, "NO-RECORD");
}

static void silence_of_a_failed_check_is_bad(void)
{
	struct result result = { 0 };

	put("result", "outcome=DUMP\nwhy=saved\nstage=done\n");
	TAP_CHECK(result_of_run(&result, dir, "# something else\n"));
	TAP_STR(result.outcome, "BAD-DUMP");
	TAP_STR(result.class, "# something else");
}

static void a_hit_that_missed_is_no_result(void)
{
	struct result result = { 0 };

	put("result", "outcome=DUMP\nwhy=saved\nstage=done\nmce_sent=0\n");
	TAP_CHECK(result_of_run(&result, dir, NULL));
	TAP_STR(result.outcome, "HARNESS-ERROR");
	TAP_CHECK(!result_counts(&result));
	put("result", "outcome=DUMP\nwhy=saved\nstage=done\nmce_sent=1\n");
	TAP_CHECK(result_of_run(&result, dir, NULL));
	TAP_STR(result.outcome, "DUMP");
}

static void no_result_is_an_error(void)
{
	struct result result = { 0 };

	put("result", "");
	TAP_CHECK(!result_of_run(&result, dir, NULL));
	TAP_CHECK(!result_of_run(&result, "/nonexistent", NULL));
}

static struct result made(const char *cell, const char *outcome,
			  double seconds)
{
	struct result ret = { .seconds = seconds };

	snprintf(ret.cell, sizeof(ret.cell), "%s", cell);
	snprintf(ret.outcome, sizeof(ret.outcome), "%s", outcome);
	snprintf(ret.class, sizeof(ret.class), "a \"quoted\" <line> & more");
	ret.at[MOMENT_CRASH] = 10;
	ret.at[MOMENT_SECOND] = 15;
	ret.at[MOMENT_SAVED] = 20;
	return ret;
}

/* The results as they come back from a file. */
static struct results written_and_read(const struct result *list, size_t count)
{
	struct results ret = { 0 };
	FILE *file = tmpfile();
	size_t line;

	for (size_t i = 0; i < count; i++)
		TAP_CHECK(result_print(&list[i], file));
	rewind(file);
	TAP_CHECK(results_read(&ret, file, &line));
	TAP_EQ(ret.count, count);
	fclose(file);
	return ret;
}

static const char stock_quiet[] = "t_quiet_m_stock_k";
static const char ours_quiet[] = "t_quiet_m_ours_k";

static void results_survive(void)
{
	struct result list[] = { made(stock_quiet, "DUMP", 40.5) };
	struct results results = written_and_read(list, 1);

	TAP_CHECK(!memcmp(&results.result[0], &list[0], sizeof(list[0])));
	results_deinit(&results);
}

static void lines_that_are_none_are_refused(void)
{
	static const char *const lines[] = {
		"\n", "{}\n", "[]\n", "{\"cell\"",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct results results = { 0 };
		FILE *file = tmpfile();
		size_t line;

		fputs("{\"cell\":\"a\",\"outcome\":\"DUMP\"}\n", file);
		fputs(lines[i], file);
		rewind(file);
		TAP_CHECK(!results_read(&results, file, &line));
		TAP_EQ(line, 2);
		fclose(file);
		results_deinit(&results);
	}
}

static void harness_errors_are_no_results(void)
{
	struct result list[] = {
		made(stock_quiet, "RESET", 40),
		made(stock_quiet, "HARNESS-ERROR", 10),
		made(ours_quiet, "HARNESS-ERROR", 10),
	};
	struct results results = written_and_read(list, 3);

	TAP_STR(results_find(&results, stock_quiet)->outcome, "RESET");
	TAP_CHECK(!results_find(&results, ours_quiet));
	results_deinit(&results);
}

static void times_come_from_the_nearest(void)
{
	struct result list[] = {
		made(stock_quiet, "DUMP", 40), made(stock_quiet, "DUMP", 60),
		made("t_storm_m_ours_k", "DUMP", 110),
	};
	struct results results = written_and_read(list, 3), none = { 0 };
	struct factors factors;
	struct cell cell;

	TAP_CHECK(factors_init(&factors, sample));
	TAP_CHECK(factors_cell(&factors, stock_quiet, &cell));
	TAP_EQ(results_seconds(&results, &factors, &cell), 60);
	TAP_CHECK(factors_cell(&factors, ours_quiet, &cell));
	TAP_EQ(results_seconds(&results, &factors, &cell), 70);
	TAP_CHECK(results_seconds(&none, &factors, &cell) > 0);
	results_deinit(&results);
	factors_deinit(&factors);
}

/* To a tenth of a percent. */
static unsigned int promille(double value)
{
	return (unsigned int)(value * 1000 + 0.5);
}

static void wilson_is_wilson(void)
{
	double low, high;

	wilson(10, 10, &low, &high);
	TAP_EQ(promille(low), 722);
	TAP_EQ(promille(high), 1000);
	wilson(0, 10, &low, &high);
	TAP_EQ(promille(low), 0);
	TAP_EQ(promille(high), 278);
	wilson(50, 100, &low, &high);
	TAP_EQ(promille(low), 404);
	TAP_EQ(promille(high), 596);
}

static void page_is_whole_and_escaped(void)
{
	struct result list[] = {
		made(stock_quiet, "DUMP", 40), made(ours_quiet, "RESET", 40),
		made("t_storm_m_stock_k", "HANG", 40),
		made(ours_quiet, "HARNESS-ERROR", 40),
	};
	struct results results = written_and_read(list, 4);
	const struct page_drawing drawing = { stock_quiet, "<svg></svg>" };
	struct factors factors;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	TAP_CHECK(factors_init(&factors, sample));
	TAP_CHECK(page_print(&factors, &results, &drawing, file));
	fclose(file);
	TAP_CHECK(strstr(text, "1 of 1, 100 % (21 to 100 %)"));
	TAP_CHECK(strstr(text, "0 of 1, 0 % (0 to 79 %)"));
	TAP_CHECK(strstr(text, "a &quot;quoted&quot; &lt;line&gt; &amp; more"));
	TAP_CHECK(strstr(text, "before &lt;us&gt;"));
	TAP_CHECK(!strstr(text, "<line>"));
	TAP_CHECK(strstr(text, "<svg"));
	TAP_CHECK(!strstr(text, "<script") && !strstr(text, "http"));
	TAP_CHECK(strstr(text, "</html>\n"));
	free(text);
	results_deinit(&results);
	factors_deinit(&factors);
}

static void summary_counts_what_can_be_saved(void)
{
	struct result list[] = {
		made(stock_quiet, "DUMP", 40),
		made("t_storm_m_stock_k", "HANG", 40),
	};
	struct results results = written_and_read(list, 2);
	struct factors factors;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	TAP_CHECK(factors_init(&factors, sample));
	TAP_CHECK(summary_print(&factors, &results, file));
	fclose(file);
	TAP_CHECK(strstr(text, "stock        1 of 1, 100 % (21 to 100 %)"));
	TAP_CHECK(!strstr(text, "ours"));
	free(text);
	results_deinit(&results);
	factors_deinit(&factors);
}

static void remove_file(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

int main(void)
{
	if (!mkdtemp(dir)) {
		printf("Bail out! no directory\n");
		return 99;
	}
	TAP_RUN(a_saved_dump_is_one);
	TAP_RUN(a_hang_tells_where);
	TAP_RUN(a_truncated_dump_is_bad);
	TAP_RUN(a_missing_record_is_told);
	TAP_RUN(silence_of_a_failed_check_is_bad);
	TAP_RUN(a_hit_that_missed_is_no_result);
	TAP_RUN(no_result_is_an_error);
	TAP_RUN(results_survive);
	TAP_RUN(lines_that_are_none_are_refused);
	TAP_RUN(harness_errors_are_no_results);
	TAP_RUN(times_come_from_the_nearest);
	TAP_RUN(wilson_is_wilson);
	TAP_RUN(page_is_whole_and_escaped);
	TAP_RUN(summary_counts_what_can_be_saved);
	remove_file("result");
	remove_file("state.txt");
	rmdir(dir);
	return tap_done();
}
