/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * words.h - what purgatory calls its steps and how they ended.
 */
#ifndef KDP_PURGATORY_WORDS_H
#define KDP_PURGATORY_WORDS_H

#include <stdint.h>

/** kdp_word_kind() - the name of an enum kdp_step_kind, or "unknown" */
const char *kdp_word_kind(uint16_t kind);

/** kdp_word_status() - the name of an enum kdp_status, or "unknown" */
const char *kdp_word_status(uint16_t status);

#endif
