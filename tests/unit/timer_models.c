// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of the HPET, 8259 and RTC models of tests/fake, with the words of
 * the manuals:
 * - HPET 1.0a, 2.3.6: a status bit is set by a level-triggered timer "even if
 *   the interrupt is not enabled", and cleared by writing a 1.
 * - HPET 1.0a, 2.3.8: with FSB enabled the timer sends messages and uses no
 *   line; with its interrupt disabled, neither.
 * - 8259A, "fully nested mode": what is in service holds back its own
 *   priority and all below; OCW3 chooses what a read returns.
 * - MC146818A, "Register C": a flag is set whatever its enable, the line is
 *   asserted while both are, and a read clears the flags.
 * - what purgatory must never do ends the test.
 */
#include "mmio.h"
#include "pio.h"
#include "purgatory/regs/hpet.h"
#include "purgatory/regs/pic.h"
#include "purgatory/regs/rtc.h"
#include "tests/fake/bus.h"
#include "tests/fake/death.h"
#include "tests/fake/hpet_model.h"
#include "tests/fake/pic_model.h"
#include "tests/fake/rtc_model.h"
#include "tests/tap.h"

#define HPET 0xfed00000u

static struct hpet_model hpet;
static struct pic_model pic;
static struct rtc_model rtc;

static void start(void)
{
	fake_reset();
	hpet_model_init(&hpet, HPET, 3);
	pic_model_init(&pic);
	rtc_model_init(&rtc);
}

static void hpet_is_read_by_halves_and_as_a_whole(void)
{
	start();
	TAP_EQ(kdp_mmio_read32(HPET + HPET_ID), 0x8086a201);
	TAP_EQ(kdp_mmio_read32(HPET + HPET_PERIOD), HPET_PERIOD_MAX);
	TAP_EQ(fake_read(FAKE_MMIO, HPET, 8), 0x05f5e1008086a201);
	hpet.absent = true;
	TAP_EQ(kdp_mmio_read32(HPET + HPET_ID), 0xffffffff);
}

static void hpet_timer_has_the_way_that_is_enabled(void)
{
	start();
	hpet_model_match(&hpet, 0);
	TAP_EQ(hpet.lines[0] + hpet.messages[0], 0);
	kdp_mmio_write32(HPET + HPET_TIMER_CONFIG(0), HPET_TIMER_ENABLE);
	hpet_model_match(&hpet, 0);
	TAP_EQ(hpet.lines[0], 1);
	kdp_mmio_write32(HPET + HPET_TIMER_CONFIG(0),
			 HPET_TIMER_ENABLE | HPET_TIMER_FSB);
	hpet_model_match(&hpet, 0);
	TAP_EQ(hpet.lines[0], 1);
	TAP_EQ(hpet.messages[0], 1);
}

/* The capabilities of a timer are kept, and so is its high half. */
static void hpet_read_only_bits_stay(void)
{
	start();
	kdp_mmio_write32(HPET + HPET_TIMER_CONFIG(1), 0);
	TAP_EQ(hpet.timer[1], 0xff000000008030);
}

static void hpet_status_is_cleared_by_ones(void)
{
	start();
	hpet.timer[2] |= HPET_TIMER_LEVEL;
	hpet_model_match(&hpet, 2);
	TAP_EQ(kdp_mmio_read32(HPET + HPET_STATUS), 4);
	kdp_mmio_write32(HPET + HPET_STATUS, 3);
	TAP_EQ(kdp_mmio_read32(HPET + HPET_STATUS), 4);
	kdp_mmio_write32(HPET + HPET_STATUS, 4);
	TAP_EQ(kdp_mmio_read32(HPET + HPET_STATUS), 0);
}

static void write_hpet_timer_that_is_not_there(void)
{
	start();
	kdp_mmio_write32(HPET + HPET_TIMER_CONFIG(3), 0);
}

static void write_hpet_reserved_bit(void)
{
	start();
	kdp_mmio_write32(HPET + HPET_CONFIG, 4);
}

static void read_hpet_byte(void)
{
	start();
	kdp_mmio_read8(HPET);
}

static void pic_service_holds_back_lower_priorities(void)
{
	start();
	pic.chip[0].imr = 0;
	pic.chip[1].imr = 0;
	pic_model_raise(&pic, 5);
	TAP_CHECK(pic_model_intr(&pic));
	pic.chip[0].isr = 1u << 3;
	TAP_CHECK(!pic_model_intr(&pic));
	/* The slave stands at input 2 of the master, above 3. */
	pic_model_raise(&pic, 9);
	TAP_CHECK(pic_model_intr(&pic));
	pic.chip[0].imr = 1u << PIC_CASCADE;
	TAP_CHECK(!pic_model_intr(&pic));
	kdp_pio_out8(PIC_MASTER, 0x63);
	TAP_EQ(pic.chip[0].isr, 0);
	TAP_CHECK(pic_model_intr(&pic));
}

