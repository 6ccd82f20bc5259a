// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of tests/fake/ioapic_model.c, with the words of the manuals:
 * - 82093AA 3.1: two 32-bit registers, index and data; nothing else answers.
 * - 82093AA 3.2.4, Interrupt Mask: "Edge-sensitive interrupts signaled on a
 *   masked interrupt pin are ignored (i.e., not delivered or held pending)."
 * - 82093AA 3.2.4, Remote IRR: read-only, set when a level interrupt is
 *   accepted, cleared by an EOI.
 * - ICH9 13.5.4: the EOI register clears it in every entry with the vector.
 */
#include "tests/fake/ioapic_model.h"

#include "mmio.h"
#include "purgatory/regs/ioapic.h"
#include "tests/fake/bus.h"
#include "tests/fake/death.h"
#include "tests/tap.h"

#define BASE 0xfec00000u

static struct ioapic_model model;

static void start(uint32_t version)
{
	fake_reset();
	ioapic_model_init(&model, BASE, version, 24);
}

static void write_reg(uint32_t reg, uint32_t value)
{
	kdp_mmio_write32(BASE + IOAPIC_INDEX, reg);
	kdp_mmio_write32(BASE + IOAPIC_DATA, value);
}

static uint32_t read_reg(uint32_t reg)
{
	kdp_mmio_write32(BASE + IOAPIC_INDEX, reg);
	return kdp_mmio_read32(BASE + IOAPIC_DATA);
}

static void version_register_tells_the_last_pin(void)
{
	start(0x20);
	TAP_EQ(read_reg(IOAPIC_REG_VERSION), 0x00170020);
	TAP_EQ(kdp_mmio_read32(BASE + IOAPIC_INDEX), IOAPIC_REG_VERSION);
}

static void index_register_has_eight_bits(void)
{
	start(0x20);
	TAP_EQ(read_reg(0x100 + IOAPIC_REG_VERSION), 0x00170020);
	TAP_EQ(kdp_mmio_read32(BASE + IOAPIC_INDEX), IOAPIC_REG_VERSION);
}

static void read_only_bits_keep_their_value(void)
{
	start(0x20);
	write_reg(IOAPIC_REG_RTE_LOW(3), 0xffffffff);
	TAP_EQ(read_reg(IOAPIC_REG_RTE_LOW(3)), 0x0001afff);
	ioapic_model_set(&model, 4, 0x1d031);
	write_reg(IOAPIC_REG_RTE_LOW(4), 0x18031);
	TAP_EQ(read_reg(IOAPIC_REG_RTE_LOW(4)), 0x1d031);
}

static void edge_on_a_masked_pin_is_lost(void)
{
	start(0x20);
	ioapic_model_set(&model, 5, 0x10031);
	ioapic_model_line(&model, 5, true);
	write_reg(IOAPIC_REG_RTE_LOW(5), 0x31);
	TAP_EQ(model.sent[5], 0);
	ioapic_model_line(&model, 5, false);
	ioapic_model_line(&model, 5, true);
	TAP_EQ(model.sent[5], 1);
	TAP_EQ(model.rte[5] & IOAPIC_RTE_REMOTE_IRR, 0);
}

static void asserted_level_pin_fires_when_unmasked(void)
{
	start(0x20);
	ioapic_model_set(&model, 5, 0x18031);
	ioapic_model_line(&model, 5, true);
	TAP_EQ(model.sent[5], 0);
	write_reg(IOAPIC_REG_RTE_LOW(5), 0x8031);
	TAP_EQ(model.sent[5], 1);
	TAP_CHECK(model.rte[5] & IOAPIC_RTE_REMOTE_IRR);
}

