// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves that the man pages have every member of struct kdp_record and struct
 * kdp_entry, at its offset and in order, and every name of names.c with its
 * number, and that their tables have nothing else.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

#include "kdump-prep/names.h"
#include "kdump-prep/record_text.h"
#include "kdump-prep/topology_text.h"
#include "tests/tap.h"

static char page[0x10000];

static void read_page(const char *name)
{
	const char *top = getenv("top_srcdir");
	char path[4096];
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/man/%s", top ? top : ".", name);
	file = fopen(path, "r");
	TAP_CHECK(file);
	if (file) {
		size = fread(page, 1, sizeof(page) - 1, file);
		fclose(file);
	}
	page[size] = 0;
}

/* The next row of a table, ".It NUMBER Ta...", or NULL at the table's end. */
static const char *next_row(const char *at)
{
	const char *end = strstr(at, "\n.El");
	const char *row = at;

	while ((row = strstr(row + 1, "\n.It ")) && row < end) {
		if (isdigit((unsigned char)row[5]))
			return row;
	}
	return NULL;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* The table behind @heading has the members, and no others. */
static void check_members(const char *heading, const struct kdp_field *field)
{
	const char *row = strstr(page, heading);
	const char *member;
	char expected[64];

	TAP_CHECK(row);
	for (; row && field->name; field++) {
		row = next_row(row);
		if (!row)
			break;
		snprintf(expected, sizeof(expected), "\n.It %zu Ta ",
			 field->offset);
		if (!begins(row, expected))
			printf("# member %s\n", field->name);
		TAP_CHECK(begins(row, expected));
		snprintf(expected, sizeof(expected), " Ta Va %s Ta ",
			 field->name);
		member = strstr(row, " Ta Va ");
		TAP_CHECK(member && begins(member, expected));
	}
	TAP_CHECK(!field->name);
	TAP_CHECK(row && !next_row(row));
}

/* The table behind @heading has the names with their numbers, and no others. */
static void check_names(const char *heading, const struct kdp_name *name)
{
	const char *row = strstr(page, heading);
	char expected[64];

	TAP_CHECK(row);
	for (; row && name->name; name++) {
		row = next_row(row);
		if (!row)
			break;
		snprintf(expected, sizeof(expected), "\n.It %u Ta %s Ta ",
			 name->number, name->name);
		if (!begins(row, expected))
			printf("# name %s\n", name->name);
		TAP_CHECK(begins(row, expected));
	}
	TAP_CHECK(!name->name);
	TAP_CHECK(row && !next_row(row));
}

static void record_page_has_every_member(void)
{
	read_page("kdump-prep-record.5");
	check_members("\n.Vt struct kdp_record", kdp_record_fields);
	check_members("\n.Vt struct kdp_entry", kdp_entry_fields);
}

static void record_page_has_every_name(void)
{
	read_page("kdump-prep-record.5");
	check_names("\n.Va state :", kdp_state_names);
	check_names("\n.Va flags :", kdp_flag_names);
	check_names("\n.Va type\n", kdp_type_names);
	check_names("\n.Va kind\n", kdp_step_names);
	check_names("\n.Va status :", kdp_status_names);
	check_names("\n.Va code\n", kdp_code_names);
}

static void plan_page_has_every_name(void)
{
	read_page("kdump-prep-plan.5");
	check_names("\n.It Sy mismatch ", kdp_mismatch_names);
	check_names("\nThe kinds:", kdp_step_names);
}

static void topology_page_has_every_name(void)
{
	read_page("kdump-prep-topology.5");
	check_names("\n.It Sy guest ", kdp_guest_names);
	check_names("\n.It Sy iommu ", kdp_iommu_names);
}

int main(void)
{
	TAP_RUN(record_page_has_every_member);
	TAP_RUN(record_page_has_every_name);
	TAP_RUN(plan_page_has_every_name);
	TAP_RUN(topology_page_has_every_name);
	return tap_done();
}
