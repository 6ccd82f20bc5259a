/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz.h - what the fuzzers share.
 *
 * Each parser has a target, tests/fuzz/NAME.c, and seeds, corpus/NAME/.  With
 * configure --enable-fuzzers (clang) a target is linked with libFuzzer and
 * "make fuzz" runs it; otherwise with driver.c, and "make check" runs it over
 * its seeds.
 */
#ifndef KDP_TESTS_FUZZ_FUZZ_H
#define KDP_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "kdump-prep/error.h"

/* The function that libFuzzer calls, and driver.c too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run as a finding: a property does not hold. */
#define FUZZ_CHECK(condition)        \
	do {                         \
		if (!(condition))    \
			abort();     \
	} while (0)

/*
 * Whether a call succeeded; an error is looked at and freed.  An error
 * without a message is a finding.
 */
static inline int fuzz_ok(struct kdp_error *err)
{
	if (!err)
		return 1;
	FUZZ_CHECK(err->message && err->message[0]);
	kdp_error_destroy(err);
	return 0;
}

#endif