static void remote_irr_holds_back_until_eoi(void)
{
	start(0x20);
	ioapic_model_set(&model, 5, 0x8031);
	ioapic_model_line(&model, 5, true);
	ioapic_model_line(&model, 5, false);
	ioapic_model_line(&model, 5, true);
	TAP_EQ(model.sent[5], 1);
	kdp_mmio_write32(BASE + IOAPIC_EOI, 0x32);
	TAP_EQ(model.sent[5], 1);
	kdp_mmio_write32(BASE + IOAPIC_EOI, 0x31);
	TAP_EQ(model.sent[5], 2);
	ioapic_model_line(&model, 5, false);
	kdp_mmio_write32(BASE + IOAPIC_EOI, 0x31);
	TAP_EQ(model.sent[5], 2);
	TAP_EQ(model.rte[5] & IOAPIC_RTE_REMOTE_IRR, 0);
}

static void eoi_reaches_every_entry_with_the_vector(void)
{
	start(0x20);
	ioapic_model_set(&model, 5, 0x1c031);
	ioapic_model_set(&model, 6, 0x1c031);
	ioapic_model_set(&model, 7, 0x1c032);
	ioapic_model_set(&model, 8, 0x14031);
	kdp_mmio_write32(BASE + IOAPIC_EOI, 0x31);
	TAP_EQ(model.rte[5], 0x18031);
	TAP_EQ(model.rte[6], 0x18031);
	TAP_EQ(model.rte[7], 0x1c032);
	TAP_EQ(model.rte[8], 0x14031);
}

static void edge_mode_ends_remote_irr_before_version_20(void)
{
	start(0x11);
	ioapic_model_set(&model, 5, 0x1c031);
	write_reg(IOAPIC_REG_RTE_LOW(5), 0x10031);
	TAP_EQ(model.rte[5], 0x10031);
	start(0x20);
	ioapic_model_set(&model, 5, 0x1c031);
	write_reg(IOAPIC_REG_RTE_LOW(5), 0x10031);
	TAP_EQ(model.rte[5], 0x14031);
}

static void delivery_status_shows_a_held_message(void)
{
	start(0x20);
	model.send_blocked = true;
	ioapic_model_set(&model, 5, 0x31);
	ioapic_model_line(&model, 5, true);
	TAP_EQ(read_reg(IOAPIC_REG_RTE_LOW(5)), 0x1031);
	TAP_EQ(model.sent[5], 0);
}

static void eoi_register_of_version_11(void)
{
	start(0x11);
	kdp_mmio_write32(BASE + IOAPIC_EOI, 0x31);
}

static void byte_access(void)
{
	start(0x20);
	kdp_mmio_write8(BASE + IOAPIC_INDEX, 1);
}

static void entry_past_the_table(void)
{
	start(0x20);
	write_reg(IOAPIC_REG_RTE_LOW(24), 0x10000);
}

static void unowned_address(void)
{
	start(0x20);
	kdp_mmio_write32(BASE + 0x1000, 0);
}

static void undefined_accesses_abort(void)
{
	TAP_CHECK(death_by_abort(eoi_register_of_version_11));
	TAP_CHECK(death_by_abort(byte_access));
	TAP_CHECK(death_by_abort(entry_past_the_table));
	TAP_CHECK(death_by_abort(unowned_address));
	TAP_CHECK(!death_by_abort(version_register_tells_the_last_pin));
}

int main(void)
{
	TAP_RUN(version_register_tells_the_last_pin);
	TAP_RUN(index_register_has_eight_bits);
	TAP_RUN(read_only_bits_keep_their_value);
	TAP_RUN(edge_on_a_masked_pin_is_lost);
	TAP_RUN(asserted_level_pin_fires_when_unmasked);
	TAP_RUN(remote_irr_holds_back_until_eoi);
	TAP_RUN(eoi_reaches_every_entry_with_the_vector);
	TAP_RUN(edge_mode_ends_remote_irr_before_version_20);
	TAP_RUN(delivery_status_shows_a_held_message);
	TAP_RUN(undefined_accesses_abort);
	return tap_done();
}
