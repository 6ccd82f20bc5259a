/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tap.h - the Test Anything Protocol for the unit tests.
 *
 * A test program lists its functions in main():
 *
 *	int main(void)
 *	{
 *		TAP_RUN(remote_irr_is_cleared);
 *		return tap_done();
 *	}
 *
 * Inside a function, TAP_CHECK(condition) and its kin note a failure and go
 * on; the function's line is "ok" when none failed.
 */
#ifndef KDP_TESTS_TAP_H
#define KDP_TESTS_TAP_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int tap_count;
static int tap_bad;
static int tap_function_bad;

#define TAP_RUN(function)                                          \
	do {                                                       \
		tap_function_bad = 0;                              \
		function();                                        \
		tap_count++;                                       \
		tap_bad += tap_function_bad != 0;                  \
		printf("%sok %d - %s\n",                           \
		       tap_function_bad ? "not " : "", tap_count,  \
		       #function);                                 \
		fflush(stdout);                                    \
	} while (0)

#define TAP_CHECK(condition)                                       \
	do {                                                       \
		if (!(condition)) {                                \
			tap_function_bad++;                        \
			printf("# %s:%d: %s: false: %s\n",         \
			       __FILE__, __LINE__, __func__,       \
			       #condition);                        \
		}                                                  \
	} while (0)

#define TAP_EQ(found, expected)                                    \
	do {                                                       \
		uint64_t tap_found_ = (uint64_t)(found);           \
		uint64_t tap_expected_ = (uint64_t)(expected);     \
		if (tap_found_ != tap_expected_) {                 \
			tap_function_bad++;                        \
			printf("# %s:%d: %s: %s is 0x%" PRIx64     \
			       ", expected 0x%" PRIx64 "\n",       \
			       __FILE__, __LINE__, __func__,       \
			       #found, tap_found_, tap_expected_); \
		}                                                  \
	} while (0)

#define TAP_STR(found, expected)                                   \
	do {                                                       \
		const char *tap_found_ = (found);                  \
		const char *tap_expected_ = (expected);            \
		if (!tap_found_ ||                                 \
		    strcmp(tap_found_, tap_expected_) != 0) {      \
			tap_function_bad++;                        \
			printf("# %s:%d: %s: %s is \"%s\", "       \
			       "expected \"%s\"\n",                \
			       __FILE__, __LINE__, __func__,       \
			       #found,                             \
			       tap_found_ ? tap_found_ : "(null)", \
			       tap_expected_);                     \
		}                                                  \
	} while (0)

static inline int tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_bad != 0;
}

#endif
