/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lastwords.h - what is left in persistent RAM before a reset.
 */
#ifndef KDP_PURGATORY_LASTWORDS_H
#define KDP_PURGATORY_LASTWORDS_H

#include "purgatory/kdp_abi.h"

/**
 * kdp_last_words() - leave the record's summary and the kernel's log
 * @plan: checked
 * @why: how the attempt ended
 *
 * Written as ramoops writes a dump, so that the next boot's kernel finds it
 * (/sys/fs/pstore/dmesg-ramoops-N).  The summary is complete before the log
 * is looked at: a fault there costs the log alone.
 *
 * Return: KDP_STATUS_SKIPPED where the plan has no place for it,
 * KDP_STATUS_FAULT when an exception ended the summary or the log.
 */
enum kdp_status kdp_last_words(const struct kdp_plan *plan, const char *why);

#endif
