// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/mce.c: banks that hold an error are recorded once, those
 * of the hand-over apart from those of machine checks, ADDR and MISC are read
 * only where they are valid, no register but MCG_STATUS is ever written, a
 * machine check reads no bank that the first look could not, and a storm
 * leaves room in the record.
 */
#include "purgatory/mce.h"

#include <setjmp.h>

#include "purgatory/record.h"
#include "sys.h"
#include "tests/fake/bus.h"
#include "tests/tap.h"

#define MCG_CAP	   0x179u
#define MCG_STATUS 0x17au
#define BANKS	   0x400u
#define VALID	   (1ull << 63)
#define ADDRV	   (1ull << 58)
#define MISCV	   (1ull << 59)
#define MCE_MCA	   (1u << 7 | 1u << 14)

static struct {
	uint64_t cap;
	uint64_t status;
	uint64_t bank[128];	/* CTL, STATUS, ADDR, MISC of each */
	unsigned int present;	/* banks whose registers are there */
} model;

static jmp_buf general_protection;

static uint64_t mcg_read(void *unused, uint64_t offset, unsigned int size)
{
	(void)unused;
	(void)size;
	return offset ? model.status : model.cap;
}

static void mcg_write(void *unused, uint64_t offset, unsigned int size,
		      uint64_t value)
{
	(void)unused;
	(void)size;
	if (!offset)
		fake_abort("MCG_CAP was written");
	model.status = value;
}

static const struct fake_ops mcg_ops = { "MCG", mcg_read, mcg_write };

/* Intel SDM Vol. 3B, 16.3.2.3: #GP where ADDR or MISC is not implemented. */
static uint64_t bank_read(void *unused, uint64_t offset, unsigned int size)
{
	uint64_t status = model.bank[offset / 4 * 4 + 1];

	(void)unused;
	(void)size;
	if (offset / 4 >= model.present)
		longjmp(general_protection, 1);
	if ((offset % 4 == 2 && !(status & ADDRV)) ||
	    (offset % 4 == 3 && !(status & MISCV)) || offset % 4 == 0)
		fake_abort("register 0x%x of a bank was read",
			   (unsigned int)(BANKS + offset));
	return model.bank[offset];
}

static void bank_write(void *unused, uint64_t offset, unsigned int size,
		       uint64_t value)
{
	(void)unused;
	(void)size;
	(void)value;
	fake_abort("register 0x%x of a bank was written",
		   (unsigned int)(BANKS + offset));
}

static const struct fake_ops bank_ops = { "banks", bank_read, bank_write };

static void begin(unsigned int banks)
{
	memset(&model, 0, sizeof(model));
	model.cap = banks;
	model.present = banks;
	fake_reset();
	fake_sys.cpuid_edx = MCE_MCA;
	fake_claim(FAKE_MSR, MCG_CAP, 2, &mcg_ops, NULL);
	fake_claim(FAKE_MSR, BANKS, 128, &bank_ops, NULL);
	kdp_record_init(0, 0);
	kdp_record()->mce_count = 0;
}

static void put_error(unsigned int bank, uint64_t status, uint64_t addr,
		      uint64_t misc)
{
	model.bank[4 * bank + 1] = status;
	model.bank[4 * bank + 2] = addr;
	model.bank[4 * bank + 3] = misc;
}

static void check_entry(uint32_t index, uint16_t code, uint32_t object,
			uint64_t before, uint64_t after, uint64_t extra)
{
	const void *first = kdp_record() + 1;
	const struct kdp_entry *e = (const struct kdp_entry *)first + index;

	TAP_EQ(e->type, KDP_ENTRY_DETAIL);
	TAP_EQ(e->code, code);
	TAP_EQ(e->object, object);
	TAP_EQ(e->before, before);
	TAP_EQ(e->after, after);
	TAP_EQ(e->extra, extra);
}

static void empty_banks_leave_no_entry(void)
{
	begin(10);
	put_error(3, ADDRV | 0x151, 0x1000, 0);
	TAP_EQ(kdp_mce_look(NULL), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->entry_count, 0);
	TAP_EQ(kdp_record()->mce_left, 0);
}

static void errors_of_the_hand_over_are_recorded(void)
{
	begin(10);
	model.status = 4;
	put_error(0, VALID | 0x151, 0x1000, 0x8c);
	put_error(9, VALID | ADDRV | MISCV | 0x90, 0x2000, 0x8c);
	kdp_mce_look(NULL);
	TAP_EQ(kdp_record()->entry_count, 3);
	check_entry(0, KDP_CODE_MCE, 0, 4, 10, 0);
	check_entry(1, KDP_CODE_MCE_BANK, 0, VALID | 0x151, 0, 0);
	check_entry(2, KDP_CODE_MCE_BANK, 9, VALID | ADDRV | MISCV | 0x90,
		    0x2000, 0x8c);
	TAP_EQ(kdp_record()->mce_left, 2);
	TAP_EQ(kdp_record()->mce_banks, 0);
	TAP_EQ(fake_log_writes(FAKE_MSR, 0, 0x1000), 0);
}

