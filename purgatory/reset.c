// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset.c - resets the machine or stops it.
 */
#include "purgatory/reset.h"

#include <stdint.h>

#include "purgatory/clock.h"
#include "purgatory/regs/reset.h"

#include "cpu.h"
#include "pio.h"
#include "sys.h"

/* A board that takes a reset takes it in microseconds. */
#define RESET_US 20000u

static void give_time(void)
{
	struct kdp_deadline deadline;

	kdp_deadline_start(&deadline, RESET_US);
	while (!kdp_deadline_passed(&deadline))
		kdp_cpu_pause();
}

void kdp_reset(void)
{
	kdp_pio_out8(RESET_CONTROL, RESET_CONTROL_HARD);
	give_time();
	kdp_pio_out8(RESET_CONTROL, RESET_CONTROL_FULL);
	give_time();
	kdp_pio_out8(RESET_KEYBOARD, RESET_KEYBOARD_PULSE);
	give_time();
	kdp_sys_triple_fault();
	kdp_halt();
}

void kdp_halt(void)
{
	for (;;)
		kdp_sys_halt();
}
