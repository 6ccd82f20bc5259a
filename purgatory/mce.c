// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mce.c - reads the machine-check banks; see mce.h.
 *
 * The registers of a bank are those from 0x400 on with every vendor: Intel
 * SDM Vol. 3B, 16.3.2; AMD's scalable banks have others as well, of which
 * these are aliases, for the first 32 banks (AMD PPR 55803, the registers
 * MCA::*::MCA_STATUS, aliasMSRLEGACY).
 */
#include "purgatory/mce.h"

#include "purgatory/mem.h"
#include "purgatory/record.h"
#include "purgatory/regs/cpu.h"

#include "msr.h"
#include "sys.h"

/* What the registers from 0x400 on have room for. */
#define BANKS_MAX 32u
/* Entries of the record that machine checks may take, all together. */
#define ENTRIES_MAX 64u

static struct {
	uint64_t seen[BANKS_MAX]; /* MCi_STATUS as it was recorded; 0: never */
	uint32_t banks;		/* that can be read */
	uint32_t entries;	/* made so far */
	bool present;		/* MCG_CAP and MCG_STATUS are there */
} mce;

static bool has_features(uint32_t edx)
{
	return (kdp_sys_cpuid(CPUID_FEATURES).edx & edx) == edx;
}

static void detail(uint16_t code, uint16_t status, uint32_t object,
		   uint64_t before, uint64_t after, uint64_t extra)
{
	if (mce.entries >= ENTRIES_MAX) {
		kdp_record()->entry_dropped++;
		return;
	}
	mce.entries++;
	kdp_record_detail(code, status, object, before, after, extra);
}

/* ADDR and MISC may not exist where the bank says that they hold nothing. */
static void record_bank(uint32_t number, uint32_t bank, uint64_t status)
{
	uint64_t addr = 0;
	uint64_t misc = 0;

	if (status & MSR_MCI_STATUS_ADDRV)
		addr = kdp_msr_read(MSR_MCI_ADDR(bank));
	if (status & MSR_MCI_STATUS_MISCV)
		misc = kdp_msr_read(MSR_MCI_MISC(bank));
	mce.seen[bank] = status;
	detail(KDP_CODE_MCE_BANK, KDP_STATUS_OK, number << 16 | bank, status,
	       addr, misc);
}

/* Whether the bank holds an error that is not in the record. */
static bool is_new(uint32_t bank, uint64_t status)
{
	return status & MSR_MCI_STATUS_VAL && status != mce.seen[bank];
}

static void record_check(uint32_t number, uint64_t status, uint64_t rip)
{
	bool restartable = status & MSR_MCG_STATUS_RIPV;

	detail(KDP_CODE_MCE,
	       restartable || !number ? KDP_STATUS_OK : KDP_STATUS_FAULT,
	       number, status, kdp_msr_read(MSR_MCG_CAP), rip);
}

enum kdp_status kdp_mce_look(void *unused)
{
	uint64_t status;
	uint32_t count;
	uint32_t bank;

	(void)unused;
	memset(&mce, 0, sizeof(mce));
	mce.present = has_features(CPUID_FEATURES_EDX_MCE |
				   CPUID_FEATURES_EDX_MCA);
	if (!mce.present)
		return KDP_STATUS_SKIPPED;
	status = kdp_msr_read(MSR_MCG_STATUS);
	if (status)
		record_check(0, status, 0);
	count = kdp_msr_read(MSR_MCG_CAP) & MSR_MCG_CAP_COUNT;
	for (bank = 0; bank < count && bank < BANKS_MAX; bank++) {
		status = kdp_msr_read(MSR_MCI_STATUS(bank));
		mce.banks = bank + 1;
		if (!is_new(bank, status))
			continue;
		kdp_record()->mce_left++;
		record_bank(0, bank, status);
	}
	return KDP_STATUS_OK;
}

uint64_t kdp_mce_enable(uint64_t cr4)
{
	if (!has_features(CPUID_FEATURES_EDX_MCE))
		return cr4;
	kdp_mce_end();
	return cr4 | CPU_CR4_MCE;
}

bool kdp_mce_record(uint64_t rip)
{
	uint32_t number = ++kdp_record()->mce_count;
	uint64_t found;
	uint32_t bank;

	if (!mce.present)
		return false;
	record_check(number, kdp_msr_read(MSR_MCG_STATUS), rip);
	for (bank = 0; bank < mce.banks; bank++) {
		found = kdp_msr_read(MSR_MCI_STATUS(bank));
		if (!is_new(bank, found))
			continue;
		kdp_record()->mce_banks++;
		record_bank(number, bank, found);
	}
	return kdp_mce_restartable();
}

bool kdp_mce_restartable(void)
{
	return mce.present &&
	       kdp_msr_read(MSR_MCG_STATUS) & MSR_MCG_STATUS_RIPV;
}

void kdp_mce_end(void)
{
	uint64_t status;

	if (!mce.present)
		return;
	status = kdp_msr_read(MSR_MCG_STATUS);
	kdp_msr_write(MSR_MCG_STATUS,
		      status & ~(uint64_t)MSR_MCG_STATUS_MCIP);
}