static void machine_check_records_what_is_new(void)
{
	begin(10);
	put_error(2, VALID | 0x151, 0, 0);
	kdp_mce_look(NULL);
	put_error(5, VALID | ADDRV | 0x90, 0x3000, 0);
	model.status = 5;
	TAP_CHECK(kdp_mce_record(0x1234));
	TAP_EQ(kdp_record()->entry_count, 3);
	check_entry(1, KDP_CODE_MCE, 1, 5, 10, 0x1234);
	check_entry(2, KDP_CODE_MCE_BANK, 1 << 16 | 5, VALID | ADDRV | 0x90,
		    0x3000, 0);
	TAP_EQ(kdp_record()->mce_banks, 1);

	/* The same error again, and another in the same bank. */
	model.status = 4;
	TAP_CHECK(!kdp_mce_record(0x1234));
	TAP_EQ(kdp_record()->entry_count, 4);
	put_error(5, VALID | 0x91, 0, 0);
	kdp_mce_record(0x1234);
	TAP_EQ(kdp_record()->entry_count, 6);
	check_entry(5, KDP_CODE_MCE_BANK, 3 << 16 | 5, VALID | 0x91, 0, 0);
	TAP_EQ(kdp_record()->mce_count, 3);
	TAP_EQ(kdp_record()->mce_banks, 2);
}

/* What MCG_CAP can say is more than there are registers. */
static void banks_are_capped(void)
{
	begin(0xff);
	put_error(31, VALID, 0, 0);
	TAP_EQ(kdp_mce_look(NULL), KDP_STATUS_OK);
	TAP_EQ(kdp_record()->mce_left, 1);
}

static void bank_that_faults_is_not_read_again(void)
{
	begin(10);
	model.present = 2;
	put_error(1, VALID, 0, 0);
	if (!setjmp(general_protection)) {
		kdp_mce_look(NULL);
		TAP_CHECK(!"returned");
	}
	TAP_EQ(kdp_record()->mce_left, 1);
	model.status = 5;
	put_error(0, VALID, 0, 0);
	TAP_CHECK(kdp_mce_record(0));
	TAP_EQ(kdp_record()->mce_banks, 1);
}

static void storm_leaves_room_in_the_record(void)
{
	uint32_t i;

	begin(4);
	kdp_mce_look(NULL);
	for (i = 0; i < 1000; i++) {
		model.status = 5;
		put_error(3, VALID | i, 0, 0);
		TAP_CHECK(kdp_mce_record(0));
	}
	TAP_EQ(kdp_record()->mce_count, 1000);
	TAP_EQ(kdp_record()->mce_banks, 1000);
	TAP_CHECK(kdp_record()->entry_count <= 64);
	TAP_EQ(kdp_record()->entry_count + kdp_record()->entry_dropped, 2000);
}

static void machine_checks_are_enabled_after_mcip(void)
{
	begin(10);
	model.status = 7;
	kdp_mce_look(NULL);
	TAP_EQ(kdp_mce_enable(0x1020), 0x1060);
	TAP_EQ(model.status, 3);
}

static void cpu_without_the_registers_is_left_alone(void)
{
	begin(10);
	fake_sys.cpuid_edx = 1u << 7;
	TAP_EQ(kdp_mce_look(NULL), KDP_STATUS_SKIPPED);
	TAP_EQ(kdp_mce_enable(0x20), 0x60);
	TAP_CHECK(!kdp_mce_record(0));
	kdp_mce_end();
	TAP_EQ(kdp_record()->mce_count, 1);
	fake_sys.cpuid_edx = 0;
	TAP_EQ(kdp_mce_enable(0x20), 0x20);
	TAP_EQ(fake_log_writes(FAKE_MSR, 0, 0x1000), 0);
}

int main(void)
{
	TAP_RUN(empty_banks_leave_no_entry);
	TAP_RUN(errors_of_the_hand_over_are_recorded);
	TAP_RUN(machine_check_records_what_is_new);
	TAP_RUN(banks_are_capped);
	TAP_RUN(bank_that_faults_is_not_read_again);
	TAP_RUN(storm_leaves_room_in_the_record);
	TAP_RUN(machine_checks_are_enabled_after_mcip);
	TAP_RUN(cpu_without_the_registers_is_left_alone);
	return tap_done();
}
