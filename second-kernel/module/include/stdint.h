/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stdint.h - for what purgatory and the module share: the kernel is built
 * without the compiler's headers and has these types elsewhere.
 */
#include <linux/types.h>
