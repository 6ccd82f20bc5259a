// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset.c - resets the machine or stops it.
 */
#include "purgatory/reset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "purgatory/clock.h"
#include "purgatory/fault.h"
#include "purgatory/pcicfg.h"
#include "purgatory/record.h"
#include "purgatory/regs/reset.h"

#include "cpu.h"
#include "mmio.h"
#include "pio.h"
#include "sys.h"

/* A board that takes a reset takes it in microseconds. */
#define RESET_US 20000u

#define HARD  RESET_CONTROL_SYS
#define POWER (RESET_CONTROL_SYS | RESET_CONTROL_POWER)

/*
 * The reset control register acts when RST_CPU changes from 0 to 1, and by the
 * kind that stands there then: the kind is written first, which also takes
 * back the RST_CPU of a try, ACPI's too, that had no effect.
 */
static const struct reset_port {
	uint16_t port;
	uint8_t value;
} ports[] = {
	{ RESET_CONTROL, HARD },
	{ RESET_CONTROL, HARD | RESET_CONTROL_CPU },
	{ RESET_CONTROL, POWER },
	{ RESET_CONTROL, POWER | RESET_CONTROL_CPU },
	{ RESET_KEYBOARD, RESET_KEYBOARD_PULSE },
};

#define PORT_COUNT (sizeof(ports) / sizeof(ports[0]))

static void give_time(void)
{
	struct kdp_deadline deadline;

	kdp_deadline_start(&deadline, RESET_US);
	while (!kdp_deadline_passed(&deadline))
		kdp_cpu_pause();
}

/* ACPI 6.4, 4.8.3.6: eight bits; in configuration space, of bus 0. */
static enum kdp_status acpi_reset(void *arg)
{
	const struct kdp_reset_register *reg = arg;
	struct kdp_pcicfg cfg = { 0 };

	switch (reg->space) {
	case KDP_RESET_MEMORY:
		kdp_mmio_write8(reg->addr, reg->value);
		return KDP_STATUS_OK;
	case KDP_RESET_IO:
		kdp_pio_out8((uint16_t)reg->addr, reg->value);
		return KDP_STATUS_OK;
	case KDP_RESET_PCI:
		kdp_pcicfg_open(NULL, 0, 0, 0, RESET_PCI_DEVFN(reg->addr),
				&cfg);
		kdp_pcicfg_write8(&cfg, RESET_PCI_REGISTER(reg->addr),
				  reg->value);
		return KDP_STATUS_OK;
	default:
		return KDP_STATUS_UNSUPPORTED;
	}
}

static void try_acpi(const struct kdp_reset_register *reg)
{
	if (!reg || reg->space == KDP_RESET_NONE)
		return;
	/* A fault is one more entry in a record that was sealed. */
	if (kdp_guard_call(acpi_reset, (void *)(uintptr_t)reg) ==
	    KDP_STATUS_FAULT)
		kdp_record_seal(KDP_RECORD_REFUSED);
	give_time();
}

/*
 * The register may be in memory that is not mapped, and a port faults where
 * the CPU's state is encrypted.  A fault that the guard does not contain
 * comes back here, and the next way is tried.
 */
void kdp_reset(const struct kdp_reset_register *reg)
{
	static bool acpi_tried;
	static unsigned int tried;

	if (!acpi_tried) {
		acpi_tried = true;
		try_acpi(reg);
	}
	while (tried < PORT_COUNT) {
		const struct reset_port *port = &ports[tried++];

		kdp_pio_out8(port->port, port->value);
		give_time();
	}
	kdp_sys_triple_fault();
	kdp_halt();
}

void kdp_halt(void)
{
	for (;;)
		kdp_sys_halt();
}
