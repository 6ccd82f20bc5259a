// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pic.c - mask every input of the 8259 pair and end what it has in service.
 *
 * The pair is never initialized anew: that would clear the masks, and the
 * second kernel does it itself before it uses the pair.  This step also holds
 * back the PIT, whose channel 0 cannot be told not to interrupt.
 */
#include <stdbool.h>
#include <stdint.h>

#include "pio.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/record.h"
#include "purgatory/regs/pic.h"
#include "purgatory/steps.h"

/* What one 8259 says of itself. */
struct state {
	uint8_t masks;
	uint8_t in_service;
	uint8_t pending;
};

/*
 * The controller is left with IRR selected for reading, as after its
 * initialization.
 */
static struct state read_state(uint16_t port)
{
	struct state state;

	state.masks = kdp_pio_in8(port + PIC_OCW1);
	kdp_pio_out8(port + PIC_COMMAND, PIC_OCW3_READ_ISR);
	state.in_service = kdp_pio_in8(port + PIC_COMMAND);
	kdp_pio_out8(port + PIC_COMMAND, PIC_OCW3_READ_IRR);
	state.pending = kdp_pio_in8(port + PIC_COMMAND);
	return state;
}

static uint64_t packed(struct state state)
{
	return state.masks | (uint64_t)state.in_service << 8 |
	       (uint64_t)state.pending << 16;
}

/* All inputs masked, in service and pending at once: nobody is there. */
static bool is_there(struct state state)
{
	return state.masks != PIC_NONE || state.in_service != PIC_NONE ||
	       state.pending != PIC_NONE;
}

static uint32_t count_bits(int bits)
{
	uint32_t count = 0;

	for (; bits; bits &= bits - 1)
		count++;
	return count;
}

/* A specific EOI for each input: the order of service does not matter. */
static void end_service(uint16_t port, uint8_t in_service)
{
	uint8_t input;

	for (input = 0; input < PIC_INPUTS; input++) {
		if (in_service >> input & 1)
			kdp_pio_out8(port + PIC_COMMAND,
				     (uint8_t)(KDP_FIELD_MAKE(
						       PIC_OCW2_OPERATION,
						       PIC_SPECIFIC_EOI) |
					       input));
	}
}

/* Returns how it ended: SKIPPED, OK or STUCK. */
static enum kdp_status quiesce(uint16_t port, uint64_t *changed)
{
	struct state before = read_state(port);
	enum kdp_status status = KDP_STATUS_OK;
	struct state after;

	if (!is_there(before))
		return KDP_STATUS_SKIPPED;
	if (before.masks == PIC_OCW1_ALL && !before.in_service)
		return KDP_STATUS_OK;
	if (before.masks != PIC_OCW1_ALL)
		kdp_pio_out8(port + PIC_OCW1, PIC_OCW1_ALL);
	end_service(port, before.in_service);
	after = read_state(port);
	kdp_record()->pic_masked += count_bits(after.masks & ~before.masks);
	if (after.masks == PIC_OCW1_ALL && !after.in_service)
		(*changed)++;
	else
		status = KDP_STATUS_STUCK;
	kdp_record_detail(KDP_CODE_PIC, status, port, packed(before),
			  packed(after), 0);
	return status;
}

/*
 * The master goes first: with its cascade input masked it passes on nothing,
 * whatever the slave still has.
 */
enum kdp_status kdp_pic_quiesce(const struct kdp_plan *plan,
				const struct kdp_step *step,
				uint64_t *changed)
{
	enum kdp_status master;
	enum kdp_status slave;

	(void)plan;
	(void)step;
	*changed = 0;
	master = quiesce(PIC_MASTER, changed);
	slave = quiesce(PIC_SLAVE, changed);
	if (master == KDP_STATUS_STUCK || slave == KDP_STATUS_STUCK)
		return KDP_STATUS_STUCK;
	if (master == KDP_STATUS_OK || slave == KDP_STATUS_OK)
		return KDP_STATUS_OK;
	return KDP_STATUS_SKIPPED;
}
