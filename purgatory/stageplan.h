/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stageplan.h - the plan that the stage of a wrapped kernel makes for itself,
 * where the loader would have made one.
 */
#ifndef KDP_PURGATORY_STAGEPLAN_H
#define KDP_PURGATORY_STAGEPLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "purgatory/acpi.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/wraptable.h"

struct kdp_stage_facts {
	const struct kdp_acpi *acpi;	/* IO-APICs that answered */
	const struct kdp_pci_function *function;
	uint32_t function_count;
	uint32_t tsc_khz;		/* 0: unknown */
	uint32_t test_wait_ms;
	bool remapping;			/* interrupts may be remapped */
	bool virtual_wire;		/* kernel older than 4.15 */
	bool leave_alone;		/* no device, and not the CPU either */
};

/**
 * kdp_stage_plan() - write a plan
 * @buffer: 8-byte aligned, @size bytes
 *
 * Return: bytes of the plan; 0 when there is no room.
 */
uint32_t kdp_stage_plan(const struct kdp_stage_facts *facts, void *buffer,
			uint32_t size);

/**
 * kdp_stage_rows() - PCI functions that a load named, as they are now
 * @rows: @max of them
 *
 * Ids that differ are kept, so that the PCI step tells of them; capabilities
 * are read from the function.  Functions of segments past 0 are left out:
 * they would need the address of a window.
 *
 * Return: number of rows.
 */
uint32_t kdp_stage_rows(const struct kdp_wrap_found *found,
			struct kdp_pci_function *rows, uint32_t max);

/**
 * kdp_stage_scan() - PCI functions by which a walk finds all others
 *
 * The first function of each bus of segment 0.
 *
 * Return: number of rows.
 */
uint32_t kdp_stage_scan(struct kdp_pci_function *rows, uint32_t max);

#endif
