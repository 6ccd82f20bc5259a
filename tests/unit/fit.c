// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/fit.c: Debian's measured cases come out as they did
 * (crashkernel=112M fails, 128M is its default and works); the number that is
 * named fits; with two ranges both count, and buffers below 4 GiB are needed.
 */
#include "kdump-prep/fit.h"

#include <stdlib.h>

#include "tests/tap.h"

#define MIB (1ull << 20)
#define GIB (1ull << 30)

static struct kdp_fit reserve(uint64_t size, uint64_t high)
{
	struct kdp_range range[] = {
		{ MIB, 2 * GIB - 1, KDP_RANGE_RAM },
		{ GIB, GIB + size - 1, KDP_RANGE_CRASH },
		{ 8 * GIB, 8 * GIB + high - 1, KDP_RANGE_CRASH },
	};
	struct kdp_topology t = { .memory = { range, high ? 3 : 2, 3 } };
	struct kdp_fit fit = { 0 };

	kdp_fit_reservation(&t, &fit);
	fit.kernel = 58 * MIB;
	fit.packed = 7664074;
	fit.unpacked = 22088354;
	return fit;
}

/* Bytes that are left to the working set. */
static int64_t left(const struct kdp_fit *fit)
{
	return (int64_t)(fit->reserved - kdp_fit_least(fit));
}

static void debian_comes_out_as_measured(void)
{
	struct kdp_fit fit = reserve(112 * MIB, 0);

	TAP_CHECK(left(&fit) > 0);
	TAP_CHECK(left(&fit) < (int64_t)kdp_fit_working_set());
	fit = reserve(80 * MIB, 0);
	TAP_CHECK(left(&fit) < 0);
	fit = reserve(128 * MIB, 0);
	TAP_CHECK(left(&fit) >= (int64_t)kdp_fit_working_set());
}

static uint64_t named(const struct kdp_fit *fit, const char *rest)
{
	char text[64], *end;
	uint64_t number;

	kdp_fit_crashkernel(fit, text, sizeof(text));
	TAP_CHECK(strncmp(text, "crashkernel=", 12) == 0);
	number = strtoull(text + 12, &end, 10);
	TAP_STR(end, rest);
	return number * MIB;
}

static void what_is_named_fits(void)
{
	struct kdp_fit fit = reserve(64 * MIB, 0);
	uint64_t size = named(&fit, "M");

	fit = reserve(size, 0);
	TAP_CHECK(left(&fit) >= (int64_t)kdp_fit_working_set());
	/* Not by much more than what it is rounded up to. */
	TAP_CHECK(left(&fit) < (int64_t)(kdp_fit_working_set() + 9 * MIB));
	TAP_EQ(named(&fit, "M"), size);
}

static void both_ranges_count(void)
{
	struct kdp_fit fit = reserve(72 * MIB, 64 * MIB);
	uint64_t size;

	TAP_EQ(fit.reserved, 136 * MIB);
	TAP_EQ(fit.low, 72 * MIB);
	TAP_EQ(fit.bounce, 64 * MIB);
	size = named(&fit, "M,high");
	fit = reserve(72 * MIB, size);
	TAP_CHECK(left(&fit) >= (int64_t)kdp_fit_working_set());
	fit = reserve(GIB, 16 * MIB);
	TAP_EQ(named(&fit, "M,high"), 8 * MIB);
}

int main(void)
{
	TAP_RUN(debian_comes_out_as_measured);
	TAP_RUN(what_is_named_fits);
	TAP_RUN(both_ranges_count);
	return tap_done();
}
