// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cover_test.c - the plan of the crash matrix is complete and the same twice.
 *
 * The tests here prove: 1. each pair of values that a possible cell has is in
 * the plan, and no impossible cell is; 2. one seed gives one plan, another one
 * another; 3. a plan is small; 4. a file that is wrong is refused with its
 * line; 5. names of cells round-trip; 6. settings replace each other in their
 * order, lists add up, and one may stand for another; 7. the project's own
 * factors.cfg can be read.
 */
#include "tests/matrix/cover.h"

#include <stdlib.h>

#include "tests/tap.h"

static const char sample[] =
	"# a comment\n"
	"value machine a\n\tmachine = q35\n\tdevices = x\n\tcpus = 2\n"
	"value machine b\n\tmachine = pc\n"
	"value machine c\n"
	"value hostility quiet\n"
	"value hostility storm\n\tdevices = y,addr=1\n\tcpus = 3\n"
	"value hostility flip\n"
	"value trigger t\n\ttrigger = sysrq\n"
	"value trigger u\n"
	"value way stock\n\tloader = kexec\n\tsuite = @built\n"
	"value way ours\n\tloader = kdump-prep\n"
	"value kernel old\n\tbuilt = built-old\n"
	"value kernel new\n"
	"impossible kernel=new trigger!=t: no module\n"
	"impossible hostility=storm,flip machine=c: a reason\n"
	"limit hostility=storm way=stock: before us\n"
	"missing trigger v: not yet\n"
	"ci t quiet a ours new\n";

static struct factors factors;

static void make(void)
{
	TAP_CHECK(factors_init(&factors, sample));
}

static void each_possible_pair_is_covered(void)
{
	struct cell cell = { 0 };
	struct cell all[256];
	struct cover cover;
	size_t count = 0;

	make();
	do {
		if (!factors_impossible(&factors, &cell))
			all[count++] = cell;
	} while (factors_next(&factors, &cell));
	TAP_CHECK(cover_create(&cover, &factors, 1));
	TAP_EQ(cover_pairs(cover.cell, cover.count), cover_pairs(all, count));
	TAP_EQ(cover.pairs, cover_pairs(all, count));
	for (size_t i = 0; i < cover.count; i++)
		TAP_CHECK(!factors_impossible(&factors, &cover.cell[i]));
	/* 3 x 3 is the least; all 64 would be no plan. */
	TAP_CHECK(cover.count >= 7 && cover.count <= 16);
	cover_destroy(&cover);
	factors_deinit(&factors);
}

static void one_seed_gives_one_plan(void)
{
	struct cover first, same, other;

	make();
	TAP_CHECK(cover_create(&first, &factors, 7));
	TAP_CHECK(cover_create(&same, &factors, 7));
	TAP_CHECK(cover_create(&other, &factors, 8));
	TAP_EQ(first.count, same.count);
	TAP_CHECK(!memcmp(first.cell, same.cell,
			  first.count * sizeof(*first.cell)));
	TAP_CHECK(first.count != other.count ||
		  memcmp(first.cell, other.cell,
			 first.count * sizeof(*first.cell)));
	cover_destroy(&first);
	cover_destroy(&same);
	cover_destroy(&other);
	factors_deinit(&factors);
}

static void rules_match_their_cells(void)
{
	struct cell cell;

	make();
	TAP_CHECK(!factors_cell(&factors, "u_quiet_a_ours_new", &cell));
	TAP_CHECK(factors_cell(&factors, "u_quiet_a_ours_old", &cell));
	TAP_CHECK(!factors_limit(&factors, &cell));
	TAP_CHECK(!factors_cell(&factors, "t_flip_c_ours_old", &cell));
	TAP_CHECK(factors_cell(&factors, "t_storm_b_stock_new", &cell));
	TAP_STR(factors_limit(&factors, &cell), "before us");
	factors_deinit(&factors);
}

static void names_of_cells_round_trip(void)
{
	struct cell cell;
	char id[FACTORS_ID_SIZE];

	make();
	TAP_CHECK(factors_cell(&factors, "t_flip_b_ours_new", &cell));
	factors_id(&factors, &cell, id);
	TAP_STR(id, "t_flip_b_ours_new");
	TAP_CHECK(!factors_cell(&factors, "t_flip_b_ours", &cell));
	TAP_CHECK(!factors_cell(&factors, "t_flip_b_ours_new_", &cell));
	TAP_CHECK(!factors_cell(&factors, "t_flip_b_ours_news", &cell));
	TAP_CHECK(!factors_cell(&factors, "", &cell));
	factors_deinit(&factors);
}

static void settings_merge(void)
{
	struct cell cell;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	make();
	TAP_CHECK(factors_cell(&factors, "t_storm_a_stock_old", &cell));
	factors_write_case(&factors, &cell, file);
	fclose(file);
	TAP_STR(text, "[t_storm_a_stock_old]\n"
		"machine = q35\ndevices = x y,addr=1\ncpus = 3\n"
		"built = built-old\nsuite = built-old\n"
		"trigger = sysrq\n"
		"dmesg = .\nhang = 120\nloaders = kexec\nkexec = ANY\n\n");
	free(text);
	factors_deinit(&factors);
}

static void refused(const char *text, const char *error)
{
	TAP_CHECK(!factors_init(&factors, text));
	TAP_STR(factors.error, error);
	factors_deinit(&factors);
}

static void wrong_files_are_refused(void)
{
	refused("", "no value of: trigger");
	refused("nonsense\n", "line 1: unknown word: nonsense");
	refused("value weather fair\n", "line 1: no such factor: weather");
	refused("value way\n", "line 1: no name for a new value: nothing");
	refused("value way a\nvalue way a\n",
		"line 2: no name for a new value: a");
	refused("value way a_b\n", "line 1: no name for a new value: a_b");
	refused("\tcpus = 2\n", "line 1: no setting of a value: cpus");
	refused("value way a\n\tcpus 2\n",
		"line 2: no setting of a value: cpus");
	refused("value way a\nlimit way=b: because\n",
		"line 2: no such value: b");
	refused("value way a\nlimit way=a\n",
		"line 2: no rule with a reason: way=a");
	refused("limit way: because\n", "line 1: no condition: way");
	refused("missing way x\n",
		"line 1: no missing value with a reason: way");
	refused("ci a b c d e\n", "line 1: no such value: a");
}

static void own_factors_are_read(void)
{
	char path[512], text[32768];
	struct cover cover;
	FILE *file;
	size_t size;

	snprintf(path, sizeof(path), "%s/tests/matrix/factors.cfg",
		 getenv("top_srcdir") ? getenv("top_srcdir") : ".");
	file = fopen(path, "re");
	TAP_CHECK(file);
	if (!file)
		return;
	size = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[size] = '\0';
	TAP_CHECK(size < sizeof(text) - 1);
	TAP_CHECK(factors_init(&factors, text));
	TAP_STR(factors.error, "");
	TAP_EQ(factors.ci_count, 20);
	TAP_CHECK(cover_create(&cover, &factors, 1));
	TAP_EQ(cover_pairs(cover.cell, cover.count), cover.pairs);
	cover_destroy(&cover);
	factors_deinit(&factors);
}

int main(void)
{
	TAP_RUN(each_possible_pair_is_covered);
	TAP_RUN(one_seed_gives_one_plan);
	TAP_RUN(rules_match_their_cells);
	TAP_RUN(names_of_cells_round_trip);
	TAP_RUN(settings_merge);
	TAP_RUN(wrong_files_are_refused);
	TAP_RUN(own_factors_are_read);
	return tap_done();
}
