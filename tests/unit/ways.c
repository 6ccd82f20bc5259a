// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/ways.c: each way says what it does not cover and each
 * protection what to do without it; lists of names are parsed to the last
 * word; the first one missing is named; and the host decides the way.
 */
#include "kdump-prep/ways.h"

#include <string.h>

#include "tests/tap.h"

static void each_name_has_its_text(void)
{
	const struct kdp_name *name;

	for (name = kdp_protection_names; name->name; name++)
		TAP_CHECK(*kdp_protection_advice(
			(enum kdp_protection)name->number));
	for (name = kdp_way_names; name->name; name++)
		TAP_CHECK(*kdp_way_gap((enum kdp_way)name->number));
	TAP_STR(kdp_protection_advice(KDP_PROTECT_WATCHDOG),
		"not asked for; load with --watchdog=SECONDS");
}

static void lists_of_names_are_parsed(void)
{
	unsigned int bits = 0;

	TAP_CHECK(!kdp_require_parse("note,quiesce", &bits));
	TAP_EQ(bits, KDP_PROTECT_NOTE | KDP_PROTECT_QUIESCE);
	TAP_CHECK(!kdp_require_parse("last-words", &bits));
	TAP_EQ(bits, KDP_PROTECT_NOTE | KDP_PROTECT_QUIESCE |
			     KDP_PROTECT_LAST_WORDS);
	bits = 0;
	TAP_CHECK(!kdp_require_parse("all,watchdog", &bits));
	TAP_EQ(bits, KDP_PROTECT_ALL | KDP_PROTECT_WATCHDOG);
}

static void what_is_no_name_is_refused(void)
{
	static const char *const text[] = {
		"", ",", "note,", ",note", "al", "alls", "notes", "note note",
	};
	struct kdp_error *err;
	unsigned int bits;
	size_t i;

	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		bits = 0;
		err = kdp_require_parse(text[i], &bits);
		TAP_CHECK(err && err->code == KDP_ERROR_USAGE);
		kdp_error_destroy(err);
	}
}

static void the_first_one_missing_is_named(void)
{
	struct kdp_error *err;

	TAP_CHECK(!kdp_require_check(0, 0));
	TAP_CHECK(!kdp_require_check(KDP_PROTECT_ALL, KDP_PROTECT_ALL));
	TAP_CHECK(!kdp_require_check(KDP_PROTECT_NOTE, KDP_PROTECT_ALL));
	err = kdp_require_check(KDP_PROTECT_ALL | KDP_PROTECT_HOTPLUG,
				KDP_PROTECT_ALL);
	TAP_CHECK(err && err->code == KDP_ERROR_UNSUPPORTED &&
		  strstr(err->message, "--require=hotplug:"));
	kdp_error_destroy(err);
	err = kdp_require_check(KDP_PROTECT_ALL, 0);
	TAP_CHECK(err && strstr(err->message, "--require=purgatory:"));
	kdp_error_destroy(err);
}

static void the_host_decides_the_way(void)
{
	struct kdp_state state = { .supported = true, .reserved = 1 };
	const char *why = "";

	TAP_EQ(kdp_way_choose(&state, &why), KDP_WAY_PURGATORY);
	TAP_CHECK(!why);
	state.locked_down = true;
	TAP_EQ(kdp_way_choose(&state, &why), KDP_WAY_WRAPPED);
	TAP_CHECK(why && strstr(why, "locked down"));
	state.xen_dom0 = true;
	TAP_EQ(kdp_way_choose(&state, &why), KDP_WAY_STOCK);
	TAP_CHECK(why && strstr(why, "Xen"));
}

int main(void)
{
	TAP_RUN(each_name_has_its_text);
	TAP_RUN(lists_of_names_are_parsed);
	TAP_RUN(what_is_no_name_is_refused);
	TAP_RUN(the_first_one_missing_is_named);
	TAP_RUN(the_host_decides_the_way);
	return tap_done();
}
