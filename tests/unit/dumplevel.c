// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/dumplevel.c: a makedumpfile that looks up all by which a
 * kernel describes its pages knows that kernel; one that is too old for it does
 * not, and the fact that it lacks is named.
 */
#include "kdump-prep/dumplevel.h"

#include <string.h>

#include "tests/tap.h"

/* What they look up, as it is in the files of three versions. */
#define V1_7_2 "\177ELF\0OFFSET(page.flags)=\0OFFSET(page._mapcount)=\0" \
	"OFFSET(page.compound_head)=\0NUMBER(PG_lru)=\0NUMBER(PG_slab)=\0"
#define V1_7_8 V1_7_2 "OFFSET(folio._folio_order)=\0" \
	"NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)=\0"
#define V1_8_0 V1_7_8 "OFFSET(page.compound_info)=\0"

#define LINUX_6_1 "OSRELEASE=6.1\nPAGESIZE=4096\nSYMBOL(mem_section)=ff00\n" \
	"OFFSET(page.flags)=0\nOFFSET(page._mapcount)=48\nNUMBER(PG_lru)=4\n" \
	"NUMBER(PG_slab)=9\n"
#define HEAD "OFFSET(page.compound_head)=8\n"
#define LINUX_6_5 LINUX_6_1 HEAD "OFFSET(folio._folio_order)=65\n"
#define LINUX_6_12 LINUX_6_1 HEAD "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)=-1\n"
#define LINUX_7_2 LINUX_6_1 "OFFSET(page.compound_info)=8\n" \
	"NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)=-1\n" \
	"NUMBER(PAGE_UNACCEPTED_MAPCOUNT_VALUE)=-2\n"

static void compare(const char *info, const char *program, size_t size,
		    const char *expected)
{
	char fact[KDP_DUMP_FACT] = "";
	bool unknown;

	unknown = kdp_dumplevel_unknown((const uint8_t *)info, strlen(info),
					(const uint8_t *)program, size, fact);
	TAP_EQ(unknown, expected[0] != 0);
	TAP_STR(fact, expected);
}

#define KNOWS(info, program, expected) \
	compare(info, program, sizeof(program) - 1, expected)

static void kernels_are_known(void)
{
	KNOWS(LINUX_6_1 HEAD, V1_7_2, "");
	KNOWS(LINUX_6_1 HEAD, V1_8_0, "");
	KNOWS(LINUX_6_5, V1_7_8, "");
	KNOWS(LINUX_6_12, V1_7_8, "");
	KNOWS(LINUX_7_2, V1_8_0, "");
}

static void what_is_lacking_is_named(void)
{
	KNOWS(LINUX_6_5, V1_7_2, "OFFSET(folio._folio_order)");
	KNOWS(LINUX_6_12, V1_7_2, "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)");
	KNOWS(LINUX_7_2, V1_7_2, "OFFSET(page.compound_info)");
	KNOWS(LINUX_7_2, V1_7_8, "OFFSET(page.compound_info)");
}

/* A kernel to come may have it elsewhere. */
static void a_head_must_be_known(void)
{
	KNOWS(LINUX_6_1, V1_8_0, "where a page has its head");
	KNOWS("", V1_8_0, "where a page has its head");
}

static void a_script_tells_nothing(void)
{
	KNOWS(LINUX_7_2, "#!/bin/sh\nexec makedumpfile.real \"$@\"\n", "");
	KNOWS(LINUX_7_2, "", "");
}

/* Vmcoreinfo is whatever the memory has there. */
static void bytes_are_no_facts(void)
{
	KNOWS("OFFSET(page.", V1_8_0, "where a page has its head");
	KNOWS("OFFSET(page.\nNUMBER(PG_=\n" HEAD, V1_8_0, "NUMBER(PG_");
	KNOWS("NUMBER(PG_0123456789012345678901234567890123456789012345678901"
	      "2345678901234567890)=1\n", V1_8_0,
	      "NUMBER(PG_01234567890123456789012345678901234567890123456789012");
}

int main(void)
{
	TAP_RUN(kernels_are_known);
	TAP_RUN(what_is_lacking_is_named);
	TAP_RUN(a_head_must_be_known);
	TAP_RUN(a_script_tells_nothing);
	TAP_RUN(bytes_are_no_facts);
	return tap_done();
}
