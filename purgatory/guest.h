/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest.h - whether this is a machine whose devices must not be touched.
 */
#ifndef KDP_PURGATORY_GUEST_H
#define KDP_PURGATORY_GUEST_H

#include <stdbool.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_guest_look() - look for encrypted memory, and put it into the record
 * @told_plain: a loader has looked at the running machine, and found none
 *
 * The loader knows, and its plan says so; this is for an image that was made
 * elsewhere.  It asks CPUID, which raises an exception where the state of
 * the CPU is encrypted: that is an answer too.  Not called within a guarded
 * call.
 *
 * What it cannot see is whether a host's kernel encrypts, only that firmware
 * allows it, as it must on each host of SEV guests.  There @told_plain counts,
 * and without it the host is taken for one that does.
 *
 * Return: whether nothing but memory may be touched.
 */
bool kdp_guest_look(bool told_plain);

#endif
