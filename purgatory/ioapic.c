// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioapic.c - mask every pin of every IO-APIC of the plan and clear the
 * Remote-IRR bits that the dying kernel left set.
 *
 * A pin whose Remote-IRR stays set never interrupts again; a pin left
 * unmasked interrupts the second kernel long before it owns a handler.
 * Nothing but the low half of an entry and the EOI register is ever written,
 * and under interrupt remapping of the low half only the mask bit: the other
 * bits index the remapping table there (Intel VT-d specification 3.3,
 * 5.1.5.1).
 */
#include <stdbool.h>
#include <stdint.h>

#include "mmio.h"
#include "purgatory/clock.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/record.h"
#include "purgatory/regs/ioapic.h"
#include "purgatory/steps.h"

/* What ioapic_read() returns when nothing answers. */
#define NO_ANSWER 0xffffffffu

/* One IO-APIC while its pins are worked on. */
struct ioapic {
	uint64_t addr;		/* physical base */
	uint32_t index;		/* position in the plan's table */
	uint32_t pins;		/* entries that can be reached; 0: unusable */
	bool has_eoi;		/* has an EOI register */
	bool remapped;		/* entries may be in remappable format */
	bool keep_smi;		/* SMI pins belong to the firmware */
};

/* What became of the step, over all IO-APICs. */
struct outcome {
	uint64_t changed;	/* mask bits set, Remote-IRR bits cleared */
	uint32_t usable;	/* IO-APICs that answered */
	bool stuck;
	bool unsupported;
	bool timeout;
};

/*
 * The index register is touched by the next two functions alone.  An index
 * that does not hold the value just written means that there is no IO-APIC:
 * what the data register then says belongs to nothing.
 */
static uint32_t ioapic_read(uint64_t addr, uint32_t reg)
{
	uint32_t relevant = reg | (uint32_t)IOAPIC_INDEX_REG;
	uint32_t value;

	kdp_mmio_write32(addr + IOAPIC_INDEX, reg);
	value = kdp_mmio_read32(addr + IOAPIC_DATA);
	if ((kdp_mmio_read32(addr + IOAPIC_INDEX) & relevant) != reg)
		return NO_ANSWER;
	return value;
}

static void ioapic_write(uint64_t addr, uint32_t reg, uint32_t value)
{
	kdp_mmio_write32(addr + IOAPIC_INDEX, reg);
	kdp_mmio_write32(addr + IOAPIC_DATA, value);
}

static uint64_t rte_read(const struct ioapic *io, uint32_t pin)
{
	uint64_t high = ioapic_read(io->addr, IOAPIC_REG_RTE_HIGH(pin));

	return high << 32 | ioapic_read(io->addr, IOAPIC_REG_RTE_LOW(pin));
}

static void rte_write_low(const struct ioapic *io, uint32_t pin, uint64_t rte)
{
	ioapic_write(io->addr, IOAPIC_REG_RTE_LOW(pin), (uint32_t)rte);
}

static uint32_t pin_object(const struct ioapic *io, uint32_t pin)
{
	return io->index << 16 | pin;
}

/*
 * A remappable entry has no delivery mode: bits 10:8 are zero there and the
 * mode stands in the remapping table, so only a compatibility entry can be
 * told to be the firmware's.
 */
static bool rte_is_smi(const struct ioapic *io, uint64_t rte)
{
	if (!io->keep_smi || (io->remapped && (rte & IOAPIC_RTE_REMAPPABLE)))
		return false;
	return KDP_FIELD_GET(IOAPIC_RTE_DELIVERY, rte) == IOAPIC_DELIVERY_SMI;
}

static void pin_mask(const struct ioapic *io, uint32_t pin,
		     struct outcome *out)
{
	uint64_t before = rte_read(io, pin);
	enum kdp_status status = KDP_STATUS_OK;
	uint64_t after;

