// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * places_test.c - proves that marks get the names of what they are in: symbols
 * where the kernel is linked and where it lies, words between the kernels.
 */
#include "tests/sweep/places.h"
#include "tests/tap.h"

static const char symbols[] =
	"0000000000000000 D per_cpu_start\n"
	"ffffffff81000000 T _text\n"
	"ffffffff81000000 T startup_64\n"
	"ffffffff81000100 t secondary_startup_64\n"
	"ffffffff81077390 T machine_kexec\n"
	"ffffffff81078000 T relocate_kernel\n"
	"ffffffff83086c02 T idt_setup_early_handler\n"
	"a line that is none\n";

#define BASE 0x6a000000ul

static const struct trace_mark marks[] = {
	{ TRACE_LIDT, 90, 0xffffffff81077480, 0xffffffff81077470 },
	{ TRACE_LOW, 100, 0x7f5fd000, 0xffffffff81077490 },
	{ TRACE_REGION, 150, 0x6f000000, 0x7f5fd0f0 },
	{ TRACE_LIDT, 151, 0x6f000007, 0x6f000007 },
	{ TRACE_REGION, 9000, BASE + 0x2000000, 0x6f000500 },
	{ TRACE_CR3, 9100, BASE + 0x2000010, 0x6f000500 },
	{ TRACE_REGION, 10000, BASE, BASE + 0x2000010 },
	{ TRACE_CR3, 10100, BASE + 0x110, BASE + 0x100 },
	{ TRACE_HIGH, 10200, 0xffffffff81000120, BASE + 0x120 },
	{ TRACE_LIDT, 20000, 0xffffffff83086c20, 0xffffffff83086c18 },
};

static const char *const names[] = {
	"machine_kexec", "relocate_kernel", "purgatory", "purgatory",
	"decompressor", "decompressor", "startup_64", "secondary_startup_64",
	"secondary_startup_64", "idt_setup_early_handler",
};

static void read_text(struct places *places, const char *text, bool good)
{
	FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");

	TAP_CHECK(file != NULL);
	if (!file)
		return;
	TAP_EQ(places_read(places, file), good);
	fclose(file);
}

static void each_mark_has_its_name(void)
{
	struct places places;

	read_text(&places, symbols, true);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char name[64];

		places_name(&places, marks, sizeof(marks) / sizeof(marks[0]),
			    i, name, sizeof(name));
		TAP_STR(name, names[i]);
	}
	places_deinit(&places);
}

static void a_wrapped_kernel_has_a_stage_in_front(void)
{
	static const struct trace_mark wrapped[] = {
		{ TRACE_LOW, 100, 0x7f5fd000, 0xffffffff81077490 },
		{ TRACE_REGION, 150, 0x6f000000, 0x7f5fd0f0 },
		{ TRACE_REGION, 200, 0x68000200, 0x6f000100 },
		{ TRACE_REGION, 210, 0x6e000232, 0x68000232 },
		{ TRACE_LIDT, 220, 0x6e001057, 0x6e001068 },
		{ TRACE_REGION, 300, 0x68011200, 0x6e001141 },
		{ TRACE_LIDT, 310, 0x6801133b, 0x68011349 },
		{ TRACE_REGION, 400, BASE, 0x68011400 },
		{ TRACE_HIGH, 500, 0xffffffff81000120, BASE + 0x120 },
	};
	static const char *const expected[] = {
		"relocate_kernel", "purgatory", "stage", "stage", "stage",
		"decompressor", "decompressor", "startup_64",
		"secondary_startup_64",
	};
	const size_t count = sizeof(wrapped) / sizeof(wrapped[0]);
	struct places places;

	read_text(&places, symbols, true);
	for (size_t i = 0; i < count; i++) {
		char name[64];

		places_name(&places, wrapped, count, i, name, sizeof(name));
		TAP_STR(name, expected[i]);
	}
	places_deinit(&places);
}

static void without_a_way_back_up_nothing_is_guessed(void)
{
	struct places places;
	char name[64];

	read_text(&places, symbols, true);
	places_name(&places, marks, 4, 3, name, sizeof(name));
	TAP_STR(name, "0x6f000007");
	places_deinit(&places);
}

static void symbols_without_a_start_are_refused(void)
{
	struct places places;

	read_text(&places, "ffffffff81000000 T startup_64\n", false);
	places_deinit(&places);
}

int main(void)
{
	TAP_RUN(each_mark_has_its_name);
	TAP_RUN(a_wrapped_kernel_has_a_stage_in_front);
	TAP_RUN(without_a_way_back_up_nothing_is_guessed);
	TAP_RUN(symbols_without_a_start_are_refused);
	return tap_done();
}
