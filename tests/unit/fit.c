// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of kdump-prep/fit.c: Debian's measured cases come out as they did
 * (crashkernel=112M fails, 128M is its default and works); the number that is
 * named fits; with two ranges both count, and buffers below 4 GiB are needed;
 * an initrd that needs more than half of the RAM is told of where that is the
 * limit.
 */
#include "kdump-prep/fit.h"

#include <stdlib.h>
#include <string.h>

#include "kdump-prep/log.h"
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

static bool is_tight(const struct kdp_fit *fit)
{
	bool tight = false;
	struct kdp_error *err = kdp_fit_judge(fit, NULL, &tight);

	TAP_CHECK(!err);
	kdp_error_destroy(err);
	return tight;
}

/* 58 + 8 + 80 MiB of 200 leave 51, and half of what was there before is 65. */
static void tmpfs_is_half_of_the_ram(void)
{
	struct kdp_fit fit = reserve(200 * MIB, 0);
	uint64_t size;

	fit.unpacked = 80 * MIB;
	TAP_CHECK(!is_tight(&fit));
	size = named(&fit, "M");
	TAP_CHECK(size <= 200 * MIB);
	fit.tmpfs = true;
	TAP_CHECK(is_tight(&fit));
	TAP_CHECK(kdp_log_warning(0) &&
		  strstr(kdp_log_warning(0), "rootfstype=ramfs"));
	kdp_log_clear();
	/* What is named then is enough, and 8 MiB less are not. */
	size = named(&fit, "M");
	TAP_CHECK(size > 200 * MIB);
	fit = reserve(size, 0);
	fit.unpacked = 80 * MIB;
	fit.tmpfs = true;
	TAP_CHECK(!is_tight(&fit));
	fit = reserve(size - 8 * MIB, 0);
	fit.unpacked = 80 * MIB;
	fit.tmpfs = true;
	TAP_CHECK(is_tight(&fit));
	kdp_log_clear();
	/* A small one does not come near it. */
	fit = reserve(128 * MIB, 0);
	fit.tmpfs = true;
	TAP_CHECK(!is_tight(&fit));
}

int main(void)
{
	TAP_RUN(debian_comes_out_as_measured);
	TAP_RUN(what_is_named_fits);
	TAP_RUN(both_ranges_count);
	TAP_RUN(tmpfs_is_half_of_the_ram);
	return tap_done();
}
