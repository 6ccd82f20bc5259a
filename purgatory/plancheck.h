/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plancheck.h - whether hand-over and plan may be trusted.
 */
#ifndef KDP_PURGATORY_PLANCHECK_H
#define KDP_PURGATORY_PLANCHECK_H

#include <stdbool.h>

#include "purgatory/kdp_abi.h"

/**
 * kdp_handover_valid() - check magic, version, size and checksum
 */
bool kdp_handover_valid(const struct kdp_handover *handover);

/**
 * kdp_plan_valid() - check a plan before anything in it is used
 * @size: kdp_handover.plan_size
 *
 * After this every offset and count of the plan, of its steps and of their
 * tables lies inside the plan and is aligned.  Unknown step kinds pass: they
 * are recorded as unsupported when their turn comes.
 */
bool kdp_plan_valid(const struct kdp_plan *plan, uint32_t size);

/**
 * kdp_plan_crc() - checksum of the plan->size bytes of a plan
 */
uint32_t kdp_plan_crc(const struct kdp_plan *plan);

#endif
