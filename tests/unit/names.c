// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/names.c: every number from 1 to the last of each enum
 * of kdp_abi.h has a name, no table has a number or a name twice, a name
 * parses back to its number, and a prefix of a name is none.
 */
#include "kdump-prep/names.h"

#include "kdump-prep/plan.h"
#include "purgatory/kdp_abi.h"
#include "tests/tap.h"

static const struct kdp_name *const tables[] = {
	kdp_step_names,  kdp_mismatch_names, kdp_state_names, kdp_type_names,
	kdp_status_names, kdp_code_names,    kdp_flag_names, kdp_digest_names,
};

static const size_t table_count = sizeof(tables) / sizeof(tables[0]);

static void every_number_has_a_name(void)
{
	unsigned int n;

	TAP_STR(kdp_name_of(kdp_step_names, KDP_STEP_SETUP), "setup");
	TAP_STR(kdp_name_of(kdp_step_names, KDP_STEP_SEAL), "seal");
	for (n = KDP_STEP_WATCHDOG; n <= KDP_STEP_DIGEST; n++)
		TAP_CHECK(kdp_name_of(kdp_step_names, n));
	for (n = 0; n <= KDP_MISMATCH_HALT; n++)
		TAP_CHECK(kdp_name_of(kdp_mismatch_names, n));
	for (n = 0; n <= KDP_DIGEST_NONE; n++)
		TAP_CHECK(kdp_name_of(kdp_digest_names, n));
	for (n = 0; n <= KDP_RECORD_REFUSED; n++)
		TAP_CHECK(kdp_name_of(kdp_state_names, n));
	for (n = 1; n <= KDP_ENTRY_FAULT; n++)
		TAP_CHECK(kdp_name_of(kdp_type_names, n));
	for (n = 1; n <= KDP_STATUS_MISMATCH; n++)
		TAP_CHECK(kdp_name_of(kdp_status_names, n));
	for (n = 1; n <= KDP_CODE_TABLE; n++)
		TAP_CHECK(kdp_name_of(kdp_code_names, n));
	TAP_STR(kdp_name_of(kdp_code_names, KDP_CODE_WATCHDOG), "watchdog");
	for (n = KDP_RECORD_F_TSC; n <= KDP_RECORD_F_SHA_NI; n <<= 1)
		TAP_CHECK(kdp_name_of(kdp_flag_names, n));
	for (n = KDP_CODE_WRAP_TABLE; n <= KDP_CODE_WRAP_CMDLINE; n++)
		TAP_CHECK(kdp_name_of(kdp_code_names, n));
	for (n = KDP_RECORD_F_STAGE; n <= KDP_RECORD_F_SETUP_DATA; n <<= 1)
		TAP_CHECK(kdp_name_of(kdp_flag_names, n));
}

static void unknown_number_has_none(void)
{
	TAP_CHECK(!kdp_name_of(kdp_step_names, 0));
	TAP_CHECK(!kdp_name_of(kdp_step_names, KDP_STEP_DIGEST + 1));
	TAP_CHECK(!kdp_name_find(kdp_status_names, 0xffff));
}

static void no_number_and_no_name_twice(void)
{
	const struct kdp_name *a;
	const struct kdp_name *b;
	size_t i;

	for (i = 0; i < table_count; i++) {
		for (a = tables[i]; a->name; a++) {
			for (b = a + 1; b->name; b++) {
				TAP_CHECK(a->number != b->number);
				TAP_CHECK(strcmp(a->name, b->name) != 0);
			}
		}
	}
}

static void name_parses_back(void)
{
	const struct kdp_name *row;
	unsigned int number;
	size_t i;

	for (i = 0; i < table_count; i++) {
		for (row = tables[i]; row->name; row++) {
			number = row->number + 1;
			TAP_CHECK(kdp_name_parse(tables[i], row->name,
						 strlen(row->name), &number));
			TAP_EQ(number, row->number);
		}
	}
}

static void prefix_is_no_name(void)
{
	unsigned int number = 77;

	TAP_CHECK(!kdp_name_parse(kdp_step_names, "lapic-mask", 5, &number));
	TAP_CHECK(!kdp_name_parse(kdp_step_names, "", 0, &number));
	TAP_EQ(number, 77);
}

int main(void)
{
	TAP_RUN(every_number_has_a_name);
	TAP_RUN(unknown_number_has_none);
	TAP_RUN(no_number_and_no_name_twice);
	TAP_RUN(name_parses_back);
	TAP_RUN(prefix_is_no_name);
	return tap_done();
}
