/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pci.h - what the two halves of the PCI step share: pci.c works off the
 * plan's table, pciwalk.c looks for functions that are not in it.
 */
#ifndef KDP_PURGATORY_PCI_H
#define KDP_PURGATORY_PCI_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/clock.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/pcicfg.h"

/* Rows of the table that can be marked as done; others are looked at anew. */
#define KDP_PCI_ROWS_MAX 0x10000u

/* The step while it runs. */
struct kdp_pci {
	const struct kdp_pci_function *table;
	uint32_t count;
	const struct kdp_ecam *windows;
	uint64_t window_count;
	struct kdp_deadline deadline;
	uint64_t changed;	/* functions */
	bool stuck;
	bool unsupported;
};

/**
 * kdp_pci_silence() - stop the interrupts of one function
 * @function: where it is, its capabilities, whether it has a pin
 */
void kdp_pci_silence(struct kdp_pci *pci,
		     const struct kdp_pci_function *function,
		     const struct kdp_pcicfg *cfg);

/**
 * kdp_pci_walk() - silence the functions that appeared after the load
 * @done: a bit for each row of the table: found as planned and silenced
 *
 * Walks the buses of the table, and those that bridges lead to as their
 * registers say now.
 *
 * Return: false when the deadline or the number of functions ended it.
 */
bool kdp_pci_walk(struct kdp_pci *pci, const uint64_t *done);

/**
 * kdp_pci_describe() - fill in a row by what the function says now
 * @function: its place, and KDP_PCI_F_VF, whose ids are left as they are
 *
 * Return: false when nobody answers there; the row is as before then.
 */
bool kdp_pci_describe(const struct kdp_pcicfg *cfg,
		      struct kdp_pci_function *function);

static inline void kdp_bit_set(uint64_t *words, uint32_t bit)
{
	words[bit / 64] |= 1ull << bit % 64;
}

static inline bool kdp_bit_get(const uint64_t *words, uint32_t bit)
{
	return words[bit / 64] >> bit % 64 & 1;
}

#endif