	kdp_record()->pin_count++;
	if ((before & IOAPIC_RTE_MASKED) || rte_is_smi(io, before))
		return;

	rte_write_low(io, pin, before | IOAPIC_RTE_MASKED);
	after = rte_read(io, pin);
	if (after & IOAPIC_RTE_MASKED) {
		kdp_record()->pin_masked++;
		out->changed++;
	} else {
		status = KDP_STATUS_STUCK;
		out->stuck = true;
	}
	kdp_record_detail(KDP_CODE_PIN, status, pin_object(io, pin), before,
			  after, 0);
}

/*
 * An EOI for the entry's vector field, which under VT-d is not the vector but
 * what software put there; an EOI broadcast by a local APIC would not match.
 * Without an EOI register a change of the trigger mode to edge and back ends
 * the interrupt.  The EOI has no effect on an entry in edge mode, so level is
 * forced first; the pin is masked all the while.
 */
static void pin_end_interrupt(const struct ioapic *io, uint32_t pin,
			      uint64_t rte)
{
	bool may_force = !io->remapped;
	bool is_level = rte & IOAPIC_RTE_LEVEL;

	if (may_force && !is_level)
		rte_write_low(io, pin, rte | IOAPIC_RTE_LEVEL);
	if (io->has_eoi) {
		kdp_mmio_write32(io->addr + IOAPIC_EOI,
				 rte & IOAPIC_RTE_VECTOR);
	} else if (may_force) {
		rte_write_low(io, pin, rte & ~IOAPIC_RTE_LEVEL);
		if (is_level)
			rte_write_low(io, pin, rte);
	}
	if (may_force && !is_level)
		rte_write_low(io, pin, rte);
}

static void pin_clear_remote_irr(const struct ioapic *io, uint32_t pin,
				 struct outcome *out)
{
	uint64_t before = rte_read(io, pin);
	enum kdp_status status = KDP_STATUS_OK;
	uint64_t after;

	if (!(before & IOAPIC_RTE_REMOTE_IRR) || rte_is_smi(io, before) ||
	    !(before & IOAPIC_RTE_MASKED))
		return;

	pin_end_interrupt(io, pin, before);
	after = rte_read(io, pin);
	if (after & IOAPIC_RTE_REMOTE_IRR) {
		kdp_record()->pin_stuck++;
		out->stuck = true;
		status = KDP_STATUS_STUCK;
	} else {
		kdp_record()->pin_rirr++;
		out->changed++;
	}
	kdp_record_detail(KDP_CODE_RIRR, status, pin_object(io, pin), before,
			  after, 0);
}

/*
 * An entry that the dying kernel has wiped is masked and in edge mode, also
 * where the wire is a level one.  QEMU's IO-APIC, which Linux guests have with
 * kernel-irqchip=split too, remembers the level of such a wire and forgets it
 * only when the wire falls in level mode: a device that the next step silences
 * would go on interrupting the second kernel, 100,000 times, until Linux gives
 * the line up.  A masked entry interrupts in neither mode (hw/intc/ioapic.c,
 * ioapic_set_irq(), in QEMU 7.2).
 */
static void pin_follow_level(const struct ioapic *io, uint32_t pin)
{
	uint64_t rte = rte_read(io, pin);

	if (!io->remapped && (uint32_t)rte == (uint32_t)IOAPIC_RTE_MASKED)
		rte_write_low(io, pin, rte | IOAPIC_RTE_LEVEL);
}

/*
 * Every pin is masked before the first Remote-IRR is cleared: an EOI reaches
 * all entries with its vector, and one that is still unmasked would fire
 * again at once.
 */
static void ioapic_quiesce_pins(const struct ioapic *io,
				struct kdp_deadline *deadline,
				struct outcome *out)
{
	uint32_t pin;

