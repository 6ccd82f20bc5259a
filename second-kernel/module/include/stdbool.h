/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stdbool.h - as stdint.h here, for bool.
 */
#include <linux/types.h>
