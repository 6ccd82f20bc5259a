/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * steps.h - what each kind of step runs.  Called by main.c alone, in long
 * mode, interrupts off, on purgatory's own tables, one CPU.
 *
 * Each function works from its step and the tables that it names, counts in
 * kdp_record(), appends a detail for every object that it changed or that
 * was not as planned, bounds every loop by a deadline of step->budget_us,
 * and returns how it ended with the number of objects changed in
 * @changed.  It leaves nothing half done that a second run would not end.
 */
#ifndef KDP_PURGATORY_STEPS_H
#define KDP_PURGATORY_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/* Default of a step whose budget_us is 0, microseconds. */
#define KDP_BUDGET_DEFAULT_US 100000u

enum kdp_status kdp_watchdog_arm(const struct kdp_plan *plan,
				 const struct kdp_step *step,
				 uint64_t *changed);
enum kdp_status kdp_lapic_mask(const struct kdp_plan *plan,
			       const struct kdp_step *step, uint64_t *changed);
enum kdp_status kdp_lapic_off(const struct kdp_plan *plan,
			      const struct kdp_step *step, uint64_t *changed);
enum kdp_status kdp_ioapic_quiesce(const struct kdp_plan *plan,
				   const struct kdp_step *step,
				   uint64_t *changed);
enum kdp_status kdp_pci_quiesce(const struct kdp_plan *plan,
				const struct kdp_step *step,
				uint64_t *changed);
enum kdp_status kdp_hpet_quiesce(const struct kdp_plan *plan,
				 const struct kdp_step *step,
				 uint64_t *changed);
enum kdp_status kdp_pic_quiesce(const struct kdp_plan *plan,
				const struct kdp_step *step,
				uint64_t *changed);
enum kdp_status kdp_rtc_quiesce(const struct kdp_plan *plan,
				const struct kdp_step *step,
				uint64_t *changed);
enum kdp_status kdp_drain(const struct kdp_plan *plan,
			  const struct kdp_step *step, uint64_t *changed);
enum kdp_status kdp_copy(const struct kdp_plan *plan,
			 const struct kdp_step *step, uint64_t *changed);
enum kdp_status kdp_digest(const struct kdp_plan *plan,
			   const struct kdp_step *step, uint64_t *changed);
enum kdp_status kdp_wait(const struct kdp_plan *plan,
			 const struct kdp_step *step, uint64_t *changed);

/**
 * kdp_lapic_record_state() - put the state handed over into the record
 *
 * Fills apic_* of kdp_record(); changes nothing.
 *
 * Return: whether there is a local APIC that tells its id.
 */
bool kdp_lapic_record_state(void);

/**
 * kdp_ioapic_plausible() - whether the registers at an address are an IO-APIC's
 * @version: out: its version register
 *
 * Writes the index register alone.
 */
bool kdp_ioapic_plausible(uint64_t addr, uint32_t *version);

/**
 * kdp_drain_irq() - an interrupt of vector 32 to 255 was taken
 *
 * Called from the interrupt stub.  Counts it, and sends an EOI unless it is
 * the spurious vector, for which the local APIC expects none.
 */
void kdp_drain_irq(uint32_t vector);

/* The entries of a step's table; the plan was checked before. */
static inline const void *kdp_step_table(const struct kdp_plan *plan,
					 const struct kdp_step *step)
{
	return (const uint8_t *)plan + step->table;
}

#endif
