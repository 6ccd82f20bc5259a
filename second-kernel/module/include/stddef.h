/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stddef.h - as stdint.h here, for offsetof().
 */
#include <linux/stddef.h>