static void pic_read_is_what_ocw3_chose(void)
{
	start();
	pic.chip[1].irr = 0x12;
	pic.chip[1].isr = 0x80;
	kdp_pio_out8(PIC_SLAVE, PIC_OCW3_READ_ISR);
	TAP_EQ(kdp_pio_in8(PIC_SLAVE), 0x80);
	kdp_pio_out8(PIC_SLAVE, PIC_OCW3_READ_IRR);
	TAP_EQ(kdp_pio_in8(PIC_SLAVE), 0x12);
	TAP_EQ(kdp_pio_in8(PIC_SLAVE + 1), 0xff);
}

static void initialize_pic(void)
{
	start();
	kdp_pio_out8(PIC_MASTER, 0x11);
}

static void unmask_pic(void)
{
	start();
	kdp_pio_out8(PIC_SLAVE + 1, 0xfe);
}

static void poll_pic(void)
{
	start();
	kdp_pio_out8(PIC_MASTER, 0x0c);
}

static uint8_t rtc_get(uint8_t reg)
{
	kdp_pio_out8(RTC_INDEX, reg);
	return kdp_pio_in8(RTC_DATA);
}

static void rtc_flags_need_their_enables(void)
{
	start();
	rtc_model_event(&rtc, RTC_C_ALARM);
	TAP_CHECK(!rtc_model_line(&rtc));
	/* Enabled late, the old flag asserts the line at once. */
	kdp_pio_out8(RTC_INDEX, RTC_B);
	kdp_pio_out8(RTC_DATA, RTC_B_ALARM | 2);
	TAP_CHECK(rtc_model_line(&rtc));
	TAP_EQ(rtc.lines, 1);
	TAP_EQ(rtc_get(RTC_C), RTC_C_IRQ | RTC_C_ALARM);
	TAP_CHECK(!rtc_model_line(&rtc));
	TAP_EQ(rtc_get(RTC_C), 0);
	TAP_EQ(rtc_get(RTC_D), RTC_D_VALID);
}

static void rtc_index_has_the_nmi_bit(void)
{
	start();
	kdp_pio_out8(RTC_INDEX, RTC_INDEX_NMI_OFF | RTC_D);
	TAP_CHECK(rtc.nmi_off);
	TAP_EQ(kdp_pio_in8(RTC_DATA), RTC_D_VALID);
}

static void read_rtc_index(void)
{
	start();
	kdp_pio_in8(RTC_INDEX);
}

static void read_rtc_without_index(void)
{
	start();
	rtc_get(RTC_D);
	kdp_pio_in8(RTC_DATA);
}

static void set_rtc_time(void)
{
	start();
	kdp_pio_out8(RTC_INDEX, 0);
	kdp_pio_out8(RTC_DATA, 0);
}

static void what_must_not_be_done_ends_the_test(void)
{
	TAP_CHECK(death_by_abort(write_hpet_timer_that_is_not_there));
	TAP_CHECK(death_by_abort(write_hpet_reserved_bit));
	TAP_CHECK(death_by_abort(read_hpet_byte));
	TAP_CHECK(death_by_abort(initialize_pic));
	TAP_CHECK(death_by_abort(unmask_pic));
	TAP_CHECK(death_by_abort(poll_pic));
	TAP_CHECK(death_by_abort(read_rtc_index));
	TAP_CHECK(death_by_abort(read_rtc_without_index));
	TAP_CHECK(death_by_abort(set_rtc_time));
}

int main(void)
{
	TAP_RUN(hpet_is_read_by_halves_and_as_a_whole);
	TAP_RUN(hpet_timer_has_the_way_that_is_enabled);
	TAP_RUN(hpet_read_only_bits_stay);
	TAP_RUN(hpet_status_is_cleared_by_ones);
	TAP_RUN(pic_service_holds_back_lower_priorities);
	TAP_RUN(pic_read_is_what_ocw3_chose);
	TAP_RUN(rtc_flags_need_their_enables);
	TAP_RUN(rtc_index_has_the_nmi_bit);
	TAP_RUN(what_must_not_be_done_ends_the_test);
	return tap_done();
}