	for (pin = 0; pin < io->pins && !out->timeout; pin++) {
		pin_mask(io, pin, out);
		out->timeout = kdp_deadline_passed(deadline);
	}
	for (pin = 0; pin < io->pins && !out->timeout; pin++) {
		pin_clear_remote_irr(io, pin, out);
		pin_follow_level(io, pin);
		out->timeout = kdp_deadline_passed(deadline);
	}
}

/*
 * The version register can announce 240 entries, of which an eight-bit index
 * reaches 120 only; whether the index has more bits is tried.
 */
static enum kdp_status ioapic_probe(struct ioapic *io)
{
	uint32_t version = ioapic_read(io->addr, IOAPIC_REG_VERSION);
	uint32_t last_pin = KDP_FIELD_GET(IOAPIC_VERSION_LAST_PIN, version);
	enum kdp_status status = KDP_STATUS_OK;

	if (version == NO_ANSWER) {
		status = KDP_STATUS_SKIPPED;
	} else if (last_pin > IOAPIC_LAST_PIN_MAX) {
		status = KDP_STATUS_UNSUPPORTED;
	} else if (last_pin >= IOAPIC_INDEX_PINS &&
		   ioapic_read(io->addr, IOAPIC_REG_RTE_HIGH(last_pin)) ==
			   NO_ANSWER) {
		status = KDP_STATUS_UNSUPPORTED;
		io->pins = IOAPIC_INDEX_PINS;
	} else {
		io->pins = last_pin + 1;
	}
	io->has_eoi = KDP_FIELD_GET(IOAPIC_VERSION_VERSION, version) >=
		      IOAPIC_VERSION_HAS_EOI;
	kdp_record_detail(KDP_CODE_IOAPIC, status, io->index, version, 0,
			  io->addr);
	return status;
}

bool kdp_ioapic_plausible(uint64_t addr, uint32_t *version)
{
	*version = ioapic_read(addr, IOAPIC_REG_VERSION);
	return KDP_FIELD_GET(IOAPIC_VERSION_VERSION, *version) >=
		       IOAPIC_VERSION_FIRST &&
	       KDP_FIELD_GET(IOAPIC_VERSION_VERSION, *version) <=
		       IOAPIC_VERSION_LAST &&
	       KDP_FIELD_GET(IOAPIC_VERSION_LAST_PIN, *version) <=
		       IOAPIC_LAST_PIN_MAX &&
	       !KDP_FIELD_GET(IOAPIC_VERSION_RESERVED, *version);
}

static enum kdp_status outcome_status(const struct outcome *out)
{
	if (out->timeout)
		return KDP_STATUS_TIMEOUT;
	if (out->stuck)
		return KDP_STATUS_STUCK;
	if (out->unsupported)
		return KDP_STATUS_UNSUPPORTED;
	return out->usable ? KDP_STATUS_OK : KDP_STATUS_SKIPPED;
}

enum kdp_status kdp_ioapic_quiesce(const struct kdp_plan *plan,
				   const struct kdp_step *step,
				   uint64_t *changed)
{
	const struct kdp_ioapic *table = kdp_step_table(plan, step);
	struct outcome out = { 0 };
	struct kdp_deadline deadline;
	uint32_t i;

	kdp_deadline_start(&deadline, step->budget_us ? step->budget_us :
						       KDP_BUDGET_DEFAULT_US);
	for (i = 0; i < step->table_count && !out.timeout; i++) {
		struct ioapic io = {
			.addr = table[i].addr,
			.index = i,
			.remapped = plan->flags & KDP_PLAN_F_INTREMAP,
			.keep_smi = plan->flags & KDP_PLAN_F_KEEP_SMI,
		};
		enum kdp_status status = ioapic_probe(&io);

		if (status == KDP_STATUS_UNSUPPORTED)
			out.unsupported = true;
		if (io.pins) {
			kdp_record()->ioapic_count++;
			out.usable++;
		}
		ioapic_quiesce_pins(&io, &deadline, &out);
	}
	*changed = out.changed;
	return outcome_status(&out);
}
