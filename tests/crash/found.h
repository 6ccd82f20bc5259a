/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * found.h - purgatory's record, found in the guest's memory.
 */
#ifndef KDP_TESTS_CRASH_FOUND_H
#define KDP_TESTS_CRASH_FOUND_H

#include <stddef.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/**
 * found_record() - look for a record that purgatory has begun
 * @ram: the guest's memory
 * @size: bytes of it
 * @ret: the record's header, written on success
 *
 * A record stands at KDP_NOTE_RECORD in a page.  One that is still ARMED, or
 * whose entry TSC is 0, does not count: purgatory has not run.
 *
 * Return: where it lies in @ram; NULL when there is none.
 */
const uint8_t *found_record(const uint8_t *ram, size_t size,
			    struct kdp_record *ret);

#endif
