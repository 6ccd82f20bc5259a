/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan_steps.h - what the parts of kdp_plan_build() share; for them alone.
 */
#ifndef KDP_KDUMP_PREP_PLAN_STEPS_H
#define KDP_KDUMP_PREP_PLAN_STEPS_H

#include <stdint.h>

#include "kdump-prep/plan.h"

/*
 * Budgets, in microseconds.  A register access takes 1 us on hardware, and
 * up to 20 us where a hypervisor emulates the device in user space; budgets
 * allow for the latter and are bounds, not what is expected.
 */
#define KDP_PLAN_ACCESS_US 20u
/* For what is not counted: the first access to a page, an NMI, an SMI. */
#define KDP_PLAN_BASE_US 10000u

/** kdp_plan_budget() - of a step, whatever the tables say: it is a bound */
uint32_t kdp_plan_budget(uint64_t us);

/**
 * kdp_plan_add_step() - add a step at the end of the plan
 * @step: its kind and reason are set here
 * @format: the reason, one line for people
 */
KDP_MUST_CHECK KDP_FORMAT(4, 5)
struct kdp_error *kdp_plan_add_step(struct kdp_plan_model *plan,
				    enum kdp_step_kind kind,
				    struct kdp_plan_step step,
				    const char *format, ...);

/** kdp_plan_pci() - the step for PCI functions, with its tables */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_pci(struct kdp_plan_model *plan,
			       const struct kdp_topology *topology);

/**
 * kdp_plan_last_words() - where purgatory writes before a reset, and the log
 *
 * No step: a plan has none of its own for that, and where there is no place for
 * last words, nothing is added.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_plan_last_words(struct kdp_plan_model *plan,
				      const struct kdp_topology *topology);

#endif
