/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hold.h - hold NMIs back until the second kernel can take them.
 */
#ifndef KDP_PURGATORY_HOLD_H
#define KDP_PURGATORY_HOLD_H

#include <stdbool.h>

/**
 * kdp_hold_nmis() - go on inside an NMI
 * @then: what to go on with; must not return, nor execute an IRET
 *
 * Return: when no NMI comes, or where this CPU must not be left so.
 */
void kdp_hold_nmis(void (*then)(void));

/**
 * kdp_hold_took() - to be told of each NMI, from its handler
 *
 * Does not return from the one that kdp_hold_nmis() waits for.
 */
void kdp_hold_took(void);

#endif
