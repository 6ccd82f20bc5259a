// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rtc.c - disable the interrupts of the real-time clock and drop the one that
 * it may have asserted: its line stays low until register C is read, and the
 * second kernel would see no further edge of it.
 *
 * Each access names its register in the index port, whose bit 7 holds back
 * the chipset's NMIs and cannot be read.  It is written as zero: Linux does
 * so with every access, so that is what it was; purgatory takes NMIs; and a
 * second kernel that never uses the RTC would never see one again if it were
 * set.
 *
 * Nobody waits for an update to end (UIP): that protects the time, which is
 * neither read nor written here.
 */
#include <stdint.h>

#include "pio.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/record.h"
#include "purgatory/regs/rtc.h"
#include "purgatory/steps.h"

#define RTC_B_INTERRUPTS (RTC_B_PERIODIC | RTC_B_ALARM | RTC_B_UPDATE)

static uint8_t rtc_read(uint8_t reg)
{
	kdp_pio_out8(RTC_INDEX, reg);
	return kdp_pio_in8(RTC_DATA);
}

static void rtc_write(uint8_t reg, uint8_t value)
{
	kdp_pio_out8(RTC_INDEX, reg);
	kdp_pio_out8(RTC_DATA, value);
}

/*
 * The interrupts are disabled before register C is read, so that none is
 * asserted behind the read.  Register D has a bit that is always zero.
 */
enum kdp_status kdp_rtc_quiesce(const struct kdp_plan *plan,
				const struct kdp_step *step,
				uint64_t *changed)
{
	enum kdp_status status = KDP_STATUS_OK;
	uint8_t before;
	uint8_t after;
	uint8_t flags;

	(void)plan;
	(void)step;
	*changed = 0;
	if (rtc_read(RTC_D) == RTC_NONE)
		return KDP_STATUS_SKIPPED;
	before = rtc_read(RTC_B);
	if (before & RTC_B_INTERRUPTS)
		rtc_write(RTC_B, (uint8_t)(before & ~RTC_B_INTERRUPTS));
	flags = rtc_read(RTC_C);
	after = rtc_read(RTC_B);
	if (after & RTC_B_INTERRUPTS)
		status = KDP_STATUS_STUCK;
	else if (before & RTC_B_INTERRUPTS)
		*changed = 1;
	if (before & ~after & RTC_B_PERIODIC)
		kdp_record()->rtc_silenced++;
	if (before & ~after & RTC_B_ALARM)
		kdp_record()->rtc_silenced++;
	if (before & ~after & RTC_B_UPDATE)
		kdp_record()->rtc_silenced++;
	if (before & RTC_B_INTERRUPTS)
		kdp_record_detail(KDP_CODE_RTC, status, RTC_B, before, after,
				  flags);
	return status;
}
