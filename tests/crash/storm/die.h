/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * die.h - panic() in a way that whoever reads the dump finds the caller.
 *
 * The compiler does not see that it does not return: else the return address
 * is past the end of the caller, where the next function's name is.
 */
#ifndef KDP_TESTS_CRASH_STORM_DIE_H
#define KDP_TESTS_CRASH_STORM_DIE_H

#include <linux/compiler.h>
#include <linux/panic.h>

#define die_here(...)						\
do {								\
	void (*die)(const char *format, ...) = panic;		\
								\
	OPTIMIZER_HIDE_VAR(die);				\
	die(__VA_ARGS__);					\
	barrier();						\
} while (0)

#endif
