/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mce_words.h - the registers of machine checks in words.
 */
#ifndef KDP_KDUMP_PREP_MCE_WORDS_H
#define KDP_KDUMP_PREP_MCE_WORDS_H

#include <stdint.h>
#include <stdio.h>

/**
 * kdp_mce_put_status() - MCG_STATUS: "0x5 (RIPV, MCIP)"
 */
void kdp_mce_put_status(uint64_t status, FILE *out);

/**
 * kdp_mce_put_bank() - what a bank says of its error
 * @status: MCi_STATUS
 * @addr: MCi_ADDR, printed where the status says that it is valid
 * @misc: MCi_MISC, likewise
 */
void kdp_mce_put_bank(uint64_t status, uint64_t addr, uint64_t misc,
		      FILE *out);

#endif
